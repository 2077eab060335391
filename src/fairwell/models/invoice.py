"""What was billed: invoices with their lines, taxes and gapless numbers."""

from django.db import models
from django.db.models import F, Q

from fairwell.models import fields

INVOICE_STATES = ("draft", "finalized", "paid", "voided", "uncollectible")
INVOICE_KINDS = ("period", "adjustment")
COLLECTION = ("none", "due", "retrying", "waiting", "paused", "stopped")
VAT_CATEGORIES = ("S", "AE", "Z", "E", "O", "G")


class NumberSeries(models.Model):
    """The next number of a gapless series; the row is locked while numbers are taken."""

    name = models.CharField(max_length=40, unique=True)
    prefix = models.CharField(max_length=20)
    next_no = models.PositiveBigIntegerField(default=1)

    def __str__(self) -> str:
        return self.name


class SellerCard(models.Model):
    """The vendor as its invoices name it; a change makes a new version, so that old ones stand."""

    legal_name = models.CharField(max_length=200)
    address = models.TextField(blank=True)
    country = models.CharField(max_length=2)
    vat_number = models.CharField(max_length=20, blank=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.legal_name


class Invoice(models.Model):
    """A bill; its number is the order number that a subscriber reads on it.

    Owed is `total - credit_applied - credited`; `collect_at` is when collecting has its next step.
    """

    number = models.CharField(max_length=60)
    series = models.CharField(max_length=40, blank=True, help_text="Blank: numbered elsewhere.")
    customer = models.ForeignKey("Customer", on_delete=models.PROTECT, related_name="invoices")
    subscription = models.ForeignKey(
        "Subscription", null=True, on_delete=models.PROTECT, related_name="invoices"
    )
    # The two versions are append-only, so that their checks at each of a million rows are spared.
    seller = models.ForeignKey(
        SellerCard, null=True, on_delete=models.PROTECT, related_name="+", db_index=False,
        db_constraint=False,
    )  # fmt: skip
    buyer = models.ForeignKey(
        "BillingDetails", null=True, on_delete=models.PROTECT, related_name="+", db_index=False,
        db_constraint=False,
    )  # fmt: skip
    kind = fields.word("period")
    period_no = models.PositiveIntegerField(null=True)
    period_start = models.DateTimeField(null=True)
    period_end = models.DateTimeField(null=True)
    currency = fields.currency()
    net_minor = fields.minor_units(default=0)
    tax_minor = fields.minor_units(default=0)
    total_minor = fields.minor_units()
    credit_applied_minor = fields.minor_units(default=0)
    credited_minor = fields.minor_units(default=0)
    tax_note = models.CharField(max_length=40, blank=True)
    state = fields.word()
    collection = fields.word("none")
    collect_at = models.DateTimeField(null=True)
    first_failed_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    issued_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, help_text="Paid, voided or given up.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number"], name="invoice_number_once"),
            fields.one_of("invoice", "state", INVOICE_STATES),
            fields.one_of("invoice", "kind", INVOICE_KINDS),
            fields.one_of("invoice", "collection", COLLECTION),
            fields.is_currency("invoice"),
            models.CheckConstraint(
                condition=Q(total_minor__gte=0, net_minor__gte=0, tax_minor__gte=0),
                name="invoice_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(total_minor=F("net_minor") + F("tax_minor")), name="invoice_adds_up"
            ),
            models.CheckConstraint(
                condition=Q(credit_applied_minor__gte=0, credited_minor__gte=0)
                & Q(total_minor__gte=F("credit_applied_minor"))
                & Q(total_minor__gte=F("credited_minor")),
                name="invoice_credits_within_total",
            ),
            models.UniqueConstraint(
                fields=["subscription", "period_no"],
                condition=Q(kind="period") & ~Q(state="voided"),
                name="invoice_one_live_per_period",
            ),
            models.CheckConstraint(
                condition=Q(period_start__isnull=True, period_end__isnull=True)
                | Q(period_end__gt=F("period_start")),
                name="invoice_period_lasts",
            ),
            models.CheckConstraint(
                condition=Q(state="finalized")
                | Q(collection__in=("none", "stopped"), collect_at__isnull=True),
                name="invoice_only_open_ones_collected",
            ),
        ]
        indexes = [
            models.Index(
                fields=["collect_at"],
                condition=Q(collect_at__isnull=False),
                name="invoice_to_collect",
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def owed_minor(self) -> int:
        """What is left to pay of an open invoice, in minor units; 0 once it is closed."""
        if self.state != "finalized":
            return 0
        return max(0, self.total_minor - self.credit_applied_minor - self.credited_minor)


class InvoiceLine(models.Model):
    """One line of an invoice, and the time whose service it pays for.

    `deferred_out_minor` is what credit notes took out of the line's deferred revenue; from
    `cut_on` on, a service that ended early has earned the rest.
    """

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="lines")
    price = models.ForeignKey(
        "Price", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    description = models.CharField(max_length=300)
    quantity = models.PositiveIntegerField(default=1)
    unit_minor = fields.minor_units(null=True)
    amount_minor = fields.minor_units()
    net_minor = fields.minor_units(default=0)
    tax_minor = fields.minor_units(default=0)
    credited_minor = fields.minor_units(default=0, help_text="Gross, by credit notes.")
    service_start = models.DateTimeField(null=True)
    service_end = models.DateTimeField(null=True)
    deferred_out_minor = fields.minor_units(default=0)
    cut_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(service_start__isnull=True, service_end__isnull=True)
                | Q(service_end__gt=F("service_start")),
                name="line_service_lasts",
            ),
            models.CheckConstraint(
                condition=Q(net_minor__gte=0, deferred_out_minor__gte=0)
                & Q(net_minor__gte=F("deferred_out_minor")),
                name="line_deferral_within_net",
            ),
            models.CheckConstraint(
                condition=Q(tax_minor__gte=0, credited_minor__gte=0)
                & Q(credited_minor__lte=F("net_minor") + F("tax_minor")),
                name="line_credits_within_gross",
            ),
        ]

    def __str__(self) -> str:
        return self.description

    @property
    def gross_minor(self) -> int:
        """Net and tax together, in minor units."""
        return self.net_minor + self.tax_minor


class LinePause(models.Model):
    """Days on which a line's service stands still in a pause: from the first to before the other.

    Nothing is earned on them, and the rest of the line follows them. Written when the pause begins,
    up to the day on which it ends by itself; who goes on early makes it shorter.
    """

    line = models.ForeignKey(InvoiceLine, on_delete=models.PROTECT, related_name="pauses")
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="line_pause_ends_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id}: {self.starts_on} to {self.ends_on}"


class InvoiceTax(models.Model):
    """One tax of an invoice: what was taxed at which rate; `rate_ppm` of 190,000 is 19 %."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="taxes")
    name = models.CharField(max_length=40)
    jurisdiction = models.CharField(max_length=12)
    rate_ppm = models.PositiveIntegerField()
    category = fields.word()
    taxable_minor = fields.minor_units()
    tax_minor = fields.minor_units()

    class Meta:
        constraints = [
            fields.one_of("invoice_tax", "category", VAT_CATEGORIES),
            models.CheckConstraint(
                condition=Q(taxable_minor__gte=0, tax_minor__gte=0), name="invoice_tax_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(category="S") | Q(tax_minor=0), name="invoice_tax_only_standard_taxes"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.rate_ppm}"
