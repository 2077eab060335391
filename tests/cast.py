"""The fixed cast of every story: a fictional vendor and its subscribers."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib.resources import files

from fairwell.actions.catalog.import_catalogue import import_catalogue
from fairwell.actions.catalog.import_customers import import_customers
from fairwell.actions.catalog.import_payments import import_payments
from fairwell.actions.catalog.import_subscriptions import import_subscriptions
from fairwell.actions.catalog.publish_policies import publish_policies
from fairwell.actions.catalog.set_up_vendor import VendorRecord, set_up_vendor
from fairwell.domain.imports import (
    ImportedCustomer,
    ImportedMethod,
    ImportedPayment,
    ImportedPrice,
    ImportedSubscription,
)
from fairwell.domain.term import Term, period_bounds
from fairwell.models import Subscription, User, Vendor

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)

VENDOR = VendorRecord(
    name="Quillfort Security",
    legal_name="Quillfort Security Inc.",
    postal_address="1 Harbour Row, Springfield",
    country="US",
    timezone="America/New_York",
    default_language="en",
    languages=("en", "de"),
    default_currency="USD",
    default_policy="vendor-60-annual",
    contacts=(
        {"kind": "phone", "value": "+1-212-555-0123", "purpose": "support", "hours": "24/7"},
        {"kind": "email", "value": "help@quillfort.example", "purpose": "support", "hours": ""},
        {"kind": "email", "value": "letters@quillfort.example", "purpose": "sender", "hours": ""},
        {"kind": "domain", "value": "quillfort.example", "purpose": "web", "hours": ""},
    ),
    product_policies={"prod_vault": "vendor-none"},
)

PRICES = (
    ("price_year_usd", "prod_guard", "Guard", "Plus", 5, "P1Y", "USD", 7_999),
    ("price_month_usd", "prod_guard", "Guard", "Plus", 3, "P1M", "USD", 999),
    ("price_year_eur", "prod_guard", "Guard", "Plus", 5, "P1Y", "EUR", 12_000),
    ("price_month_eur", "prod_guard", "Guard", "Plus", 3, "P1M", "EUR", 999),
    ("price_year_jpy", "prod_guard", "Guard", "Plus", 5, "P1Y", "JPY", 9_800),
    ("price_vault_usd", "prod_vault", "Vault", "Basic", 1, "P1Y", "USD", 2_400),
)


@dataclass
class Cast:
    """Who is on the books; `subscriber` adds one more."""

    vendor: Vendor
    orders: int = 1000
    subscriptions: dict[str, Subscription] = field(default_factory=dict)

    @classmethod
    def on_stage(cls) -> "Cast":
        """Set the vendor up, publish the shipped policies, and put the catalogue on the books."""
        packs = files("fairwell.domain.packs")
        texts = {p.name: p.read_text() for p in packs.iterdir() if p.name.endswith(".toml")}
        publish_policies(texts=texts, at=NOW)
        vendor = set_up_vendor(record=VENDOR, at=NOW)
        rows = [
            (n, ImportedPrice(i, product, name, plan, devices, term, currency, minor, "inclusive"))
            for n, (i, product, name, plan, devices, term, currency, minor) in enumerate(PRICES)
        ]
        import_catalogue(rows=rows, file="prices", at=NOW)
        return cls(vendor)

    def subscriber(
        self,
        key: str,
        *,
        price: str = "price_year_usd",
        charged: datetime = NOW - timedelta(days=57),
        concluded: datetime | None = None,
        country: str = "US",
        language: str = "en",
        early_start: bool | None = None,
        payments: tuple[int, ...] = (),
        refunded_minor: int = 0,
        paid: bool = True,
        signed_up: bool = True,
        password: str = "correct horse battery",
        **axes: object,
    ) -> Subscription:
        """Put one subscriber on the books whose current period was charged at `charged`.

        `payments` gives several amounts for that period, a day apart; with `paid` off there is
        none. The user signs in with `{key}@mail.example` and `password`.
        """
        _, _, _, _, _, term, currency, minor = next(p for p in PRICES if p[0] == price)
        start, end = period_bounds(charged, Term.parse(term), 0, self.vendor.zone)
        customer = ImportedCustomer(
            f"cus_{key}", f"{key}@mail.example", key.title(), country, "", language, charged
        )
        import_customers(rows=[(1, customer)], file="customers", at=NOW)
        shape = {"renewal": "auto_renewing", "standing": "current", "service": "active", **axes}
        row = ImportedSubscription(
            external_id=f"sub_{key}",
            customer_external_id=f"cus_{key}",
            price_external_id=price,
            quantity=1,
            concluded_at=concluded or charged,
            started_at=charged,
            current_period_start=start,
            current_period_end=end,
            early_start_requested=early_start,
            **shape,
        )
        import_subscriptions(rows=[(1, row)], file="subscriptions", at=NOW)
        whole = (minor,) if paid and row.service != "trialing" else ()
        for n, amount in enumerate(payments or whole):
            self.orders += 1
            self.pay(key, amount, currency, charged + timedelta(days=n), refunded_minor)
        subscription = Subscription.objects.get(external_id=f"sub_{key}")
        if signed_up:
            self.sign_up(subscription, password)
        self.subscriptions[key] = subscription
        return subscription

    def pay(self, key: str, minor: int, currency: str, at: datetime, refunded: int = 0) -> None:
        """Put one captured payment of that subscriber on the books, order number Q-…"""
        row = ImportedPayment(
            external_id=f"ch_{key}_{self.orders}",
            order_number=f"Q-{self.orders}",
            customer_external_id=f"cus_{key}",
            subscription_external_id=f"sub_{key}",
            amount_minor=minor,
            refunded_minor=refunded,
            currency=currency,
            charged_at=at,
            status="captured",
            method=ImportedMethod(f"pm_{key}", "visa", "4242", 12, 2029),
        )
        report = import_payments(rows=[(1, row)], file="payments", gateway="sandbox", at=NOW)
        assert not report.problems, report.problems

    def sign_up(self, subscription: Subscription, password: str) -> User:
        """Give the subscriber an account with a verified address."""
        customer = subscription.customer
        user = User.objects.filter(email=customer.email).first()
        if user is None:
            user = User.objects.create_user(customer.email, password, date_joined=NOW)
            user.emailaddress_set.create(email=user.email, verified=True, primary=True)
        customer.user = user
        customer.save(update_fields=["user"])
        return user
