"""Numbers of documents follow each other without a gap, whoever writes at the same moment."""

import pytest
from django.db import transaction

from fairwell.actions.steps.take_number import take_number, take_numbers
from fairwell.models import CreditNote, Customer, Invoice, NumberSeries
from tests.cast import NOW, Cast
from tests.threads import at_once


def write(customer: Customer, count: int) -> list[str]:
    """Invoices with the next numbers."""
    numbers = take_numbers("invoices", count)
    Invoice.objects.bulk_create(
        Invoice(
            number=number, series="invoices", customer=customer, currency="USD", total_minor=0,
            state="paid", issued_at=NOW,
        )
        for number in numbers
    )  # fmt: skip
    return numbers


def test_a_series_begins_at_one_and_goes_on(db: None) -> None:
    assert take_number("credit-notes") == "CN-000001"
    assert take_numbers("credit-notes", 3) == ["CN-000002", "CN-000003", "CN-000004"]
    assert take_number("invoices") == "INV-000001"
    assert take_number("credit-notes") == "CN-000005"


def test_a_prefix_that_the_vendor_chose_is_kept(db: None) -> None:
    NumberSeries.objects.create(name="invoices", prefix="Q-2026-", next_no=4_711)

    assert take_numbers("invoices", 2) == ["Q-2026-004711", "Q-2026-004712"]


def test_beyond_a_million_they_only_grow_longer(db: None) -> None:
    NumberSeries.objects.create(name="invoices", prefix="INV-", next_no=999_999)

    assert take_numbers("invoices", 2) == ["INV-999999", "INV-1000000"]


def test_an_unknown_series_is_no_series(db: None) -> None:
    with pytest.raises(KeyError):
        take_number("receipts")
    assert not NumberSeries.objects.exists()


def test_numbers_that_were_rolled_back_are_given_again(db: None) -> None:
    take_number("invoices")
    with transaction.atomic():
        take_numbers("invoices", 7)
        transaction.set_rollback(True)

    assert take_number("invoices") == "INV-000002"


@pytest.mark.parametrize("begun", [True, False])
def test_eight_writers_at_once_leave_no_gap(committed_cast: Cast, begun: bool) -> None:
    """Also when the series begins with them; each lets every third of its transactions go."""
    anna = committed_cast.subscriber("anna", signed_up=False).customer
    if begun:
        NumberSeries.objects.create(name="invoices", prefix="INV-")

    def deed(writer: int) -> list[str]:
        kept = []
        for turn in range(9):
            with transaction.atomic():
                numbers = write(anna, 1 + (writer + turn) % 4)
                if (writer + turn) % 3 == 0:
                    transaction.set_rollback(True)
                else:
                    kept += numbers
        return kept

    answers = at_once([lambda w=writer: deed(w) for writer in range(8)])

    kept = sorted(number for answer in answers for number in answer)
    stored = Invoice.objects.filter(series="invoices").order_by("number")
    assert list(stored.values_list("number", flat=True)) == kept
    assert kept == [f"INV-{no:06d}" for no in range(1, len(kept) + 1)]
    assert NumberSeries.objects.get(name="invoices").next_no == len(kept) + 1


def test_each_series_has_its_own_line(committed_cast: Cast) -> None:
    anna = committed_cast.subscriber("anna", signed_up=False)

    def invoice() -> None:
        with transaction.atomic():
            write(anna.customer, 2)

    def note() -> None:
        with transaction.atomic():
            CreditNote.objects.create(
                number=take_number("credit-notes"), invoice=anna.invoices.get(), kind="goodwill",
                to="receivable", currency="USD", net_minor=1, total_minor=1, issued_at=NOW,
            )  # fmt: skip

    answers = at_once([invoice, note] * 4)

    assert answers == [None] * 8
    notes = CreditNote.objects.order_by("number").values_list("number", flat=True)
    assert list(notes) == ["CN-000001", "CN-000002", "CN-000003", "CN-000004"]
    assert NumberSeries.objects.get(name="invoices").next_no == 9
