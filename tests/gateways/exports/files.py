"""A small export to damage: one product, one price, one customer and what happened to them."""

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path

from fairwell.domain.imports import Record, RowProblem
from fairwell.gateways.exports.stripe_csv.read import read_stripe_csv

PRICE = {
    "Price ID": "price_1",
    "Product ID": "prod_1",
    "Product Name": "Quillfort Shield",
    "Description": "Plus, 3 devices, yearly",
    "Amount": "49.99",
    "Currency": "eur",
    "Interval": "year",
    "Interval Count": "1",
    "Billing Scheme": "per_unit",
    "Usage Type": "licensed",
    "Tax Behavior": "inclusive",
    "plan (metadata)": "Plus",
    "devices (metadata)": "3",
}
CUSTOMER = {
    "id": "cus_1",
    "Email": "Lena.Vogt@mail.example",
    "Name": "Lena Vogt",
    "Created (UTC)": "2025-12-01 10:00",
    "Address Country": "DE",
    "Address State": "",
    "Preferred Locales": "de-DE",
}
SUBSCRIPTION = {
    "id": "sub_1",
    "Customer ID": "cus_1",
    "Plan": "price_1",
    "Quantity": "1",
    "Currency": "eur",
    "Status": "active",
    "Cancellation Reason": "",
    "Created (UTC)": "2025-12-01 10:00",
    "Start Date (UTC)": "2025-12-01 10:00",
    "Current Period Start (UTC)": "2025-12-01 10:00",
    "Current Period End (UTC)": "2026-12-01 10:00",
    "Trial End (UTC)": "",
    "Cancel At Period End": "false",
    "Cancel At (UTC)": "",
    "Canceled At (UTC)": "",
    "Ended At (UTC)": "",
}
INVOICE = {
    "id": "in_1",
    "Number": "QF-0001",
    "Subscription": "sub_1",
    "Charge": "ch_1",
    "Minimum Line Item Period Start (UTC)": "2025-12-01 10:00",
    "Maximum Line Item Period End (UTC)": "2026-12-01 10:00",
}
PAYMENT = {
    "id": "ch_1",
    "Created date (UTC)": "2025-12-01 10:02:11",
    "Amount": "49.99",
    "Amount Refunded": "0.00",
    "Currency": "eur",
    "Captured": "true",
    "Mode": "Live",
    "Status": "Paid",
    "Customer ID": "cus_1",
    "Card ID": "card_1",
    "Card Brand": "Visa",
    "Card Last4": "4242",
    "Card Exp Month": "8",
    "Card Exp Year": "2028",
    "Dispute Status": "",
    "Invoice ID": "in_1",
}
EXPORT = {
    "prices": PRICE,
    "customers": CUSTOMER,
    "subscriptions": SUBSCRIPTION,
    "invoices": INVOICE,
    "payments": PAYMENT,
}


def csv_text(rows: Iterable[Mapping[str, str]], delimiter: str = ",") -> str:
    """Rows of equal keys as CSV with a header."""
    listed = list(rows)
    text = io.StringIO()
    writer = csv.DictWriter(text, list(listed[0]), delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(listed)
    return text.getvalue()


def export(where: Path, **rows: list[dict[str, str]] | None) -> Path:
    """Write a whole small export; a kind given by name has those rows instead, None no file."""
    for kind, row in EXPORT.items():
        chosen = rows.get(kind, [row])
        if chosen is not None:
            (where / f"{kind}.csv").write_text(csv_text(chosen), encoding="utf-8")
    return where


def records(where: Path) -> list[Record]:
    """What was read, without the problems."""
    return [row.item for row in read_stripe_csv(where) if not isinstance(row.item, RowProblem)]


def told(where: Path) -> list[str]:
    """The problems as people read them, errors and skipped rows and warnings alike."""
    return [
        f"{row.item.severity}: {row.item}"
        for row in read_stripe_csv(where)
        if isinstance(row.item, RowProblem)
    ]
