"""What our notices say: one function for each kind, from what was told to words."""

from collections.abc import Callable

from fairwell.gateways.mail.letters.charges import (
    charge_failed,
    ended_unpaid,
    on_hold,
    receipt,
)
from fairwell.gateways.mail.letters.disputes import dispute, disputed_settled
from fairwell.gateways.mail.letters.early_ends import early_end_asked, early_end_declined
from fairwell.gateways.mail.letters.reminders import card_expiry, pause_ending
from fairwell.gateways.mail.letters.renewals import price_change, renewal_reminder, trial_end
from fairwell.gateways.mail.letters.summaries import annual_summary, first
from fairwell.gateways.mail.letters.view import NoticeView, Teller

LETTERS: dict[str, Callable[[Teller], NoticeView]] = {
    "receipt": receipt,
    "charge_failed": charge_failed,
    "on_hold": on_hold,
    "ended_unpaid": ended_unpaid,
    "renewal_reminder": renewal_reminder,
    "trial_end": trial_end,
    "price_change": price_change,
    "card_expiry": card_expiry,
    "annual_summary": annual_summary,
    "pause_ending": pause_ending,
    "first": first,
    "dispute": dispute,
    "disputed_settled": disputed_settled,
    "early_end_asked": early_end_asked,
    "early_end_declined": early_end_declined,
}
