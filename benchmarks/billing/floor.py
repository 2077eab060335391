"""The floor: the rows of a billing run written by bare set-based SQL, in the same ranges."""

import threading
import time
from collections.abc import Callable, Iterator
from queue import Empty, Queue

from benchmarks.bare import Bare, Opened
from benchmarks.billing.crowd import DUE_AT

_COLUMNS = {
    "invoiceline": "invoice_id, price_id, description, quantity, unit_minor, amount_minor,"
    " net_minor, tax_minor, credited_minor, service_start, service_end, deferred_out_minor",
    "invoicetax": "invoice_id, name, jurisdiction, rate_ppm, category, taxable_minor, tax_minor",
    "paymentattempt": "kind, invoice_id, method_id, gateway, idempotency_key, currency,"
    " amount_minor, state, failure_code, hard, created_at, ask_at, times_asked",
    "transfer": "kind, debit, credit, currency, amount_minor, at, invoice_id",
    "subscriptionevent": "subscription_id, no, kind, at, actor, channel, data",
    "invoice": "id, number, series, customer_id, subscription_id, seller_id, kind, period_no,"
    " period_start, period_end, currency, net_minor, tax_minor, total_minor,"
    " credit_applied_minor, credited_minor, tax_note, state, collection, due_at, issued_at",
}
# An invoice's id is its subscription's, so that nothing has to be joined to find it.
_TAX = "(p.amount_minor * 19 + 59) / 119"


def floor_seconds(
    open_bare: Callable[[], Opened], count: int, *, chunk: int, workers: int, postgres: bool
) -> float:
    """Seconds that `workers` threads need for `count` due subscriptions with ids from 1 on.

    The database does all the work, so threads serve as well as processes.
    """
    ranges: Queue[tuple[int, int]] = Queue()
    for first in range(1, count + 1, chunk):
        ranges.put((first, min(first + chunk - 1, count)))
    statements = list(_statements(postgres=postgres))

    def work() -> None:
        with open_bare() as bare:
            while True:
                try:
                    first, last = ranges.get_nowait()
                except Empty:
                    return
                _bill(bare, statements, first, last)

    threads = [threading.Thread(target=work) for _ in range(workers)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - started


def _bill(bare: Bare, statements: list[str], first: int, last: int) -> None:
    bare.begin()
    for statement in statements[:-1]:
        bare.run(statement, (first, last))
    bare.run(
        "UPDATE fairwell_numberseries SET next_no = next_no + %s WHERE id = 1", (last - first + 1,)
    )
    bare.run(statements[-1], (first, last))
    bare.run(_advance(postgres="datetime" not in statements[0]), (first, last))
    bare.commit()


def _statements(*, postgres: bool) -> Iterator[str]:
    at = f"timestamptz '{DUE_AT.isoformat()}'" if postgres else f"'{DUE_AT:%Y-%m-%d %H:%M:%S}'"
    false = "false" if postgres else "0"
    start, end, net = "s.current_period_end", _end(postgres=postgres), f"p.amount_minor - {_TAX}"
    told = (
        "json_build_object('period_no', s.current_period_no + 1, 'period_start', "
        f"{start}, 'period_end', {end}, 'price', s.price_id, 'quantity', 1, 'invoice', s.id)"
        if postgres
        else f"json_object('period_no', s.current_period_no + 1, 'period_start', {start},"
        f" 'period_end', {end}, 'price', s.price_id, 'quantity', 1, 'invoice', s.id)"
    )
    values = [
        ("invoiceline", f"s.id, s.price_id, 'Product Plus', 1, p.amount_minor, p.amount_minor,"
         f" {net}, {_TAX}, 0, {start}, {end}, 0"),
        ("invoicetax", f"s.id, 'VAT', 'DE', 190000, 'S', {net}, {_TAX}"),
        ("paymentattempt", "'charge', s.id, s.method_id, 'sandbox', 'charge-' || s.id || '-1',"
         f" 'EUR', p.amount_minor, 'init', '', {false}, {at}, {at}, 0"),
        ("transfer", "'invoice_issued', 'receivables', 'deferred_revenue', 'EUR',"
         f" {net}, {at}, s.id"),
        ("transfer", f"'invoice_tax', 'receivables', 'tax_payable', 'EUR', {_TAX}, {at}, s.id"),
        ("subscriptionevent", f"s.id, 2, 'period_renewed', {at}, 'system', 'worker', {told}"),
        ("invoice", "s.id, 'INV-' || s.id, 'invoices', s.customer_id, s.id, 1, 'period',"
         f" s.current_period_no + 1, {start}, {end}, 'EUR', {net}, {_TAX}, p.amount_minor, 0, 0,"
         f" '', 'finalized', 'due', {start}, {at}"),
    ]  # fmt: skip
    for table, selected in values:
        yield (
            f"INSERT INTO fairwell_{table} ({_COLUMNS[table]}) SELECT {selected}"
            " FROM fairwell_subscription s JOIN fairwell_price p ON p.id = s.price_id"
            f" WHERE s.id BETWEEN %s AND %s AND s.bill_at <= {at}"
        )


def _advance(*, postgres: bool) -> str:
    end = _end(postgres=postgres).replace("s.", "")
    return (
        "UPDATE fairwell_subscription SET current_period_start = current_period_end,"
        f" current_period_end = {end}, bill_at = {end}, current_period_no = current_period_no + 1,"
        " last_event_no = last_event_no + 1 WHERE id BETWEEN %s AND %s"
    )


def _end(*, postgres: bool) -> str:
    """The end of the next period, a month or a year on."""
    if postgres:
        return (
            "(s.current_period_end + CASE WHEN s.price_id = 2 THEN interval '1 year'"
            " ELSE interval '1 month' END)"
        )
    return (
        "datetime(s.current_period_end,"
        " CASE WHEN s.price_id = 2 THEN '+1 year' ELSE '+1 month' END)"
    )
