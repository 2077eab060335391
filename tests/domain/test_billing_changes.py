"""What becomes of an announced price when something else is chosen, or a first term ends."""

from datetime import UTC, datetime

import pytest

from fairwell.domain.billing import DueChange, PausesUnbilled
from fairwell.domain.coming_bills import Outlook, coming_bills
from tests.domain.due import SECOND, THIRD, ZONE, after, billed, change_to, decide, due, price

DEARER = price(2, amount_minor=1_299)
CHEAP = price(3, amount_minor=500)
TOLD = change_to("price")
CHOSEN = change_to(price_id=3, change_id=12)
LATER = TOLD._replace(effective_at=THIRD)


@pytest.mark.parametrize("announced", [TOLD, LATER])
def test_another_plan_leaves_the_announced_price_behind_whenever_it_was_to_come(
    announced: DueChange,
) -> None:
    step = billed(due(), DEARER, CHEAP, changes=(announced, CHOSEN))

    assert (step.price_id, step.amount_minor) == (3, 500)
    assert (step.applied, step.replaced) == ((12,), (11,))


def test_it_does_not_come_true_for_the_new_plan_even_where_nobody_had_closed_it() -> None:
    """The bills to come are those of the plan that was chosen."""
    outlook = Outlook(due=due(), prices=(price(), DEARER, CHEAP), changes=(LATER, CHOSEN))
    coming = coming_bills(outlook, zone=ZONE)

    assert [next(coming).price_id for _ in range(4)] == [3, 3, 3, 3]


def test_nor_where_the_run_was_late_and_both_days_have_passed() -> None:
    """The plan was to come on 5 December and the price on 5 January; it is February now."""
    at = datetime(2027, 2, 7, 15, tzinfo=UTC)

    step = billed(due(), DEARER, CHEAP, changes=(LATER, CHOSEN), at=at)

    assert (step.price_id, step.skipped) == (3, 2)
    assert (step.applied, step.replaced) == ((12,), (11,))


def test_who_only_changes_how_many_they_have_pays_the_price_that_was_announced() -> None:
    more = change_to(price_id=1, quantity=3, change_id=12)

    step = billed(due(), DEARER, changes=(TOLD, more))

    assert (step.price_id, step.quantity, step.amount_minor) == (2, 3, 3_897)
    assert (sorted(step.applied), step.replaced) == ([11, 12], ())
    early = billed(due(), DEARER, changes=(LATER, more))
    assert (early.price_id, early.amount_minor, early.applied) == (1, 2_997, (12,))
    assert early.replaced == (), "it still comes, on its own day"


def test_the_price_of_the_extension_is_not_the_one_that_was_announced_to_change() -> None:
    contract = price(1, extension_price_id=3)
    facts = due(first_term_end=SECOND)

    step = billed(facts, contract, DEARER, CHEAP, changes=(LATER,))

    assert (step.price_id, step.applied, step.replaced) == (3, (), (11,))
    assert billed(after(facts, step), contract, DEARER, CHEAP).price_id == 3


def test_without_a_change_of_price_the_announced_one_comes_on_its_day() -> None:
    first = billed(due(), DEARER, changes=(LATER,))
    second = billed(after(due(), first), DEARER, changes=(LATER,))

    assert (first.price_id, first.replaced) == (1, ())
    assert (second.price_id, second.applied) == (2, (11,))


def test_a_pause_leaves_both_waiting() -> None:
    pause = change_to("pause", price_id=None, quantity=None, resume_at=THIRD, change_id=13)

    assert decide(due(), DEARER, CHEAP, changes=(TOLD, CHOSEN, pause)) == PausesUnbilled(
        SECOND, THIRD, 13
    )
