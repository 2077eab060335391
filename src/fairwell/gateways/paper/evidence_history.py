"""Evidence of what happened: use, payments, refunds, cancellation, and all of it in order."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fairwell.gateways.paper.evidence_event_words import event_words
from fairwell.gateways.paper.evidence_state_words import (
    CHOICES,
    CREDITED_TO,
    REFUNDS,
    REQUESTS,
    WISHES,
    verdict_words,
)
from fairwell.gateways.paper.evidence_table import Cell, Table, Writer
from fairwell.gateways.paper.evidence_words import (
    STATEMENTS,
    payment_words,
    where_said,
    word,
)
from fairwell.queries.feature_words import feature_label


def usage(write: Writer) -> Table:
    """Every span of access."""
    subscription = write.view.subscription
    features = subscription.price.plan.features if subscription else {}
    rows = (
        (
            Cell(feature_label(features, one.feature, write.language)),
            Cell(str(one.quantity)),
            Cell(write.moment(one.starts_at)),
            Cell(write.moment(one.ends_at) if one.ends_at else _("goes on")),
        )
        for one in write.view.entitlements
    )
    return Table(
        anchor="access",
        title=_("Access given"),
        lead=_("What the customer could use, and from when to when."),
        head=(_("Feature"), pgettext("how many", "Number"), _("From"), _("Until")),
        rows=tuple(rows),
        empty=_("No access is on the books."),
    )


def devices(write: Writer) -> Table:
    """Every device that was registered."""
    rows = (
        (
            Cell(one.name),
            Cell(write.moment(one.registered_at)),
            Cell(write.moment(one.last_seen_at)),
            Cell(write.moment(one.removed_at)),
        )
        for one in write.view.devices
    )
    return Table(
        anchor="devices",
        title=_("Devices"),
        lead=_("Devices on which the product was set up, and when each last used it."),
        head=(_("Device"), _("Registered"), _("Last seen"), _("Removed")),
        rows=tuple(rows),
        empty=_("No device was registered."),
    )


def payments(write: Writer) -> Table:
    """Every payment."""
    rows = (
        (
            Cell(one.invoice.number, (one.gateway_ref,)),
            Cell(payment_words(one, write.money, write.moment)),
            Cell(write.money(one.refunded_minor, one.currency)),
        )
        for one in write.view.payments
    )
    return Table(
        anchor="payments",
        title=_("Payments"),
        lead=_("All payments of the same contract."),
        head=(_("Order"), _("Paid"), _("Given back")),
        rows=tuple(rows),
        empty=_("No payment was made."),
    )


def refunds(write: Writer) -> Table:
    """Every refund, and every credit note."""

    def rows() -> Iterator[tuple[Cell, ...]]:
        for one in write.view.refunds:
            amount = write.money(one.total_minor, one.currency)
            settled = (_("settled %(at)s") % {"at": write.moment(one.settled_at)},)
            yield (
                Cell(one.reference),
                Cell(write.moment(one.instructed_at), settled if one.settled_at else ()),
                Cell(amount, (word(REFUNDS, one.state),)),
            )
        for note in write.view.credit_notes:
            amount = write.money(note.total_minor, note.currency)
            yield (
                Cell(
                    note.number, (_("credit note on %(order)s") % {"order": note.invoice.number},)
                ),
                Cell(write.moment(note.issued_at)),
                Cell(amount, (word(CREDITED_TO, note.to),)),
            )

    return Table(
        anchor="refunds",
        title=_("Refunds and credit notes"),
        lead=_("Everything that was given back."),
        head=(_("Number"), _("When"), _("Amount")),
        rows=tuple(rows()),
        empty=_("Nothing was given back, and nothing was asked for."),
    )


def cancellations(write: Writer) -> Table:
    """Every wish to leave."""
    rows = (
        (
            Cell(one.reference, (where_said(one.actor, one.channel),)),
            Cell(write.moment(one.requested_at)),
            Cell(
                f"{word(WISHES, one.verb)}, {word(CHOICES, one.choice)}",
                (word(REQUESTS, one.state),),
            ),
            Cell(write.moment(one.ends_at)),
        )
        for one in write.view.cancellations
    )
    return Table(
        anchor="cancellation",
        title=_("Cancellation"),
        lead=_("Every wish to leave; the customer can cancel online at any time."),
        head=(_("Number"), _("Asked for"), _("What"), _("Ends")),
        rows=tuple(rows),
        empty=_("The customer never asked to cancel or to withdraw."),
    )


def sealed(write: Writer) -> Table:
    """Every sealed document with its verdict."""
    rows = (
        (
            Cell(one.statement.reference),
            Cell(word(STATEMENTS, one.statement.kind), (write.moment(one.statement.sealed_at),)),
            Cell(
                _("genuine") if one.genuine else _("NOT GENUINE"),
                (verdict_words(one.status, one.statement.key_id),),
            ),
        )
        for one in write.view.sealed
    )
    return Table(
        anchor="sealed",
        title=_("Sealed confirmations"),
        lead=_("Documents that the customer holds too, and whether their seals verify."),
        head=(_("Number"), _("Document"), _("Verification")),
        rows=tuple(rows),
        empty=_("No document was sealed."),
    )


def timeline(write: Writer) -> Table:
    """Every event."""
    rows = (
        (
            Cell(write.moment(one.at)),
            Cell(event_words(one)),
            Cell(where_said(one.actor, one.channel)),
        )
        for one in write.view.events
    )
    return Table(
        anchor="timeline",
        title=_("Timeline"),
        lead=_("Everything that happened to the contract, in order."),
        head=(_("When"), _("What"), _("By whom")),
        rows=tuple(rows),
        empty=_("Nothing is on record."),
    )
