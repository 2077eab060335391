"""The sentences of a charge's story, and the words for what banks say."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fairwell.web.portal.pay_words import FAILURES, OTHER_FAILURE

# Statement → sentence; "devices" counts, and is put into words where it is used.
SENTENCES: dict[str, Promise] = {
    "what_first": _(
        "It is the first charge for %(name)s: for the time from %(first)s to %(last)s."
    ),
    "what_after_trial": _(
        "Your free trial of %(name)s was over, and the paid time began: from %(first)s to %(last)s."
    ),
    "what_renewal": _(
        "It is the renewal of your subscription %(name)s for the time from %(first)s to %(last)s."
    ),
    "what_change": _(
        "On %(on)s your subscription %(name)s was changed, %(by)s. This is for the time from"
        " %(first)s to %(last)s."
    ),
    "what_beside": _(
        "It belongs to your subscription %(name)s, beside its regular charges, for the time from"
        " %(first)s to %(last)s."
    ),
    "what_adjustment": _("It belongs to your subscription %(name)s, beside its regular charges."),
    "issued_beside": _("It was issued on %(on)s, beside the regular renewals."),
    "change_replaced": _(
        "What had been agreed for this renewal before was replaced on %(on)s, %(by)s."
    ),
    "what_no_subscription": _("On our books it belongs to no subscription."),
    "what_elsewhere": _("It was billed by our former system, whose books we took over."),
    "renewal_never_off": _(
        "Automatic renewal was on: since our books begin, on %(since)s, nobody had turned it off."
    ),
    "renewal_turned_on": _("Automatic renewal had been turned on on %(on)s, %(by)s."),
    "cancellation_undone": _("A cancellation had been taken back on %(on)s, %(by)s."),
    "ends_later": _(
        "An end was settled on %(on)s, %(by)s, but it lies after the time that this charge is for."
    ),
    "charged_though_off": _(
        "Renewal had been turned off, or the subscription cancelled, on %(on)s. This charge should"
        " not have been made: dispute it, and a person puts it right."
    ),
    "agreed_purchase": _("You bought it on %(on)s and agreed to this price."),
    "agreed_trial": _(
        "You started the trial on %(on)s and agreed to this price for the time after it."
    ),
    "agreed_change": _("You chose this plan on %(on)s and agreed to its price."),
    "agreed_price_change": _("You agreed to this price on %(on)s."),
    "taken_over": _(
        "The contract is of %(concluded)s. We took it over from the former system on %(on)s; what"
        " was shown to you when you bought it is not on our books."
    ),
    "agreement_unknown": _("Our books do not show when you agreed to it. Ask us, or dispute it."),
    "price": _("The price of the plan: %(amount_minor)s %(term)s."),
    "price_told": _("We told you of a new price on %(on)s."),
    "line_one": _("%(name)s: %(amount_minor)s."),
    "line_many": _("%(name)s: %(quantity)s times %(unit_minor)s, %(amount_minor)s in all."),
    "line_part": _("%(name)s: %(amount_minor)s for a part of a term."),
    "introductory": _("It is an introductory price; later it is %(amount_minor)s %(term)s."),
    "tax_inside": _("%(tax)s at %(rate_ppm)s is in it: %(amount_minor)s."),
    "tax_on_top": _("%(tax)s at %(rate_ppm)s comes on top: %(amount_minor)s."),
    "tax_none": _("No tax was added."),
    "tax_unknown": _("How much tax is in it, the bill of the former system says."),
    "credit_used": _("%(amount_minor)s of your credit was used for it."),
    "total": _("That makes %(amount_minor)s."),
    "letter_sent": pgettext_lazy("history of letters", "%(on)s: %(template)s, sent by e-mail."),
    "letter_failed": pgettext_lazy(
        "history of letters", "%(on)s: %(template)s, which could not be delivered."
    ),
    "letter_waiting": pgettext_lazy(
        "history of letters", "%(on)s: %(template)s, which is on its way."
    ),
    "letters_none": _("Our books show no letter about this charge."),
    "letters_elsewhere": _("What the former system wrote to you is not on our books."),
    "try_paid": _("%(on)s: %(amount_minor)s paid with %(method)s."),
    "try_declined": _("%(on)s: %(amount_minor)s from %(method)s: declined. %(failure)s"),
    "try_failed": _("%(on)s: %(amount_minor)s from %(method)s did not arrive. %(failure)s"),
    "try_open": _("%(on)s: %(amount_minor)s from %(method)s: the bank has not answered yet."),
    "paid_by_credit": _("Your credit paid all of it; nothing was taken from a card."),
    "not_tried": _("Nothing has been taken from a card yet."),
    "next_try": _("We try again by ourselves on %(on)s."),
    "owed": _("%(amount_minor)s is still to be paid."),
    "voided": _("The order is void: nothing is owed on it."),
    "voided_on": _("On %(on)s the order became void: nothing is owed on it."),
    "given_up": _("It was not paid, and we no longer ask for it."),
    "credited_refund": _(
        "%(on)s: credit note %(number)s takes back %(amount_minor)s, to be refunded."
    ),
    "credited_balance": _("%(on)s: credit note %(number)s adds %(amount_minor)s to your credit."),
    "credited_receivable": _(
        "%(on)s: credit note %(number)s takes %(amount_minor)s off what is to be paid."
    ),
    "refund_under_way": _("A refund of %(amount_minor)s is instructed and under way."),
    "refunded": _("%(amount_minor)s was refunded."),
    "review_asked": _("%(on)s: a person was asked to look at its refund (case %(reference)s)."),
    "review_granted": _("%(on)s: a person looked at it and granted a refund."),
    "review_declined": _("%(on)s: a person looked at it, and there is no refund."),
    "disputed": _("The bank was asked to take the payment back. %(state)s"),
    "disputed_with_us": _("You dispute it with us under %(reference)s: a person looks at it."),
}

# Why a charge failed, by the gateway's code; "" where we know no more than that it did.
DECLINES: dict[str, Promise] = {
    **FAILURES,
    "imported_failure": _("The former system did not keep the reason."),
    "": OTHER_FAILURE,
}

DISPUTES: dict[str, Promise] = {
    "early_warning": _("It has not decided yet."),
    "needs_response": _("It has not decided yet."),
    "under_review": _("It has not decided yet."),
    "won": _("It decided that the payment stands."),
    "lost": _("It decided that the payment goes back to you."),
    "conceded": _("We did not contest it: the payment goes back to you."),
    "": _("It has not decided yet."),
}
