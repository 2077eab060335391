"""A change for the renewal: nothing moves today, the run makes it true, undo takes it back."""

import pytest

from fairwell.models import Invoice, RefundQuote, Statement
from tests import changing, deeds
from tests.actions.bills import bill, newest
from tests.cast import Cast
from tests.threads import at_once


def test_another_cycle_waits_for_the_renewal_and_moves_no_money(cast: Cast) -> None:
    sold, anna = changing.sell_tiers(cast), cast.subscriber("anna")
    before = Invoice.objects.count()

    statement = changing.change(anna, sold["month"])

    anna.refresh_from_db()
    assert anna.price == sold["year"]
    assert Invoice.objects.count() == before
    row = changing.waiting(anna)
    assert row is not None
    assert (row.kind, row.to_price, row.effective_at) == (
        "cycle", sold["month"], anna.current_period_end,
    )  # fmt: skip
    said = deeds.verified(statement)
    assert (said["change"]["when"], said["change"]["money"]) == ("at_renewal", None)
    assert said["renewal"]["next_charge"] == {"on": "2027-09-25", "amount": "9.99 USD"}
    assert deeds.history(anna) == ["subscription_imported", "change_scheduled"]


def test_the_billing_run_makes_it_true(cast: Cast) -> None:
    sold, anna = changing.sell_tiers(cast), cast.subscriber("anna")
    changing.change(anna, sold["month"])
    anna.refresh_from_db()
    renewal = anna.current_period_end

    bill(renewal)

    anna.refresh_from_db()
    invoice = newest(anna)
    assert (anna.price, invoice.total_minor) == (sold["month"], 999)
    assert (anna.anchor_at, anna.current_period_start) == (renewal, renewal)
    assert changing.waiting(anna) is None
    assert anna.changes.get().state == "applied"
    assert deeds.history(anna)[-1] == "period_renewed"
    assert [wrong for wrong in deeds.violations(renewal) if "mail" not in wrong] == []


def test_undoing_it_keeps_everything_as_it_was(cast: Cast) -> None:
    sold, anna = changing.sell_tiers(cast), cast.subscriber("anna")
    told = changing.change(anna, sold["month"])
    row = changing.waiting(anna)
    assert row is not None

    statement = changing.undo(row)

    said = deeds.verified(statement)
    assert said["follows"] == told.reference
    assert said["renewal"]["next_charge"] == {"on": "2027-09-25", "amount": "79.99 USD"}
    assert changing.waiting(anna) is None
    assert changing.undo(row) == statement
    assert Statement.objects.filter(kind="change_undone").count() == 1
    anna.refresh_from_db()
    bill(anna.current_period_end)
    anna.refresh_from_db()
    assert anna.price == sold["year"]


def test_what_came_true_is_changed_back_not_undone(cast: Cast) -> None:
    sold, anna = changing.sell_tiers(cast), cast.subscriber("anna")
    changing.change(anna, sold["premium"])
    row = anna.changes.get()

    assert deeds.refusal(lambda: changing.undo(row)).code == "change_in_force"
    gone = deeds.refusal(lambda: changing.undo(type(row)(pk=999, subscription=anna)))
    assert gone.code == "nothing_scheduled"


def test_a_later_choice_takes_the_place_of_an_earlier_one(cast: Cast) -> None:
    sold, anna = changing.sell_tiers(cast), cast.subscriber("anna")
    changing.change(anna, sold["month"])
    first = changing.waiting(anna)
    assert first is not None

    statement = changing.change(anna, sold["premium"], when="at_renewal")

    first.refresh_from_db()
    assert first.state == "replaced"
    assert changing.waiting(anna) != first
    assert deeds.verified(statement)["change"]["replaces_earlier_change"] is True
    assert deeds.history(anna)[-2:] == ["change_replaced", "change_scheduled"]
    assert anna.events.get(kind="change_replaced").data == {
        "slot": "plan",
        "change": "cycle",
        "to": [sold["month"].pk, 1],
        "effective_at": first.effective_at.isoformat(),
    }
    assert deeds.refusal(lambda: changing.undo(first)).code == "nothing_scheduled"


def test_a_preview_is_honoured_until_it_expires_or_the_facts_move(cast: Cast) -> None:
    sold, anna = changing.sell_tiers(cast), cast.subscriber("anna")
    quoted = changing.ask(anna, sold["premium"])

    late = deeds.refusal(lambda: changing.agree(quoted, at=quoted.expires_at))
    assert late.code == "quote_expired"
    other = deeds.refusal(lambda: changing.agree(quoted, expected="0" * 64))
    assert other.code == "quote_changed"
    changing.change(anna, sold["month"])  # another change is agreed meanwhile
    moved = deeds.refusal(lambda: changing.agree(quoted))
    assert moved.code == "quote_changed"


@pytest.mark.parametrize("when", ["now", "at_renewal"])
@pytest.mark.parametrize("quotes", ["each its own", "all the same"])
def test_eight_confirmations_change_it_once(committed_cast: Cast, when: str, quotes: str) -> None:
    sold, anna = changing.sell_tiers(committed_cast), committed_cast.subscriber("anna")
    same = changing.ask(anna, sold["premium"], when=when)

    def own() -> RefundQuote:
        return same if quotes == "all the same" else changing.ask(anna, sold["premium"], when=when)

    quoted = [own() for _ in range(8)]

    answers = at_once([lambda q=one: changing.agree(q) for one in quoted])

    assert set(answers) == {Statement.objects.get()}
    assert anna.changes.count() == 1
    assert anna.invoices.filter(kind="adjustment").count() == (when == "now")
    deeds.history(anna)
    assert deeds.violations() == []


def test_a_change_against_a_cancellation(committed_cast: Cast) -> None:
    """Whoever comes second meets what the first left."""
    sold = changing.sell_tiers(committed_cast)
    for key in ("anna", "ben", "cleo"):
        subscription = committed_cast.subscriber(key)
        leave = deeds.quote(subscription, choice="end_of_term")
        quoted = changing.ask(subscription, sold["month"])

        answers = at_once([lambda q=leave: deeds.confirm(q), lambda q=quoted: changing.agree(q)])

        refused = [one.refusal.code for one in answers if isinstance(one, Exception)]
        assert refused in ([], ["cancelled_undo_first"], ["quote_changed"]), refused
        deeds.history(subscription)
    assert deeds.violations() == []
