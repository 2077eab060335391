"""The evidence of a payment as a bank reads it: sections of plain rows, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from fairwell.gateways.paper.evidence_words import (
    CONSENTS,
    LETTERS,
    STATEMENTS,
    event_words,
    payment_words,
    where_said,
    word,
)
from fairwell.gateways.paper.statement_rows import Row
from fairwell.queries import wording
from fairwell.queries.evidence import EvidenceView


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell says; `details` stand small below it."""

    text: str
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """One section: an anchor, a heading, a sentence on what it shows, and rows under `head`.

    Without rows `empty` says so.
    """

    anchor: str
    title: str
    lead: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes the values of one view in one language; no section has more than it needs."""

    view: EvidenceView
    language: str

    def moment(self, at: datetime | None) -> str:
        return wording.moment(at, self.language, self.view.zone) if at else "–"

    def money(self, minor: int, currency: str) -> str:
        return wording.money(minor, currency, self.language)


def evidence_rows(view: EvidenceView, language: str) -> tuple[Row, ...]:
    """The disputed payment at a glance: what the bank knows it by, who paid, and for what."""
    write, dispute, payment = _Writer(view, language), view.dispute, view.dispute.payment
    rows = [
        Row(_("Dispute"), f"{dispute.gateway_ref} ({dispute.reference})"),
        Row(_("Reason given"), dispute.reason.replace("_", " ")),
        Row(_("Amount disputed"), write.money(dispute.amount_minor, dispute.currency)),
        Row(_("Payment"), payment_words(payment, write.money, write.moment)),
        Row(_("Order"), payment.invoice.number),
    ]
    if view.subscription is not None:
        plan = view.subscription.price.plan
        rows.append(Row(_("Product"), wording.plan_name(plan.product.name, plan.tier)))
        rows.append(Row(_("Contract made"), write.moment(view.subscription.concluded_at)))
    customer = view.customer
    who = ", ".join(x for x in (customer.name, customer.email, customer.country) if x)
    rows.append(Row(_("Customer"), f"{who} ({customer.external_id})"))
    rows.append(Row(_("As the books stood"), write.moment(view.as_of)))
    return tuple(rows)


def evidence_tables(view: EvidenceView, language: str) -> tuple[Table, ...]:
    """All sections in their order, those without a row too: that nothing is there says something."""
    write = _Writer(view, language)
    return (
        _consents(write), _policies(write), _notices(write), _usage(write), _devices(write),
        _payments(write), _refunds(write), _cancellations(write), _sealed(write), _timeline(write),
    )  # fmt: skip


def _table(
    anchor: str, title: str, lead: str, head: tuple[str, ...], rows: Iterator[tuple[Cell, ...]],
    empty: str,
) -> Table:  # fmt: skip
    return Table(anchor, title, lead, head, tuple(rows), empty)


def _consents(write: _Writer) -> Table:
    def rows() -> Iterator[tuple[Cell, ...]]:
        for one in write.view.consents:
            price = one.price
            plan = wording.plan_name(price.plan.product.name, price.plan.tier)
            amount = write.money(price.amount_minor, price.currency)
            agreed = f"{amount} {wording.per_term(price.term, write.language)}"
            text = (one.text,) if one.text else ()
            digest = (f"SHA-256 {one.text_digest}",) if one.text_digest else ()
            version = _("price version %(n)s") % {"n": price.version}
            yield (
                Cell(write.moment(one.given_at), (where_said(one.actor, one.channel),)),
                Cell(word(CONSENTS, one.kind), text + digest),
                Cell(f"{plan}, {agreed}", (f"{price.external_id}, {version}",)),
            )

    return _table(
        "consent", _("Terms and consent"),
        _("What the customer agreed to, when, where, and at which price."),
        (_("When and where"), _("What was agreed to"), _("Price")),
        rows(), _("No record of consent: the contract was taken over from earlier books."),
    )  # fmt: skip


def _policies(write: _Writer) -> Table:
    rows = (
        (
            Cell(f"{pin.policy.pack_id} v{pin.policy.version}", (word(CONSENTS, pin.policy.kind),)),
            Cell(write.moment(pin.policy.published_at)),
            Cell("SHA-256", (pin.policy.digest,)),
        )
        for pin in write.view.policies
    )
    return _table(
        "policies", _("Refund and cancellation policies"),
        _("The versions that bind this contract, kept word for word since it was made."),
        (_("Policy"), _("Published"), _("Digest of its text")),
        rows, _("No policy is bound to it."),
    )  # fmt: skip


def _notices(write: _Writer) -> Table:
    rows = (
        (
            Cell(word(LETTERS, one.template), (one.to_email,)),
            Cell(
                write.moment(one.due_at or one.queued_at),
                (_("last day in time: %(day)s") % {"day": one.last_day},) if one.last_day else (),
            ),
            Cell(write.moment(one.sent_at) if one.sent_at else one.state),
            Cell(one.message_id or "–", (one.server_answer,) if one.server_answer else ()),
        )
        for one in write.view.notices
    )
    return _table(
        "notices", _("Letters, with proof of sending"),
        _("When each was due and sent, its Message-ID, and what the mail server answered."),
        (_("Letter"), _("Due"), _("Sent"), _("Message-ID and answer")),
        rows, _("No letter was sent."),
    )  # fmt: skip


def _usage(write: _Writer) -> Table:
    rows = (
        (
            Cell(one.feature.replace("_", " ")),
            Cell(str(one.quantity)),
            Cell(write.moment(one.starts_at)),
            Cell(write.moment(one.ends_at) if one.ends_at else _("goes on")),
        )
        for one in write.view.entitlements
    )
    return _table(
        "access", _("Access given"),
        _("What the customer could use, and from when to when."),
        (_("Feature"), _("Number"), _("From"), _("Until")),
        rows, _("No access is on the books."),
    )  # fmt: skip


def _devices(write: _Writer) -> Table:
    rows = (
        (
            Cell(one.name),
            Cell(write.moment(one.registered_at)),
            Cell(write.moment(one.last_seen_at)),
            Cell(write.moment(one.removed_at)),
        )
        for one in write.view.devices
    )
    return _table(
        "devices", _("Devices"),
        _("Devices on which the product was set up, and when each last used it."),
        (_("Device"), _("Registered"), _("Last seen"), _("Removed")),
        rows, _("No device was registered."),
    )  # fmt: skip


def _payments(write: _Writer) -> Table:
    rows = (
        (
            Cell(one.invoice.number, (one.gateway_ref,)),
            Cell(payment_words(one, write.money, write.moment)),
            Cell(write.money(one.refunded_minor, one.currency)),
        )
        for one in write.view.payments
    )
    return _table(
        "payments", _("Payments"), _("All payments of the same contract."),
        (_("Order"), _("Paid"), _("Given back")),
        rows, _("No payment was made."),
    )  # fmt: skip


def _refunds(write: _Writer) -> Table:
    def rows() -> Iterator[tuple[Cell, ...]]:
        for one in write.view.refunds:
            amount = write.money(one.total_minor, one.currency)
            settled = (_("settled %(at)s") % {"at": write.moment(one.settled_at)},)
            yield (
                Cell(one.reference),
                Cell(write.moment(one.instructed_at), settled if one.settled_at else ()),
                Cell(amount, (one.state,)),
            )
        for note in write.view.credit_notes:
            amount = write.money(note.total_minor, note.currency)
            yield (
                Cell(
                    note.number, (_("credit note on %(order)s") % {"order": note.invoice.number},)
                ),
                Cell(write.moment(note.issued_at)),
                Cell(amount, (note.to.replace("_", " "),)),
            )

    return _table(
        "refunds", _("Refunds and credit notes"), _("Everything that was given back."),
        (_("Number"), _("When"), _("Amount")),
        rows(), _("Nothing was given back, and nothing was asked for."),
    )  # fmt: skip


def _cancellations(write: _Writer) -> Table:
    rows = (
        (
            Cell(one.reference, (where_said(one.actor, one.channel),)),
            Cell(write.moment(one.requested_at)),
            Cell(f"{one.verb}, {one.choice.replace('_', ' ')}", (one.state,)),
            Cell(write.moment(one.ends_at)),
        )
        for one in write.view.cancellations
    )
    return _table(
        "cancellation", _("Cancellation"),
        _("Every wish to leave; the customer can cancel online at any time."),
        (_("Number"), _("Asked for"), _("What"), _("Ends")),
        rows, _("The customer never asked to cancel or to withdraw."),
    )  # fmt: skip


def _sealed(write: _Writer) -> Table:
    rows = (
        (
            Cell(one.statement.reference),
            Cell(word(STATEMENTS, one.statement.kind), (write.moment(one.statement.sealed_at),)),
            Cell(_("genuine") if one.genuine else _("NOT GENUINE"), (one.verdict,)),
        )
        for one in write.view.sealed
    )
    return _table(
        "sealed", _("Sealed confirmations"),
        _("Documents that the customer holds too, and whether their seals verify."),
        (_("Number"), _("Document"), _("Verification")),
        rows, _("No document was sealed."),
    )  # fmt: skip


def _timeline(write: _Writer) -> Table:
    rows = (
        (
            Cell(write.moment(one.at)),
            Cell(event_words(one)),
            Cell(where_said(one.actor, one.channel)),
        )
        for one in write.view.events
    )
    return _table(
        "timeline", _("Timeline"), _("Everything that happened to the contract, in order."),
        (_("When"), _("What"), _("By whom")),
        rows, _("Nothing is on record."),
    )  # fmt: skip
