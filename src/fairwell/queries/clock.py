"""The one place that reads a clock, so that a test clock can move the whole product's time."""

from datetime import UTC, datetime, timedelta

from django.conf import settings

from fairwell.models import ClockOffset


def now() -> datetime:
    """The product's present: the real one, moved by the test clock where that is allowed.

    Returns an aware UTC instant. Doors read it once per request and pass it on as `at=`.
    """
    real = datetime.now(UTC)
    if not settings.ENVIRONMENT.test_clock:
        return real
    seconds = ClockOffset.objects.filter(pk=1).values_list("seconds", flat=True).first()
    return real + timedelta(seconds=seconds or 0)
