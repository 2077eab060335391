"""Credit that no payment could take back is paid another way: recorded once, and told."""

from datetime import timedelta

import pytest

from fairwell.actions.billing.record_credit_paid import NoCreditToPayError, record_credit_paid
from fairwell.actions.cases.close_case import close_case
from fairwell.models import Case, CreditEntry, Payment, Statement, Subscription, Transfer
from tests import changing, deeds
from tests.actions.charges import wrong
from tests.actions.disputing import OFFICE, balance
from tests.actions.leaving import ANNAS_CREDIT, gone, settle, with_credit
from tests.cast import NOW, Cast

LATER = NOW + timedelta(days=30, minutes=5)  # her month is over
HELD = 4_999  # what her payment can still take back
REST = ANNAS_CREDIT - HELD


@pytest.fixture
def anna(cast: Cast) -> Subscription:
    """She has gone; a part of her credit went back to the card, the rest waits for a person."""
    anna = with_credit(cast)
    Payment.objects.update(refunded_minor=3_000, refunded_before_import_minor=3_000)
    Transfer.objects.create(
        kind="refunded_before_import", debit="refunds", credit="cash", currency="USD",
        amount_minor=3_000, at=NOW, payment=Payment.objects.get(),
    )  # fmt: skip
    settle(gone(anna))
    return anna


def pay(amount: int | None = None, **options: object) -> int:
    said = {
        "case_reference": Case.objects.get(kind="credit_left").reference,
        "evidence": "bank transfer 4711",
        "at": LATER,
        "idempotency_key": "k",
        **OFFICE,
        **options,
    }
    return record_credit_paid(amount_minor=amount, **said)


def test_all_of_it_leaves_the_books_and_closes_the_case(anna: Subscription) -> None:
    before = balance("cash")

    assert pay() == REST

    case = Case.objects.get()
    assert (case.state, case.resolution) == ("closed", "bank transfer 4711")
    assert changing.credit(anna) == 0
    entry = CreditEntry.objects.latest("pk")
    assert (entry.kind, entry.amount_minor) == ("paid_out", -REST)
    assert entry.refund is not None
    assert (entry.refund.state, entry.refund.total_minor) == ("rerouted", REST)
    assert (balance("credit_balances"), before - balance("cash")) == (0, REST)
    assert deeds.history(anna)[-1] == "refund_rerouted"
    assert anna.events.latest("no").data["of"] == "credit"
    assert settle(LATER) == []
    assert wrong(LATER) == []


def test_its_document_names_the_order_that_the_credit_came_from(anna: Subscription) -> None:
    pay()

    said = deeds.verified(Statement.objects.latest("pk"))["refund"]
    assert (said["of"], said["total"], said["state"]) == ("credit", "7.52 USD", "rerouted")
    assert [(part["order"], part["amount"], part["state"]) for part in said["parts"]] == [
        ("Q-1001", "7.52 USD", "rerouted")
    ]


def test_it_is_recorded_once(anna: Subscription) -> None:
    reference = Case.objects.get().reference
    pay()
    before = deeds.rows()

    with pytest.raises(NoCreditToPayError, match="No open case"):
        pay(case_reference=reference)

    assert deeds.rows() == before


@pytest.mark.parametrize(
    ("amount", "code"), [(0, "amount_not_positive"), (REST + 1, "amount_above_rest")]
)
def test_nothing_and_more_than_is_left_are_refused(
    anna: Subscription, amount: int, code: str
) -> None:
    assert deeds.refusal(lambda: pay(amount)).code == code


def test_a_part_may_be_paid_and_the_rest_is_looked_at_no_more(anna: Subscription) -> None:
    assert pay(700) == 700

    assert changing.credit(anna) == REST - 700
    assert settle(LATER) == []
    assert wrong(LATER) == []


def test_a_person_may_decide_otherwise_with_a_note(anna: Subscription) -> None:
    reference = Case.objects.get().reference

    close_case(
        reference=reference, resolution="The bank gave it back.", at=LATER, idempotency_key="k",
        **OFFICE,
    )  # fmt: skip

    assert changing.credit(anna) == REST
    assert settle(LATER) == []
