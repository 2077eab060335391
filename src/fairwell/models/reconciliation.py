"""Comparisons of our books with the gateway's own list."""

from django.db import models
from django.db.models import F, Q


class Reconciliation(models.Model):
    """One comparison over a span: how much was compared, and how much differed."""

    gateway = models.CharField(max_length=20)
    since = models.DateTimeField()
    until = models.DateTimeField()
    compared_at = models.DateTimeField()
    theirs = models.PositiveIntegerField()
    ours = models.PositiveIntegerField()
    differences = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="reconciliation_spans"),
            models.UniqueConstraint(
                fields=["gateway", "since", "until", "compared_at"], name="reconciliation_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gateway} {self.until}"
