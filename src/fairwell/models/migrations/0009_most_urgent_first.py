"""Promises are taken by when they should be kept, not by when they were made."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("fairwell", "0008_credit_paid_back")]

    operations = [
        migrations.RemoveIndex("OutboxEntry", "outbox_to_do"),
        migrations.AddIndex(
            "OutboxEntry",
            models.Index(
                fields=["objective_at"], condition=Q(done_at__isnull=True), name="outbox_to_do"
            ),
        ),
    ]
