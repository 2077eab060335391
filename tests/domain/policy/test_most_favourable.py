"""Of several rules the subscriber gets the best, and a vendor can only add to the law."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from fairwell.domain.policy import Finding, Verdict, evaluate, most_favourable
from tests.domain.policy.drafts import DAY, PAID, pack, refund, shipped


def given_money(*, name: str, minor: int, ends_service: bool = True) -> Finding:
    """A granted refund."""
    part = 'share = "all"'
    text = refund(name, part=part, ends_service=str(ends_service).lower())
    (found,) = evaluate([pack(text, pack_id=name)], PAID | {"paid_minor": minor}, DAY)
    return found


def test_the_most_money_wins_then_keeping_the_service_then_the_name() -> None:
    small, large = given_money(name="a", minor=100), given_money(name="b", minor=200)
    keeps = given_money(name="c", minor=200, ends_service=False)
    twin = given_money(name="d", minor=200, ends_service=False)
    assert most_favourable([small, large]) is large
    assert most_favourable([large, keeps, small]) is keeps
    assert most_favourable([twin, keeps]) is keeps
    assert most_favourable([keeps, twin]) is keeps


def test_of_equal_sums_the_sooner_payment_wins() -> None:
    slow, fast = given_money(name="a", minor=200), given_money(name="b", minor=200)
    fast = replace(fast, pay_by=date(2026, 12, 1))
    assert most_favourable([slow, fast]) is fast
    assert most_favourable([replace(slow, pay_by=date(2026, 12, 2)), fast]) is fast


def test_only_a_granted_refund_can_win() -> None:
    (late,) = evaluate([pack(refund(last="P1D"))], PAID, DAY)
    assert late.verdict is Verdict.FAIL
    assert most_favourable([late]) is None
    assert most_favourable([]) is None


vendor_parts = st.sampled_from(
    ['share = "all"', 'share = "percent", percent = 40', 'share = "unused_days"']
)


@given(
    part=vendor_parts,
    last=st.integers(1, 60),
    used=st.integers(0, 30),
    ends=st.booleans(),
    day=st.dates(date(2026, 11, 1), date(2027, 1, 31)),
)
def test_a_vendors_promise_never_worsens_what_the_law_gives(
    part: str, last: int, used: int, ends: bool, day: date
) -> None:
    facts = PAID | {
        "country": "DE",
        "consumer": True,
        "concluded_on": date(2026, 11, 1),
        "informed_of_withdrawal": True,
        "early_start_requested": True,
        "contract_paid_minor": 1000,
        "cancelled_on": day,
        "withdrawn_on": day,
        "used_days": used,
        "term_days": 30,
    }
    law = [shipped("eu-withdrawal")]
    text = refund(part=part, last=f"P{last}D", ends_service=str(ends).lower())
    vendor = pack(text, pack_id="vendor", kind="statutory")
    alone = most_favourable(evaluate(law, facts, day))
    both = most_favourable(evaluate([*law, vendor], facts, day))
    if alone is not None:
        assert both is not None
        assert both.refund_minor >= alone.refund_minor
