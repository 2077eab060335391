"""A person answers a dispute: the charge is put right, or it stands and is collected again."""

from datetime import timedelta

import pytest

from fairwell.actions.cases.close_case import CaseNotOpenError, close_case
from fairwell.actions.cases.resolve_dispute import DisputeNotOpenError
from fairwell.domain.collecting_pauses import Pause
from fairwell.models import CreditBalance, Invoice, Notice, Payment, PaymentAttempt, Refund
from fairwell.queries.collecting import collect_facts
from fairwell.queries.collecting_pauses import matters_of
from tests import deeds
from tests.actions.disputing import DAY, OFFICE, answer, balance, dispute, unpaid
from tests.cast import NOW, Cast

HOUR = timedelta(hours=1)


def test_rejected_it_is_collected_again_and_no_time_was_lost(cast: Cast) -> None:
    anna = cast.subscriber("anna", standing="grace")
    order = unpaid(anna)

    case = answer(dispute(anna, order.number), upheld=False)

    order.refresh_from_db()
    assert (case.state, case.resolution) == ("closed", "We looked at both charges.")
    assert (order.collection, order.collect_at) == ("retrying", NOW + HOUR)
    assert deeds.history(anna)[-2:] == ["charge_dispute_answered", "collection_resumed"]
    assert matters_of(anna.pk, order.pk) == ((case.reference, NOW, NOW + HOUR, "retrying"),)
    anna.refresh_from_db()
    facts = collect_facts([order], {anna.pk: anna}, zone=cast.vendor.zone, at=NOW + DAY)
    assert facts[order.pk].pauses == (Pause(NOW, NOW + HOUR),)
    told = Notice.objects.get(template="disputed_settled").context
    assert (told["upheld"], told["answer"]) == (False, "We looked at both charges.")


def test_what_was_not_collected_before_is_not_collected_afterwards(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    order = unpaid(anna, collection="none", collect_at=None, first_failed_at=None)

    answer(dispute(anna, order.number), upheld=False)

    order.refresh_from_db()
    assert (order.collection, order.collect_at) == ("none", None)


def test_upheld_an_unpaid_order_is_waived_and_owes_nothing(cast: Cast) -> None:
    anna = cast.subscriber("anna", standing="grace")
    order = unpaid(anna)

    answer(dispute(anna, order.number), upheld=True)

    order.refresh_from_db()
    anna.refresh_from_db()
    assert (order.state, order.owed_minor, order.collection) == ("voided", 0, "none")
    note = order.credit_notes.get()
    assert (note.kind, note.to, note.total_minor) == ("waiver", "receivable", 7_999)
    assert anna.standing == "current"
    assert anna.events.get(kind="invoice_voided").data["order"] == order.number
    assert not anna.events.filter(kind="invoice_credited").exists(), "void says it all"
    # The paid order was of before an import; of the waived one nothing is left anywhere.
    assert balance("receivables") == 0
    assert Notice.objects.get(template="disputed_settled").context["waived_minor"] == 7_999


def test_upheld_in_part_the_rest_is_collected(cast: Cast) -> None:
    anna = cast.subscriber("anna", standing="grace")
    order = unpaid(anna)

    answer(dispute(anna, order.number), upheld=True, amount_minor=3_000)

    order.refresh_from_db()
    assert (order.state, order.owed_minor, order.collection) == ("finalized", 4_999, "retrying")
    assert order.collect_at == NOW + HOUR


def test_upheld_a_paid_charge_goes_back_the_way_it_came(cast: Cast) -> None:
    anna = cast.subscriber("anna")

    answer(dispute(anna), upheld=True)

    refund = Refund.objects.get()
    assert (refund.total_minor, refund.reason_code, refund.state) == (7_999, "dispute", "approved")
    assert deeds.verified(refund.statements.get())["refund"]["total"] == "79.99 USD"
    assert deeds.violations() == []


def test_what_credit_paid_comes_back_as_credit(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    Invoice.objects.filter(subscription=anna).update(credit_applied_minor=1_000)
    Payment.objects.update(captured_minor=6_999)

    answer(dispute(anna), upheld=True)

    assert Refund.objects.get().total_minor == 6_999
    assert CreditBalance.objects.get().balance_minor == 1_000


@pytest.mark.parametrize(
    ("amount", "code"), [(0, "amount_not_positive"), (8_000, "amount_above_rest")]
)
def test_more_than_there_is_cannot_be_given(cast: Cast, amount: int, code: str) -> None:
    case = dispute(cast.subscriber("anna"))

    refused = deeds.refusal(lambda: answer(case, upheld=True, amount_minor=amount))

    assert refused.code == code


def test_while_a_charge_is_under_way_nothing_can_be_decided(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    order = unpaid(anna)
    case = dispute(anna, order.number)
    PaymentAttempt.objects.create(
        kind="charge", invoice=order, gateway="sandbox", idempotency_key="charge-1",
        currency="USD", amount_minor=7_999, state="unknown", created_at=NOW, submitted_at=NOW,
    )  # fmt: skip
    before = deeds.rows()

    with pytest.raises(DisputeNotOpenError, match="under way"):
        answer(case, upheld=True)

    assert deeds.rows() == before


def test_answered_it_may_be_disputed_again_under_a_case_of_its_own(cast: Cast) -> None:
    anna = cast.subscriber("anna", standing="grace")
    order = unpaid(anna)
    first = answer(dispute(anna, order.number), upheld=False)

    second = dispute(anna, order.number, at=NOW + DAY)

    order.refresh_from_db()
    assert second.reference != first.reference
    assert order.collection == "paused"


def test_it_is_answered_once_and_never_merely_closed(cast: Cast) -> None:
    case = dispute(cast.subscriber("anna"))

    with pytest.raises(CaseNotOpenError, match="--uphold or --reject"):
        close_case(reference=case.reference, resolution="x", at=NOW, idempotency_key="k", **OFFICE)
    answer(case, upheld=False)
    with pytest.raises(DisputeNotOpenError, match="No open dispute"):
        answer(case, upheld=True)

    assert not Refund.objects.exists()
