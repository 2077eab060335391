"""The portal's words for states: one word for each, and the tone that its badge has."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# display_status → (words, kind of badge)
STATUS: dict[str, tuple[Promise, str]] = {
    "active": (pgettext_lazy("subscription", "Active"), "good"),
    "trial": (pgettext_lazy("subscription", "Trial"), "good"),
    "ending": (pgettext_lazy("subscription", "Ending"), "warn"),
    "pending": (pgettext_lazy("subscription", "Not started yet"), ""),
    "past_due": (pgettext_lazy("subscription", "Payment overdue"), "warn"),
    "on_hold": (pgettext_lazy("subscription", "On hold"), "warn"),
    "paused": (pgettext_lazy("subscription", "Paused"), "over"),
    "ended": (pgettext_lazy("subscription", "Ended"), "over"),
}

# kind of statement → its name in lists
STATEMENTS: dict[str, Promise] = {
    "cancellation": _("Cancellation confirmed"),
    "withdrawal": _("Withdrawal confirmed"),
    "cancellation_undone": _("Cancellation undone"),
    "renewal_off": _("Renewal turned off"),
    "renewal_on": _("Renewal turned on"),
    "refund_instructed": _("Refund instructed"),
    "refund_settled": _("Refund paid out"),
    "refund_failed": _("Refund not paid out yet"),
    "change": _("Change confirmed"),
    "change_undone": _("Change undone"),
    "pause": _("Pause confirmed"),
    "resume": _("Service goes on"),
}

# state of a part of a refund → what to say of its money
REFUND_PARTS: dict[str, Promise] = {
    "reserved": pgettext_lazy("refund", "instructed"),
    "succeeded": pgettext_lazy("refund", "paid out"),
    "failed": pgettext_lazy("refund", "not paid out yet: a person looks at it"),
    "rerouted": pgettext_lazy("refund", "paid out another way"),
}

# order_state → (words, kind of badge)
ORDERS: dict[str, tuple[Promise, str]] = {
    "draft": (pgettext_lazy("order", "Not issued yet"), ""),
    "open": (pgettext_lazy("order", "To be paid"), "warn"),
    "paid": (pgettext_lazy("order", "Paid"), "good"),
    "refund_under_way": (pgettext_lazy("order", "Refund under way"), ""),
    "partly_refunded": (pgettext_lazy("order", "Partly refunded"), ""),
    "refunded": (pgettext_lazy("order", "Refunded"), "over"),
    "voided": (pgettext_lazy("order", "Void: nothing is owed"), "over"),
    "uncollectible": (pgettext_lazy("order", "Not paid"), "over"),
}
