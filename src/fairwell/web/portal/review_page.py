"""What a quote would do, as the review page shows it, and what differs from the quote before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fairwell.domain.cancellation import Ending
from fairwell.domain.renewal import NextCharge
from fairwell.queries import wording
from fairwell.queries.account import Held
from fairwell.queries.credit_left import CreditAtEnd, credit_at_end
from fairwell.queries.quotes import Decided, HeldQuote
from fairwell.queries.withdrawal_labels import withdrawal_labels
from fairwell.web.portal.asker import Asker
from fairwell.web.portal.refund_lines import Lines, refund_lines


@dataclass(frozen=True, slots=True)
class Review:
    """Everything that confirming would do. `ends_on` is None where the service goes on.

    `immediate`: access ends on confirming; else it ends at `access_until`.
    """

    held: Held
    token: str
    digest: str
    verb: str
    good_until: datetime
    ends_on: date | None
    immediate: bool
    access_until: datetime | None
    dropped_charge: NextCharge | None
    further_charges: tuple[NextCharge, ...]
    next_charge: NextCharge | None
    refund: Lines
    credit: CreditAtEnd | None
    order_number: str
    confirm: str


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that came out differently when it was worked out again, in words."""

    what: str
    before: str
    now: str


_CONFIRM: dict[str, Promise] = {
    "cancel": gettext_lazy("Confirm cancellation"),
    "refund": gettext_lazy("Confirm refund"),
}


def review_of(found: HeldQuote, decided: Decided, asker: Asker) -> Review:
    """The page of a quote that holds."""
    quote, held = found.quote, found.held
    refund = refund_lines(decided.refund, held.packs, asker.language)
    confirm = (
        withdrawal_labels(held, at=asker.at, language=asker.language).confirm
        if quote.verb == "withdraw"
        else str(_CONFIRM[quote.verb])
    )
    ends_on: date | None
    if isinstance(decided, Ending):
        ends_on, immediate, until = decided.ends_on, decided.immediate, decided.ends_at
        dropped, further = decided.dropped_charge, decided.further_charges
    else:
        ends = decided.ends_service
        ends_on, immediate, until = (decided.on if ends else None), ends, None
        dropped, further = (held.next_charge if ends else None), ()
    return Review(
        held=held,
        token=quote.token,
        digest=quote.digest,
        verb=quote.verb,
        good_until=quote.expires_at,
        ends_on=ends_on,
        immediate=immediate,
        access_until=until,
        dropped_charge=dropped,
        further_charges=further,
        next_charge=held.next_charge,
        refund=refund,
        credit=credit_at_end(held.subscription, decided.refund) if ends_on else None,
        order_number=quote.invoice.number if quote.invoice else "",
        confirm=confirm,
    )


def changes(before: Mapping[str, Any], now: Mapping[str, Any], language: str) -> list[Change]:
    """What differs between two decisions on the same question: the sum, the end, the charges."""
    found = [
        Change(_("Refund"), _total(before, language), _total(now, language)),
        Change(_("Last day"), _end(before, language), _end(now, language)),
        Change(_("Charges still to come"), _charges(before, language), _charges(now, language)),
    ]
    return [change for change in found if change.before != change.now]


def _total(decision: Mapping[str, Any], language: str) -> str:
    refund = decision["refund"]
    return wording.money(refund["total_minor"], refund["currency"], language)


def _end(decision: Mapping[str, Any], language: str) -> str:
    if decision["verb"] == "refund" and not decision["ends_service"]:
        return _("the service goes on")
    day = decision["on"] if decision["verb"] == "refund" else decision["ends_on"]
    return wording.day(date.fromisoformat(day), language)


def _charges(decision: Mapping[str, Any], language: str) -> str:
    coming = decision.get("further_charges", [])
    said = [
        _("%(amount)s on %(day)s")
        % {
            "amount": wording.money(charge["minor"], charge["currency"], language),
            "day": wording.day(date.fromisoformat(charge["on"]), language),
        }
        for charge in coming
    ]
    return "; ".join(said) or _("none")
