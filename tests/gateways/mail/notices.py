"""Notices of the cast, as the actions queue them."""

from fairwell.actions.steps.queue_notice import queue_notice
from fairwell.models import Notice
from tests.cast import NOW

ACCOUNT = {"subject": "Your sign-in code", "text": "Your code is\n\nABCD-EFGH\n"}
LINK = "http://localhost:8000/accounts/start/abcdef/"


def notice(template: str, language: str = "en", **context: str) -> Notice:
    return queue_notice(
        template,
        key=f"{template}:{Notice.objects.count()}",
        to_email="anna@mail.example",
        language=language,
        at=NOW,
        context=context,
    )
