"""Write a decided resumption of a locked subscription: the paid term's new end, event, seal."""

from typing import Any

from fairwell.actions.steps import change_content
from fairwell.actions.steps.append_event import append_event, iso
from fairwell.actions.steps.confirm_change import confirm_change
from fairwell.actions.steps.load import the_vendor
from fairwell.actions.steps.record_change import Agreed, move_changes, record_change
from fairwell.actions.steps.rest_lines import wake_lines
from fairwell.domain.pause import Resumption
from fairwell.models import Statement, Subscription


def write_resumption(
    subscription: Subscription, decided: Resumption, agreed: Agreed, *, by_itself: bool = False
) -> Statement:
    """The service goes on; where a new term falls due, the billing run bills it next."""
    record_change(
        subscription,
        agreed,
        slot="pause",
        kind="resume",
        effective_at=decided.resumed_at,
        decision=decided.as_dict(),
        waits=False,
    )
    subscription.anchor_at = decided.anchor_at
    subscription.anchor_period_no = decided.anchor_period_no
    subscription.save(update_fields=["anchor_at", "anchor_period_no"])
    data: dict[str, Any] = {
        "reference": agreed.reference,
        "paused_at": iso(decided.pause.start),
        "resumed_at": iso(decided.resumed_at),
        "period_no": decided.period_no,
        "period_start": iso(decided.period_start),
        "period_end": iso(decided.period_end),
        "ends_at": iso(decided.ends_at),
    }
    append_event(
        subscription, "resumed", at=agreed.at, actor=agreed.actor, channel=agreed.channel, data=data
    )
    move_changes(subscription, ("plan",), decided.period_end)
    wake_lines(subscription, at=agreed.at, zone=the_vendor().zone)
    return confirm_change(
        "resume",
        subscription,
        at=agreed.at,
        actor=agreed.actor,
        channel=agreed.channel,
        language=agreed.language,
        next_charge=decided.charge or decided.next_charge,
        reference=agreed.reference,
        content={"resume": change_content.resume(decided, by_itself=by_itself)},
    )
