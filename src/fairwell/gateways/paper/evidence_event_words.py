"""What happened to a contract, event by event, in a few words for a reader at a bank."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fairwell.models import SubscriptionEvent

EVENTS: Mapping[str, Promise] = {
    "subscription_imported": _("Contract taken over from earlier books"),
    "subscription_started": _("Contract made"),
    "subscription_ended": _("Contract ended"),
    "period_renewed": _("Renewed for a further term"),
    "periods_skipped": _("Terms passed that were not charged"),
    "renewal_turned_off": _("Renewal turned off"),
    "renewal_turned_on": _("Renewal turned on"),
    "cancellation_confirmed": _("Cancelled"),
    "cancellation_undone": _("Cancellation undone"),
    "withdrawal_confirmed": _("Withdrawn from the contract"),
    "confirmation_resent": _("Confirmation sent again"),
    "plan_changed": _("Plan changed"),
    "change_scheduled": _("Change of plan agreed for later"),
    "change_undone": _("Agreed change taken back"),
    "change_replaced": _("Agreed change replaced by another"),
    "price_change_told": _("Told of a new price"),
    "pause_scheduled": _("Pause agreed for later"),
    "paused": _("Paused"),
    "resumed": _("Pause ended"),
    "invoice_issued": _("Order issued"),
    "invoice_voided": _("Order voided"),
    "invoice_credited": _("A part of the order taken back"),
    "invoice_given_up": _("Payment of the order no longer asked for"),
    "charge_asked": _("Charge sent"),
    "charge_succeeded": _("Order paid"),
    "charge_declined": _("Charge declined"),
    "charge_returned": _("Charge did not arrive"),
    "standing_changed": _("State of payment changed"),
    "collection_paused": _("Payment not asked for meanwhile"),
    "collection_resumed": _("Payment asked for again"),
    "card_changed": _("Another card or account given"),
    "refund_instructed": _("Refund instructed"),
    "refund_settled": _("Refund paid"),
    "refund_failed": _("Refund could not be paid"),
    "refund_rerouted": _("Refund paid another way"),
    "refund_declined": _("Refund declined"),
    "refund_granted": _("Refund granted beyond the rules"),
    "refund_review_asked": _("Refund to be reviewed by a person"),
    "charge_disputed": _("Complaint about a charge"),
    "charge_dispute_answered": _("Complaint answered"),
    "early_end_asked": _("Asked to leave before the contract can end"),
    "early_end_answered": _("Wish to leave early answered"),
    "dispute_opened": _("Dispute opened at the bank"),
    "dispute_changed": _("Dispute went on at the bank"),
    "dispute_closed": _("Dispute decided at the bank"),
    "notice_sent": _("Letter sent"),
    "notice_failed": _("Letter could not be delivered"),
    "device_registered": _("Device registered"),
    "device_removed": _("Device removed"),
}


def event_words(event: SubscriptionEvent) -> str:
    """What happened, with the numbers by which other sections know it.

    A kind that has no words stands as it is kept, without underscores.
    """
    numbers = [
        str(event.data[name])
        for name in ("order", "reference", "refund", "case", "dispute")
        if event.data.get(name)
    ]
    known = EVENTS.get(event.kind)
    what = str(known) if known else event.kind.replace("_", " ").capitalize()
    return f"{what} ({', '.join(numbers)})" if numbers else what
