"""A refund asked for by order number: whether the policies give it, and what it ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from fairwell.domain.paused_time import served_until
from fairwell.domain.policy import Pack
from fairwell.domain.refund_decision import RefundDecision, decide_refund
from fairwell.domain.refusal import Refusal
from fairwell.domain.subscription import SubscriptionFacts
from fairwell.domain.term import local_date


@dataclass(frozen=True, slots=True)
class OrderRefund:
    """A granted refund of one order; `ends_service` says that access ends with it."""

    order_number: str
    on: date
    ends_service: bool
    refund: RefundDecision

    def as_dict(self) -> dict[str, Any]:
        """The decision as it is stored, digested and compared with what was promised."""
        return {
            "verb": "refund",
            "order": self.order_number,
            "on": self.on.isoformat(),
            "ends_service": self.ends_service,
            "refund": self.refund.as_dict(),
        }


def decide_order_refund(
    facts: SubscriptionFacts, packs: Sequence[Pack], *, order_number: str, at: datetime
) -> OrderRefund | Refusal:
    """Whether this order is refunded; a refusal names the rule and its last day.

    A refund that ends the service does so only for a subscription that still runs and for an order
    of the term it is in: money given back for a past term takes no paid access away. When it does
    end, everything that ending now gives back comes with it, other orders of the term included.
    """
    charge = next((c for c in facts.charges if c.order_number == order_number), None)
    if charge is None:
        return Refusal("order_unknown", {"order": order_number})
    if charge.refundable_minor == 0:
        return Refusal("refund_already", {"order": order_number})
    if charge.disputed:
        return Refusal("payment_disputed", {"order": order_number})
    decision = decide_refund(facts, packs, at=at, order_number=order_number)
    if decision.total_minor == 0:
        if decision.needs_human is not None:
            return Refusal("needs_human", {"rule": decision.needs_human})
        finding = decision.lines[0].finding if decision.lines else None
        return Refusal(
            "refund_none",
            {
                "order": order_number,
                "rule": f"{finding.pack_id}/{finding.rule_id}" if finding else None,
                "last_day": finding.last_day.isoformat()
                if finding is not None and finding.last_day is not None
                else None,
            },
        )
    running = facts.service != "terminated"
    end = served_until(facts, charge.period_start, charge.period_end, at=at)
    in_term = charge.period_start <= at < end
    ends_service = decision.ends_service and running and in_term
    return OrderRefund(
        order_number=order_number,
        on=local_date(at, facts.zone),
        ends_service=ends_service,
        refund=decide_refund(facts, packs, at=at) if ends_service else decision,
    )
