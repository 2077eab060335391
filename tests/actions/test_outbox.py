"""Promises are leased to one worker at a time, the most urgent first, and kept once."""

from datetime import timedelta

from fairwell.actions.outbox.claim_promises import LEASE, claim_promises
from fairwell.actions.outbox.close_promise import close_promise
from fairwell.actions.steps.promise import promise
from fairwell.actions.steps.queue_notices import NoticeDraft, queue_notices
from fairwell.models import OutboxEntry
from tests.cast import NOW, Cast


def promised(*keys: str) -> list[OutboxEntry]:
    """One promise a second, in this order."""
    return [
        promise("mail", n, key=key, at=NOW + timedelta(seconds=n)) for n, key in enumerate(keys)
    ]


def claimed(seconds: int = 60, limit: int = 20) -> list[str]:
    entries = claim_promises(at=NOW + timedelta(seconds=seconds), limit=limit)
    return [entry.key for entry in entries]


def test_what_is_due_is_claimed_oldest_first_and_no_more_than_asked(cast: Cast) -> None:
    promised("a", "b", "c")

    assert claimed(limit=2) == ["a", "b"]
    assert claimed(limit=2) == ["c"]


def test_a_confirmation_passes_receipts_that_were_promised_before_it(cast: Cast) -> None:
    anna = cast.subscriber("anna").customer
    drafts = [NoticeDraft(template="receipt", key=f"receipt:{n}", customer=anna) for n in range(3)]
    queue_notices(drafts, at=NOW)
    promise("mail", 99, key="the confirmation", at=NOW + timedelta(minutes=1))

    assert claimed(limit=1) == ["the confirmation"]
    assert len(claimed()) == 3


def test_what_is_not_due_yet_waits(cast: Cast) -> None:
    promised("a", "b", "c")

    assert claimed(seconds=1) == ["a", "b"]


def test_a_lease_keeps_others_away_until_it_runs_out(cast: Cast) -> None:
    (entry,) = promised("a")
    assert claimed(0) == ["a"]

    assert claimed(int(LEASE.total_seconds()) - 1) == []
    assert claimed(int(LEASE.total_seconds())) == ["a"], "a worker that died is succeeded"

    entry.refresh_from_db()
    assert entry.tries == 2


def test_the_claim_counts_the_try_it_hands_out(cast: Cast) -> None:
    promised("a")

    (entry,) = claim_promises(at=NOW, limit=1)

    assert entry.tries == OutboxEntry.objects.get().tries == 1


def test_kept_it_is_never_due_again(cast: Cast) -> None:
    (entry,) = promised("a")
    claimed(0)

    close_promise(entry_id=entry.pk, again_at=None, error="", at=NOW)

    entry.refresh_from_db()
    assert (entry.done_at, entry.leased_until) == (NOW, None)
    assert claimed(10**7) == []


def test_to_be_tried_again_it_waits_and_says_why(cast: Cast) -> None:
    (entry,) = promised("a")
    claimed(0)

    again = NOW + timedelta(minutes=5)
    close_promise(entry_id=entry.pk, again_at=again, error="Busy. " * 99, at=NOW)

    entry.refresh_from_db()
    assert (entry.due_at, entry.done_at, entry.leased_until) == (again, None, None)
    assert entry.last_error == ("Busy. " * 99)[:300]
    assert claimed(299) == []
    assert claimed(300) == ["a"]


def test_a_worker_that_comes_late_does_not_reopen_what_was_kept(cast: Cast) -> None:
    (entry,) = promised("a")
    close_promise(entry_id=entry.pk, again_at=None, error="", at=NOW)

    close_promise(entry_id=entry.pk, again_at=NOW, error="late", at=NOW + timedelta(hours=1))

    entry.refresh_from_db()
    assert (entry.done_at, entry.last_error) == (NOW, "")


def test_each_kind_has_an_objective(cast: Cast) -> None:
    mail, refund = promise("mail", 1, key="m", at=NOW), promise("refund", 1, key="r", at=NOW)

    assert mail.objective_at - NOW == timedelta(minutes=5)
    assert refund.objective_at - NOW == timedelta(hours=1)
