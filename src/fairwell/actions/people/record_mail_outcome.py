"""Write down what became of a letter: the proof of sending, or that it can't be delivered."""

from datetime import datetime

from django.db import transaction

from fairwell.actions.steps.append_event import append_events
from fairwell.actions.steps.load import locked_subscription, the_vendor
from fairwell.actions.steps.tell_new_price import tell_new_price
from fairwell.domain.term import local_date
from fairwell.models import Notice

# These may hold a code or a link that lets somebody in; the others keep what was told.
SECRET = ("account", "invitation")


@transaction.atomic(durable=True)
def record_mail_outcome(
    *, notice_id: int, sent: bool, message_id: str, server_answer: str, at: datetime
) -> None:
    """Mark a queued notice sent or failed, once, and tell the subscription's history of it.

    The event is the proof of sending: which letter, in which version, for which rules, under which
    Message-ID. A new price that was told in time is scheduled with it; told late or not at all,
    the old one stays.
    """
    subscription_id = Notice.objects.values_list("subscription_id", flat=True).get(pk=notice_id)
    subscription = locked_subscription(subscription_id) if subscription_id else None
    notice = (
        Notice.objects.select_for_update(of=("self",)).filter(pk=notice_id, state="queued").first()
    )
    if notice is None:
        return
    notice.state = "sent" if sent else "failed"
    notice.sent_at = at if sent else None
    notice.message_id, notice.server_answer = message_id, server_answer[:300]
    told = notice.context
    notice.context = {} if notice.template in SECRET else told
    notice.save(update_fields=["state", "sent_at", "message_id", "server_answer", "context"])
    if subscription is None:
        return
    events = [
        (
            "notice_sent" if sent else "notice_failed",
            {
                "notice": notice.pk,
                "template": notice.template,
                "version": notice.template_version,
                "message_id": message_id,
                "required_by": notice.required_by,
            },
        )
    ]
    in_time = notice.last_day is None or local_date(at, the_vendor().zone) <= notice.last_day
    if sent and in_time and notice.template == "price_change" and "copy_of" not in told:
        events += tell_new_price(subscription, notice, told, at=at)
    append_events(subscription, events, at=at, actor="system", channel="worker")
