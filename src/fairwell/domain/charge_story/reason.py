"""What a charge is for, and whether renewal was on when it was made."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from fairwell.domain.charge_story.facts import Charge, Contract, Happened, Value
from fairwell.domain.term import last_day, local_date

_SWITCHES = frozenset(
    {
        "renewal_turned_on", "renewal_turned_off", "cancellation_confirmed",
        "withdrawal_confirmed", "cancellation_undone",
    }
)  # fmt: skip

type _Told = Iterator[tuple[str, Mapping[str, Value]]]


def reason(charge: Charge) -> _Told:
    """Which subscription and time it is for, and why nothing stood in its way; (key, params)."""
    contract = charge.contract
    if charge.elsewhere:
        yield "what_elsewhere", {}
    if contract is None:
        yield "what_no_subscription", {}
    elif charge.kind == "adjustment" or charge.period_start is None:
        yield from _beside_the_terms(charge, contract)
    else:
        key = _which_term(charge, contract, charge.period_start)
        yield key, {"name": contract.name, **_time(charge)}
        if key != "what_first":
            yield from _renewal(charge)


def _which_term(charge: Charge, contract: Contract, start: datetime) -> str:
    if contract.trial_end is not None and contract.trial_end == start:
        return "what_after_trial"
    first = local_date(start, charge.zone) <= local_date(contract.concluded_at, charge.zone)
    return "what_first" if first else "what_renewal"


def _beside_the_terms(charge: Charge, contract: Contract) -> _Told:
    """A change made in the middle of a term names the invoice it led to, or shares its instant."""
    change = next(
        (
            event
            for event in charge.events
            if event.kind == "plan_changed"
            and (event.data.get("invoice") == charge.invoice_id or event.at == charge.issued_at)
        ),
        None,
    )
    named: dict[str, Value] = {"name": contract.name}
    if change is None:
        yield "what_adjustment", named
    else:
        on = local_date(change.at, charge.zone)
        yield "what_change", {**named, "on": on, "by": change.actor}


def _time(charge: Charge) -> dict[str, Value]:
    assert charge.period_start is not None, "asked for a charge of a period"
    assert charge.period_end is not None, "a period that begins ends"
    return {
        "first": local_date(charge.period_start, charge.zone),
        "last": last_day(charge.period_end, charge.zone),
    }


def _renewal(charge: Charge) -> _Told:
    """The last word on renewal before the charge; nothing where our history begins after it."""
    before = [event for event in charge.events if event.at <= charge.issued_at]
    if not before:
        return
    last = next((event for event in reversed(before) if event.kind in _SWITCHES), None)
    if last is None:
        yield "renewal_never_off", {"since": local_date(before[0].at, charge.zone)}
        return
    told: dict[str, Value] = {"on": local_date(last.at, charge.zone), "by": last.actor}
    if last.kind in ("renewal_turned_on", "cancellation_undone"):
        yield last.kind, told
    elif _ends_later(charge, last):
        yield "ends_later", told
    else:
        yield "charged_though_off", told


def _ends_later(charge: Charge, event: Happened) -> bool:
    """Whether what was settled ends within or after the time that was charged for."""
    told = event.data.get("ends_at")
    ends_at = datetime.fromisoformat(told) if told else None
    return ends_at is not None and charge.period_start is not None and ends_at > charge.period_start
