"""States, choices and reasons in the words of evidence, for a reader at a bank."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# Card networks' reasons, as gateways name them.
REASONS: Mapping[str, Promise] = {
    "fraudulent": _("the payer says that they did not pay"),
    "unrecognized": _("the payer does not recognise the charge"),
    "subscription_cancelled": _("the payer says that they had cancelled"),
    "subscription_canceled": _("the payer says that they had cancelled"),
    "product_not_received": _("the payer says that nothing was delivered"),
    "product_unacceptable": _("the payer says that what was delivered is not as described"),
    "duplicate": _("the payer says that they were charged twice"),
    "credit_not_processed": _("the payer says that a promised refund did not come"),
    "general": _("no particular reason"),
}
REFUNDS: Mapping[str, Promise] = {
    "proposed": _("proposed"),
    "awaiting_approval": _("waiting for approval"),
    "approved": _("instructed"),
    "submitted": _("sent to the bank"),
    "pending": _("under way at the bank"),
    "succeeded": pgettext_lazy("refund", "paid"),
    "failed": _("refused by the bank, to be paid another way"),
    "rerouted": _("paid another way"),
    "reversed": _("came back"),
}
CREDITED_TO: Mapping[str, Promise] = {
    "refund": _("with a refund"),
    "credit_balance": _("kept as the customer’s credit"),
    "receivable": _("taken off what was owed"),
}
WISHES: Mapping[str, Promise] = {"cancel": _("Cancellation"), "withdraw": _("Withdrawal")}
CHOICES: Mapping[str, Promise] = {
    "now": _("at once"),
    "end_of_term": _("at the end of the paid term"),
    "on_date": _("on a day of the customer’s choice"),
    "at_renewal": _("with the next renewal"),
}
REQUESTS: Mapping[str, Promise] = {
    "received": _("received"),
    "verified": _("verified"),
    "confirmed": pgettext_lazy("cancellation", "confirmed"),
    "effective": _("in effect"),
    "withdrawn": _("undone by the customer"),
    "saved": _("the customer stayed"),
    "rejected": _("rejected"),
}
LETTER_STATES: Mapping[str, Promise] = {
    "queued": _("not sent yet"),
    "sent": pgettext_lazy("letter", "sent"),
    "failed": _("could not be delivered"),
    "dropped": _("not sent, as it no longer applied"),
}
_VERDICTS: Mapping[str, Promise] = {
    "genuine": _("unchanged since it was sealed with our key %(key)s"),
    "altered": _("changed since it was sealed"),
    "unknown_key": _("sealed with a key that is not ours"),
    "unreadable": _("cannot be read"),
}


def verdict_words(status: str, key_id: str) -> str:
    """What checking a seal came to, by the verifier's word for it."""
    return str(_VERDICTS[status]) % {"key": key_id}
