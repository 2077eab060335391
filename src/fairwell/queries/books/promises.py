"""Promises: every ending has its sealed confirmation and letter; nothing stays undone."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, cast

from django.conf import settings
from django.db.models import CharField, Count, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat

from fairwell.models import (
    CancellationRequest,
    Case,
    CreditBalance,
    OutboxEntry,
    PaymentAttempt,
    Statement,
)
from fairwell.proof.keys import KeyRing
from fairwell.proof.seal import signature_verifies
from fairwell.proof.verify import verify_document
from fairwell.queries.books.result import Check, Result, Violation, result
from fairwell.queries.credit_left import credits_to_settle

UNKNOWN_AT_MOST = timedelta(days=7)
CREDIT_SETTLED_WITHIN = timedelta(days=1)


def endings_are_confirmed(at: datetime) -> Result:
    """Every confirmed or effective request has exactly one sealed confirmation with its letter."""
    kinds = ("cancellation", "withdrawal")
    rows = (
        CancellationRequest.objects.filter(state__in=("confirmed", "effective"))
        .annotate(
            sealed=Count("statements", filter=Q(statements__kind__in=kinds), distinct=True),
            letters=Count(
                "statements__notices",
                filter=Q(statements__kind__in=kinds),
                distinct=True,
            ),
        )
        .filter(~Q(sealed=1) | Q(letters=0))
    )
    wrong = (
        Violation(r.reference, f"{r.sealed} sealed confirmations, {r.letters} letters")
        for r in rows.iterator()
    )
    return result(CancellationRequest.objects.count(), wrong)


def seals_verify(at: datetime) -> Result:
    """Every sealed document verifies under a key of this vendor, and says what its row says."""
    published = KeyRing.open(settings.SEAL_KEYS_DIR, at=at).published()
    keys = cast("list[dict[str, Any]]", published["keys"])

    def wrong() -> Iterator[Violation]:
        rows = Statement.objects.values_list("reference", "document")
        for reference, document in rows.iterator(chunk_size=500):
            verdict = verify_document(document.encode(), keys, check=signature_verifies)
            if verdict.status != "genuine":
                yield Violation(reference, f"{verdict.status}: {verdict.summary}")
            elif (verdict.statement or {}).get("reference") != reference:
                yield Violation(reference, "the sealed reference is another")

    return result(Statement.objects.count(), wrong())


def nothing_stays_unknown(at: datetime) -> Result:
    """No attempt is unknown for more than seven days without a case."""
    about_it = Case.objects.filter(invoice=OuterRef("invoice"), kind="unknown_outcome")
    rows = PaymentAttempt.objects.filter(
        ~Exists(about_it),
        state="unknown",
        submitted_at__lt=at - UNKNOWN_AT_MOST,
        allocation__case__isnull=True,
    )
    wrong = (
        Violation(a.idempotency_key, f"unknown since {a.submitted_at}, no case")
        for a in rows.iterator()
    )
    return result(PaymentAttempt.objects.filter(state="unknown").count(), wrong)


def promises_are_kept(at: datetime) -> Result:
    """No promise is past its objective: mail within minutes, refunds submitted within the hour."""
    open_ones = OutboxEntry.objects.filter(done_at__isnull=True)
    # A refund that the bank still settles was sent, and so was one that is being asked about. One
    # that never left, or that nobody took over from a dead worker, is late however often tried.
    under_way = PaymentAttempt.objects.filter(state__in=("pending", "unknown")).values("pk")
    late = open_ones.filter(objective_at__lt=at).exclude(topic="refund", subject_id__in=under_way)
    wrong = (
        Violation(e.key, f"due by {e.objective_at}, tried {e.tries} times: {e.last_error}")
        for e in late.iterator()
    )
    return result(open_ones.count(), wrong)


def credit_is_settled_after_the_end(at: datetime) -> Result:
    """No credit is left for a day after its owner's last subscription ended, but as a case."""
    a_day_ago = at - CREDIT_SETTLED_WITHIN
    about_it = Case.objects.filter(
        customer=OuterRef("customer"), kind="credit_left", key__startswith=_key_of_balance()
    )
    late = (
        credits_to_settle(ended_before=a_day_ago)
        .exclude(entries__at__gt=a_day_ago)
        .filter(~Exists(about_it))
        .select_related("customer")
    )
    wrong = (
        Violation(
            f"{row.customer.external_id} {row.currency}",
            f"{row.balance_minor} of credit is left, nobody can use it, and it is not paid back",
        )
        for row in late.iterator()
    )
    return result(CreditBalance.objects.count(), wrong)


def _key_of_balance() -> Concat:
    """How the key of a case about the balance asked about begins."""
    return Concat(Value("credit_left:"), Cast(OuterRef("pk"), CharField()), Value(":"))


PROMISE_CHECKS = (
    Check(
        "6 confirmations",
        "Every ending has one sealed confirmation and its letter.",
        endings_are_confirmed,
    ),
    Check("6 seals", "Every sealed document verifies and matches its row.", seals_verify),
    Check("11 unknown", "Nothing is unknown for a week without a case.", nothing_stays_unknown),
    Check("11 outbox", "No promise is past its objective.", promises_are_kept),
    Check(
        "11 credit",
        "Credit of who has ended goes back within a day, or is a person's matter.",
        credit_is_settled_after_the_end,
    ),
)
