"""Send a notice again: the same content, in a new letter."""

from datetime import datetime, timedelta

from django.db import transaction

from fairwell.actions.steps.load import locked_subscription, the_vendor
from fairwell.actions.steps.queue_notice import letter_language, queue_notice
from fairwell.models import Notice
from fairwell.queries.notices import may_repeat

# One copy in this time is enough; a double click or a script sends no second one.
ONE_COPY_PER = timedelta(minutes=1)
COPIES_PER_DAY = 3


class NotRepeatableError(Exception):
    """The letter has not left yet, or has a content that is not kept."""


@transaction.atomic(durable=True)
def resend_notice(
    *,
    notice_id: int,
    at: datetime,
    actor: str,
    channel: str,
    idempotency_key: str,
    language: str = "",
) -> Notice:
    """Queue a copy of the letter, as it was told, to the address on file now.

    Within a minute of the last copy, and after three in a day, it returns that last one. Raises
    Notice.DoesNotExist and NotRepeatableError.
    """
    del actor, channel, idempotency_key  # the minute is the key
    asked = Notice.objects.select_related("customer", "invoice").get(pk=notice_id)
    original = asked.context.get("copy_of", asked.pk)
    if asked.subscription_id is None or not may_repeat(asked):
        raise NotRepeatableError(f"The letter {asked.pk} cannot be sent again.")
    subscription = locked_subscription(asked.subscription_id)
    copies = Notice.objects.filter(subscription=subscription, context__copy_of=original)
    last = copies.order_by("-pk").first()
    recent = copies.filter(queued_at__gt=at - timedelta(days=1)).count()
    if last and (at - last.queued_at < ONE_COPY_PER or recent >= COPIES_PER_DAY):
        return last
    customer = subscription.customer
    return queue_notice(
        asked.template,
        key=f"copy:{original}:{copies.count() + 1}",
        to_email=customer.email,
        language=letter_language(customer, the_vendor(), language or asked.language),
        at=at,
        customer=customer,
        subscription=subscription,
        invoice=asked.invoice,
        context={**asked.context, "copy_of": original},
        period_no=asked.period_no,
    )
