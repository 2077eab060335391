"""Every refusal of the domain as a sentence, with what to do about it."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from fairwell.domain.refusal import Refusal
from fairwell.queries import wording
from fairwell.queries.account import Held
from fairwell.web.portal.change_refusals import CHANGE_WORDS
from fairwell.web.portal.dispute_words import DISPUTE_WORDS
from fairwell.web.portal.pay_words import PAY_WORDS
from fairwell.web.portal.start_words import START_WORDS

# code → (what is so, what to do); both may name the refusal's params
WORDS: dict[str, tuple[Promise, Promise]] = {
    "already_ended": (
        _("This subscription has ended already."),
        _("There is nothing left to end, and nothing more will be charged."),
    ),
    "already_cancelled": (
        _("This subscription is cancelled already, under the reference %(reference)s."),
        _("You need do nothing more. Your confirmation is kept in your account."),
    ),
    "already_off": (
        _("Automatic renewal is off already."),
        _("You need do nothing more: nothing will be charged when the term ends."),
    ),
    "already_on": (
        _("Automatic renewal is on already."),
        _("You need do nothing more. Your account shows the next charge."),
    ),
    "cancelled_undo_first": (
        _("This subscription is cancelled, under the reference %(reference)s."),
        _("To change its renewal, undo the cancellation first."),
    ),
    "date_missing": (
        _("Enter the day on which the subscription should end."),
        _("You can also choose to end it now or at the end of the term."),
    ),
    "date_past": (
        _("That day is over: enter %(earliest)s or a later day."),
        _("You can also choose to end it now."),
    ),
    "date_too_far": (
        _("That day is too late: enter %(latest)s or an earlier day."),
        _("You can cancel for a later day when it is nearer."),
    ),
    "first_term_binds": (
        _("This contract was made for a first term: it can end on %(earliest)s at the earliest."),
        _("Choose that day or a later one, or the end of the term."),
    ),
    "notice_runs": (
        _("This contract has a notice: it can end on %(earliest)s at the earliest."),
        _("Choose that day or a later one, or the end of the term."),
    ),
    "may_end_now": (
        _("This contract can end at once: nobody need be asked."),
        _("Cancel it, and choose when it should end."),
    ),
    "nothing_to_undo": (
        _("There is no cancellation to undo."),
        _("Your account shows how the subscription stands."),
    ),
    "undo_too_late": (
        _("The subscription has ended, so its cancellation cannot be undone any more."),
        _("If it was a mistake, write to us; our official contacts are below."),
    ),
    "withdrawal_over": (
        _("The right to withdraw from this contract ended on %(last_day)s."),
        _("You can still cancel the subscription or turn its renewal off."),
    ),
    "withdrawal_none": (
        _("This contract has no statutory right of withdrawal."),
        _("You can cancel the subscription or turn its renewal off at any time."),
    ),
    "order_unknown": (
        _("None of your orders has the number %(order)s."),
        _("Compare it with your bill, or choose the order on the subscription’s page."),
    ),
    "refund_none": (
        _("This order cannot be refunded."),
        _("If you think that is wrong, ask a person to look at it."),
    ),
    "refund_already": (
        _("Nothing is left to refund: this order has been refunded, or its refund is on its way."),
        _("The subscription’s page shows where the money went and when."),
    ),
    "needs_human": (
        _("A person has to decide about this refund; our rules alone cannot."),
        _("Ask a person to look at it."),
    ),
    "quote_expired": (
        _("The time for which we held this result is over. Nothing was done."),
        _("Have it worked out again, check it, and confirm."),
    ),
    "quote_changed": (
        _("Something has changed since this was worked out. Nothing was done."),
        _("Have it worked out again, check it, and confirm."),
    ),
    "amount_not_positive": (
        _("The amount has to be above zero."),
        _("Enter how much should go back."),
    ),
    "amount_above_rest": (
        _("The payments do not hold that much any more."),
        _("Enter a smaller amount."),
    ),
    "nothing_paid": (
        _("No term is paid at the moment."),
        _("You can cancel instead: it ends at once, and nothing more is charged."),
    ),
    "term_over": (
        _("The paid term is over, so renewal cannot be turned on again."),
        _("Your account shows how the subscription stands."),
    ),
    **PAY_WORDS,
    **CHANGE_WORDS,
    **START_WORDS,
    **DISPUTE_WORDS,
}
_DAYS = ("earliest", "latest", "last_day")


@dataclass(frozen=True, slots=True)
class RefusalWords:
    """A refusal in the reader's language: what is so, and what to do."""

    what: str
    todo: str


def refusal_words(refusal: Refusal) -> RefusalWords:
    """The sentences for a refusal, dates written out; KeyError for a code that has none."""
    said = dict(refusal.params)
    for name in _DAYS:
        if isinstance(value := said.get(name), str):
            said[name] = wording.day(date.fromisoformat(value), get_language() or "en")
    what, todo = WORDS[refusal.code]
    return RefusalWords(what=str(what) % said, todo=str(todo) % said)


def refused(
    request: HttpRequest, refusal: Refusal, held: Held, *, title: str, status: int = 409
) -> HttpResponse:
    """The page that says why not: 409 for a refused deed, 200 where a page was asked for."""
    page = {
        "title": title,
        "refusal": refusal_words(refusal),
        "reference": refusal.params.get("reference"),
        "held": held,
    }
    return render(request, "portal/refused.html", page, status=status)
