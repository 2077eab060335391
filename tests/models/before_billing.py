"""Books as they stood before the billing engine, written by the models of that time."""

from datetime import datetime, timedelta
from typing import Any

from django.apps.registry import Apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.cast import NOW

THEN = ("fairwell", "0002_append_only")
CHARGED = NOW - timedelta(days=57)
ENDS = CHARGED + timedelta(days=365)
RUNNING = {"renewal": "auto_renewing", "standing": "current", "service": "active"}
ENDED = {"renewal": "ended", "service": "terminated"}

# Who was on the books, and what was peculiar about each.
SUBSCRIBERS: dict[str, dict[str, Any]] = {
    "anna": {},
    "tess": {"service": "trialing", "trial_end": NOW + timedelta(days=3)},
    "paul": {"service": "paused"},
    "nora": {"renewal": "non_renewing", "ends_at": ENDS},
    "emil": {**ENDED, "ended_at": NOW - timedelta(days=1), "ends_at": NOW - timedelta(days=1)},
    "gwen": {"standing": "grace"},
    "pete": {"service": "pending"},
    "olga": {**ENDED, "ended_at": CHARGED - timedelta(days=1)},
}


class OldBooks:
    """The tables of that time, by the names of their models."""

    def __init__(self) -> None:
        executor = MigrationExecutor(connection)
        self.apps: Apps = executor.loader.project_state([THEN]).apps

    def add(self, model: str, **values: Any) -> Any:
        """One row."""
        return self.apps.get_model("fairwell", model).objects.create(**values)

    def fill(self) -> None:
        """Several subscribers at every stage; Anna paid twice, Gwen's charge failed."""
        product = self.add("Product", external_id="prod_guard", name="Guard")
        plan = self.add("Plan", product=product, tier="Plus")
        self.price = self.add(
            "Price", plan=plan, external_id="price_year_usd", term="P1Y", devices=5,
            currency="USD", amount_minor=7_999,
        )  # fmt: skip
        for key, axes in SUBSCRIBERS.items():
            self._subscribe(key, {**RUNNING, **axes})
        self._pay("anna", "Q-1", "pm_old", CHARGED)
        self._pay("anna", "Q-2", "pm_new", CHARGED + timedelta(days=1), kind="adjustment")
        self._pay("emil", "Q-3", "pm_emil", CHARGED)
        self._give_back("emil", "Q-3")
        self._bill("gwen", "Q-4", CHARGED, state="finalized")
        self.add(
            "PolicyVersion", pack_id="vendor-none", version=1, kind="vendor", text="",
            valid_from=CHARGED.date(), digest="0" * 64, published_at=CHARGED,
        )  # fmt: skip

    def _subscribe(self, key: str, axes: dict[str, Any]) -> None:
        customer = self.add(
            "Customer", external_id=f"cus_{key}", email=f"{key}@mail.example", created_at=CHARGED
        )
        subscription = self.add(
            "Subscription", external_id=f"sub_{key}", customer=customer, price=self.price,
            quantity=2, concluded_at=CHARGED, anchor_at=CHARGED, current_period_no=1,
            current_period_start=CHARGED, current_period_end=ENDS, last_event_no=1, **axes,
        )  # fmt: skip
        told = ("renewal", "standing", "service", "ends_at", "ended_at")
        state = {name: getattr(subscription, name) for name in told}
        self.add(
            "SubscriptionEvent", subscription=subscription, no=1, kind="subscription_imported",
            at=NOW, actor="system", channel="import",
            data={k: v.isoformat() if isinstance(v, datetime) else v for k, v in state.items()},
        )  # fmt: skip
        self.add(
            "Statement", reference=f"FW-{key}", kind="renewal_on", subscription=subscription,
            language="en", document="{}", key_id="k", sealed_at=NOW,
        )  # fmt: skip

    def _bill(self, key: str, number: str, at: datetime, **values: Any) -> Any:
        subscription = self.apps.get_model("fairwell", "Subscription").objects.get(
            external_id=f"sub_{key}"
        )
        invoice = self.add(
            "Invoice", number=number, customer=subscription.customer, subscription=subscription,
            period_no=1, period_start=CHARGED, period_end=ENDS, currency="USD", total_minor=7_999,
            issued_at=at, **{"kind": "period", "state": "paid", **values},
        )  # fmt: skip
        self.add("InvoiceLine", invoice=invoice, price=self.price, description="Plus",
                 amount_minor=7_999)  # fmt: skip
        return invoice

    def _pay(self, key: str, number: str, method: str, at: datetime, **values: Any) -> None:
        invoice = self._bill(key, number, at, **values)
        card = self.add("PaymentMethod", customer=invoice.customer, gateway="sandbox",
                        method_ref=method)  # fmt: skip
        ref = {"gateway": "sandbox", "gateway_ref": f"ch_{number}", "currency": "USD"}
        self.add("PaymentAttempt", kind="charge", invoice=invoice, idempotency_key=f"i:{number}",
                 amount_minor=7_999, state="succeeded", created_at=at, **ref)  # fmt: skip
        payment = self.add("Payment", invoice=invoice, method=card, captured_minor=7_999,
                           captured_at=at, **ref)  # fmt: skip
        self._move("payment_captured", "cash", "revenue", at, payment=payment)

    def _give_back(self, key: str, number: str) -> None:
        """The whole of that order went back over the gateway."""
        payments = self.apps.get_model("fairwell", "Payment").objects
        payment = payments.get(invoice__number=number)
        payments.filter(pk=payment.pk).update(refunded_minor=7_999)
        refund = self.add(
            "Refund", reference=f"FW-R-{key}", subscription=payment.invoice.subscription,
            currency="USD", total_minor=7_999, state="succeeded", decision={}, settled_at=NOW,
            idempotency_key=f"refund-{key}", instructed_at=NOW, actor="subscriber",
            channel="portal",
        )  # fmt: skip
        part = self.add("RefundAllocation", refund=refund, payment=payment, amount_minor=7_999,
                        state="succeeded", settled_at=NOW)  # fmt: skip
        self.add("CreditNote", number="CN-000001", invoice=payment.invoice, refund=refund,
                 currency="USD", total_minor=7_999, reason="refund", issued_at=NOW)  # fmt: skip
        for kind, debit, credit in (
            ("refund_instructed", "refunds", "refunds_payable"),
            ("refund_submitted", "refunds_payable", "refunds_clearing"),
            ("refund_settled", "refunds_clearing", "cash"),
        ):
            self._move(kind, debit, credit, NOW, payment=payment, refund=refund, allocation=part)

    def _move(self, kind: str, debit: str, credit: str, at: datetime, **subject: Any) -> None:
        self.add("Transfer", kind=kind, debit=debit, credit=credit, currency="USD",
                 amount_minor=7_999, at=at, **subject)  # fmt: skip
