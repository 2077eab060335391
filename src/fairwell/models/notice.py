"""Mails: what is owed to whom, which template, and the proof that it was sent."""

from django.db import models
from django.db.models import Q

from fairwell.models import fields

STATES = ("queued", "sent", "failed")


class Notice(models.Model):
    """One mail to one address; its content comes from a template and a sealed statement."""

    key = models.CharField(max_length=120, unique=True, help_text="Makes a notice unrepeatable.")
    template = models.CharField(max_length=60)
    template_version = models.PositiveIntegerField()
    language = models.CharField(max_length=5)
    to_email = models.EmailField(max_length=254)
    customer = models.ForeignKey(
        "Customer", null=True, on_delete=models.PROTECT, related_name="notices"
    )
    subscription = models.ForeignKey(
        "Subscription", null=True, on_delete=models.PROTECT, related_name="notices"
    )
    statement = models.ForeignKey(
        "Statement", null=True, on_delete=models.PROTECT, related_name="notices"
    )
    context = models.JSONField(default=dict, help_text="Emptied once sent: it may hold a code.")
    state = fields.word("queued")
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    message_id = models.CharField(max_length=200, blank=True)
    server_answer = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            fields.one_of("notice", "state", STATES),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="notice_sent_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.pk}"


class OutboxEntry(models.Model):
    """A promise made in a transaction, for the worker to keep after it."""

    topic = models.CharField(max_length=40)
    key = models.CharField(max_length=120, unique=True)
    subject_id = models.BigIntegerField()
    promised_at = models.DateTimeField()
    due_at = models.DateTimeField()
    objective_at = models.DateTimeField(help_text="By when it should be done.")
    leased_until = models.DateTimeField(null=True)
    tries = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [fields.one_of("outbox", "topic", ("mail", "refund"))]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(done_at__isnull=True), name="outbox_to_do")
        ]

    def __str__(self) -> str:
        return self.key
