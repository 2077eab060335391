"""What is known of a customer's VAT number, and whether the register is being asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.conf import settings

from fairwell.models import Customer, OutboxEntry, VatNumberCheck

VatNumberStanding = Literal[
    "valid", "invalid", "pending", "no_answer_yet", "no_answer", "unchecked", "no_register"
]


@dataclass(frozen=True, slots=True)
class VatNumberState:
    """How a number stands, and when the register last said yes or no to it.

    pending: it is being asked. no_answer_yet: it did not answer, and is asked again; no_answer: it
    never did. unchecked: it was not asked. no_register: this system asks none.
    """

    number: str
    standing: VatNumberStanding
    checked_at: datetime | None

    @property
    def may_ask(self) -> bool:
        """Whether asking the register (again) could change anything."""
        return self.standing in ("invalid", "no_answer", "unchecked")


def vat_numbers(customers: Sequence[Customer]) -> dict[int, VatNumberState]:
    """The numbers by customer; those without one are left out; two queries."""
    owners = {customer.pk: customer for customer in customers if customer.vat_number}
    if not owners:
        return {}
    waiting = set(
        OutboxEntry.objects.filter(
            topic="vat_number", subject_id__in=owners, done_at__isnull=True
        ).values_list("subject_id", flat=True)
    )
    answers: dict[int, list[VatNumberCheck]] = {pk: [] for pk in owners}
    for check in VatNumberCheck.objects.filter(customer__in=owners).order_by("-pk"):
        if check.number == owners[check.customer_id].vat_number:
            answers[check.customer_id].append(check)
    return {pk: _state(one, answers[pk], waiting=pk in waiting) for pk, one in owners.items()}


def _state(
    customer: Customer, answers: Sequence[VatNumberCheck], *, waiting: bool
) -> VatNumberState:
    said = next((check for check in answers if check.answer != "unknown"), None)
    return VatNumberState(
        customer.vat_number,
        _standing(customer, answers, waiting=waiting),
        said.checked_at if said else None,
    )


def _standing(
    customer: Customer, answers: Sequence[VatNumberCheck], *, waiting: bool
) -> VatNumberStanding:
    silent = bool(answers) and answers[0].answer == "unknown"
    if customer.vat_number_valid:
        return "valid"
    if settings.ENVIRONMENT.vat_register == "none":
        return "no_register"
    if waiting:
        return "no_answer_yet" if silent else "pending"
    if silent:
        return "no_answer"
    return "invalid" if answers else "unchecked"
