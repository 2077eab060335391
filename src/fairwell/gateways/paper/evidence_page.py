"""The evidence of a payment as a bank reads it: the payment at a glance, and all sections."""

from django.utils.translation import gettext as _

from fairwell.gateways.paper import evidence_history, evidence_terms
from fairwell.gateways.paper.evidence_state_words import REASONS
from fairwell.gateways.paper.evidence_table import Table, Writer
from fairwell.gateways.paper.evidence_words import payment_words, word
from fairwell.gateways.paper.statement_rows import Row
from fairwell.queries import wording
from fairwell.queries.countries import countries
from fairwell.queries.evidence import EvidenceView

_SECTIONS = (
    evidence_terms.consents,
    evidence_terms.policies,
    evidence_terms.notices,
    evidence_history.usage,
    evidence_history.devices,
    evidence_history.payments,
    evidence_history.refunds,
    evidence_history.cancellations,
    evidence_history.sealed,
    evidence_history.timeline,
)


def evidence_rows(view: EvidenceView, language: str) -> tuple[Row, ...]:
    """The disputed payment at a glance: what the bank knows it by, who paid, and for what."""
    write, dispute, payment = Writer(view, language), view.dispute, view.dispute.payment
    rows = [
        Row(_("Dispute"), f"{dispute.gateway_ref} ({dispute.reference})"),
        Row(_("Reason given"), word(REASONS, dispute.reason)),
        Row(_("Amount disputed"), write.money(dispute.amount_minor, dispute.currency)),
        Row(_("Payment"), payment_words(payment, write.money, write.moment)),
        Row(_("Order"), payment.invoice.number),
    ]
    if view.subscription is not None:
        plan = view.subscription.price.plan
        rows.append(Row(_("Product"), wording.plan_name(plan.product.name, plan.tier)))
        rows.append(Row(_("Contract made"), write.moment(view.subscription.concluded_at)))
    customer = view.customer
    country = dict(countries(language)).get(customer.country, customer.country)
    who = ", ".join(x for x in (customer.name, customer.email, country) if x)
    rows.append(Row(_("Customer"), f"{who} ({customer.external_id})"))
    rows.append(Row(_("As the books stood"), write.moment(view.as_of)))
    return tuple(rows)


def evidence_tables(view: EvidenceView, language: str) -> tuple[Table, ...]:
    """All sections in their order; an empty one stays, for that nothing is there says something."""
    write = Writer(view, language)
    return tuple(section(write) for section in _SECTIONS)
