"""When an ending is refused: the reason is a value, and not a single row was written."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError

from fairwell.actions.subscriptions.cancel_subscription import cancel_subscription
from fairwell.models import Invoice, Payment, Subscription
from tests import deeds
from tests.cast import NOW, Cast


def test_an_expired_quote_is_refused(cast: Cast) -> None:
    quoted = deeds.quote(cast.subscriber("anna"), choice="now")
    late = NOW + timedelta(minutes=30)

    assert deeds.refusal(lambda: deeds.confirm(quoted, at=late)).code == "quote_expired"
    assert deeds.confirm(quoted, at=late - timedelta(microseconds=1)).state == "effective"


def test_a_token_that_nobody_gave_is_refused(cast: Cast) -> None:
    quoted = deeds.quote(cast.subscriber("anna"), choice="now")

    refused = deeds.refusal(lambda: deeds.confirm(quoted, quote_token="guessed"))

    assert refused.code == "quote_expired"


def test_the_token_of_another_subscription_is_refused(cast: Cast) -> None:
    anna, ben = cast.subscriber("anna"), cast.subscriber("ben")
    bens = deeds.quote(ben, choice="now")

    refused = deeds.refusal(lambda: deeds.confirm(bens, subscription_id=anna.pk))

    assert refused.code == "quote_expired"


def test_an_idempotency_key_of_another_subscription_answers_nothing_about_it(cast: Cast) -> None:
    """A key is no way to read another's request; the clash of keys is told and writes nothing."""
    anna, ben = cast.subscriber("anna"), cast.subscriber("ben")
    bens = deeds.leave(ben)
    annas = deeds.quote(anna, choice="now")
    before = deeds.rows()

    with pytest.raises(IntegrityError, match="idempotency_key"):
        deeds.confirm(annas, idempotency_key=bens.idempotency_key)

    assert deeds.rows() == before


def test_a_quote_for_withdrawing_cannot_be_used_for_cancelling(cast: Cast) -> None:
    elsa = cast.subscriber("elsa", price="price_year_eur", country="DE", charged=NOW)
    quoted = deeds.quote(elsa, verb="withdraw")

    refused = deeds.refusal(lambda: cancel_subscription(**deeds.terms(quoted)))

    assert refused.code == "quote_expired"


@pytest.mark.parametrize("expected", ["", "0" * 64])
def test_a_forged_digest_is_refused(cast: Cast, expected: str) -> None:
    quoted = deeds.quote(cast.subscriber("anna"), choice="now")

    assert deeds.refusal(lambda: deeds.confirm(quoted, expected=expected)).code == "quote_changed"


def test_the_digest_of_another_quote_is_refused(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    now, later = deeds.quote(anna, choice="now"), deeds.quote(anna, choice="end_of_term")

    refused = deeds.refusal(lambda: deeds.confirm(now, expected=later.digest))

    assert refused.code == "quote_changed"


def test_a_payment_that_came_in_between_changes_the_quote(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    quoted = deeds.quote(anna, choice="now")
    cast.orders += 1
    cast.pay("anna", 1_500, "USD", NOW - timedelta(days=1))

    assert deeds.refusal(lambda: deeds.confirm(quoted)).code == "quote_changed"
    assert deeds.leave(anna).refund.total_minor == 7_999 + 1_500


def test_a_partial_refund_in_between_changes_the_quote(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    quoted = deeds.quote(anna, choice="now")
    Payment.objects.update(refunded_minor=1_000, refunded_before_import_minor=1_000)

    assert deeds.refusal(lambda: deeds.confirm(quoted)).code == "quote_changed"


def test_a_renewal_in_between_changes_the_quote(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    quoted = deeds.quote(anna, choice="end_of_term")
    Subscription.objects.filter(pk=anna.pk).update(
        current_period_end=anna.current_period_end + timedelta(days=365)
    )

    assert deeds.refusal(lambda: deeds.confirm(quoted)).code == "quote_changed"


def test_a_quote_given_on_the_last_day_is_honoured_minutes_after_midnight(cast: Cast) -> None:
    anna = cast.subscriber("anna", charged=NOW - timedelta(days=60))
    evening = NOW.replace(hour=4, minute=45) + timedelta(days=1)  # 23:45 in New York, still day 60
    quoted = deeds.quote(anna, choice="now", at=evening)
    after_midnight = evening + timedelta(minutes=20)

    assert deeds.confirm(quoted, at=after_midnight).refund.total_minor == 7_999

    ben = cast.subscriber("ben", charged=NOW - timedelta(days=60))
    assert deeds.quote(ben, choice="now", at=after_midnight).decision["refund"]["total_minor"] == 0


def test_what_is_cancelled_is_not_cancelled_again_in_another_way(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    now = deeds.quote(anna, choice="now")
    standing = deeds.leave(anna, "end_of_term")

    for deed in (
        lambda: deeds.confirm(now),
        lambda: deeds.quote(anna, choice="now"),
        lambda: deeds.quote(anna, choice="on_date", on_date=date(2026, 12, 24)),
    ):
        refused = deeds.refusal(deed)
        assert refused.code == "already_cancelled"
        assert dict(refused.params) == {"reference": standing.reference}


def test_what_has_ended_cannot_be_ended(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    later = deeds.quote(anna, choice="end_of_term")
    deeds.leave(anna)

    assert deeds.refusal(lambda: deeds.confirm(later)).code == "already_ended"
    assert deeds.refusal(lambda: deeds.quote(anna, choice="now")).code == "already_ended"


@pytest.mark.parametrize("key", ["the same", "another"])
def test_a_quote_that_was_used_and_undone_is_over(cast: Cast, key: str) -> None:
    """Going back in the browser after undoing must not look like being cancelled."""
    anna = cast.subscriber("anna")
    quoted = deeds.quote(anna, choice="end_of_term")
    deeds.undo(anna, deeds.confirm(quoted, idempotency_key="the same").reference)

    refused = deeds.refusal(lambda: deeds.confirm(quoted, idempotency_key=key))

    assert refused.code == "quote_changed"
    assert deeds.leave(anna, "end_of_term").state == "confirmed"


def test_a_quote_changes_nothing_but_itself(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    before = deeds.rows()

    quoted = deeds.quote(anna, choice="now")

    after = deeds.rows()
    assert len(after.pop("RefundQuote")) == len(before.pop("RefundQuote")) + 1
    assert after == before
    assert quoted.expires_at == NOW + timedelta(minutes=30)
    assert Invoice.objects.count() == 1


def test_a_subscription_that_is_not_there_is_no_refusal(cast: Cast) -> None:
    quoted = deeds.quote(cast.subscriber("anna"), choice="now")

    with pytest.raises(Subscription.DoesNotExist):
        deeds.confirm(quoted, subscription_id=99_999)
