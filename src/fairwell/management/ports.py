"""Ports are looked at before anything is started on them."""

import socket


class PortTakenError(RuntimeError):
    """Another program listens there; the text says which setting to change."""


def require_free(host: str, port: int) -> int:
    """The port that can be bound there (a free one for 0); PortTakenError where none can."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            why = error.strerror or "it is taken"
            raise PortTakenError(
                f"Port {port} on {host} cannot be used: {why}. Set another one "
                "(FAIRWELL_WEB_PORT, FAIRWELL_SANDBOX_URL; --port for the demo)."
            ) from None
        return int(probe.getsockname()[1])
