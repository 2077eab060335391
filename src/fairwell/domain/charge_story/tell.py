"""Tells a charge as statements: what for, what was agreed, how much, which letters, and the money.

A statement is a key and plain values; doors put it into words. What the books do not know is said
to be unknown, and never guessed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

from fairwell.domain.charge_story.facts import AgreedPrice, Charge, ChargedLine, Value
from fairwell.domain.charge_story.reason import reason
from fairwell.domain.term import local_date

Chapter = Literal["what", "agreed", "amount", "told", "paid", "back"]
CHAPTERS: Final[tuple[Chapter, ...]] = get_args(Chapter)

KEYS: Final[frozenset[str]] = frozenset(
    {
        "what_first", "what_after_trial", "what_renewal", "what_change", "what_beside",
        "what_adjustment", "issued_beside", "change_replaced",
        "what_no_subscription", "what_elsewhere",
        "renewal_never_off", "renewal_turned_on", "cancellation_undone", "ends_later",
        "charged_though_off",
        "agreed_purchase", "agreed_trial", "agreed_change", "agreed_price_change",
        "taken_over", "agreement_unknown", "price", "price_told",
        "line_one", "line_many", "line_part", "devices", "introductory",
        "tax_inside", "tax_on_top", "tax_none", "tax_unknown", "credit_used", "total",
        "letter_sent", "letter_failed", "letter_waiting", "letters_none", "letters_elsewhere",
        "try_paid", "try_declined", "try_failed", "try_open", "paid_by_credit", "not_tried",
        "next_try", "owed", "voided", "voided_on", "given_up",
        "review_asked", "review_granted", "review_declined",
        "credited_refund", "credited_balance", "credited_receivable", "refund_under_way",
        "refunded", "disputed", "disputed_with_us",
    }
)  # fmt: skip

_TRIES: Final = {"succeeded": "try_paid", "declined": "try_declined", "failed": "try_failed"}
_LETTERS: Final = {"sent": "letter_sent", "failed": "letter_failed", "queued": "letter_waiting"}
_CREDITED: Final = {
    "refund": "credited_refund",
    "credit_balance": "credited_balance",
    "receivable": "credited_receivable",
}


@dataclass(frozen=True, slots=True)
class Said:
    """One statement; params whose name ends in `_minor` are in the order's currency."""

    chapter: Chapter
    key: str
    params: Mapping[str, Value] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.key not in KEYS:
            raise ValueError(f"{self.key!r} is no statement; the known ones are in KEYS.")


def tell_charge(charge: Charge) -> tuple[Said, ...]:
    """The story of one charge, chapter by chapter; a chapter may be empty."""
    told: list[Said] = [Said("what", key, params) for key, params in reason(charge)]
    for chapter, tell in (
        ("agreed", _agreed),
        ("amount", _amount),
        ("told", _letters),
        ("paid", _paid),
        ("back", _back),
    ):
        told += [Said(chapter, key, params) for key, params in tell(charge)]  # type: ignore[arg-type]
    return tuple(told)


type _Told = Iterator[tuple[str, Mapping[str, Value]]]


def _agreed(charge: Charge) -> _Told:
    """The agreement that was in force: the latest to that very price, else the latest at all."""
    if charge.contract is None:
        return
    before = [one for one in charge.agreements if one.given_at <= charge.issued_at]
    price = charge.price
    same = [one for one in before if price is not None and one.price_id == price.price_id]
    found = max(same or before, key=lambda one: one.given_at, default=None)
    imported = next((one for one in charge.events if one.kind == "subscription_imported"), None)
    if found is not None and found.kind != "imported":
        yield f"agreed_{found.kind}", {"on": local_date(found.given_at, charge.zone)}
    elif imported is not None:
        concluded = local_date(charge.contract.concluded_at, charge.zone)
        yield "taken_over", {"on": local_date(imported.at, charge.zone), "concluded": concluded}
    else:
        yield "agreement_unknown", {}
    if price is not None and not charge.elsewhere:
        yield "price", {"amount_minor": price.amount_minor, "term": price.term}
    for event in charge.events:
        told = event.kind == "price_change_told" and event.at <= charge.issued_at
        # Of a price that another choice has overtaken there is nothing to explain.
        if told and (price is None or event.data.get("price") in (None, price.price_id)):
            yield "price_told", {"on": local_date(event.at, charge.zone)}


