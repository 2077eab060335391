"""A quote of a change, decided again as of its moment, so that its page and its deed agree."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from fairwell.domain.refusal import Refusal
from fairwell.models import Price, RefundQuote, ScheduledChange, Vendor
from fairwell.queries.account import Held, subscription_of
from fairwell.queries.change_ground import Ground, ground_of
from fairwell.queries.changes import Answer, answer_of

CHANGE_VERBS = ("change", "pause", "resume")


@dataclass(frozen=True, slots=True)
class ChangeQuote:
    """A quote with its subscription; `answer` is None where it lapsed, is spent or facts moved.

    `to` is the price that was asked for, None for a pause or its end. `confirmed` is the reference
    of the statement that it led to.
    """

    quote: RefundQuote
    held: Held
    ground: Ground
    answer: Answer | None
    to: Price | None
    confirmed: str | None


def change_quote_of(user_id: int, token: str, *, at: datetime) -> ChangeQuote | None:
    """The quote of that token on a subscription of the user's; None where there is none."""
    quote = RefundQuote.objects.filter(
        token=token, subscription__customer__user_id=user_id, verb__in=CHANGE_VERBS
    ).first()
    if quote is None:
        return None
    held = subscription_of(user_id, quote.subscription_id, at=at)
    assert held is not None, "the quote was found through the same customer"
    wanted = int(quote.asked.get("price", 0))
    ground = ground_of(
        held.subscription,
        held.facts,
        held.packs,
        Vendor.objects.get(pk=1),
        at=quote.quoted_at,
        wanted=(wanted,) if wanted else (),
    )
    answer = answer_of(ground, quote)
    holds = not isinstance(answer, Refusal) and answer.as_dict() == quote.decision
    row = ScheduledChange.objects.filter(quote=quote).first()
    good = holds and row is None and at < quote.expires_at
    return ChangeQuote(
        quote=quote,
        held=held,
        ground=ground,
        answer=cast("Answer", answer) if good else None,
        to=Price.objects.select_related("plan__product").filter(pk=wanted).first(),
        confirmed=str(row.decision["reference"]) if row else None,
    )
