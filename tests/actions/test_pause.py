"""A pause: access rests, paid time stands still, nothing is charged, and it ends by itself."""

from datetime import date, timedelta

import pytest

from fairwell.actions.subscriptions.resume_due_subscriptions import resume_due_subscriptions
from fairwell.domain.term import start_of_day
from fairwell.models import Entitlement, Invoice, Statement, Subscription
from tests import changing, deeds
from tests.actions.bills import bill, newest
from tests.cast import NOW, Cast
from tests.threads import at_once

BACK = date(2027, 1, 10)


def paused(cast: Cast, key: str = "anna", **asked: object) -> Subscription:
    """Somebody whose subscription is paused, now unless said otherwise."""
    subscription = cast.subscriber(key)
    changing.change(subscription, verb="pause", **{"when": "now", "until": BACK} | asked)
    subscription.refresh_from_db()
    return subscription


def test_paid_time_stands_still_and_access_rests(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    end = anna.current_period_end

    statement = changing.change(anna, verb="pause", when="now", until=BACK)

    anna.refresh_from_db()
    back = start_of_day(BACK, cast.vendor.zone)
    assert (anna.service, anna.paused_at, anna.resume_at) == ("paused", NOW, back)
    assert anna.bill_at is None
    assert not Entitlement.objects.filter(subscription=anna, ends_at__isnull=True).exists()
    said = deeds.verified(statement)
    assert (said["pause"]["begins_on"], said["pause"]["resumes_on"]) == (
        "2026-11-21", "2027-01-10",
    )  # fmt: skip
    assert said["pause"]["paid_until"] == (end + (back - NOW)).isoformat()
    assert said["renewal"]["next_charge"]["amount"] == "79.99 USD"
    assert deeds.history(anna) == ["subscription_imported", "paused"]
    assert deeds.violations() == []


def test_it_ends_by_itself_and_the_rest_of_the_paid_term_follows(cast: Cast) -> None:
    anna = paused(cast)
    end, back = anna.current_period_end, anna.resume_at
    assert back is not None
    assert resume_due_subscriptions(at=back - timedelta(seconds=1)) == 0

    assert resume_due_subscriptions(at=back + timedelta(hours=3)) == 1  # noticed late

    anna.refresh_from_db()
    assert (anna.service, anna.paused_at, anna.resume_at) == ("active", None, None)
    assert anna.current_period_end == anna.anchor_at == anna.bill_at == end + (back - NOW)
    said = deeds.verified(Statement.objects.get(kind="resume"))
    assert (said["asked_by"], said["resume"]["by_itself"]) == ("system", True)
    assert resume_due_subscriptions(at=back + timedelta(days=1)) == 0
    assert deeds.history(anna)[-1] == "resumed"


def test_going_on_early_gives_back_just_the_time_that_was_paused(cast: Cast) -> None:
    anna = paused(cast)
    end, at = anna.current_period_end, NOW + timedelta(days=3)

    statement = changing.change(anna, verb="resume", at=at)

    anna.refresh_from_db()
    assert (anna.service, anna.current_period_end) == ("active", end + timedelta(days=3))
    assert deeds.verified(statement)["resume"]["by_itself"] is False
    given = Entitlement.objects.get(subscription=anna, ends_at__isnull=True)
    assert given.starts_at == at
    assert [wrong for wrong in deeds.violations(at) if "mail" not in wrong] == []


def test_a_pause_at_renewal_waits_and_the_new_term_is_billed_when_it_is_over(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    renewal = anna.current_period_end
    changing.change(anna, verb="pause", when="at_renewal", until=date(2027, 11, 1))
    anna.refresh_from_db()
    assert anna.service == "active"

    bill(renewal)

    anna.refresh_from_db()
    assert (anna.service, anna.paused_at) == ("paused", renewal)
    back = anna.resume_at
    assert back is not None
    before = Invoice.objects.count()
    resume_due_subscriptions(at=back)
    anna.refresh_from_db()
    assert (anna.service, anna.bill_at) == ("active", back)
    bill(back)
    anna.refresh_from_db()
    assert Invoice.objects.count() == before + 1
    assert (anna.current_period_no, anna.current_period_start) == (2, back)
    assert newest(anna).period_start == back
    deeds.history(anna)


def test_a_plan_agreed_before_the_pause_comes_with_the_renewal_after_it(cast: Cast) -> None:
    sold, anna = changing.sell_tiers(cast), cast.subscriber("anna")
    changing.change(anna, sold["month"])
    changing.change(anna, verb="pause", when="now", until=BACK)
    row = changing.waiting(anna)
    assert row is not None

    changing.change(anna, verb="resume", at=NOW + timedelta(days=30))

    anna.refresh_from_db()
    row.refresh_from_db()
    assert row.effective_at == anna.current_period_end
    bill(anna.current_period_end)
    anna.refresh_from_db()
    assert anna.price == sold["month"]


def test_a_change_after_a_pause_reckons_the_paused_time_as_unused(cast: Cast) -> None:
    sold, anna = changing.sell_tiers(cast), cast.subscriber("anna")
    straight = changing.ask(anna, sold["premium"]).decision["due"]
    changing.change(anna, verb="pause", when="now", until=BACK)
    at = NOW + timedelta(days=20)
    changing.change(anna, verb="resume", at=at)

    later = changing.ask(anna, sold["premium"], at=at).decision["due"]

    assert later == straight


def test_a_pause_that_waits_can_be_undone(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    changing.change(anna, verb="pause", when="at_renewal", until=date(2027, 11, 1))
    row = changing.waiting(anna, "pause")
    assert row is not None

    statement = changing.undo(row)

    assert deeds.verified(statement)["undone"]["kind"] == "pause"
    anna.refresh_from_db()
    bill(anna.current_period_end)
    anna.refresh_from_db()
    assert anna.service == "active"


def test_renewal_turned_off_in_a_pause_leaves_all_that_is_paid_for(cast: Cast) -> None:
    anna = paused(cast)
    end, back = anna.current_period_end, anna.resume_at
    assert back is not None

    deeds.switch(anna, "off")

    anna.refresh_from_db()
    assert anna.ends_at == end + (back - NOW)
    changing.change(anna, verb="resume", at=NOW + timedelta(days=1))
    anna.refresh_from_db()
    assert anna.ends_at == anna.current_period_end == end + timedelta(days=1)
    deeds.history(anna)


def test_a_cancelled_pause_ends_as_confirmed_and_is_not_cut_short(cast: Cast) -> None:
    anna = paused(cast)
    request = deeds.leave(anna, "end_of_term")
    back = anna.resume_at
    assert back is not None

    early = deeds.refusal(lambda: changing.ask(anna, verb="resume"))
    assert early.code == "cancelled_undo_first"
    assert resume_due_subscriptions(at=back) == 1

    anna.refresh_from_db()
    assert (anna.service, anna.ends_at) == ("active", request.ends_at)
    assert anna.current_period_end == request.ends_at


def test_more_pauses_than_the_terms_allow_are_refused(cast: Cast) -> None:
    anna = paused(cast)
    changing.change(anna, verb="resume", at=NOW + timedelta(days=1))

    again = deeds.refusal(
        lambda: changing.ask(anna, verb="pause", when="now", at=NOW + timedelta(days=2))
    )

    assert (again.code, again.params) == ("pauses_used_up", {"earliest": "2027-11-21"})


@pytest.mark.parametrize("verb", ["pause", "resume"])
def test_eight_confirmations_do_it_once(committed_cast: Cast, verb: str) -> None:
    anna = committed_cast.subscriber("anna")
    if verb == "resume":
        changing.change(anna, verb="pause", when="now", until=BACK)
    at = NOW + timedelta(minutes=1)
    when = "now" if verb == "pause" else None
    quoted = [changing.ask(anna, verb=verb, when=when, at=at) for _ in range(8)]

    answers = at_once([lambda q=one: changing.agree(q, at=at) for one in quoted])

    assert set(answers) == {Statement.objects.get(kind=verb)}
    deeds.history(anna)


def test_workers_at_the_same_moment_let_each_go_on_once(committed_cast: Cast) -> None:
    back = start_of_day(BACK, committed_cast.vendor.zone)
    people = [paused(committed_cast, key) for key in ("anna", "ben", "cleo", "dora")]

    done = at_once([lambda: resume_due_subscriptions(at=back, limit=2)] * 4)

    left = resume_due_subscriptions(at=back)
    assert sum(n for n in done if isinstance(n, int)) + left == 4
    for one in people:
        assert deeds.history(one)[-1] == "resumed"
    assert Statement.objects.filter(kind="resume").count() == 4
