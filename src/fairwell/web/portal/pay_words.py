"""Why an order cannot be paid, or a card not be taken on, in plain words; and why charges fail."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# code → (what is so, what to do); both may name the refusal's params
PAY_WORDS: dict[str, tuple[Promise, Promise]] = {
    "order_paid": (
        _("Order %(order)s is paid already."),
        _("You need do nothing more. Nothing was charged again."),
    ),
    "order_not_owed": (
        _("Nothing is owed on order %(order)s now."),
        _("You need do nothing more. Nothing was charged."),
    ),
    "order_disputed": (
        _("Order %(order)s is disputed, so we do not ask for its payment."),
        _("We tell you by e-mail as soon as somebody has looked at it."),
    ),
    "being_charged": (
        _("A charge for order %(order)s is on its way already."),
        _("Wait for its outcome: we tell you by e-mail, and on this page."),
    ),
    "pay_card_needed": (
        _("There is no card on file that order %(order)s could be paid with."),
        _("Leave another card first."),
    ),
    "pay_card_unusable": (
        _("This card has expired, or your bank has refused it for good. Nothing was charged."),
        _("Choose another card."),
    ),
    "card_setup_over": (
        _("That visit to the bank’s page is over, and no card was left there."),
        _("Begin again; nothing was changed."),
    ),
}

# the gateway's failure code → what it means for whoever pays
FAILURES: dict[str, Promise] = {
    "insufficient_funds": _("The bank says that there is not enough money in the account."),
    "do_not_honor": _("The bank refused and gave no reason; it may tell you if you call it."),
    "expired_card": _("The card has expired."),
    "stolen_card": _("The bank has blocked the card."),
    "card_closed": _("The card is closed."),
    "card_refused_before": _("The bank had refused this card for good before."),
}
OTHER_FAILURE = _("The bank did not let the charge through.")
