"""The operator's switch for all that bills, charges, collects and reminds without being asked."""

from django.conf import settings


def billing_is_on() -> bool:
    """Whether the worker does so by itself; off, it does only what people ask for."""
    return bool(settings.ENVIRONMENT.billing == "on")
