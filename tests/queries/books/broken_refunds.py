"""Ways to break what the checks of refunds guard, and the row that must be named."""

from fairwell.models import CreditNote, Refund, RefundAllocation, Transfer
from tests.models.ground import twin
from tests.queries.books.hands import Break, set_payment, sub, unguard


def set_part(key: str, **values: object) -> str:
    """Change the refund's part of that subscriber."""
    part = RefundAllocation.objects.get(refund__subscription=sub(key))
    RefundAllocation.objects.filter(pk=part.pk).update(**values)
    return f"allocation {part.pk}"


def part_without_its_transfers() -> str:
    return set_part("gita", state="succeeded")


def transfer_of_another_amount() -> str:
    unguard("transfer")
    moved = Transfer.objects.filter(kind="refund_settled").latest("pk")
    Transfer.objects.filter(pk=moved.pk).update(amount_minor=1)
    return f"allocation {moved.allocation_id}"


def money_left_in_clearing() -> str:
    moved = Transfer.objects.filter(kind="refund_submitted").latest("pk")
    twin(moved, kind="stray", allocation=None, payment=None).save(force_insert=True)
    return "USD"


def reserved_for_nothing() -> str:
    return set_payment("fritz", refund_reserved_minor=1)


def refunded_by_nothing() -> str:
    return set_payment("fritz", refunded_minor=1)


def total_of_a_refund() -> str:
    refund = Refund.objects.latest("pk")
    Refund.objects.filter(pk=refund.pk).update(total_minor=1)
    return refund.reference


def credit_note_of_another_amount() -> str:
    note = CreditNote.objects.filter(refund__isnull=False).latest("pk")
    CreditNote.objects.filter(pk=note.pk).update(total_minor=1, net_minor=1, tax_minor=0)
    return note.refund.reference


def part_with_one_transfer_too_many() -> str:
    moved = Transfer.objects.filter(kind="refund_settled").latest("pk")
    twin(moved, kind="refund_failed").save(force_insert=True)
    return f"allocation {moved.allocation_id}"


BROKEN: dict[str, tuple[Break, ...]] = {
    "1 transfers": (
        part_without_its_transfers,
        transfer_of_another_amount,
        part_with_one_transfer_too_many,
    ),
    "1 clearing": (money_left_in_clearing,),
    "2 payments": (reserved_for_nothing, refunded_by_nothing),
    "2 refunds": (total_of_a_refund, credit_note_of_another_amount),
}
