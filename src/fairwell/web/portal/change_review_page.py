"""What a quoted change would do, as its review page shows it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fairwell.domain.change_money import DueNow
from fairwell.domain.pause import Pause, Resumption
from fairwell.domain.refusal import Refusal
from fairwell.domain.renewal import NextCharge
from fairwell.queries import wording
from fairwell.queries.change_quotes import ChangeQuote
from fairwell.queries.changes import Answer, Offer, change_answer
from fairwell.web.portal.change import other_when
from fairwell.web.portal.coming_changes import plan_line


@dataclass(frozen=True, slots=True)
class CreditRow:
    """What one order gives back of what was billed on it, minor units."""

    order_number: str
    paid_minor: int
    credited_before_minor: int
    credit_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeReview:
    """Everything that confirming would do; what does not apply is None or empty.

    `other` is the other moment that can be chosen, `pause` and `resumption` stand alone.
    """

    verb: str
    title: str
    confirm: str
    before: str = ""
    after: str = ""
    now: bool = True
    on: date | None = None
    due: DueNow | None = None
    credits: tuple[CreditRow, ...] = ()
    service_until: datetime | None = None
    next_charge: NextCharge | None = None
    other: str = ""
    replaces: bool = False
    drops_pause: bool = False
    drops_price: bool = False
    trial: bool = False
    first_term_until: date | None = None
    no_first_term: bool = False
    pause: Pause | None = None
    resumption: Resumption | None = None


def review_page(found: ChangeQuote, answer: Answer) -> ChangeReview:
    """The page of a quote that holds."""
    if isinstance(answer, Pause):
        return ChangeReview(
            verb="pause",
            title=_("Pause of %(name)s") % {"name": found.held.name},
            confirm=_("Confirm pause"),
            now=answer.when == "now",
            on=answer.begins_on,
            next_charge=answer.next_charge,
            replaces=answer.replaces is not None,
            pause=answer,
        )
    if isinstance(answer, Resumption):
        return ChangeReview(
            verb="resume",
            title=_("End of the pause of %(name)s") % {"name": found.held.name},
            confirm=_("Go on now"),
            on=answer.resumed_on,
            next_charge=answer.charge or answer.next_charge,
            resumption=answer,
        )
    return _change(found, answer)


def _change(found: ChangeQuote, offer: Offer) -> ChangeReview:
    change, due, to = offer.change, offer.due, found.to
    assert to is not None, "what was decided on was found"
    current = found.held.subscription.price
    now = change.when == "now"
    return ChangeReview(
        verb="change",
        title=_("Change of %(name)s") % {"name": found.held.name},
        confirm=_confirm(due),
        before=plan_line(
            current.plan.product.name, current.plan.tier, change.covered_before, current.term
        ),
        after=plan_line(to.plan.product.name, to.plan.tier, change.covered_after, to.term),
        now=now,
        on=change.effective_on,
        due=due,
        credits=tuple(
            CreditRow(
                credit.order_number,
                credit.gross_minor,
                credit.credited_before_minor,
                credit.credit_minor,
            )
            for credit in change.credits
        ),
        service_until=change.charge.service_end if change.charge else None,
        next_charge=change.next_charge,
        other=_other(found),
        replaces=change.replaces is not None,
        drops_pause=offer.drops_pause is not None,
        drops_price=offer.drops_price is not None,
        trial=found.held.facts.service == "trialing",
        first_term_until=change.first_term_until,
        no_first_term=change.no_first_term,
    )


def _confirm(due: DueNow | None) -> str:
    """German law (BGB § 312j (3)) wants a button that says that it obliges to pay."""
    if due is None or not due.due_minor:
        return _("Confirm change")
    amount = wording.money(due.due_minor, due.currency, get_language() or "en")
    return _("Change and pay %(amount)s") % {"amount": amount}


def _other(found: ChangeQuote) -> str:
    """The other moment at which the same change could be had, or "" where it cannot."""
    when, asked = other_when(found.quote.choice), found.quote.asked
    answer = change_answer(
        found.ground, price_id=int(asked["price"]), quantity=int(asked["quantity"]), when=when
    )
    return "" if isinstance(answer, Refusal) else when
