"""Goodwill: an amount that no rule gives, out of the latest payment first."""

from datetime import timedelta

from fairwell.domain.goodwill import decide_goodwill
from fairwell.domain.refund_decision import RefundDecision
from fairwell.domain.refusal import Refusal
from tests.domain.people import NOW, charge, someone


def test_goodwill_comes_out_of_the_latest_payment_first() -> None:
    facts = someone(
        charges=(charge(NOW - timedelta(days=400), 5_000, n=1), charge(NOW, 2_000, n=2))
    )
    found = decide_goodwill(facts, amount_minor=3_000, order_number=None)

    assert isinstance(found, RefundDecision)
    assert [(line.order_number, line.refund_minor) for line in found.lines] == [
        ("Q-1", 1_000), ("Q-2", 2_000)
    ]  # fmt: skip
    assert decide_goodwill(facts, amount_minor=7_001, order_number=None) == Refusal(
        "amount_above_rest", {"available": 7_000}
    )
    assert decide_goodwill(facts, amount_minor=0, order_number=None) == Refusal(
        "amount_not_positive"
    )
    assert decide_goodwill(facts, amount_minor=1, order_number="Q-7") == Refusal(
        "order_unknown", {"order": "Q-7"}
    )
