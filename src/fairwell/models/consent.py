"""What a subscriber agreed to, when, through which door, at which price."""

from django.db import models

from fairwell.models import fields

CONSENT_KINDS = ("purchase", "trial", "change", "price_change", "imported")


class ConsentRecord(models.Model):
    """One agreement: the words that were shown, and the price version; append-only."""

    subscription = models.ForeignKey(
        "Subscription", on_delete=models.PROTECT, related_name="consents"
    )
    kind = fields.word()
    price = models.ForeignKey("Price", on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField(default=1)
    text_digest = models.CharField(max_length=64, blank=True)
    text = models.TextField(blank=True)
    language = models.CharField(max_length=5, blank=True)
    given_at = models.DateTimeField()
    actor = fields.word()
    channel = fields.word()

    class Meta:
        constraints = [fields.one_of("consent", "kind", CONSENT_KINDS)]

    def __str__(self) -> str:
        return f"{self.subscription_id}: {self.kind}"
