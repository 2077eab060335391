"""Withdrawing: what the law gives, out of the payments latest first, without a reason."""

from datetime import timedelta

import pytest

from fairwell.models import Subscription
from tests import deeds
from tests.cast import NOW, Cast

RECENT = NOW - timedelta(days=5)


def elsa(cast: Cast, **options: object) -> Subscription:
    """She concluded a year's contract in Germany five days ago."""
    usual = {"price": "price_year_eur", "country": "DE", "charged": RECENT}
    return cast.subscriber("elsa", **(usual | options))


def test_within_fourteen_days_all_goes_back_and_the_service_ends(cast: Cast) -> None:
    subscription = elsa(cast)

    request = deeds.withdraw(subscription)

    subscription.refresh_from_db()
    assert (request.verb, request.state) == ("withdraw", "effective")
    assert (subscription.renewal, subscription.ended_at) == ("ended", NOW)
    assert request.refund.total_minor == 12_000
    statement = request.statements.get()
    said = deeds.verified(statement)
    assert statement.kind == "withdrawal"
    assert said["refund"]["total"] == "120.00 EUR"
    assert said["policies"] == ["vendor-60-annual version 1", "eu-withdrawal version 1"]
    assert deeds.history(subscription) == [
        "subscription_imported",
        "withdrawal_confirmed",
        "subscription_ended",
        "refund_instructed",
    ]
    assert deeds.violations() == []


def test_an_early_start_keeps_the_days_used_of_a_month_latest_payment_first(cast: Cast) -> None:
    """30 days for 9.99 and 5.00 a day later, five used: 12.49 of 14.99, first from the 5.00."""
    subscription = elsa(cast, price="price_month_eur", early_start=True, payments=(999, 500))

    refund = deeds.withdraw(subscription).refund

    kept = (999 + 500) * 5 / 30
    assert refund.total_minor == pytest.approx(999 + 500 - kept, abs=1)
    parts = refund.allocations.order_by("pk").values_list("payment__captured_minor", "amount_minor")
    assert dict(parts) == {500: 500, 999: refund.total_minor - 500}
    assert {p.rule_id for p in refund.allocations.all()} == {"eu-withdrawal/EU-14D"}
    assert deeds.violations() == []


def test_the_vendors_promise_is_kept_where_it_gives_more_than_the_law(cast: Cast) -> None:
    subscription = elsa(cast, early_start=True)

    refund = deeds.withdraw(subscription).refund

    assert refund.total_minor == 12_000
    assert refund.allocations.get().rule_id == "vendor-60-annual/annual-60-days"


def test_what_was_given_back_before_counts_towards_what_the_law_gives(cast: Cast) -> None:
    subscription = elsa(cast, price="price_month_eur", payments=(999, 500), refunded_minor=100)

    refund = deeds.withdraw(subscription).refund

    assert refund.total_minor == 999 + 500 - 200
    assert deeds.violations() == []


def test_asked_again_it_answers_with_the_withdrawal_that_stands(cast: Cast) -> None:
    subscription = elsa(cast)
    one, other = (deeds.quote(subscription, verb="withdraw") for _ in range(2))
    first = deeds.confirm(one)
    before = deeds.rows()

    assert deeds.confirm(one) == first
    assert deeds.confirm(other) == first
    assert deeds.rows() == before


def test_after_fourteen_days_it_is_refused_with_the_last_day_and_the_rule(cast: Cast) -> None:
    subscription = elsa(cast, charged=NOW - timedelta(days=20))

    refused = deeds.refusal(lambda: deeds.withdraw(subscription))

    assert refused.code == "withdrawal_over"
    # 1 + 14 November 2026 is a Sunday, so that the Monday after it is the last day.
    assert dict(refused.params) == {"last_day": "2026-11-16", "rule": "eu-withdrawal/EU-14D"}


def test_nobody_informed_has_a_year_more(cast: Cast) -> None:
    subscription = elsa(cast, charged=NOW - timedelta(days=200))
    Subscription.objects.filter(pk=subscription.pk).update(informed_of_withdrawal=False)

    assert deeds.withdraw(subscription).refund.total_minor == 12_000


def test_where_no_law_gives_the_right_it_is_refused(cast: Cast) -> None:
    anna = cast.subscriber("anna", charged=RECENT)

    assert deeds.refusal(lambda: deeds.withdraw(anna)).code == "withdrawal_none"


def test_a_cancellation_to_come_gives_way_to_the_withdrawal(cast: Cast) -> None:
    subscription = elsa(cast)
    before = deeds.quote(subscription, verb="withdraw")
    standing = deeds.leave(subscription, "end_of_term")

    assert deeds.refusal(lambda: deeds.confirm(before)).code == "quote_changed"
    request = deeds.withdraw(subscription)

    standing.refresh_from_db()
    assert (request.state, standing.state) == ("effective", "withdrawn")
    assert deeds.violations() == []


def test_what_is_over_cannot_be_withdrawn_from(cast: Cast) -> None:
    subscription = elsa(cast)
    quoted = deeds.quote(subscription, verb="withdraw")
    deeds.leave(subscription)

    assert deeds.refusal(lambda: deeds.confirm(quoted)).code == "already_ended"


def test_a_forged_digest_and_an_expired_quote_are_refused(cast: Cast) -> None:
    quoted = deeds.quote(elsa(cast), verb="withdraw")

    forged = deeds.refusal(lambda: deeds.confirm(quoted, expected="0" * 64))
    late = deeds.refusal(lambda: deeds.confirm(quoted, at=NOW + timedelta(minutes=31)))

    assert (forged.code, late.code) == ("quote_changed", "quote_expired")
