"""Why a charge cannot be disputed, or a disputed payment not refunded, in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# code → (what is so, what to do), as in `refusals`
DISPUTE_WORDS: dict[str, tuple[Promise, Promise]] = {
    "nothing_charged": (
        _("Order %(order)s asked for no money."),
        _("There is nothing to dispute, and nothing to pay."),
    ),
    "payment_disputed": (
        _("Your bank was asked to take back the payment of order %(order)s."),
        _(
            "While the bank decides, we cannot refund it too: the same money would go back twice. "
            "You need do nothing; once the bank has decided, you can ask here again."
        ),
    ),
}
