"""A refund line by line, as pages show it: the payment, the sum, and the rule's own words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from fairwell.domain.policy import Pack
from fairwell.domain.refund_decision import RefundDecision
from fairwell.models import PaymentMethod
from fairwell.queries.orders import methods_of
from fairwell.queries.wording import day, rule_words


@dataclass(frozen=True, slots=True)
class Line:
    """One payment's part, minor units; `words` is the rule's explanation."""

    order_number: str
    charged_on: date
    captured_minor: int
    refunded_before_minor: int
    refund_minor: int
    words: str
    method: PaymentMethod | None


@dataclass(frozen=True, slots=True)
class Lines:
    """All lines of a refund with its total; `arrival` says, after a verb, when the money comes."""

    currency: str
    total_minor: int
    lines: tuple[Line, ...]
    needs_human: bool
    arrival: str


def refund_lines(decision: RefundDecision, packs: Sequence[Pack], language: str) -> Lines:
    """The lines of a decision in that language; one query, for how each payment was paid."""
    methods = methods_of([line.payment_id for line in decision.lines]) if decision.lines else {}
    return Lines(
        currency=decision.currency,
        total_minor=decision.total_minor,
        lines=tuple(
            Line(
                order_number=line.order_number,
                charged_on=line.charged_on,
                captured_minor=line.captured_minor,
                refunded_before_minor=line.refunded_before_minor,
                refund_minor=line.refund_minor,
                words=rule_words(line.finding, packs, language) if line.finding else "",
                method=methods.get(line.payment_id),
            )
            for line in decision.lines
        ),
        needs_human=decision.needs_human is not None,
        arrival=_arrival(decision, language),
    )


def _arrival(decision: RefundDecision, language: str) -> str:
    first, last = decision.pay_from, decision.pay_by
    if decision.business_days is not None:
        fewest, most = decision.business_days
        words = {"fewest": fewest, "most": most}
        if first is None or last is None:
            return _("within %(fewest)s to %(most)s business days") % words
        days = {"first": day(first, language), "last": day(last, language)}
        return _("within %(fewest)s to %(most)s business days, between %(first)s and %(last)s") % {
            **words,
            **days,
        }
    if last is not None:
        return _("by %(last)s") % {"last": day(last, language)}
    return _("as soon as your bank books it")
