"""A new price holds for whoever was told in time; all others keep the old one."""

from datetime import date, datetime, timedelta

import pytest

from fairwell.actions.catalog.announce_price_change import (
    PriceChangeRefusedError,
    announce_price_change,
)
from fairwell.actions.catalog.withdraw_price_change import withdraw_price_change
from fairwell.actions.notices.prepare_notice import prepare_notice
from fairwell.actions.people.record_mail_outcome import record_mail_outcome
from fairwell.domain.term import local_date
from fairwell.models import Notice, Price, PriceChange, ScheduledChange
from tests import deeds
from tests.actions.laws import price_law
from tests.actions.test_plan_notices import plan, renewing_in
from tests.cast import NOW, Cast

OPERATOR = {"actor": "operator", "channel": "shell", "idempotency_key": "x"}
TODAY = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def dearer(cast: Cast) -> Price:
    """The price that follows the yearly one."""
    old = Price.objects.get(external_id="price_year_usd")
    old.pk, old.external_id, old.amount_minor, old.version = None, "price_year_new", 8_999, 2
    old.save()
    return old


def announce(on: date, **options: str) -> PriceChange:
    words = {"from_price": "price_year_usd", "to_price": "price_year_new", **options}
    return announce_price_change(effective_on=on, at=NOW, **words, **OPERATOR)


def send(notice: Notice, at: datetime) -> None:
    """The letter leaves at that moment."""
    assert prepare_notice(notice_id=notice.pk, at=at) is not None
    record_mail_outcome(
        notice_id=notice.pk, sent=True, message_id="<1@x.example>", server_answer="250", at=at
    )


def test_who_was_told_in_time_pays_the_new_price_from_that_renewal(cast: Cast) -> None:
    anna = renewing_in(cast, 32)
    change = announce(TODAY + timedelta(days=31))
    plan()
    notice = Notice.objects.get()
    assert (notice.template, notice.last_day) == ("price_change", date(2026, 12, 22))

    send(notice, NOW + timedelta(days=3))

    scheduled = ScheduledChange.objects.get()
    assert (scheduled.slot, scheduled.state, scheduled.announced) == ("price", "scheduled", change)
    assert scheduled.effective_at == anna.current_period_end
    assert scheduled.to_price.external_id == "price_year_new"
    assert deeds.history(anna)[-2:] == ["notice_sent", "price_change_told"]
    notice.refresh_from_db()
    assert (notice.context["old"]["minor"], notice.context["new"]["minor"]) == (7_999, 8_999)
    assert plan(NOW + timedelta(days=4)) == 0, "told once is told"


def test_told_after_the_last_day_the_old_price_stays(cast: Cast) -> None:
    anna = renewing_in(cast, 32)
    announce(TODAY + timedelta(days=31))
    plan()
    notice = Notice.objects.get()
    assert prepare_notice(notice_id=notice.pk, at=NOW + timedelta(days=3)) is not None

    record_mail_outcome(
        notice_id=notice.pk,
        sent=True,
        message_id="<1@x.example>",
        server_answer="250",
        at=NOW + timedelta(days=32),
    )

    assert not ScheduledChange.objects.exists()
    assert deeds.history(anna)[-1] == "notice_sent"


def test_a_letter_that_missed_its_last_day_is_not_sent(cast: Cast) -> None:
    renewing_in(cast, 32)
    announce(TODAY + timedelta(days=31))
    plan()

    assert prepare_notice(notice_id=Notice.objects.get().pk, at=NOW + timedelta(days=32)) is None
    assert Notice.objects.get().state == "dropped"


def test_a_letter_that_could_not_be_delivered_tells_nobody(cast: Cast) -> None:
    anna = renewing_in(cast, 32)
    announce(TODAY + timedelta(days=31))
    plan()
    notice = Notice.objects.get()
    prepare_notice(notice_id=notice.pk, at=NOW + timedelta(days=3))

    record_mail_outcome(
        notice_id=notice.pk, sent=False, message_id="<1@x.example>", server_answer="550", at=NOW
    )

    assert not ScheduledChange.objects.exists()
    assert deeds.history(anna)[-1] == "notice_failed"


def test_a_renewal_whose_law_s_last_day_has_passed_is_at_the_old_price(cast: Cast) -> None:
    price_law("P60D", "P45D")
    renewing_in(cast, 50)
    announce(TODAY + timedelta(days=46))
    assert plan() == 1
    Notice.objects.all().delete()

    assert plan(NOW + timedelta(days=10)) == 0, "the worker was away until it was too late"


def test_too_soon_is_refused_and_said_from_when_it_could_hold(cast: Cast) -> None:
    with pytest.raises(PriceChangeRefusedError, match="it could hold from 2026-12-21 on"):
        announce(TODAY + timedelta(days=29))
    price_law("P60D", "P45D")
    renewing_in(cast, 100)

    with pytest.raises(PriceChangeRefusedError, match="it could hold from 2027-01-05 on"):
        announce(TODAY + timedelta(days=30))

    announce(TODAY + timedelta(days=45))


def test_another_term_or_currency_is_no_new_price(cast: Cast) -> None:
    with pytest.raises(PriceChangeRefusedError, match="another term"):
        announce(TODAY + timedelta(days=90), to_price="price_month_usd")
    with pytest.raises(PriceChangeRefusedError, match="another currency"):
        announce(TODAY + timedelta(days=90), to_price="price_year_eur")


def test_announced_twice_it_is_one_change_and_another_must_wait(cast: Cast) -> None:
    first = announce(TODAY + timedelta(days=40))

    assert announce(TODAY + timedelta(days=40)) == first
    with pytest.raises(PriceChangeRefusedError, match="withdraw"):
        announce(TODAY + timedelta(days=41))


def test_withdrawn_it_reaches_nobody_told_or_not(cast: Cast) -> None:
    anna, bert = renewing_in(cast, 32), renewing_in(cast, 33, "bert")
    change = announce(TODAY + timedelta(days=31))
    plan()
    plan(NOW + timedelta(days=1))
    send(Notice.objects.get(subscription=anna), NOW + timedelta(days=3))

    at = NOW + timedelta(days=4)
    assert withdraw_price_change(change_id=change.pk, at=at, **OPERATOR) == 1
    assert withdraw_price_change(change_id=change.pk, at=at, **OPERATOR) == 0

    assert ScheduledChange.objects.get().state == "undone"
    assert deeds.history(anna)[-1] == "change_undone"
    waiting = Notice.objects.get(subscription=bert)
    assert prepare_notice(notice_id=waiting.pk, at=at) is None
    assert local_date(at, cast.vendor.zone) <= (waiting.last_day or TODAY)
