"""Write the data with the columns, spellings and formats of Stripe's dashboard exports."""

import csv
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from random import Random

from demo_data import titles
from demo_data.catalogue import PRODUCTS, Price, Product
from demo_data.contracts import Charge, Contract, Invoice
from demo_data.people import Person
from fairwell.domain.money import to_major


def write_files(
    target: Path, prices: Sequence[Price], contracts: Sequence[Contract], dice: Random
) -> None:
    """Write the six files into `target`, newest rows first as the dashboard does."""
    target.mkdir(parents=True, exist_ok=True)
    people = {made.person.id: made.person for made in contracts}
    of_person: dict[str, list[Contract]] = {}
    for made in contracts:
        of_person.setdefault(made.person.id, []).append(made)
    cards = {key: _card(key, person, dice) for key, person in sorted(people.items())}
    billed = sorted(
        ((invoice, made) for made in contracts for invoice in made.invoices),
        key=lambda pair: (pair[0].at, pair[0].id),
        reverse=True,
    )
    charged = sorted(
        ((charge, invoice, made) for invoice, made in billed for charge in invoice.charges),
        key=lambda row: (row[0].at, row[0].id),
        reverse=True,
    )
    newest = sorted(contracts, key=lambda made: (made.start, made.id), reverse=True)
    _write(target / "products.csv", titles.PRODUCTS, map(_product, PRODUCTS))
    _write(target / "prices.csv", titles.PRICES, map(_price, prices))
    _write(
        target / "unified_customers.csv",
        titles.CUSTOMERS,
        (_customer(person, of_person[key]) for key, person in sorted(people.items())),
    )
    _write(target / "subscriptions.csv", titles.SUBSCRIPTIONS, map(_subscription, newest))
    _write(target / "invoices.csv", titles.INVOICES, (_invoice(*row) for row in billed))
    _write(
        target / "unified_payments.csv",
        titles.PAYMENTS,
        (_payment(*row, cards[row[2].person.id]) for row in charged),
    )


