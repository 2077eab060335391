"""Notices are planned by ranges, each for its window and exactly once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fairwell.actions.notices.plan_due_notices import plan_due_notices
from fairwell.actions.people.set_notice_preferences import set_notice_preferences
from fairwell.domain.term import Term, local_date
from fairwell.models import Notice, OutboxEntry, PaymentMethod, Subscription
from tests import deeds
from tests.actions.laws import publish_law, reminder_law
from tests.cast import NOW, Cast
from tests.domain.policy.drafts import notice as notice_rule

YEAR = timedelta(days=365)


def renewing_in(cast: Cast, days: int, key: str = "anna", **options: object) -> Subscription:
    """A subscriber whose yearly term renews in so many days."""
    return cast.subscriber(key, charged=NOW + timedelta(days=days) - YEAR, **options)


def plan(at: datetime = NOW) -> int:
    """Plan the whole day; how many notices were queued."""
    queued, after_id = 0, 0
    while (done := plan_due_notices(after_id=after_id, at=at)) is not None:
        queued, after_id = queued + done.notices, done.last_id
    return queued


def test_a_courtesy_is_queued_for_nine_in_the_morning_of_its_first_day(cast: Cast) -> None:
    anna = renewing_in(cast, 16)

    assert plan() == 1

    queued = Notice.objects.get()
    assert (queued.template, queued.state, queued.subscription) == (
        "renewal_reminder", "queued", anna,
    )  # fmt: skip
    assert queued.due_at == datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
    assert queued.last_day == date(2026, 12, 6)
    assert (queued.required_by, queued.period_no, queued.template_version) == ([], 2, 1)
    assert (queued.to_email, queued.language) == ("anna@mail.example", "en")
    promised = OutboxEntry.objects.get()
    assert (promised.topic, promised.subject_id) == ("mail", queued.pk)
    assert promised.due_at == queued.due_at
    assert promised.objective_at > promised.due_at


def test_planned_again_or_after_a_restart_nothing_is_queued_twice(cast: Cast) -> None:
    renewing_in(cast, 16)
    plan()

    assert plan() == 0
    assert plan(NOW + timedelta(days=2)) == 0

    assert Notice.objects.count() == OutboxEntry.objects.count() == 1


def test_what_is_far_off_waits_for_another_day(cast: Cast) -> None:
    renewing_in(cast, 30)

    assert plan() == 0
    assert plan(NOW + timedelta(days=14)) == 1


def test_a_law_s_window_comes_before_courtesy_and_is_named(cast: Cast) -> None:
    reminder_law("P45D", "P15D")
    renewing_in(cast, 46)

    plan()

    queued = Notice.objects.get()
    renews_on = local_date(NOW + timedelta(days=46), cast.vendor.zone)
    assert queued.required_by == [["draft-law", "LAW-REMIND"]]
    assert queued.last_day == renews_on - timedelta(days=15)


def test_nobody_is_reminded_of_a_renewal_that_will_not_come(cast: Cast) -> None:
    deeds.switch(renewing_in(cast, 15, "off"), "off")
    deeds.leave(renewing_in(cast, 15, "gone"))
    renewing_in(cast, 15, "held", standing="on_hold")

    assert plan() == 0


def test_a_courtesy_that_is_not_wanted_is_left_out_but_not_what_a_law_wants(cast: Cast) -> None:
    anna = renewing_in(cast, 15)
    reminder_law("P45D", "P10D")
    bert = renewing_in(cast, 15, "bert")
    for one in (anna, bert):
        set_notice_preferences(
            user_id=one.customer.user_id, wanted=(), at=NOW, idempotency_key="", **deeds.PORTAL
        )

    plan()

    assert [queued.subscription for queued in Notice.objects.all()] == [bert]


def test_a_card_is_told_of_twice(cast: Cast) -> None:
    anna = cast.subscriber("anna", charged=NOW - timedelta(days=100))
    PaymentMethod.objects.filter(customer=anna.customer).update(expires_year=2026, expires_month=11)

    plan(NOW - timedelta(days=19))
    plan(NOW + timedelta(days=2))

    last_days = list(Notice.objects.order_by("last_day").values_list("template", "last_day"))
    assert last_days == [
        ("card_expiry", date(2026, 11, 22)), ("card_expiry", date(2026, 11, 30)),
    ]  # fmt: skip


def test_who_pays_monthly_gets_a_summary_once_a_year(cast: Cast) -> None:
    concluded = NOW - timedelta(days=363)
    cast.subscriber(
        "mona", price="price_month_usd", charged=NOW - timedelta(days=5), concluded=concluded
    )

    plan()

    queued = Notice.objects.get()
    anniversary = Term(months=12).after(local_date(concluded, cast.vendor.zone))
    assert queued.template == "annual_summary"
    assert local_date(queued.due_at, cast.vendor.zone) == anniversary


def test_a_trial_with_a_card_is_told_of_and_one_without_ends_by_itself(cast: Cast) -> None:
    trial = {"service": "trialing", "trial_end": NOW + timedelta(days=5), "paid": False}
    kept = cast.subscriber("trudi", charged=NOW - timedelta(days=9), **trial)
    cast.subscriber("tom", charged=NOW - timedelta(days=9), **trial)
    card = PaymentMethod.objects.create(
        customer=kept.customer, gateway="sandbox", method_ref="pm_trudi"
    )
    Subscription.objects.filter(pk=kept.pk).update(method=card)

    plan()

    queued = Notice.objects.get()
    assert (queued.template, queued.subscription) == ("trial_end", kept)


def test_a_pause_that_ends_by_itself_is_told_of(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    Subscription.objects.filter(pk=anna.pk).update(
        service="paused", paused_at=NOW, resume_at=NOW + timedelta(days=8), bill_at=None
    )

    plan()

    assert Notice.objects.get().template == "pause_ending"


def test_a_missed_law_is_still_owed_at_once_and_a_missed_courtesy_is_not(cast: Cast) -> None:
    renewing_in(cast, 0, "bert", concluded=NOW - YEAR)
    reminder_law("P45D", "P15D")
    anna = renewing_in(cast, 10)

    plan()

    late = Notice.objects.get()
    assert (late.subscription, late.due_at) == (anna, NOW)
    assert late.last_day < local_date(NOW, cast.vendor.zone)


def test_a_range_of_any_size_takes_the_same_number_of_queries(cast: Cast) -> None:
    reminder_law()
    renewing_in(cast, 44, "first")
    with CaptureQueriesContext(
        connection,
    ) as one:
        assert plan_due_notices(after_id=0, at=NOW).notices == 1
    Notice.objects.all().delete()
    OutboxEntry.objects.all().delete()
    for number in range(12):
        renewing_in(cast, 40, f"crowd{number}", signed_up=False)

    with CaptureQueriesContext(connection) as many:
        assert plan_due_notices(after_id=0, at=NOW).notices == 13

    assert len(many) == len(one)


def test_ranges_go_on_where_the_last_one_ended(cast: Cast) -> None:
    for number in range(3):
        renewing_in(cast, 15, f"crowd{number}", signed_up=False)

    seen, after_id = [], 0
    while done := plan_due_notices(after_id=after_id, at=NOW, limit=2):
        seen.append((done.subscriptions, done.notices))
        after_id = done.last_id

    assert seen == [(2, 2), (1, 1)]


@pytest.mark.parametrize("country", ["US", "DE"])
def test_a_law_reaches_only_where_it_holds(cast: Cast, country: str) -> None:
    publish_law(notice_rule("LAW-REMIND", "renews_on - P45D", "renews_on - P15D"), country="DE")
    renewing_in(cast, 40, country=country)

    assert plan() == (country == "DE")
