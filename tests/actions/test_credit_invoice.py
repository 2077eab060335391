"""A credit note takes back what was billed, with its tax and its unearned part, never more."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fairwell.domain.tax import TaxLine, TaxTreatment
from fairwell.models import CreditBalance, CreditEntry, Invoice, Subscription
from tests import deeds
from tests.actions.credits import GERMAN, TWO_TAXES, UNTAXED, bill, booked, credit, taxes_of
from tests.cast import NOW, Cast

INCLUSIVE, EXCLUSIVE = TaxLine(11_900, "inclusive"), TaxLine(10_000, "exclusive")


@pytest.fixture
def ines(cast: Cast) -> Subscription:
    """Her year began today: nothing but today's day is earned of it."""
    return cast.subscriber("ines", price="price_year_eur", country="DE", charged=NOW, paid=False)


@pytest.mark.parametrize("line", [INCLUSIVE, EXCLUSIVE])
def test_a_part_takes_its_net_its_tax_and_what_is_deferred(
    cast: Cast, ines: Subscription, line: TaxLine
) -> None:
    invoice = bill(ines, [line])

    note = credit(invoice, 1_190, cast)

    assert note.number == "CN-000001"
    assert (note.net_minor, note.tax_minor, note.total_minor) == (1_000, 190, 1_190)
    assert note.taxes == [
        {
            "name": "USt", "jurisdiction": "DE", "rate_ppm": 190_000, "category": "S",
            "taxable_minor": 1_000, "tax_minor": 190,
        }
    ]  # fmt: skip
    assert booked(note) == {"tax_payable": 190, "deferred_revenue": 1_000, "receivables": -1_190}
    held = invoice.lines.get()
    assert (held.credited_minor, held.deferred_out_minor) == (1_190, 1_000)
    invoice.refresh_from_db()
    assert (invoice.credited_minor, invoice.owed_minor) == (1_190, 10_710)


@pytest.mark.parametrize(
    ("days", "deferred"),
    [(0, 9_973), (182, 4_986), (364, 0), (400, 0), (-1, 10_000)],
    ids=["first day", "half", "last day", "long over", "before it begins"],
)
def test_what_is_earned_already_comes_off_revenue(
    cast: Cast, ines: Subscription, days: int, deferred: int
) -> None:
    """10,000 over 365 days; the day of the credit itself counts as earned."""
    note = credit(bill(ines, [INCLUSIVE]), 11_900, cast, at=NOW + timedelta(days=days))

    split = {"deferred_revenue": deferred, "refunds": 10_000 - deferred}
    assert booked(note) == {
        "tax_payable": 1_900,
        "receivables": -11_900,
        **{account: amount for account, amount in split.items() if amount},
    }
    assert sum(line.deferred_minor for line in note.lines.all()) == deferred


def test_credit_of_a_customer_is_kept_in_their_balance(cast: Cast, ines: Subscription) -> None:
    invoice = bill(ines, [INCLUSIVE])
    for amount in (1_190, 595):
        note = credit(invoice, amount, cast, to="credit_balance", kind="change")
        assert booked(note)["credit_balances"] == -amount

    assert CreditBalance.objects.get(customer=ines.customer, currency="EUR").balance_minor == 1_785
    entries = CreditEntry.objects.order_by("pk").values_list("kind", "amount_minor")
    assert list(entries) == [("credited", 1_190), ("credited", 595)]


def test_a_refund_gives_back_tax_and_deferred_parts_that_refunds_bore(cast: Cast) -> None:
    """The refund itself has debited all of it to refunds; the note moves what is not that."""
    anna = cast.subscriber("anna", price="price_year_eur", charged=NOW)

    note = deeds.leave(anna).refund.credit_notes.get()

    assert booked(note) == {"deferred_revenue": 11_967, "refunds": -11_967}
    assert deeds.violations() == []


def test_named_lines_bear_what_is_said(cast: Cast, ines: Subscription) -> None:
    invoice = bill(ines, [INCLUSIVE, INCLUSIVE])
    first, second = invoice.lines.order_by("pk")

    credit(invoice, 500, cast, lines=[(second.pk, 500)])

    found = invoice.lines.order_by("pk").values_list("credited_minor", flat=True)
    assert list(found) == [0, 500]
    assert first.credited_minor == 0


@pytest.mark.parametrize("before", [0, 5_000])
def test_more_than_is_left_is_refused_and_leaves_no_trace(
    cast: Cast, ines: Subscription, before: int
) -> None:
    invoice = bill(ines, [INCLUSIVE])
    if before:
        credit(invoice, before, cast)
    rows = deeds.rows()

    with pytest.raises(ValueError, match="cannot be credited"), transaction.atomic():
        credit(invoice, 11_901 - before, cast)

    assert deeds.rows() == rows


LINES = st.lists(
    st.builds(TaxLine, st.integers(1, 30_000), st.sampled_from(["inclusive", "exclusive"])),
    min_size=1,
    max_size=3,
)
CUTS = st.lists(st.tuples(st.integers(1, 20_000), st.integers(0, 90)), max_size=5)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    lines=LINES,
    cuts=CUTS,
    treatment=st.sampled_from([GERMAN, TWO_TAXES, UNTAXED]),
)
def test_parts_in_any_order_come_to_the_whole_and_no_more(
    cast: Cast,
    ines: Subscription,
    lines: list[TaxLine],
    cuts: list[tuple[int, int]],
    treatment: TaxTreatment,
) -> None:
    with transaction.atomic():
        invoice = bill(ines, lines, treatment)
        at, notes = NOW, []
        for amount, days in [*cuts, (invoice.total_minor, 0)]:
            at += timedelta(days=days)
            part = min(amount, invoice.total_minor - invoice.credited_minor)
            if part:
                notes.append(credit(invoice, part, cast, at=at))
                assert booked(notes[-1])["receivables"] == -part
                assert sum(booked(notes[-1]).values()) == 0
        _came_to_the_whole(Invoice.objects.get(pk=invoice.pk))
        taken: Counter[tuple[str, str]] = sum(map(taxes_of, notes), Counter())
        assert {tax: amount for tax, amount in taken.items() if amount} == {
            (tax.name, tax.jurisdiction): tax.tax_minor
            for tax in invoice.taxes.all()
            if tax.tax_minor
        }
        transaction.set_rollback(True)


def _came_to_the_whole(invoice: Invoice) -> None:
    notes = list(invoice.credit_notes.order_by("pk"))
    assert sum(note.net_minor for note in notes) == invoice.net_minor
    assert sum(note.tax_minor for note in notes) == invoice.tax_minor
    assert invoice.credited_minor == invoice.total_minor
    for line in invoice.lines.all():
        assert line.credited_minor == line.gross_minor
        parts = list(line.credits.all())
        assert sum(part.net_minor for part in parts) == line.net_minor
        assert sum(part.deferred_minor for part in parts) == line.deferred_out_minor
