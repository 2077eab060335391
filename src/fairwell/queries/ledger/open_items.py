"""What was still to be settled at an instant, item by item, as the ledger itself tells it."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import connection

from fairwell.domain.ledger import ACCOUNTS, OpenItem
from fairwell.domain.term import local_date
from fairwell.models import (
    CreditNote,
    Customer,
    Dispute,
    Invoice,
    Payment,
    PaymentAttempt,
    Refund,
    RefundAllocation,
    Subscription,
    Transfer,
)

_INVOICE, _NOTE = Invoice._meta.db_table, CreditNote._meta.db_table
_ATTEMPT, _PAYMENT = PaymentAttempt._meta.db_table, Payment._meta.db_table
# An invoice is reached from what moved its money: itself, a credit note, a charge or a payment.
_MOVED_BY = (
    f" LEFT JOIN {_NOTE} n ON n.id = t.credit_note_id"
    f" LEFT JOIN {_ATTEMPT} a ON a.id = t.attempt_id"
    f" LEFT JOIN {_PAYMENT} p ON p.id = t.payment_id"
)
_INVOICE_OF = (
    f"JOIN {_INVOICE} i ON i.id = COALESCE(t.invoice_id, n.invoice_id, a.invoice_id, p.invoice_id)"
)
_OF_INVOICE = f"{_MOVED_BY} {_INVOICE_OF}"
# Credit that was paid back is about a refund, and through it about a customer.
_OF_CUSTOMER = (
    f"{_MOVED_BY} LEFT {_INVOICE_OF}"
    f" LEFT JOIN {Refund._meta.db_table} r ON r.id = t.refund_id"
    f" LEFT JOIN {Subscription._meta.db_table} s ON s.id = r.subscription_id"
    f" JOIN {Customer._meta.db_table} item ON item.id = COALESCE(i.customer_id, s.customer_id)"
)
# A payment is the gateway object of the attempt that led to it.
_OF_ATTEMPT = (
    f" LEFT JOIN {_ATTEMPT} a ON a.id = t.attempt_id LEFT JOIN {_PAYMENT} p"
    f" ON p.id = t.payment_id LEFT JOIN {_ATTEMPT} paid ON paid.gateway = p.gateway"
    " AND paid.gateway_ref = p.gateway_ref"
)
_OF_DISPUTE = f" JOIN {Dispute._meta.db_table} item ON item.id = t.dispute_id"
_OF_REFUND = (
    f" JOIN {RefundAllocation._meta.db_table} part ON part.id = t.allocation_id"
    f" JOIN {Refund._meta.db_table} item ON item.id = part.refund_id"
)
# By account: what leads from its transfers to the items, and what an item is called.
_ITEMS = {
    "receivables": (_OF_INVOICE, "i.number"),
    "charges_clearing": (
        _OF_ATTEMPT,
        "COALESCE(a.idempotency_key, paid.idempotency_key)",
    ),
    "disputes": (_OF_DISPUTE, "item.reference"),
    "credit_balances": (_OF_CUSTOMER, "item.external_id"),
    "refunds_payable": (_OF_REFUND, "item.reference"),
    "refunds_clearing": (_OF_REFUND, "item.reference"),
    "other_routes_payable": (_OF_REFUND, "item.reference"),
}


def open_items(currency: str, before: datetime, zone: ZoneInfo) -> Iterator[OpenItem]:
    """What each account with open items held for each of them; seven passes over the ledger.

    Amounts on the account's normal side; `since` is the day of an item's first transfer.
    """
    for account in _ITEMS:
        yield from _of_account(account, currency, before, zone)


def _of_account(
    account: str, currency: str, before: datetime, zone: ZoneInfo
) -> Iterator[OpenItem]:
    joins, name = _ITEMS[account]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {name}, MIN(t.at), SUM(CASE WHEN t.debit = %(account)s THEN t.amount_minor"  # noqa: S608 - our own names
            f" ELSE -t.amount_minor END) AS held FROM {Transfer._meta.db_table} t{joins}"
            " WHERE (t.debit = %(account)s OR t.credit = %(account)s) AND t.currency = %(currency)s"
            f" AND t.at < %(before)s GROUP BY {name} HAVING SUM(CASE WHEN t.debit = %(account)s"
            f" THEN t.amount_minor ELSE -t.amount_minor END) <> 0 ORDER BY {name}",
            {
                "account": account,
                "currency": currency,
                "before": connection.ops.adapt_datetimefield_value(before),
            },
        )
        for reference, since, held in cursor.fetchall():
            yield OpenItem(
                account=account,
                reference=reference,
                since=local_date(_instant(since), zone),
                amount_minor=ACCOUNTS[account].on_normal_side(int(held)),
            )


def _instant(value: datetime | str) -> datetime:
    return datetime.fromisoformat(f"{value}+00:00") if isinstance(value, str) else value
