"""Changing there and back costs the time used at each price, whatever the days and pauses."""

from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from fairwell.domain.change import Change, decide_change
from fairwell.domain.change_kind import ChangeTarget
from fairwell.domain.pause import Resumption, decide_resume
from fairwell.domain.policy import ChangePolicy
from fairwell.domain.price import PriceFacts
from fairwell.domain.proration import BilledLine, Stretch, Unit, unused_credit, used_units
from fairwell.domain.subscription import SubscriptionFacts
from fairwell.domain.term import local_date
from tests.domain.people import NOW, ZONE, someone
from tests.domain.test_change_kind import PLUS, PLUS_MONTHLY, PREMIUM

UNITS = st.sampled_from(["day", "second"])
MINOR = st.integers(0, 1_000_000)
SECONDS = st.integers(0, 365 * 86_400 - 1)
ANNA = someone(charged=NOW)
START, END = ANNA.current_period_start, ANNA.current_period_end


class Account:
    """What a subscriber was billed, line by line, and what each line gave back."""

    def __init__(self, facts: SubscriptionFacts, price: PriceFacts, unit: Unit) -> None:
        self.facts, self.price, self.unit = facts, price, unit
        self.pauses: tuple[Stretch, ...] = ()
        self.lines: list[BilledLine] = []
        self.bill(price.amount_minor, facts.current_period_start, facts.current_period_end)

    def bill(self, minor: int, start: datetime, end: datetime) -> None:
        line = BilledLine(
            invoice_line_id=len(self.lines),
            order_number=f"Q-{len(self.lines)}",
            gross_minor=minor,
            credited_minor=0,
            service_start=start,
            service_end=end,
            paid=True,
        )
        self.lines.append(line)

    def change(self, price: PriceFacts, at: datetime) -> Change:
        found = decide_change(
            self.facts,
            self.price,
            ChangeTarget(price=price, quantity=1),
            when="now",
            policy=ChangePolicy(proration=self.unit, downgrade="either"),
            billed=self.lines,
            at=at,
            pauses=self.pauses,
        )
        assert isinstance(found, Change), found
        self.take(found.credits)
        if found.charge:
            self.bill(found.charge_minor, found.charge.service_start, found.charge.service_end)
        self.price = price
        return found

    def take(self, credits_: Any) -> None:
        for credit in credits_:
            line = self.lines[credit.invoice_line_id]
            credited = line.credited_minor + credit.credit_minor
            assert credited <= line.gross_minor
            self.lines[credit.invoice_line_id] = replace(line, credited_minor=credited)

    def leave(self, at: datetime) -> int:
        """What is paid in the end by who leaves and gets every unused part back."""
        rest = [
            unused_credit(line, at, unit=self.unit, zone=ZONE, pauses=self.pauses)
            for line in self.lines
        ]
        self.take(rest)
        return self.paid

    @property
    def paid(self) -> int:
        return sum(line.gross_minor - line.credited_minor for line in self.lines)


def prices(old: int, new: int) -> tuple[PriceFacts, PriceFacts]:
    return replace(PLUS, amount_minor=old), replace(PREMIUM, amount_minor=new)


def share(minor: int, from_: datetime, until: datetime, unit: Unit) -> Fraction:
    """The exact part of a year's price."""
    (first, whole), (last, _) = (
        used_units(START, END, at, unit=unit, zone=ZONE) for at in (from_, until)
    )
    return Fraction(minor * (last - first), whole)


@given(MINOR, MINOR, SECONDS, SECONDS, UNITS)
def test_there_and_back_costs_the_time_used_at_each_price(
    old: int, new: int, one: int, two: int, unit: Unit
) -> None:
    there, back = (START + timedelta(seconds=s) for s in sorted((one, two)))
    plus, premium = prices(old, new)
    anna = Account(ANNA, plus, unit)
    anna.change(premium, there)
    anna.change(plus, back)

    exact = (
        share(old, START, there, unit) + share(new, there, back, unit) + share(old, back, END, unit)
    )
    assert abs(anna.paid - exact) <= 2  # half a unit at each end, one for the stretch between


@given(MINOR, MINOR, SECONDS, st.integers(0, 86_400), UNITS)
def test_there_and_back_within_a_day_or_an_instant_costs_nothing(
    old: int, new: int, one: int, more: int, unit: Unit
) -> None:
    there = START + timedelta(seconds=one)
    back = min(there + timedelta(seconds=more), END - timedelta(seconds=1))
    if unit == "second" or local_date(there, ZONE) != local_date(back, ZONE):
        back = there
    plus, premium = prices(old, new)
    anna = Account(ANNA, plus, unit)
    for price, at in ((premium, there), (plus, back), (premium, back), (plus, back)):
        anna.change(price, at)

    assert anna.paid == old


@given(MINOR, MINOR, st.lists(SECONDS, max_size=6), SECONDS, UNITS)
def test_who_leaves_right_after_a_change_pays_what_leaving_without_it_costs(
    old: int, new: int, cuts: list[int], last: int, unit: Unit
) -> None:
    both = prices(old, new)
    stays, goes = Account(ANNA, both[0], unit), Account(ANNA, both[0], unit)
    marks = sorted(START + timedelta(seconds=s) for s in [*cuts, last])
    for n, at in enumerate(marks[:-1]):
        stays.change(both[(n + 1) % 2], at)
        goes.change(both[(n + 1) % 2], at)
    goes.change(both[len(marks) % 2], marks[-1])

    assert goes.leave(marks[-1]) == stays.leave(marks[-1])


@given(MINOR, MINOR, SECONDS, UNITS)
def test_another_term_credits_what_leaving_would(
    old: int, new: int, after: int, unit: Unit
) -> None:
    at = START + timedelta(seconds=after)
    monthly = replace(PLUS_MONTHLY, amount_minor=new)
    changes, leaves = (Account(ANNA, prices(old, new)[0], unit) for _ in range(2))
    found = changes.change(monthly, at)

    assert changes.paid - new == leaves.leave(at)
    assert found.charge_minor == new


@given(MINOR, MINOR, SECONDS, st.integers(0, 90 * 86_400), SECONDS, SECONDS, UNITS)
def test_a_pause_in_between_costs_and_gives_nothing(
    old: int, new: int, first: int, lasts: int, one: int, two: int, unit: Unit
) -> None:
    paused = START + timedelta(seconds=first)
    pause = Stretch(paused, paused + timedelta(seconds=lasts))
    found = decide_resume(
        replace(ANNA, service="paused"), paused_at=paused, resume_at=None, at=pause.end
    )
    assert isinstance(found, Resumption)
    left = (found.period_end - pause.end).total_seconds()
    there, back = sorted(pause.end + timedelta(seconds=min(s, left - 1)) for s in (one, two))
    plus, premium = prices(old, new)
    anna = Account(replace(ANNA, current_period_end=found.period_end), plus, unit)
    anna.lines = [replace(anna.lines[0], service_end=END)]  # as the invoice said before the pause
    anna.pauses = (pause,)
    before = unused_credit(anna.lines[0], paused, unit=unit, zone=ZONE)
    resumed = unused_credit(anna.lines[0], pause.end, unit=unit, zone=ZONE, pauses=anna.pauses)
    assert resumed.credit_minor == before.credit_minor

    anna.change(premium, there)
    anna.change(plus, back)
    if local_date(there, ZONE) == local_date(back, ZONE) and unit == "day":
        assert anna.paid == old
    near = 2 + (Fraction(new, 365) if unit == "day" else 0)  # the day that the pause began or ended
    assert min(old, new) - near <= anna.paid <= max(old, new) + near
