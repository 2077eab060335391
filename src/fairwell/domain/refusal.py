"""A refusal is a value: what was asked cannot be done, why, and which rule says so."""

from collections.abc import Mapping
from dataclasses import dataclass, field

type Detail = str | int | None

CODES = (
    "already_ended",  # nothing is left to end
    "already_cancelled",  # params: reference
    "already_off",  # renewal is off
    "nothing_paid",  # a charge is overdue: no paid term is running
    "already_on",  # renewal is on
    "cancelled_undo_first",  # params: reference
    "date_missing",
    "date_past",  # params: earliest
    "date_too_far",  # params: latest
    "first_term_binds",  # no end before; params: earliest
    "notice_runs",  # no end before; params: earliest
    "may_end_now",  # nobody need be asked
    "nothing_to_undo",
    "undo_too_late",
    "withdrawal_over",  # params: last_day, rule
    "withdrawal_none",  # no withdrawal right applies
    "order_unknown",  # params: order
    "refund_none",  # params: rule, last_day
    "refund_already",  # params: order
    "needs_human",  # params: rule
    "quote_expired",
    "quote_changed",  # what was quoted no longer holds
    "amount_not_positive",
    "amount_above_rest",  # params: available, in minor units
    "term_over",  # the paid term is over and not renewed yet
    "renewal_off_turn_on",  # it ends with last_day; params: last_day
    "renewal_due",  # the paid term is over, and its renewal is being worked out
    "not_started",
    "pay_first",  # a charge is overdue
    "paused_resume_first",
    "price_not_sold",
    "other_currency",
    "quantity_below_one",
    "devices_in_use",  # params: remove, covered, in_use
    "nothing_changes",
    "change_scheduled",  # the same change is agreed; params: earliest
    "first_term_running",  # nothing less before; params: earliest
    "less_at_renewal",  # params: earliest
    "billed_unknown",  # what was billed for the running term is not in the books
    "nothing_scheduled",
    "change_in_force",  # too late to take it back
    "already_paused",
    "not_paused",
    "trial_no_pause",
    "pause_not_offered",
    "pause_too_short",  # params: earliest
    "pause_too_long",  # params: latest
    "pauses_used_up",  # params: earliest
    "nothing_charged",  # the order asked for no money; params: order
    "payment_disputed",  # a bank was asked to take it back; params: order
    "quantity_too_large",  # params: most
    "trial_none",
    "trial_used",
    "card_needed",
    "card_unusable",
    "early_start_needed",  # the law wants it asked before a service begins at once
    "tax_unknown",  # nothing can be billed there yet
    "no_access",
    "devices_full",  # params: covered, in_use
    "device_name",  # params: most
    "device_unknown",
    "order_paid",  # params: order
    "order_not_owed",  # params: order
    "order_disputed",  # params: order
    "being_charged",  # params: order
    "pay_card_needed",  # params: order
    "pay_card_unusable",  # params: order
    "card_setup_over",  # the visit to the gateway's page expired, or was given up
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why not: `code` is one of CODES; params are ISO dates, references and rule ids."""

    code: str
    params: Mapping[str, Detail] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.code not in CODES:
            raise ValueError(f"{self.code!r} is not a refusal; the known ones are in CODES.")


class RefusedError(Exception):
    """An action refused; nothing was changed. Carries the Refusal."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal
        super().__init__(refusal.code)
