"""What pages about orders are looked at with: subscribers whom this system itself has charged."""

from datetime import date, timedelta

from fairwell.actions.people.change_billing_details import BillTo, change_billing_details
from fairwell.models import Customer, Invoice, Subscription, TaxRegistration
from tests.actions.bills import bill, newest
from tests.actions.charges import News, record
from tests.cast import NOW, Cast

RENEWAL = NOW + timedelta(hours=1)
LATER = NOW + timedelta(days=1)
LENA = BillTo(name="Lena Brandt", address="Gartenweg 5\n04109 Leipzig", country="DE")


def tax_europe() -> None:
    """The vendor collects the EU's value added tax by the one-stop shop."""
    TaxRegistration.objects.create(country="DE", scheme="oss", valid_from=date(2020, 1, 1))


def charged(
    cast: Cast,
    key: str = "lena",
    *,
    news: News | None = None,
    bill_to: BillTo | None = None,
    **options: object,
) -> Subscription:
    """A subscriber whose year was renewed an hour after NOW, and paid unless `news` says no.

    A VAT number to `bill_to` is one that the register knows.
    """
    told = {"price": "price_year_eur", "country": "DE", **options}
    subscription = cast.subscriber(key, charged=RENEWAL.replace(year=2025), **told)
    if bill_to is not None:
        make_out_to(subscription, bill_to)
        valid = bool(bill_to.vat_number)
        Customer.objects.filter(pk=subscription.customer_id).update(vat_number_valid=valid)
    bill(RENEWAL)
    record(RENEWAL, **({"every": news} if news else {}))
    subscription.refresh_from_db()
    return subscription


def invoice_of(subscription: Subscription) -> Invoice:
    """Its latest invoice, read anew."""
    return Invoice.objects.get(pk=newest(subscription).pk)


def make_out_to(subscription: Subscription, bill_to: BillTo = LENA) -> None:
    """From now on its invoices say so."""
    change_billing_details(
        customer_id=subscription.customer_id,
        user_id=None,
        bill_to=bill_to,
        at=NOW,
        actor="subscriber",
        channel="portal",
        idempotency_key="details",
    )
