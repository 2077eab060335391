"""Credit that is paid back names its refund, and what no payment can take back is a case."""

import django.db.models.deletion
from django.db import migrations, models

from fairwell.models import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('fairwell', '0007_line_pauses'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='case',
            name='case_kind_known',
        ),
        migrations.AddField(
            model_name='creditbalance',
            name='settled_entry_id',
            field=models.BigIntegerField(help_text='Up to which entry it was decided what becomes of it after the end.', null=True),
        ),
        migrations.AddField(
            model_name='creditentry',
            name='refund',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='credit_entries', to='fairwell.refund'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['billing_dispute', 'charged_after_end', 'credit_left', 'early_end', 'gateway_dispute', 'reconciliation', 'refund_failed', 'refund_review', 'unknown_outcome'])), name='case_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='creditentry',
            constraint=models.CheckConstraint(condition=models.Q(('refund__isnull', True), ('kind', 'paid_out'), _connector='OR'), name='credit_entry_refund_pays_out'),
        ),
        migrations.AddConstraint(
            model_name='creditentry',
            constraint=models.UniqueConstraint(condition=models.Q(('refund__isnull', False)), fields=('refund',), name='credit_paid_out_once'),
        ),
        # SQLite remakes a table to alter it, and its triggers are lost with the old one.
        migrations.RunPython(append_only.forbid_change_anew, migrations.RunPython.noop),
    ]
