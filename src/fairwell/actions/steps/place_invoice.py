"""Which period of its subscription an imported order is for."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from fairwell.domain.imports import ImportedPayment
from fairwell.domain.term import Term, period_bounds, period_no_at
from fairwell.models import Invoice, Subscription


def place_invoice(
    invoice: Invoice, row: ImportedPayment, subscription: Subscription, zone: ZoneInfo
) -> None:
    """Which period the invoice is for: as the file says, else the one that the charge falls in."""
    term = Term.parse(subscription.price.term)
    start = row.period_start or row.charged_at
    if start >= subscription.current_period_start:
        invoice.period_no = subscription.current_period_no
        bounds = (subscription.current_period_start, subscription.current_period_end)
    elif start >= subscription.anchor_at:
        n = period_no_at(subscription.anchor_at, term, start, zone)
        invoice.period_no = subscription.anchor_period_no + n
        bounds = period_bounds(subscription.anchor_at, term, n, zone)
    else:
        # Before the anchor the numbering is unknown: such a period is past and never refigured.
        invoice.period_no = None
        end = period_bounds(start, term, 0, zone)[1]
        bounds = (start, min(end, subscription.anchor_at))
    given = row.period_start is not None and row.period_end is not None
    invoice.period_start = row.period_start if given else bounds[0]
    invoice.period_end = row.period_end if given else bounds[1]


def link_orphans(rows: Iterable[ImportedPayment], zone: ZoneInfo) -> list[ImportedPayment]:
    """Link orders on the books that have no subscription to the one that the rows name by now.

    A subscription's row may have been mended after its payments were taken. Returns those rows.
    """
    linked = []
    named = {row.order_number: row for row in rows}
    orphans = list(Invoice.objects.filter(number__in=named, subscription__isnull=True))
    known = Subscription.objects.select_related("price").in_bulk(
        [named[orphan.number].subscription_external_id or "" for orphan in orphans],
        field_name="external_id",
    )
    for orphan in orphans:
        row = named[orphan.number]
        owner = known.get(row.subscription_external_id or "")
        if owner is None or owner.customer_id != orphan.customer_id:
            continue
        orphan.subscription = owner
        place_invoice(orphan, row, owner, zone)
        live = Invoice.objects.filter(subscription=owner, kind="period").exclude(state="voided")
        taken = live.filter(period_no=orphan.period_no).exists()
        orphan.kind = "adjustment" if taken else "period"
        orphan.save()
        orphan.lines.update(
            price=owner.price, service_start=orphan.period_start, service_end=orphan.period_end
        )
        linked.append(row)
    return linked
