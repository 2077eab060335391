"""Write down what a comparison with the gateway found: a case for each difference, never a fix."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from fairwell.actions.steps.open_case import open_case
from fairwell.domain.reconciliation import Difference
from fairwell.models import Case, Invoice, PaymentAttempt, Reconciliation
from fairwell.queries.reconciliation import CASE_KEY, open_differences

# A wrong setting can make everything differ: beyond these, the number says enough.
MOST_CASES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """The comparison, the cases it opened, and those whose difference has gone, closed by it."""

    reconciliation: Reconciliation
    opened: tuple[Case, ...]
    gone: tuple[Case, ...]


@transaction.atomic(durable=True)
def record_reconciliation(
    *,
    gateway: str,
    since: datetime,
    until: datetime,
    theirs: int,
    ours: int,
    count: int,
    differences: Sequence[Difference],
    at: datetime,
) -> Recorded:
    """Write the comparison of [since, until) and open what is new; nothing else is changed.

    A difference has one case for good: one that a person closed stays closed. A case whose whole
    span was compared again without finding it is closed and says so. `count` may be above the
    number of `differences`, which then are only the first: nothing counts as gone.
    """
    prefix = f"{CASE_KEY}{gateway}:"
    wanted = {f"{prefix}{one.key}"[:160]: one for one in differences}
    gone: list[Case] = []
    if count == len(differences):
        for case in _compared_again(gateway, since, until):
            if case.key not in wanted:
                case.state, case.closed_at = "closed", at
                case.resolution = (
                    f"Gone: the comparison of {at:%Y-%m-%d} does not find it any more."
                )
                case.save(update_fields=["state", "closed_at", "resolution"])
                gone.append(case)
    standing = set(Case.objects.filter(key__in=wanted).values_list("key", flat=True))
    new = [(key, one) for key, one in wanted.items() if key not in standing][:MOST_CASES]
    opened = tuple(_open(key, one, gateway, at) for key, one in new)
    return Recorded(
        reconciliation=Reconciliation.objects.create(
            gateway=gateway,
            since=since,
            until=until,
            compared_at=at,
            theirs=theirs,
            ours=ours,
            differences=count,
        ),
        opened=opened,
        gone=tuple(gone),
    )


def _compared_again(gateway: str, since: datetime, until: datetime) -> list[Case]:
    """Open differences that were found in a span which this one covers."""
    within = Reconciliation.objects.filter(gateway=gateway, since__gte=since, until__lte=until)
    cases = open_differences(gateway).filter(opened_at__in=within.values("compared_at"))
    return list(cases.select_for_update(of=("self",)).order_by("pk"))


def _open(key: str, one: Difference, gateway: str, at: datetime) -> Case:
    invoice = _order_of(one, gateway)
    return open_case(
        "reconciliation",
        invoice.subscription if invoice else None,
        at=at,
        invoice=invoice,
        key=key,
        message=f"{one.kind}: {one.about} {one.ref} of {one.at:%Y-%m-%d %H:%M} UTC; "
        f"here: {one.ours or 'nothing'}; at the gateway: {one.theirs or 'nothing'}.",
    )


def _order_of(one: Difference, gateway: str) -> Invoice | None:
    """The order that a difference is about, where our books know it."""
    attempt = (
        PaymentAttempt.objects.filter(gateway=gateway, gateway_ref=one.ref)
        .select_related("invoice__subscription", "allocation__payment__invoice__subscription")
        .first()
    )
    if attempt is None:
        return None
    return attempt.allocation.payment.invoice if attempt.allocation else attempt.invoice
