"""What a statement says about money, dates and rules, as plain text to be read offline."""

from datetime import date, datetime
from typing import Any

from fairwell.domain.cancellation import Ending
from fairwell.domain.credit_left import REASON
from fairwell.domain.money import to_major
from fairwell.domain.policy import Pack
from fairwell.domain.refund_decision import RefundDecision, RefundLine
from fairwell.domain.renewal import NextCharge
from fairwell.models import Refund
from fairwell.queries.credit_left import CreditAtEnd
from fairwell.queries.wording import rule_words


def money(amount_minor: int, currency: str) -> str:
    """An amount as statements write it: 116.71 EUR."""
    return f"{to_major(amount_minor, currency)} {currency}"


def charge(next_charge: NextCharge | None) -> dict[str, str] | None:
    """A charge that will or won't come."""
    if next_charge is None:
        return None
    return {
        "on": next_charge.on.isoformat(),
        "amount": money(next_charge.amount_minor, next_charge.currency),
    }


def ending(decided: Ending, *, ends_at: datetime, requested_at: datetime) -> dict[str, Any]:
    """What ends when."""
    return {
        "choice": decided.choice,
        "requested_at": requested_at.isoformat(),
        "effective_on": decided.ends_on.isoformat(),
        "access_until": ends_at.isoformat(),
        "charge_dropped": charge(decided.dropped_charge),
        "charges_still_due": [charge(item) for item in decided.further_charges],
    }


def refund_content(
    refund: Refund | None, decision: RefundDecision, packs: tuple[Pack, ...], language: str
) -> dict[str, Any]:
    """What goes back, payment by payment, with the rule that decided each line."""
    return {
        "reference": refund.reference if refund else None,
        "total": money(decision.total_minor, decision.currency),
        "state": "instructed" if refund else "none",
        "expected_from": _iso(decision.pay_from) if refund else None,
        "expected_by": _iso(decision.pay_by) if refund else None,
        "paid_to": "original payment method" if refund else None,
        "lines": [_line(line, decision.currency, packs, language) for line in decision.lines],
    }


def credit_content(credit: CreditAtEnd | None) -> dict[str, Any]:
    """What becomes of credit when somebody ends, under its name; nothing without credit."""
    if credit is None:
        return {}
    parts = {
        "paid_back": credit.back_minor,
        "by_hand": credit.by_hand_minor,
        "not_paid_out": credit.given_minor,
    }
    return {
        "credit": {
            "total": money(credit.total_minor, credit.currency),
            "stays": credit.stays,
            "bills_open": credit.owed,
            **{
                name: money(minor, credit.currency) if minor else None
                for name, minor in parts.items()
            },
        }
    }


def refund_of(refund: Refund) -> dict[str, str]:
    """What a refund is of, where it gives back credit and not what was billed."""
    return {"of": "credit"} if refund.reason_code == REASON else {}


def _line(
    line: RefundLine, currency: str, packs: tuple[Pack, ...], language: str
) -> dict[str, Any]:
    finding = line.finding
    return {
        "order": line.order_number,
        "charged_on": line.charged_on.isoformat(),
        "paid": money(line.captured_minor, currency),
        "refunded_before": money(line.refunded_before_minor, currency),
        "refund": money(line.refund_minor, currency),
        "rule": f"{finding.pack_id}/{finding.rule_id} version {finding.pack_version}"
        if finding
        else None,
        "explanation": rule_words(finding, packs, language) if finding else None,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
