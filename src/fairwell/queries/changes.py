"""What a change, a pause or its end would do, decided on all that is known."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast

from fairwell.domain.billing import DueChange
from fairwell.domain.change import Change, decide_change
from fairwell.domain.change_kind import ChangeTarget, When
from fairwell.domain.change_money import DueNow, NamedTax, share_credits
from fairwell.domain.coming_bills import Outlook, coming_bills
from fairwell.domain.pause import Pause, Resumption, decide_pause, decide_resume
from fairwell.domain.price import PriceFacts
from fairwell.domain.refusal import Refusal
from fairwell.domain.renewal import NextCharge
from fairwell.domain.tax import MissingRateError
from fairwell.domain.term import local_date
from fairwell.models import RefundQuote
from fairwell.queries.change_ground import Ground
from fairwell.queries.renewals import buyer_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A change with its money: `due` is None where none moves.

    `drops_pause` and `drops_price` are what falls away with it: an agreed pause, and a new price
    that was announced for the one that is left.
    """

    change: Change
    due: DueNow | None
    drops_pause: int | None = None
    drops_price: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """The decision as it is stored, digested and compared with what was promised."""
        due = self.due.as_dict() if self.due else None
        dropped = {"drops_pause": self.drops_pause, "drops_price": self.drops_price}
        return self.change.as_dict() | {"due": due, **dropped}


type Answer = Offer | Pause | Resumption


def answer_of(ground: Ground, quote: RefundQuote) -> Answer | Refusal:
    """What the facts of now give for the question and the moment of that quote."""
    asked, when = quote.asked, cast("When", quote.choice)
    if quote.verb == "pause":
        until = asked.get("until")
        return pause_answer(ground, when=when, until=date.fromisoformat(until) if until else None)
    if quote.verb == "resume":
        return resume_answer(ground)
    return change_answer(
        ground, price_id=int(asked["price"]), quantity=int(asked["quantity"]), when=when
    )


def change_answer(ground: Ground, *, price_id: int, quantity: int, when: When) -> Offer | Refusal:
    """What changing to that price and quantity would do, with the taxes and the sum due."""
    facts, price = ground.facts, ground.prices.get(price_id)
    if price is None:
        return Refusal("price_not_sold")
    target = ChangeTarget(price=price, quantity=quantity, intro_used=_intro_used(ground, price))
    decided = decide_change(
        facts,
        ground.current,
        target,
        when=when,
        policy=ground.policy,
        billed=ground.billed.lines,
        at=ground.at,
        scheduled=ground.scheduled.get("plan"),
        devices_in_use=ground.devices_in_use,
        pauses=ground.pauses,
    )
    if isinstance(decided, Refusal):
        return decided
    if when == "now" and facts.service != "trialing" and ground.billed.asked:
        return Refusal("pay_first")
    try:
        due = _due_now(ground, decided, price)
        coming = _next_charge(ground, decided, price)
    except MissingRateError:
        return Refusal("tax_unknown")
    pause, announced = ground.scheduled.get("pause"), ground.scheduled.get("price")
    other = price_id != ground.current.price_id
    return Offer(
        change=replace(decided, next_charge=coming),
        due=due,
        drops_pause=pause.change_id if pause and decided.new_period else None,
        drops_price=announced.change_id if announced and other else None,
    )


def pause_answer(ground: Ground, *, when: When, until: date | None) -> Pause | Refusal:
    """What pausing would do."""
    return decide_pause(
        ground.facts,
        when=when,
        until=until,
        policy=ground.policy,
        past_pauses=ground.pauses,
        at=ground.at,
        scheduled=ground.scheduled.get("pause"),
        next_minor=ground.facts.next_minor,
    )


def resume_answer(ground: Ground) -> Resumption | Refusal:
    """What going on would do."""
    facts = ground.facts
    return decide_resume(
        facts,
        paused_at=facts.paused_at,
        resume_at=facts.resume_at,
        at=ground.at,
        next_minor=facts.next_minor,
    )


def changed_outlook(ground: Ground, change: Change, price: PriceFacts) -> Outlook | None:
    """The outlook of the subscription as the change leaves it."""
    outlook = ground.facts.outlook
    if outlook is None:
        return None
    due, changes = outlook.due, tuple(one for one in outlook.changes if one.slot != "plan")
    if change.when == "at_renewal":
        plan = DueChange(
            0, "plan", change.kind, price.price_id, change.quantity, None, change.effective_at
        )
        changes = (*changes, plan)
    else:
        if price.price_id != due.price_id:
            changes = tuple(one for one in changes if one.slot != "price")
            due = due._replace(price_id=price.price_id, intro_used=price.intro_periods)
        due = due._replace(quantity=change.quantity)
        if change.new_period is not None:
            changes = tuple(one for one in changes if one.slot != "pause")
            due = due._replace(
                current_period_no=due.current_period_no + 1,
                current_period_end=change.new_period.end,
                anchor_at=change.new_period.start,
                anchor_period_no=due.current_period_no + 1,
            )
    taxed = {price.tax_category: ground.taxes.treatment(_buyer(ground), price.tax_category)}
    return replace(
        outlook,
        due=due,
        changes=changes,
        prices=tuple({**{one.price_id: one for one in outlook.prices}, **ground.prices}.values()),
        treatments=tuple((taxed | dict(outlook.treatments)).items()),
    )


def _next_charge(ground: Ground, change: Change, price: PriceFacts) -> NextCharge | None:
    """What is really charged next, with tax, introductions and other changes to come."""
    facts, outlook = ground.facts, changed_outlook(ground, change, price)
    if outlook is None or change.next_charge is None:
        return change.next_charge
    bill = next(coming_bills(outlook, zone=facts.zone, ends_at=facts.ends_at), None)
    if bill is None:
        return None
    return NextCharge(
        bill.start, local_date(bill.start, facts.zone), bill.gross_minor, change.currency
    )


def _due_now(ground: Ground, change: Change, price: PriceFacts) -> DueNow | None:
    if change.charge is None and not change.credits:
        return None
    taxed = ground.taxes.tax(
        change.charge_minor, price.tax_behaviour, _buyer(ground), price.tax_category, price.currency
    )
    return DueNow(
        currency=change.currency,
        net_minor=taxed.net_minor,
        tax_minor=taxed.tax_minor,
        taxes=tuple(NamedTax(t.name, t.rate_ppm, t.tax_minor) for t in taxed.taxes if t.tax_minor),
        parts=share_credits(change.credits, ground.billed.owed),
        held_minor=ground.held_minor,
    )


def _intro_used(ground: Ground, price: PriceFacts) -> int | None:
    """How far one's own introduction has come; another price gives none to who is a customer."""
    record = ground.subscription
    if price.price_id != record.price_id or price.intro_minor is None:
        return None
    running = (price.price_id, price.intro_minor) in ground.billed.units
    return max(record.intro_used - running, 0)


def _buyer(ground: Ground) -> tuple[str, str, bool, bool]:
    return buyer_of(ground.subscription)
