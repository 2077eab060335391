"""Mail server settings from one URL."""

from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_SCHEMES = {
    "smtp": (25, {}),
    "smtps": (465, {"use_ssl": True}),
    "smtp+starttls": (587, {"use_tls": True}),
}


def mailers(url: str, timeout_s: int) -> dict[str, Any]:
    """Django's ``MAILERS`` for ``smtp://user:password@host:port`` and its TLS forms."""
    parts = urlsplit(url)
    if parts.scheme not in _SCHEMES or not parts.hostname:
        raise ImproperlyConfigured(
            f"FAIRWELL_SMTP_URL is {url!r}. Write smtp://host:port, smtps://host:port or "
            "smtp+starttls://user:password@host:port."
        )
    port, tls = _SCHEMES[parts.scheme]
    options: dict[str, Any] = {
        "host": parts.hostname,
        "port": parts.port or port,
        "timeout": timeout_s,
    }
    if parts.username:
        options |= {"username": unquote(parts.username), "password": unquote(parts.password or "")}
    return {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": options | tls,
        }
    }
