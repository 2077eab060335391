"""How soon a contract with a least length can be ended, where one was agreed."""

from datetime import datetime

from fairwell.domain.subscription import SubscriptionFacts
from fairwell.domain.term import Term, period_start

# Where the law caps them (BGB § 309 no. 9): a contract that went on by itself ends at a month's
# notice at most, and so does the notice before the end of its first term.
LONGEST_NOTICE = Term(months=1)


def earliest_end(facts: SubscriptionFacts, *, at: datetime) -> datetime | None:
    """When a contract that is ended at `at` is over, or None where no least length was agreed.

    Within the first term that is its end if notice is still in time, and otherwise, like any time
    after it, when the notice is over: a contract that went on has no further least length. Notice
    is the price's, at most a month, at the wall-clock time of `at`.
    Source: BGB § 309 no. 9 b) and c), for contracts made since 1 March 2022.
    """
    if facts.first_term_end is None:
        return None
    longest = period_start(at, LONGEST_NOTICE, 1, facts.zone)
    notice = period_start(at, Term.parse(facts.notice), 1, facts.zone) if facts.notice else at
    return max(facts.first_term_end, min(notice, longest))
