"""The facts that rules may ask for, by name and kind, so that a pack's typo is found on reading."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final

from fairwell.domain.term import Term

type FactValue = str | int | bool | date | datetime | Term | tuple[str, ...]
type Facts = Mapping[str, FactValue]

DATE: Final = "date"
INSTANT: Final = "instant"
TERM: Final = "term"
NUMBER: Final = "number"
MINOR: Final = "minor"
FLAG: Final = "flag"
TEXT: Final = "text"
WORDS: Final = "words"
KINDS: Final = (DATE, INSTANT, TERM, NUMBER, MINOR, FLAG, TEXT, WORDS)

# A pack declares any further fact it needs under [facts]; these are the ones the product fills in.
FACTS: Final[Mapping[str, str]] = {
    # who and where: ISO 3166-1 "DE", ISO 3166-2 "US-CA"
    "country": TEXT,
    "subdivision": TEXT,
    "consumer": FLAG,
    # the contract
    "term": TERM,
    "first_term": TERM,
    "concluded_on": DATE,
    "starts_on": DATE,
    "renews_on": DATE,
    "renewed_on": DATE,
    "cancel_deadline": DATE,
    "accepted_online": FLAG,
    "consented": FLAG,
    "consent_on": DATE,
    "trial_days": NUMBER,
    "trial_ends_on": DATE,
    "anniversary_on": DATE,
    "informed_of_withdrawal": FLAG,
    "early_start_requested": FLAG,
    # the money: minor units of `currency`
    "currency": TEXT,
    "price_minor": MINOR,
    "paid_minor": MINOR,
    "contract_paid_minor": MINOR,
    "indexed_contract_paid_minor": MINOR,
    "charged_on": DATE,
    "raised_charge_on": DATE,
    "fee_change_on": DATE,
    "first_recurring_charge_on": DATE,
    "debit_at": INSTANT,
    "instalments": NUMBER,
    "instalment_minor": MINOR,
    "instalments_left": NUMBER,
    "remaining_minor": MINOR,
    "access_until": DATE,
    "used_days": NUMBER,
    "term_days": NUMBER,
    # what was asked, sent and done
    "notice_on": DATE,
    "cancelled_on": DATE,
    "cancelled_at": INSTANT,
    "withdrawn_on": DATE,
    "withdrawn_at": INSTANT,
    "ended_on": DATE,
    "confirmed_at": INSTANT,
    "notice_sent": FLAG,
    "notice_sent_on": DATE,
    "notified_at": INSTANT,
    "voicemail_on": DATE,
    "handled_on": DATE,
    "proof_deleted_on": DATE,
}


_TYPES: Final[Mapping[str, type]] = {
    DATE: date,
    INSTANT: datetime,
    TERM: Term,
    NUMBER: int,
    MINOR: int,
    FLAG: bool,
    TEXT: str,
    WORDS: tuple,
}


class FactError(ValueError):
    """A fact handed in with the wrong type: a mistake of the caller, not of the subscriber."""


def check(facts: Facts, kinds: Mapping[str, str]) -> None:
    """FactError unless every fact named in `kinds` is of its kind; instants must be aware."""
    for name, value in facts.items():
        wanted = kinds.get(name)
        if wanted is None:
            continue
        exact = type(value) is _TYPES[wanted]
        if not exact or (isinstance(value, datetime) and value.tzinfo is None):
            raise FactError(f'The fact "{name}" must be a {wanted}, not {value!r}.')


def derive(facts: Facts) -> Facts:
    """The facts plus what follows from them; a fact that was given is never replaced.

    trial_ends_on = starts_on + trial_days. From starts_on, term (in months), instalments,
    instalment_minor and cancelled_on: instalments_left (not yet due on that day), remaining_minor,
    and access_until, the last day of the instalment period already due.
    """
    starts_on, trial_days = facts.get("starts_on"), facts.get("trial_days")
    derived: dict[str, FactValue] = {}
    if isinstance(starts_on, date) and isinstance(trial_days, int):
        derived["trial_ends_on"] = starts_on + timedelta(days=trial_days)
    return derived | _instalments(facts) | dict(facts)


def _instalments(facts: Facts) -> dict[str, FactValue]:
    starts_on, cancelled_on = facts.get("starts_on"), facts.get("cancelled_on")
    term, count, each = (facts.get(n) for n in ("term", "instalments", "instalment_minor"))
    if (
        not (isinstance(starts_on, date) and isinstance(cancelled_on, date))
        or not (isinstance(term, Term) and isinstance(count, int) and isinstance(each, int))
        or count < 1
        or term.months % count
        or term.days
    ):
        return {}
    step = Term(months=term.months // count)
    due = sum(step.after(starts_on, number) <= cancelled_on for number in range(count))
    return {
        "instalments_left": count - due,
        "remaining_minor": (count - due) * each,
        "access_until": step.after(starts_on, due) - timedelta(days=1),
    }
