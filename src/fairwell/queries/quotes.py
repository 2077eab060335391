"""A quote of the asker, decided again as of its moment, so that its page and its deed agree."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from fairwell.domain.cancellation import Choice, Ending, decide_cancellation
from fairwell.domain.refund_request import OrderRefund, decide_order_refund
from fairwell.domain.refusal import Refusal
from fairwell.domain.withdrawal import decide_withdrawal
from fairwell.models import CancellationRequest, Refund, RefundQuote
from fairwell.queries.account import Held, subscription_of

type Decided = Ending | OrderRefund


@dataclass(frozen=True, slots=True)
class HeldQuote:
    """A quote with its subscription; `decided` is None where it lapsed, is spent or facts moved.

    `confirmed` is the reference of the statement that it led to, once it was confirmed and unless
    that was undone: then the quote is spent.
    """

    quote: RefundQuote
    held: Held
    decided: Decided | None
    confirmed: str | None


def quote_of(user_id: int, token: str, *, at: datetime) -> HeldQuote | None:
    """The quote of that token on a subscription of the user's; None where there is none.

    Only of endings and refunds: those of changes have a page of their own.
    """
    quote = (
        RefundQuote.objects.filter(
            token=token,
            subscription__customer__user_id=user_id,
            verb__in=("cancel", "withdraw", "refund"),
        )
        .select_related("invoice")
        .first()
    )
    if quote is None:
        return None
    held = subscription_of(user_id, quote.subscription_id, at=at)
    assert held is not None, "the quote was found through the same customer"
    request = CancellationRequest.objects.filter(idempotency_key=token).first()
    spent = request is not None and request.state == "withdrawn"
    decided = decision_of(quote, held)
    holds = not isinstance(decided, Refusal) and decided.as_dict() == quote.decision
    return HeldQuote(
        quote=quote,
        held=held,
        decided=cast(Decided, decided) if holds and not spent and at < quote.expires_at else None,
        confirmed=None if spent else _led_to(token, request),
    )


def decision_of(quote: RefundQuote, held: Held) -> Decided | Refusal:
    """What the facts of now give for the question and the moment of that quote."""
    facts, packs, at = held.facts, held.packs, quote.quoted_at
    if quote.verb == "withdraw":
        return decide_withdrawal(facts, packs, at=at)
    if quote.verb == "refund":
        assert quote.invoice is not None, "the schema gives every refund quote its order"
        return decide_order_refund(facts, packs, order_number=quote.invoice.number, at=at)
    choice = cast(Choice, quote.choice)  # a CHECK keeps the column to these words
    return decide_cancellation(facts, packs, choice=choice, at=at, on_date=quote.on_date)


def _led_to(token: str, request: CancellationRequest | None) -> str | None:
    """The reference of the statement that confirming this quote led to, or None."""
    if request is not None:
        return request.reference
    refund = Refund.objects.filter(idempotency_key=f"refund:{token}").first()
    return refund.reference if refund is not None else None
