"""Disputes at the bank: the money stands where each dispute's state says it stands."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import F, Q

from fairwell.domain.disputes import DECIDED
from fairwell.models import Dispute, Transfer
from fairwell.queries.books.result import Check, Result, Violation, result
from fairwell.queries.books.sums import balances, by_currency, differences, total_of

_AMOUNT = F("amount_minor")
# What a dispute's transfers come to, by its state. What a refund had promised already is not lost
# a second time: that part of a lost one came back. One won after a warning was never held.
_STANDS = (
    Q(state="early_warning", held=0, back=0, lost=0)
    | Q(
        state__in=("needs_response", "under_review"),
        held=_AMOUNT,
        back=0,
        lost=0,
    )
    | Q(state="won", back=F("held"), lost=0) & (Q(held=0) | Q(held=_AMOUNT))
    | Q(state__in=("lost", "conceded"), held=_AMOUNT) & Q(held=F("back") + F("lost"))
)


def disputed_money_stands_where_it_says(at: datetime) -> Result:
    """Each dispute's transfers are those of its state; the account holds the open ones' amounts."""
    own = Transfer.objects.filter(currency=F("dispute__currency"))
    rows = Dispute.objects.annotate(
        held=total_of(own.filter(kind="dispute_held"), "dispute"),
        back=total_of(own.filter(kind="dispute_won"), "dispute"),
        lost=total_of(own.filter(kind="dispute_lost"), "dispute"),
        moved=total_of(Transfer.objects.all(), "dispute"),
    ).filter(~_STANDS | ~Q(moved=F("held") + F("back") + F("lost")))

    def wrong() -> Iterator[Violation]:
        for row in rows.iterator():
            yield Violation(
                row.reference,
                f"{row.state}, {row.amount_minor}: held {row.held}, back "
                f"{row.back}, lost {row.lost}; {row.moved} moved in all",
            )
        still_open = by_currency(Dispute.objects.exclude(state__in=[*DECIDED, "early_warning"]))
        for currency, ledger, disputes in differences(balances("disputes"), still_open):
            yield Violation(currency, f"the ledger holds {ledger}, open disputes {disputes}")

    return result(Dispute.objects.count(), wrong())


DISPUTE_CHECKS = (
    Check(
        "1 disputes",
        "Disputed money is held, lost or back as the dispute's state says.",
        disputed_money_stands_where_it_says,
    ),
)