def _write(path: Path, columns: str, rows: Iterable[dict[str, object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns.split(","), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _when(at: datetime | None) -> str:
    return at.strftime("%Y-%m-%d %H:%M") if at else ""


def _product(product: Product) -> dict[str, object]:
    return {
        "id": product.id,
        "Name": product.name,
        "Type": "service",
        "Date (UTC)": "2022-01-10 10:00",
        "Description": product.description,
        "Statement Descriptor": "QUILLFORT",
        "Unit Label": "license",
        "Url": "https://www.quillfort.example",
    }


def _price(price: Price) -> dict[str, object]:
    return {
        "Price ID": price.id,
        "Product ID": price.product.id,
        "Product Name": price.product.name,
        "Description": price.nickname,
        "Created (UTC)": "2022-01-10 10:05",
        "Amount": to_major(price.minor, price.currency),
        "Currency": price.currency.lower(),
        "Interval": "year" if price.months == 12 else "month",
        "Interval Count": 1,
        "Usage Type": "licensed",
        "Billing Scheme": "per_unit",
        "Tax Behavior": "inclusive",
        "plan (metadata)": price.plan,
        "devices (metadata)": price.devices,
    }


def _customer(person: Person, contracts: Sequence[Contract]) -> dict[str, object]:
    charges = [charge for made in contracts for each in made.invoices for charge in each.charges]
    paid = [charge for charge in charges if charge.status != "Failed"]
    currency = contracts[0].price.currency
    return {
        "id": person.id,
        "Email": person.email,
        "Name": person.name,
        "Created (UTC)": _when(min(made.person.created for made in contracts)),
        "Delinquent": str(any(made.status in ("past_due", "unpaid") for made in contracts)).lower(),
        "Address Country": person.country,
        "Address State": person.state,
        "Preferred Locales": person.language,
        "Plan": contracts[0].price.id,
        "Status": contracts[0].status,
        "Total Spend": to_major(sum(charge.minor for charge in paid), currency),
        "Payment Count": len(paid),
        "Refunded Volume": to_major(sum(charge.refunded_minor for charge in paid), currency),
        "Dispute Losses": to_major(0, currency),
        "consumer (metadata)": "" if person.consumer else "false",
    }


def _subscription(made: Contract) -> dict[str, object]:
    return {
        "id": made.id,
        "Customer ID": made.person.id,
        "Customer Email": made.person.email,
        "Customer Name": made.person.name,
        "Plan": made.price.id,
        "Product": made.price.product.id,
        "Quantity": 1,
        "Currency": made.price.currency.lower(),
        "Interval": "year" if made.price.months == 12 else "month",
        "Amount": to_major(made.price.minor, made.price.currency),
        "Status": made.status,
        "Cancellation Reason": made.reason,
        "Created (UTC)": _when(made.start),
        "Start (UTC)": _when(made.start),
        "Start Date (UTC)": _when(made.start),
        "Current Period Start (UTC)": _when(made.period[0]),
        "Current Period End (UTC)": _when(made.period[1]),
        "Trial Start (UTC)": _when(made.start if made.trial_end else None),
        "Trial End (UTC)": _when(made.trial_end),
        "Cancel At Period End": str(made.at_period_end).lower(),
        "Cancel At (UTC)": _when(made.cancel_at),
        "Canceled At (UTC)": _when(made.canceled_at),
        "Ended At (UTC)": _when(made.ended_at),
        "concluded_on (metadata)": _when(made.concluded),
        "early_start_requested (metadata)": "" if made.early_start is None else "true",
    }


def _invoice(invoice: Invoice, made: Contract) -> dict[str, object]:
    amount, nothing = (to_major(minor, made.price.currency) for minor in (invoice.minor, 0))
    paid = invoice.status == "paid"
    return {
        "id": invoice.id,
        "Amount Due": amount,
        "Billing": "charge_automatically",
        "Charge": invoice.charges[-1].id if invoice.charges else "",
        "Closed": str(paid).lower(),
        "Currency": made.price.currency.lower(),
        "Customer": made.person.id,
        "Customer Name": made.person.name,
        "Customer Email": made.person.email,
        "Date (UTC)": _when(invoice.at),
        "Number": invoice.number,
        "Paid": str(paid).lower(),
        "Subscription": made.id,
        "Subtotal": amount,
        "Total Discount Amount": nothing,
        "Tax": nothing,
        "Total": amount,
        "Amount Paid": amount if paid else nothing,
        "Status": invoice.status,
        "Minimum Line Item Period Start (UTC)": _when(invoice.start),
        "Maximum Line Item Period End (UTC)": _when(invoice.end),
        "Period Start (UTC)": _when(invoice.at),
        "Period End (UTC)": _when(invoice.at),
        "Finalized At (UTC)": _when(invoice.at),
        "Paid At (UTC)": _when(invoice.charges[-1].at) if paid else "",
    }


def _card(person_id: str, person: Person, dice: Random) -> dict[str, object]:
    brand = dice.choice(("Visa", "Visa", "MasterCard", "MasterCard", "American Express"))
    return {
        "Card ID": f"card_{person_id.removeprefix('cus_')}",
        "Card Name": person.name,
        "Card Address Country": person.country,
        "Card Brand": brand,
        "Card Exp Month": dice.randint(1, 12),
        "Card Exp Year": dice.randint(2027, 2030),
        "Card Fingerprint": f"{dice.getrandbits(64):016x}",
        "Card Funding": dice.choice(("credit", "debit")),
        "Card Issue Country": person.country,
        "Card Last4": f"{dice.randint(0, 9999):04d}",
    }


def _payment(
    charge: Charge, invoice: Invoice, made: Contract, card: dict[str, object]
) -> dict[str, object]:
    currency, failed = made.price.currency, charge.status == "Failed"
    amount, refunded = to_major(charge.minor, currency), to_major(charge.refunded_minor, currency)
    return {
        **card,
        "id": charge.id,
        "Created date (UTC)": charge.at.strftime("%Y-%m-%d %H:%M:%S"),
        "Amount": amount,
        "Amount Refunded": refunded,
        "Currency": currency.lower(),
        "Captured": str(not failed).lower(),
        "Converted Amount": amount,
        "Converted Amount Refunded": refunded,
        "Converted Currency": currency.lower(),
        "Decline Reason": "insufficient_funds" if failed else "",
        "Description": "Subscription creation"
        if invoice.at == made.start
        else "Subscription update",
        "Mode": "Live",
        "PaymentIntent ID": f"pi_{charge.id.removeprefix('ch_')}",
        "Payment Source Type": "card",
        "Statement Descriptor": "QUILLFORT",
        "Status": charge.status,
        "Seller Message": "The bank declined." if failed else "Payment complete.",
        "Customer ID": made.person.id,
        "Customer Email": made.person.email,
        "Invoice ID": invoice.id,
        "Invoice Number": invoice.number,
    }
