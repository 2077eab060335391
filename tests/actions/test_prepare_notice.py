"""Before a letter leaves it is looked at again: it says what is so by then, or is dropped."""

from datetime import timedelta

from fairwell.actions.notices.prepare_notice import prepare_notice
from fairwell.actions.steps.queue_notice import queue_notice
from fairwell.models import Invoice, Notice, ScheduledChange, Subscription
from tests import deeds
from tests.actions.test_plan_notices import plan, renewing_in
from tests.cast import NOW, Cast

DUE = NOW + timedelta(days=2)


def prepared(notice: Notice) -> Notice | None:
    return prepare_notice(notice_id=notice.pk, at=DUE)


def reminder(cast: Cast) -> Notice:
    """Anna's reminder, queued for the day after tomorrow."""
    renewing_in(cast, 16)
    plan()
    return Notice.objects.get()


def test_it_tells_what_will_be_charged_when_and_from_what(cast: Cast) -> None:
    ready = prepared(reminder(cast))

    assert ready is not None
    told = ready.context
    assert told["plan"] == "Guard Plus"
    assert told["card"] == "Visa •••• 4242"
    assert (told["next"]["on"], told["next"]["minor"]) == ("2026-12-07", 7_999)
    assert Notice.objects.get().context == told, "what was told is kept"


def test_who_cancelled_meanwhile_is_told_nothing(cast: Cast) -> None:
    notice = reminder(cast)
    deeds.switch(cast.subscriptions["anna"], "off")

    assert prepared(notice) is None

    notice.refresh_from_db()
    assert (notice.state, notice.context) == ("dropped", {"dropped": "renewal_off"})
    assert prepared(notice) is None


def test_renewal_turned_on_again_brings_the_reminder_back(cast: Cast) -> None:
    notice = reminder(cast)
    deeds.switch(cast.subscriptions["anna"], "off")
    prepared(notice)
    deeds.switch(cast.subscriptions["anna"], "on", at=DUE)

    assert plan(DUE) == 1

    again = Notice.objects.get(state="queued", template="renewal_reminder")
    assert prepared(again) is not None


def test_a_renewal_that_moved_is_announced_anew(cast: Cast) -> None:
    notice = reminder(cast)
    Subscription.objects.update(bill_at=NOW + timedelta(days=60))

    assert prepared(notice) is None

    notice.refresh_from_db()
    assert notice.context == {"dropped": "no_longer_due"}


def test_a_pause_agreed_for_the_renewal_drops_its_reminder(cast: Cast) -> None:
    notice = reminder(cast)
    ScheduledChange.objects.create(
        subscription=cast.subscriptions["anna"],
        slot="pause",
        kind="pause",
        effective_at=NOW + timedelta(days=16),
        idempotency_key="pause",
        asked_at=NOW,
        actor="subscriber",
        channel="portal",
    )

    assert prepared(notice) is None


def owed(cast: Cast, template: str) -> Notice:
    """A letter about Anna's order, which is not paid."""
    anna = cast.subscriber("anna", standing="grace")
    Invoice.objects.update(state="finalized", closed_at=None, collection="retrying")
    invoice = Invoice.objects.get()
    return queue_notice(
        template,
        key=template,
        to_email=anna.customer.email,
        language="en",
        at=NOW,
        customer=anna.customer,
        subscription=anna,
        invoice=invoice,
    )


def test_a_failed_charge_that_was_paid_meanwhile_is_not_complained_of(cast: Cast) -> None:
    notice = owed(cast, "charge_failed")
    assert prepared(notice) is not None

    Invoice.objects.update(state="paid", closed_at=NOW, collection="none")

    assert prepared(notice) is None
    notice.refresh_from_db()
    assert notice.context == {"dropped": "paid"}


def test_access_that_is_back_is_not_said_to_be_gone(cast: Cast) -> None:
    notice = owed(cast, "on_hold")

    assert prepared(notice) is None

    notice.refresh_from_db()
    assert notice.context == {"dropped": "no_longer_on_hold"}


def test_a_letter_whose_words_are_settled_leaves_as_it_is(cast: Cast) -> None:
    deeds.switch(cast.subscriber("anna"), "off")
    notice = Notice.objects.get()

    ready = prepared(notice)

    assert ready is not None
    assert ready.context == notice.context
