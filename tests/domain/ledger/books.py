"""A month of Olga's and Ben's on the books, for the tests of balances, closes and exports."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from fairwell.domain.ledger.accounts import CREDIT_MOVEMENTS, MOVEMENTS, CreditTo, movement
from fairwell.domain.ledger.transfer import SUBJECTS, TransferFacts

ZONE = ZoneInfo("America/New_York")
NOON = datetime(2026, 11, 2, 17, 0, tzinfo=UTC)
OPENED = date(2026, 1, 1)


def transfer(
    n: int,
    kind: str,
    minor: int,
    *,
    days: int = 0,
    currency: str = "EUR",
    to: CreditTo | None = None,
    **subjects: str,
) -> TransferFacts:
    """The transfer number `n`, at noon of the second of November or `days` later."""
    debit, credit = movement(kind, to=to)
    return TransferFacts(
        transfer_id=n,
        at=NOON + timedelta(days=days),
        kind=kind,
        debit=debit,
        credit=credit,
        currency=currency,
        amount_minor=minor,
        subjects=subjects,
    )


# Olga pays a year of 119.00 with 19 % tax and gives the rest back after ten days of which
# 2.74 are earned; Ben's charge of 11.90 comes back and is given up.
NOVEMBER = (
    transfer(1, "invoice_issued", 10_000, invoice="Q-1"),
    transfer(2, "invoice_tax", 1_900, invoice="Q-1"),
    transfer(3, "charge_submitted", 11_900, invoice="Q-1", attempt="A-1"),
    transfer(4, "payment_captured", 11_900, payment="P-1"),
    transfer(5, "invoice_issued", 1_000, days=1, invoice="Q-2"),
    transfer(6, "invoice_tax", 190, days=1, invoice="Q-2"),
    transfer(7, "charge_submitted", 1_190, days=1, attempt="A-2"),
    transfer(8, "charge_returned", 1_190, days=2, attempt="A-2"),
    transfer(9, "revenue_recognised", 274, days=9),
    transfer(10, "refund_instructed", 11_574, days=9, refund="R-1", allocation="R-1/1"),
    transfer(11, "credit_tax", 1_848, days=9, to="refund", credit_note="CN-1"),
    transfer(12, "credit_deferred", 9_726, days=9, to="refund", credit_note="CN-1"),
    transfer(13, "refund_submitted", 11_574, days=10, refund="R-1"),
    transfer(14, "refund_settled", 11_574, days=12, refund="R-1"),
    transfer(15, "credit_tax", 90, days=20, to="receivable", credit_note="CN-2"),
    transfer(16, "credit_deferred", 475, days=20, to="receivable", credit_note="CN-2"),
    transfer(17, "written_off", 625, days=25, invoice="Q-2"),
)

_WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
_PAIRS = [(kind, *pair) for kind, pair in MOVEMENTS.items()]
_PAIRS += [(kind, *pair) for (kind, _), pair in CREDIT_MOVEMENTS.items()]


@st.composite
def some_transfers(draw: st.DrawFn) -> list[TransferFacts]:
    """Any transfers that the books may hold, in order of time, with wild references."""
    hours = sorted(draw(st.lists(st.integers(0, 2_000), max_size=20)))
    made = []
    for n, hour in enumerate(hours):
        kind, debit, credit = draw(st.sampled_from(_PAIRS))
        made.append(
            TransferFacts(
                transfer_id=n,
                at=NOON + timedelta(hours=hour),
                kind=kind,
                debit=debit,
                credit=credit,
                currency=draw(st.sampled_from(["EUR", "JPY", "KWD"])),
                amount_minor=draw(st.integers(1, 10**12)),
                subjects=draw(st.dictionaries(st.sampled_from(SUBJECTS), _WORDS, max_size=2)),
            )
        )
    return made
