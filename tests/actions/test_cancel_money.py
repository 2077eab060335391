"""What goes back when a subscription is cancelled at once, payment by payment."""

from datetime import timedelta

import pytest

from fairwell.models import OutboxEntry, Refund, RefundAllocation, Transfer
from tests import deeds
from tests.cast import NOW, Cast


def parts(refund: Refund) -> list[tuple[str, int]]:
    """Order and amount of each part, in the order in which they were written."""
    found = refund.allocations.order_by("pk")
    return [(part.payment.invoice.number, part.amount_minor) for part in found]


def test_every_payment_of_the_term_goes_back_on_its_own_card_and_credit_note(cast: Cast) -> None:
    anna = cast.subscriber("anna", payments=(7_999, 1_500, 250))

    refund = deeds.leave(anna).refund

    assert refund.total_minor == 9_749
    assert sorted(parts(refund)) == [("Q-1001", 7_999), ("Q-1002", 1_500), ("Q-1003", 250)]
    notes = refund.credit_notes.order_by("number").values_list("number", "invoice__number")
    assert list(notes) == [
        ("CN-000001", "Q-1001"),
        ("CN-000002", "Q-1002"),
        ("CN-000003", "Q-1003"),
    ]
    assert OutboxEntry.objects.filter(topic="refund").count() == 3
    assert deeds.violations() == []


def test_what_was_refunded_before_is_not_refunded_again(cast: Cast) -> None:
    anna = cast.subscriber("anna", refunded_minor=3_000)

    request = deeds.leave(anna)

    assert request.refund.total_minor == 4_999
    (line,) = deeds.verified(request.statements.get())["refund"]["lines"]
    assert (line["paid"], line["refunded_before"], line["refund"]) == (
        "79.99 USD",
        "30.00 USD",
        "49.99 USD",
    )
    assert deeds.violations() == []


def test_a_payment_that_was_refunded_in_full_gives_nothing_more(cast: Cast) -> None:
    anna = cast.subscriber("anna", refunded_minor=7_999)

    request = deeds.leave(anna)

    assert request.state == "effective"
    assert not Refund.objects.exists()
    assert deeds.violations() == []


def test_yen_have_no_decimals(cast: Cast) -> None:
    yuki = cast.subscriber("yuki", price="price_year_jpy", country="JP")

    request = deeds.leave(yuki)

    assert (request.refund.total_minor, request.refund.currency) == (9_800, "JPY")
    assert deeds.verified(request.statements.get())["refund"]["total"] == "9800 JPY"
    assert deeds.violations() == []


def test_a_month_is_not_refunded(cast: Cast) -> None:
    ben = cast.subscriber("ben", price="price_month_usd", charged=NOW - timedelta(days=3))

    request = deeds.leave(ben)

    assert request.state == "effective"
    assert not Refund.objects.exists()
    (line,) = deeds.verified(request.statements.get())["refund"]["lines"]
    assert line["refund"] == "0.00 USD"
    assert line["explanation"] == "Terms of less than a year are not refunded."


def test_a_product_without_refunds_gives_none_and_says_by_which_rule(cast: Cast) -> None:
    vera = cast.subscriber("vera", price="price_vault_usd")

    request = deeds.leave(vera)

    assert not Refund.objects.exists()
    said = deeds.verified(request.statements.get())
    (line,) = said["refund"]["lines"]
    assert line["rule"] == "vendor-none/no-refund version 1"
    assert said["policies"] == ["vendor-none version 1"]
    assert deeds.violations() == []


@pytest.mark.parametrize(("day", "total"), [(60, 7_999), (61, None)])
def test_day_sixty_is_the_last(cast: Cast, day: int, total: int | None) -> None:
    anna = cast.subscriber("anna", charged=NOW - timedelta(days=day))

    request = deeds.leave(anna)

    refund = Refund.objects.filter(cancellation=request).first()
    assert (refund.total_minor if refund else None) == total


def test_an_older_term_is_not_given_back_with_the_current_one(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    cast.orders += 1
    cast.pay("anna", 7_999, "USD", NOW - timedelta(days=57 + 365))

    refund = deeds.leave(anna).refund

    assert parts(refund) == [("Q-1001", 7_999)]


def test_the_reservation_leaves_nothing_to_promise_twice(cast: Cast) -> None:
    anna = cast.subscriber("anna", refunded_minor=1_000)

    deeds.leave(anna)

    (part,) = RefundAllocation.objects.select_related("payment")
    assert part.payment.refundable_minor == 0
    assert part.payment.captured_minor == 1_000 + part.amount_minor
    (payment_id,) = Transfer.objects.filter(kind="payment_captured").values_list("payment_id")
    about_it = Transfer.objects.filter(payment_id=payment_id[0]).order_by("pk")
    kinds = list(about_it.values_list("kind", flat=True))
    assert kinds == ["payment_captured", "refunded_before_import", "refund_instructed"]


def test_what_was_not_earned_yet_leaves_the_deferred_revenue(cast: Cast) -> None:
    """Of 365 days 58 are earned, the day of leaving with them; the credit note takes the rest."""
    anna = cast.subscriber("anna")

    refund = deeds.leave(anna).refund

    (moved,) = Transfer.objects.filter(credit_note__refund=refund)
    assert (moved.kind, moved.debit, moved.credit) == (
        "credit_deferred",
        "deferred_revenue",
        "refunds",
    )
    assert moved.amount_minor == 7_999 - 1_271  # 7,999 × 58 ÷ 365 = 1,271.07
    (line,) = refund.credit_notes.get().lines.all()
    assert (line.total_minor, line.net_minor, line.deferred_minor) == (7_999, 7_999, 6_728)
