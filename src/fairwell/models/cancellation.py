"""What a subscriber was offered and what they decided: quotes and cancellation requests."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from fairwell.models import fields

VERBS = ("cancel", "withdraw", "refund", "change", "pause", "resume")
CHOICES = ("now", "end_of_term", "on_date", "at_renewal")
REQUEST_STATES = (
    "received",
    "verified",
    "confirmed",
    "effective",
    "withdrawn",
    "saved",
    "rejected",
)
OPEN_STATES = ("received", "verified", "confirmed")


class RefundQuote(models.Model):
    """A decision shown to a person, honoured until it expires as long as the facts stand."""

    token = models.CharField(max_length=43, unique=True)
    subscription = models.ForeignKey("Subscription", on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    verb = fields.word()
    choice = fields.word("now")
    on_date = models.DateField(null=True)
    invoice = models.ForeignKey("Invoice", null=True, on_delete=models.PROTECT, related_name="+")
    asked = models.JSONField(default=dict, help_text="What a change was asked to lead to.")
    decision = models.JSONField()
    digest = models.CharField(max_length=64)
    quoted_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            fields.one_of("quote", "verb", VERBS),
            fields.one_of("quote", "choice", CHOICES),
            models.CheckConstraint(condition=Q(expires_at__gt=F("quoted_at")), name="quote_lasts"),
            models.CheckConstraint(
                condition=~Q(choice="on_date") | Q(on_date__isnull=False), name="quote_has_date"
            ),
            models.CheckConstraint(
                condition=~Q(verb="refund") | Q(invoice__isnull=False), name="quote_has_order"
            ),
        ]

    def __str__(self) -> str:
        return f"quote {self.pk}"


class CancellationRequest(models.Model):
    """One wish to leave, from the asking to the end; undone, never erased."""

    reference = fields.reference()
    subscription = models.ForeignKey(
        "Subscription", on_delete=models.PROTECT, related_name="cancellations"
    )
    verb = fields.word()
    choice = fields.word()
    state = fields.word()
    reason_code = models.CharField(max_length=40, blank=True)
    reason_text = models.TextField(blank=True)
    decision = models.JSONField()
    quote = models.OneToOneField(RefundQuote, null=True, on_delete=models.PROTECT, related_name="+")
    idempotency_key = models.CharField(max_length=120, unique=True)
    requested_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    actor = fields.word()
    channel = fields.word()

    class Meta:
        constraints = [
            fields.one_of("cancellation", "verb", ("cancel", "withdraw")),
            fields.one_of("cancellation", "choice", ("now", "end_of_term", "on_date")),
            fields.one_of("cancellation", "state", REQUEST_STATES),
            models.UniqueConstraint(
                fields=["subscription"],
                condition=Q(state__in=OPEN_STATES),
                name="cancellation_one_open",
            ),
            models.UniqueConstraint(
                fields=["subscription"],
                condition=Q(state="effective"),
                name="cancellation_one_effective",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("confirmed", "effective"))
                | Q(confirmed_at__isnull=False, ends_at__isnull=False),
                name="cancellation_confirmed_has_end",
            ),
            models.CheckConstraint(
                condition=Q(state="withdrawn", undone_at__isnull=False)
                | (~Q(state="withdrawn") & Q(undone_at__isnull=True)),
                name="cancellation_undone_when_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return self.reference
