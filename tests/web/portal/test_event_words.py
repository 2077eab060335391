"""The timeline: every kind of event has plain words."""

import ast
import inspect
from zoneinfo import ZoneInfo

import pytest

from fairwell.domain import timeline
from fairwell.models import SubscriptionEvent
from fairwell.web.portal.event_words import WORDS, Reader, tell
from tests.cast import NOW

READER = Reader("en", ZoneInfo("America/New_York"))
LATER = "2027-09-25T09:00:00+00:00"
DATA = {
    "ended_at": LATER,
    "ends_at": LATER,
    "reference": "FW-2345-6789-BCDF",
    "case": "FW-9999-6789-BCDF",
    "order": "Q-1001",
    "total_minor": 7_999,
    "currency": "USD",
}


def folded_kinds() -> set[str]:
    """The kinds that the fold of events has a rule for."""
    tree = ast.parse(inspect.getsource(timeline.apply))
    named = [node.value for node in ast.walk(tree) if isinstance(node, ast.MatchValue)]
    return {node.value for node in named if isinstance(node, ast.Constant)} | timeline.REMARKS


def test_no_kind_of_event_is_without_words() -> None:
    assert len(folded_kinds()) > len(timeline.REMARKS)
    assert set(WORDS) == folded_kinds()


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        (
            "subscription_imported",
            "Taken over from our earlier books, where it had ended on September 25, 2027",
        ),
        (
            "renewal_turned_off",
            "Automatic renewal turned off; the service runs until September 25, 2027, 05:00 EDT",
        ),
        ("renewal_turned_on", "Automatic renewal turned on"),
        ("cancellation_confirmed", "Cancelled; the service ends September 25, 2027, 05:00 EDT"),
        (
            "withdrawal_confirmed",
            "Withdrawn from the contract; the service ends September 25, 2027, 05:00 EDT",
        ),
        ("cancellation_undone", "Cancellation undone"),
        ("subscription_ended", "The service ended September 25, 2027, 05:00 EDT"),
        ("refund_instructed", "Refund of $79.99 instructed"),
        ("refund_settled", "Refund of $79.99 paid out"),
        ("refund_failed", "Refund of $79.99 could not be paid out; a person looks at it"),
        ("refund_rerouted", "Refund of $79.99 paid out another way"),
        ("refund_declined", "Refund declined"),
        (
            "refund_review_asked",
            "A person was asked to look at order Q-1001 (case FW-9999-6789-BCDF)",
        ),
        ("confirmation_resent", "Confirmation FW-2345-6789-BCDF sent again"),
    ],
)
def test_each_kind_is_told(kind: str, what: str) -> None:
    event = SubscriptionEvent(kind=kind, at=NOW, actor="subscriber", channel="phone", data=DATA)

    (told,) = tell([event], READER)

    assert (told.what, told.who) == (what, "by you, by phone")


@pytest.mark.parametrize(
    ("actor", "channel", "who"),
    [
        ("subscriber", "portal", "by you, on this site"),
        ("agent", "mail", "by our support, by e-mail"),
        ("operator", "shell", "by us"),
        ("system", "worker", "automatically"),
        ("subscriber", "api", "by you, through our interface for programs"),
    ],
)
def test_it_is_said_who_did_it_and_how(actor: str, channel: str, who: str) -> None:
    event = SubscriptionEvent(
        kind="renewal_turned_on", at=NOW, actor=actor, channel=channel, data={}
    )

    assert tell([event], READER)[0].who == who
