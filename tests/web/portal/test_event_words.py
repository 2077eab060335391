"""The timeline: every kind of event has plain words."""

from zoneinfo import ZoneInfo

import pytest

from fairwell.actions.steps.queue_notice import TEMPLATE_VERSIONS
from fairwell.domain import timeline
from fairwell.models import SubscriptionEvent
from fairwell.web.portal.event_reader import Reader
from fairwell.web.portal.event_words import WORDS, tell
from fairwell.web.portal.life_event_words import LETTERS
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


BARE = {
    "period_start": "2026-09-25T09:00:00+00:00",
    "period_end": LATER,
    "ended_at": LATER,
    "ends_at": LATER,
    "total_minor": 7_999,
    "currency": "USD",
    "order": "Q-1001",
    "case": "FW-9999-6789-BCDF",
    "reference": "FW-2345-6789-BCDF",
}


def folded_kinds() -> set[str]:
    """The kinds that the fold of events has a rule for."""
    return {
        *timeline.REMARKS, *timeline.CHANGES, *timeline.IMPLIED, *timeline.BEGINNINGS,
    }  # fmt: skip


def test_no_kind_of_event_is_without_words() -> None:
    assert set(WORDS) == folded_kinds()


@pytest.mark.parametrize("kind", sorted(folded_kinds()))
def test_no_kind_is_told_by_its_key_and_none_needs_more_than_it_has(kind: str) -> None:
    said = WORDS[kind](BARE, READER)

    assert said
    assert kind not in said
    assert "_" not in said
    assert "%(" not in said


@pytest.mark.parametrize(
    ("kind", "data", "what"),
    [
        (
            "period_renewed",
            {},
            "Renewed for the time from September 25, 2026 to September 24, 2027",
        ),
        (
            "plan_changed",
            {"tier": "Plus", "covered": [3, 5]},
            "Changed to Plus, 5 devices",
        ),
        (
            "change_scheduled",
            {"tier": "Basic", "covered": [5, 1], "effective_at": LATER},
            "Change to Basic, 1 device agreed for September 25, 2027",
        ),
        (
            "paused",
            {"resume_at": LATER},
            "Paused until September 25, 2027; nothing is charged meanwhile",
        ),
        ("paused", {}, "Paused; nothing is charged meanwhile"),
        (
            "periods_skipped",
            {"count": 2},
            "2 terms passed without being charged, and never will be",
        ),
        ("charge_declined", {}, "The bank declined the charge of $79.99"),
        ("charge_succeeded", {}, "$79.99 paid"),
        (
            "standing_changed",
            {"standing": "on_hold"},
            "A payment is overdue; the service is on hold until it is paid",
        ),
        ("notice_sent", {"template": "renewal_reminder"}, "Reminder of the renewal sent by e-mail"),
        ("notice_failed", {"template": "receipt"}, "Receipt could not be delivered"),
        ("dispute_closed", {"state": "won"}, "The bank decided the dispute: the payment stands"),
        (
            "charge_dispute_answered",
            {"upheld": False},
            "The dispute of order Q-1001 was answered: the charge stands",
        ),
        (
            "subscription_started",
            {"service": "trialing", "trial_end": LATER},
            "Trial started; it ends on September 25, 2027",
        ),
        (
            "invoice_given_up",
            {"order": "", "invoice": 7},
            "We no longer ask for the payment of order INV-7",
        ),
        ("invoice_issued", {"order": "", "invoice": 7}, "Order INV-7 issued"),
        ("invoice_voided", {}, "Order Q-1001 is void: nothing is owed on it"),
        ("charge_returned", {}, "The charge of $79.99 did not arrive"),
        ("change_replaced", {"slot": "plan"}, "The agreed change was replaced by another"),
        (
            "change_replaced",
            {"slot": "price"},
            "The new price you had been told of no longer applies",
        ),
        ("change_replaced", {"slot": "pause"}, "The pause agreed before no longer applies"),
        ("change_undone", {"slot": "price"}, "The new price was taken back; the old one stays"),
        (
            "subscription_ended",
            {"reason": "trial_over"},
            "The trial ended September 25, 2027, 05:00 EDT; nothing was charged for going on",
        ),
        (
            "subscription_ended",
            {"reason": "unpaid"},
            "The service ended September 25, 2027, 05:00 EDT because an order was not paid",
        ),
    ],
)
def test_billing_is_told_in_plain_words(kind: str, data: dict[str, object], what: str) -> None:
    reader = Reader("en", ZoneInfo("America/New_York"), {7: "INV-7"})

    assert WORDS[kind]({**BARE, **data}, reader) == what


def test_every_letter_that_can_be_sent_has_a_name() -> None:
    unnamed = set(TEMPLATE_VERSIONS) - set(LETTERS) - {"account", "invitation"}

    assert unnamed == set()


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
        (
            "refund_granted",
            "A person looked at order Q-1001 and granted a refund (case FW-9999-6789-BCDF)",
        ),
        (
            "refund_declined",
            "A person looked at order Q-1001; there is no refund (case FW-9999-6789-BCDF)",
        ),
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


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("refund_instructed", "Credit of $79.99 is being paid back"),
        ("refund_settled", "Credit of $79.99 paid back"),
        ("refund_rerouted", "Credit of $79.99 paid back another way"),
    ],
)
def test_credit_that_goes_back_is_not_called_a_refund(kind: str, said: str) -> None:
    assert WORDS[kind]({**DATA, "of": "credit"}, READER) == said
