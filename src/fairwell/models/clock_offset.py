"""How far the test clock runs ahead of the real one."""

from django.db import models
from django.db.models import Q


class ClockOffset(models.Model):
    """One row, used only where the operator allows a test clock."""

    seconds = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="clock_is_one")]

    def __str__(self) -> str:
        return f"{self.seconds:+d} s"
