"""What is said of the charges to come is what the billing run decides when their time has come."""

from datetime import datetime, timedelta
from itertools import islice

from hypothesis import given
from hypothesis import strategies as st

from fairwell.domain.billing import DueChange, DueFacts, PeriodBill, decide_billing
from fairwell.domain.coming_bills import Outlook, coming_bills, resumed
from fairwell.domain.price import PriceFacts
from fairwell.domain.term import Term, period_start
from tests.domain.people import NOW, ZONE
from tests.domain.test_change_kind import PLUS, PLUS_MONTHLY, PREMIUM

MONTH = Term(months=1)
END = period_start(NOW, MONTH, 1, ZONE)


def due(price: PriceFacts = PLUS_MONTHLY, **more: object) -> DueFacts:
    """A subscription in its first month."""
    facts = DueFacts(
        1, 1, price.price_id, 1, "current", "active", NOW, 1, 1, END, None, None, 0, None, 1
    )
    return facts._replace(**more)  # type: ignore[arg-type]


def outlook(facts: DueFacts, *changes: DueChange) -> Outlook:
    prices = (PLUS, PLUS_MONTHLY, PREMIUM, INTRO)
    return Outlook(due=facts, prices=prices, changes=changes)


INTRO = PriceFacts(
    price_id=9,
    external_id="intro",
    product_id=1,
    plan_id=1,
    tier="Plus",
    tier_rank=1,
    term="P1M",
    devices=5,
    currency="USD",
    amount_minor=1_000,
    intro_minor=100,
    intro_periods=3,
)


def chosen(price: PriceFacts, at: datetime = END) -> DueChange:
    return DueChange(5, "plan", "cycle", price.price_id, 2, None, at)


def test_an_introduction_runs_out_and_a_change_comes() -> None:
    coming = islice(coming_bills(outlook(due(INTRO, intro_used=1)), zone=ZONE), 4)
    assert [bill.gross_minor for bill in coming] == [100, 100, 1_000, 1_000]

    later = chosen(PLUS, period_start(NOW, MONTH, 3, ZONE))
    bills = list(islice(coming_bills(outlook(due(), later), zone=ZONE), 4))
    assert [bill.gross_minor for bill in bills] == [3_999, 3_999, 73_000, 73_000]
    assert bills[2].end == bills[3].start == period_start(bills[2].start, Term(months=12), 1, ZONE)


def test_an_end_cuts_the_last_bill_and_a_pause_puts_the_next_one_off() -> None:
    end = END + timedelta(days=10)
    (last,) = coming_bills(outlook(due()), zone=ZONE, ends_at=end)
    assert last.gross_minor == (2 * 3_999 * 10 + 31) // 62

    back = END + timedelta(days=40)
    pause = DueChange(6, "pause", "pause", None, None, back, END)
    first = next(coming_bills(outlook(due(), pause, chosen(PLUS)), zone=ZONE))
    assert (first.start, first.gross_minor) == (back, 73_000)
    endless = DueChange(6, "pause", "pause", None, None, None, END)
    assert list(coming_bills(outlook(due(), endless), zone=ZONE)) == []


def test_a_running_pause_ends_before_the_next_bill() -> None:
    begun, back = NOW + timedelta(days=3), NOW + timedelta(days=13)

    within = resumed(due(), paused_at=begun, resume_at=back)
    assert within.current_period_end == within.anchor_at == END + timedelta(days=10)
    after = resumed(due(), paused_at=END, resume_at=END + timedelta(days=5))
    assert next(coming_bills(outlook(after), zone=ZONE)).start == END + timedelta(days=5)


@given(
    st.sampled_from([PLUS, PLUS_MONTHLY, INTRO]),
    st.sampled_from([PLUS, PLUS_MONTHLY, PREMIUM]),
    st.integers(0, 3),
    st.integers(0, 900),
)
def test_each_bill_is_the_one_that_the_run_decides_then(
    price: PriceFacts, to: PriceFacts, used: int, later: int
) -> None:
    facts = due(price, intro_used=min(used, price.intro_periods))
    changes: tuple[DueChange, ...] = (chosen(to, END + timedelta(days=later)),)
    prices = {one.price_id: one for one in (PLUS, PLUS_MONTHLY, PREMIUM, INTRO)}
    for said in islice(coming_bills(outlook(facts, *changes), zone=ZONE), 6):
        step = decide_billing(facts, prices, changes, at=said.start, zone=ZONE)
        assert isinstance(step, PeriodBill)
        assert (said.start, said.end, said.gross_minor) == (step.start, step.end, step.amount_minor)
        changes = tuple(one for one in changes if one.change_id not in step.applied)
        facts = facts._replace(
            price_id=step.price_id, quantity=step.quantity, anchor_at=step.anchor_at,
            anchor_period_no=step.anchor_period_no, current_period_no=step.period_no,
            current_period_end=step.end, intro_used=step.intro_used,
        )  # fmt: skip
