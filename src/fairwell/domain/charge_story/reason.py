"""What a charge is for, and whether renewal was on when it was made."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from fairwell.domain.charge_story.facts import Charge, Contract, Happened, Value
from fairwell.domain.term import local_date, service_span

_SWITCHES = frozenset(
    {
        "renewal_turned_on", "renewal_turned_off", "cancellation_confirmed",
        "withdrawal_confirmed", "cancellation_undone",
    }
)  # fmt: skip

type _Told = Iterator[tuple[str, Mapping[str, Value]]]


def reason(charge: Charge) -> _Told:
    """Which subscription and time it is for, and why nothing stood in its way; (key, params)."""
    contract, change = charge.contract, _change(charge)
    if charge.elsewhere:
        yield "what_elsewhere", {}
    if contract is None:
        yield "what_no_subscription", {}
    elif charge.period_start is None:
        yield "what_adjustment", {"name": contract.name}
    elif change is not None:
        on = local_date(change.at, charge.zone)
        yield "what_change", {"name": contract.name, "on": on, "by": change.actor, **_time(charge)}
        yield from _issued(charge)
    elif charge.kind == "adjustment":
        yield "what_beside", {"name": contract.name, **_time(charge)}
        yield from _issued(charge)
    else:
        key = _which_term(charge, contract, charge.period_start)
        yield key, {"name": contract.name, **_time(charge)}
        if key != "what_first":
            yield from _replaced(charge, charge.period_start)
            yield from _renewal(charge)


def _which_term(charge: Charge, contract: Contract, start: datetime) -> str:
    if contract.trial_end is not None and contract.trial_end == start:
        return "what_after_trial"
    first = local_date(start, charge.zone) <= local_date(contract.concluded_at, charge.zone)
    return "what_first" if first else "what_renewal"


def _issued(charge: Charge) -> _Told:
    """The order's own event: renewals have none, they are billed by themselves."""
    for event in charge.events:
        if event.kind == "invoice_issued":
            yield "issued_beside", {"on": local_date(event.at, charge.zone)}


def _replaced(charge: Charge, start: datetime) -> _Told:
    """What had been agreed for this very renewal before, and fell away in favour of something else.

    An announced price that fell away says nothing here: what was agreed instead explains the price.
    """
    for event in charge.events:
        told = event.data.get("effective_at")
        if event.kind != "change_replaced" or event.data.get("slot") != "plan" or not told:
            continue
        if datetime.fromisoformat(told) == start and event.at <= charge.issued_at:
            on = local_date(event.at, charge.zone)
            yield "change_replaced", {"on": on, "by": event.actor}


def _change(charge: Charge) -> Happened | None:
    """The change that led to the charge: they are of the same instant."""
    changes = (event for event in charge.events if event.kind == "plan_changed")
    return next((event for event in changes if event.at == charge.issued_at), None)


def _time(charge: Charge) -> dict[str, Value]:
    assert charge.period_start is not None, "asked for a charge of a period"
    assert charge.period_end is not None, "a period that begins ends"
    first, last = service_span(charge.period_start, charge.period_end, charge.zone)
    return {"first": first, "last": last}


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
