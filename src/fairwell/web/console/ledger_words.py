"""What the ledger's kinds of movement, steps and checks are called on its pages."""

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

KINDS: dict[str, Promise] = {
    "invoice_issued": _("Invoice, net"),
    "invoice_tax": _("Invoice, tax"),
    "credit_applied": _("Paid with credit"),
    "charge_submitted": _("Charge asked for"),
    "payment_captured": _("Charge paid"),
    "charge_returned": _("Charge declined"),
    "revenue_recognised": _("Revenue of a day"),
    "credit_tax": _("Credit note, tax"),
    "credit_deferred": _("Credit note, not earned yet"),
    "credit_recognised": _("Credit note, earned already"),
    "refund_instructed": _("Refund promised"),
    "refund_submitted": _("Refund handed over"),
    "refund_settled": _("Refund paid"),
    "refund_failed": _("Refund failed"),
    "refund_rerouted": _("Refund paid another way"),
    "refunded_before_import": _("Refunded before the import"),
    "written_off": _("Given up"),
    "overpaid": _("Paid too much, now credit"),
    "credit_paid_out": _("Credit paid out"),
    "dispute_held": _("Held in a dispute"),
    "dispute_won": _("Dispute won"),
    "dispute_lost": _("Dispute lost"),
    "restated": _("Restated from earlier books"),
}

STEPS: dict[str, Promise] = {
    "billed": pgettext_lazy("a balance moved by", "billed"),
    "recognised": pgettext_lazy("a balance moved by", "earned"),
    "credited": pgettext_lazy("a balance moved by", "credited"),
    "paid_by_credit": pgettext_lazy("a balance moved by", "paid with credit"),
    "charged": pgettext_lazy("a balance moved by", "charged"),
    "returned": pgettext_lazy("a balance moved by", "charges declined"),
    "written_off": pgettext_lazy("a balance moved by", "given up"),
    "overpaid": pgettext_lazy("a balance moved by", "paid too much"),
    "restated": pgettext_lazy("a balance moved by", "restated"),
}

CHECKS: dict[str, Promise] = {
    "movements": _("Every movement runs between the accounts of its kind"),
    "trial:opening": _("The books balance at the start"),
    "trial:closing": _("The books balance at the end"),
    "roll:deferred_revenue": _("Deferred revenue is explained"),
    "roll:receivables": _("Receivables are explained"),
    "lines:deferred_revenue": _("Deferred revenue is what invoice lines have still to earn"),
    "tax": _("Tax is that of invoices and credit notes"),
}


def check_words(name: str, account_name: Callable[[str], str]) -> str:
    """What a check is about: its own words, or the account whose balance it explains."""
    if name in CHECKS:
        return str(CHECKS[name])
    what, _colon, account = name.partition(":")
    if what == "open":
        return gettext("Open items add up: %(account)s") % {"account": account_name(account)}
    return gettext("Movements explain: %(account)s") % {"account": account_name(account)}
