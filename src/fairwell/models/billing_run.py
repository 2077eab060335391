"""Runs over all subscriptions that are due: cut into ranges, so that a killed run goes on."""

from django.db import models
from django.db.models import F, Q


class BillingRun(models.Model):
    """One pass as of `due_at`; finished when all its chunks are done."""

    due_at = models.DateTimeField(help_text="What was due then is done by this run.")
    catch_up = models.BooleanField(
        default=False, help_text="Bill every period missed, not only the one that runs."
    )
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                models.ExpressionWrapper(
                    Q(finished_at__isnull=True), output_field=models.BooleanField()
                ),
                condition=Q(finished_at__isnull=True),
                name="billing_run_one_open",
            )
        ]

    def __str__(self) -> str:
        return f"billing run {self.pk}"


class BillingChunk(models.Model):
    """A range of subscription ids; done in one transaction, with its counts."""

    run = models.ForeignKey(BillingRun, on_delete=models.PROTECT, related_name="chunks")
    no = models.PositiveIntegerField()
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
    done_at = models.DateTimeField(null=True)
    report = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "no"], name="billing_chunk_once"),
            models.CheckConstraint(
                condition=Q(last_id__gte=F("first_id")), name="billing_chunk_spans"
            ),
        ]
        indexes = [
            models.Index(
                fields=["run", "no"], condition=Q(done_at__isnull=True), name="billing_chunk_to_do"
            )
        ]

    def __str__(self) -> str:
        return f"{self.run_id}/{self.no}"
