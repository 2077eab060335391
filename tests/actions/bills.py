"""What tests of the billing run share: run it, and tell what it wrote."""

from datetime import UTC, date, datetime

from fairwell.actions.billing.bill_next_chunk import bill_next_chunk
from fairwell.actions.billing.start_billing_run import start_billing_run
from fairwell.actions.steps.append_event import whole_state
from fairwell.actions.steps.entitle import entitle
from fairwell.actions.steps.range_work import ChunkReport
from fairwell.models import (
    Customer,
    Invoice,
    NumberSeries,
    PaymentMethod,
    SellerCard,
    Subscription,
    SubscriptionEvent,
    TaxRegistration,
    Transfer,
)
from tests.cast import NOW


def bill(at: datetime, *, chunk: int = 1_000, catch_up: bool = False) -> ChunkReport:
    """One whole run; what it came to."""
    total = ChunkReport()
    run = start_billing_run(at=at, chunk=chunk, catch_up=catch_up)
    while run is not None and (report := bill_next_chunk(run_id=run.pk, at=at)) is not None:
        total.add(report)
    return total


def day(text: str, hour: int = 9) -> datetime:
    """That hour, UTC, of a date such as 2027-01-31."""
    found = date.fromisoformat(text)
    return datetime(found.year, found.month, found.day, hour, tzinfo=UTC)


def sell_in_germany() -> None:
    """The vendor collects German VAT, as a seller established there."""
    TaxRegistration.objects.create(
        country="DE", scheme="domestic", number="DE999999999", valid_from=date(2020, 1, 1)
    )
    SellerCard.objects.create(
        legal_name="Quillfort Security Inc.", country="US", created_at=day("2020-01-01")
    )


def newest(subscription: Subscription) -> Invoice:
    """The invoice of the latest period."""
    return subscription.invoices.filter(kind="period").latest("period_no")


def transfers(invoice: Invoice) -> list[tuple[str, int]]:
    """Kind and amount of each movement that is about an invoice."""
    rows = Transfer.objects.filter(invoice=invoice).order_by("pk")
    return list(rows.values_list("kind", "amount_minor"))


def gapless() -> bool:
    """Whether the invoices of our own series are numbered from 1 on without a gap."""
    numbers = sorted(
        int(number.removeprefix("INV-"))
        for number in Invoice.objects.filter(series="invoices").values_list("number", flat=True)
    )
    series = NumberSeries.objects.filter(name="invoices").first()
    return numbers == list(range(1, (series.next_no if series else 1)))


def multiplied(subscription: Subscription, count: int) -> None:
    """`count` more subscribers like this one, each with a card of their own."""
    customers = Customer.objects.bulk_create(
        Customer(
            external_id=f"cus_more{n}", email=f"more{n}@mail.example", country="US", created_at=NOW
        )
        for n in range(count)
    )
    cards = PaymentMethod.objects.bulk_create(
        PaymentMethod(customer=customer, gateway="sandbox", method_ref=f"pm_more{n}")
        for n, customer in enumerate(customers)
    )
    values = {
        field.attname: getattr(subscription, field.attname)
        for field in Subscription._meta.concrete_fields
        if field.name not in ("id", "external_id", "customer", "method", "last_event_no")
    }
    more = Subscription.objects.bulk_create(
        Subscription(
            **values, external_id=f"sub_more{n}", customer=customers[n], method=cards[n],
            last_event_no=1,
        )
        for n in range(count)
    )  # fmt: skip
    SubscriptionEvent.objects.bulk_create(
        SubscriptionEvent(
            subscription=each, no=1, kind="subscription_imported", at=NOW, actor="system",
            channel="import", data=whole_state(each),
        )
        for each in more
    )  # fmt: skip
    entitle([each.pk for each in more], at=NOW)
