"""Which payment gateway a deployment uses, by name.

A new provider touches these files and no others:

1. `gateways/payments/<provider>/__init__.py`  one sentence: which API, which version.
2. `gateways/payments/<provider>/client.py`    keeps `interface.PaymentGateway` and its `pace`;
   puts the idempotency key in the object's metadata too, so that it is found after the key is
   forgotten.
3. this file                                   one line in `PROVIDERS`.
4. `tests/gateways/payments/test_<provider>_client.py`  the same stories as the sandbox's client.
5. `web/webhooks/<provider>.py`                only if the provider pushes news; it asks back.
"""

from collections.abc import Callable, Mapping
from typing import Final

from fairwell.gateways.payments.interface import PaymentGateway
from fairwell.gateways.payments.pace import Pace
from fairwell.gateways.payments.sandbox.client import SandboxGateway


class UnknownProviderError(ValueError):
    """A name no payment gateway answers to."""


PROVIDERS: Final[Mapping[str, Callable[[str, float, Pace | None], PaymentGateway]]] = {
    "sandbox": lambda url, timeout_s, pace: SandboxGateway(url, timeout_s=timeout_s, pace=pace),
}


def payment_gateway(
    name: str, *, url: str, timeout_s: float, pace: Pace | None = None
) -> PaymentGateway:
    """The gateway called `name` at `url`; `timeout_s` is how long one answer may take.

    Hold on to it: it keeps its connections, and threads may share it. With a `pace` its callers
    wait for their turn.
    """
    make = PROVIDERS.get(name)
    if make is None:
        raise UnknownProviderError(
            f"There is no payment gateway called {name!r}. Choose one of: {', '.join(PROVIDERS)}."
        )
    return make(url, timeout_s, pace)
