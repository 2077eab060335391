"""What subscribers have to be told, when, and why: planned from the packs, before anything is sent.

`plan_notices` plans what a calendar brings about (reminders, price changes, cards that expire);
`event_notice` plans what something that just happened brings about (receipts, failed charges).
"""

from fairwell.domain.notices.events import event_notice
from fairwell.domain.notices.kinds import NoticeKind, Preferences, may_skip
from fairwell.domain.notices.plan import PlannedNotice, plan_notices, undecided_notices
from fairwell.domain.notices.price_move import with_price_change
from fairwell.domain.notices.profile import NoticeProfile, Undecided, notice_profile, unplanned
from fairwell.domain.notices.renewal_entry import RenewalEntry, renewal_entry
from fairwell.domain.notices.subject import NoticeSubject, PriceChange
from fairwell.domain.notices.year import CreditOfYear, SummaryOfYear, YearTotal, sum_up_year

__all__ = [
    "CreditOfYear",
    "NoticeKind",
    "NoticeProfile",
    "NoticeSubject",
    "PlannedNotice",
    "Preferences",
    "PriceChange",
    "RenewalEntry",
    "SummaryOfYear",
    "Undecided",
    "YearTotal",
    "event_notice",
    "may_skip",
    "notice_profile",
    "plan_notices",
    "renewal_entry",
    "sum_up_year",
    "undecided_notices",
    "unplanned",
    "with_price_change",
]
