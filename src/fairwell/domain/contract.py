"""How soon a contract with a least length can be ended, where one was agreed."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from fairwell.domain.named_facts import policy_facts
from fairwell.domain.policy import Pack, Verb, Verdict, evaluate
from fairwell.domain.refusal import Refusal
from fairwell.domain.subscription import SubscriptionFacts
from fairwell.domain.term import Term, last_day, local_date, period_start, start_of_day

# Where the law caps them (BGB § 309 no. 9): a contract that went on by itself ends at a month's
# notice at most, and so does the notice before the end of its first term.
LONGEST_NOTICE = Term(months=1)


def earliest_end(facts: SubscriptionFacts, *, at: datetime) -> datetime | None:
    """When a contract that is ended at `at` is over, or None where nothing keeps it.

    Within the first term that is its end if notice is still in time, and otherwise, like any time
    after it, when the notice is over: a contract that went on has no further least length. Notice
    is the price's, at most a month, at the wall-clock time of `at`. A trial keeps nobody: its first
    term begins only with what is paid for.
    Source: BGB § 309 no. 9 b) and c), for contracts made since 1 March 2022.
    """
    if facts.first_term_end is None or facts.service == "trialing":
        return None
    longest = period_start(at, LONGEST_NOTICE, 1, facts.zone)
    notice = period_start(at, Term.parse(facts.notice), 1, facts.zone) if facts.notice else at
    return max(facts.first_term_end, min(notice, longest))


def held_until(facts: SubscriptionFacts, packs: Sequence[Pack], *, at: datetime) -> datetime | None:
    """Until when a contract goes on at least though it is ended at `at`; None if it need not.

    A rule of the packs by which somebody may terminate on an earlier day lets go on that day, and
    an end that is settled already is not put off.
    """
    held = earliest_end(facts, at=at)
    if held is None:
        return None
    ends = [held, *([facts.ends_at] if facts.ends_at is not None else [])]
    found = evaluate(packs, policy_facts(facts, None, at), local_date(at, facts.zone))
    ends += [
        start_of_day(rule.ends_on + timedelta(days=1), facts.zone)
        for rule in found
        if rule.verb is Verb.TERMINATE and rule.verdict is Verdict.PASS and rule.ends_on
    ]
    end = min(ends)
    return end if end > at else None


def decide_asking(
    facts: SubscriptionFacts, packs: Sequence[Pack], *, at: datetime
) -> Refusal | None:
    """Why nobody need be asked to end a contract early, or None where only a person can.

    For a good reason anybody may end a contract at once, whatever was agreed (BGB § 314, § 309
    no. 9 does not touch it); whether it is one, no rule here can tell.
    """
    if facts.renewal == "ended" or facts.service == "terminated":
        return Refusal("already_ended")
    return Refusal("may_end_now") if held_until(facts, packs, at=at) is None else None


def refuse_earlier(facts: SubscriptionFacts, held: datetime, *, at: datetime) -> Refusal:
    """The refusal of an end before `held`: within the first term, or while the notice runs."""
    first = facts.first_term_end
    code = "first_term_binds" if first is not None and at < first else "notice_runs"
    return Refusal(code, {"earliest": last_day(held, facts.zone).isoformat()})