def _amount(charge: Charge) -> _Told:
    for line in charge.lines:
        told: dict[str, Value] = {"name": line.name, "amount_minor": line.amount_minor}
        if line.unit_minor is None:
            yield ("line_one" if charge.elsewhere else "line_part"), told
        elif line.quantity > 1:
            yield "line_many", {**told, "quantity": line.quantity, "unit_minor": line.unit_minor}
        else:
            yield "line_one", told
        if line.devices:
            yield "devices", {"devices": line.devices * line.quantity}
        price = charge.price
        if price is not None and _introductory(line, price):
            yield "introductory", {"amount_minor": price.amount_minor, "term": price.term}
    yield from _taxes(charge)
    if charge.credit_applied_minor:
        yield "credit_used", {"amount_minor": charge.credit_applied_minor}
    yield "total", {"amount_minor": charge.total_minor - charge.credit_applied_minor}


def _introductory(line: ChargedLine, price: AgreedPrice) -> bool:
    return price.intro_minor is not None and line.unit_minor == price.intro_minor


def _taxes(charge: Charge) -> _Told:
    if charge.elsewhere:
        yield "tax_unknown", {}
        return
    taxed = [tax for tax in charge.taxes if tax.tax_minor]
    for tax in taxed:
        yield (
            "tax_inside" if tax.inside else "tax_on_top",
            {"tax": tax.name, "rate_ppm": tax.rate_ppm, "amount_minor": tax.tax_minor},
        )
    if not taxed:
        yield "tax_none", {}


def _letters(charge: Charge) -> _Told:
    """Every letter with what became of it; those that were never meant to leave are no letters."""
    told = [letter for letter in charge.letters if letter.state in _LETTERS]
    for letter in sorted(told, key=lambda one: one.at):
        day = local_date(letter.at, charge.zone)
        yield _LETTERS[letter.state], {"template": letter.template, "on": day}
    if not told:
        yield ("letters_elsewhere" if charge.elsewhere else "letters_none"), {}


def _paid(charge: Charge) -> _Told:
    for one in charge.tries:
        told: dict[str, Value] = {
            "on": local_date(one.at, charge.zone),
            "amount_minor": one.amount_minor,
            "method": one.method,
        }
        if one.state in ("declined", "failed"):
            told["failure"] = one.failure_code
        yield _TRIES.get(one.state, "try_open"), told
    if charge.state == "voided":
        since = next((one for one in charge.events if one.kind == "invoice_voided"), None)
        if since is None:
            yield "voided", {}
        else:
            yield "voided_on", {"on": local_date(since.at, charge.zone)}
    elif charge.state == "uncollectible":
        yield "given_up", {}
    elif charge.owed_minor > 0:
        if not charge.tries:
            yield "not_tried", {}
        yield "owed", {"amount_minor": charge.owed_minor}
        if charge.next_try_at is not None:
            yield "next_try", {"on": local_date(charge.next_try_at, charge.zone)}
    elif charge.credit_applied_minor >= charge.total_minor > 0:
        yield "paid_by_credit", {}


_REVIEWS: Final = {
    "refund_review_asked": "review_asked",
    "refund_granted": "review_granted",
    "refund_declined": "review_declined",
}


def _reviews(charge: Charge) -> _Told:
    """That a person was asked about the order's refund, and what they said."""
    for event in charge.events:
        if event.kind in _REVIEWS:
            on, case = local_date(event.at, charge.zone), str(event.data.get("case", ""))
            yield _REVIEWS[event.kind], {"on": on, "reference": case}


def _back(charge: Charge) -> _Told:
    yield from _reviews(charge)
    for note in charge.taken_back:
        yield (
            _CREDITED[note.to],
            {
                "number": note.number,
                "amount_minor": note.total_minor,
                "on": local_date(note.issued_at, charge.zone),
            },
        )
    if charge.refunded_minor:
        yield "refunded", {"amount_minor": charge.refunded_minor}
    if charge.reserved_minor:
        yield "refund_under_way", {"amount_minor": charge.reserved_minor}
    if charge.dispute:
        yield "disputed", {"state": charge.dispute}
    if charge.dispute_case:
        yield "disputed_with_us", {"reference": charge.dispute_case}
