"""What must hold once the rows that were there have been given their new columns."""

import django.db.models.expressions
from django.db import migrations, models

from fairwell.models import append_only


class Migration(migrations.Migration):
    dependencies = [("fairwell", "0004_fill_new_columns")]
    operations = [
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.CheckConstraint(condition=models.Q(('total_minor', django.db.models.expressions.CombinedExpression(models.F('net_minor'), '+', models.F('tax_minor')))), name='invoice_adds_up'),
        ),
        migrations.AddConstraint(
            model_name='creditnote',
            constraint=models.CheckConstraint(condition=models.Q(('total_minor', django.db.models.expressions.CombinedExpression(models.F('net_minor'), '+', models.F('tax_minor')))), name='credit_note_adds_up'),
        ),
        migrations.AddConstraint(
            model_name='subscription',
            constraint=models.CheckConstraint(condition=models.Q(('bill_at__isnull', True), models.Q(('renewal', 'auto_renewing'), models.Q(('service__in', ('paused', 'terminated')), _negated=True)), _connector='OR'), name='subscription_billed_only_while_renewing'),
        ),
        migrations.AddConstraint(
            model_name='subscription',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('paused_at__isnull', False), ('service', 'paused')), models.Q(models.Q(('service', 'paused'), _negated=True), ('paused_at__isnull', True)), _connector='OR'), name='subscription_paused_since'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'finalized'), models.Q(('collect_at__isnull', True), ('collection__in', ('none', 'stopped'))), _connector='OR'), name='invoice_only_open_ones_collected'),
        ),
        migrations.AddConstraint(
            model_name='creditnote',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('refund__isnull', False), ('to', 'refund')), models.Q(models.Q(('to', 'refund'), _negated=True), ('refund__isnull', True)), _connector='OR'), name='credit_note_of_refund_has_it'),
        ),
        migrations.AddConstraint(
            model_name='invoiceline',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('service_end__isnull', True), ('service_start__isnull', True)), ('service_end__gt', models.F('service_start')), _connector='OR'), name='line_service_lasts'),
        ),
        migrations.AddConstraint(
            model_name='invoiceline',
            constraint=models.CheckConstraint(condition=models.Q(('deferred_out_minor__gte', 0), ('net_minor__gte', 0), ('net_minor__gte', models.F('deferred_out_minor'))), name='line_deferral_within_net'),
        ),
        migrations.AddConstraint(
            model_name='creditnote',
            constraint=models.CheckConstraint(condition=models.Q(('net_minor__gte', 0), ('tax_minor__gte', 0), ('total_minor__gt', 0)), name='credit_note_positive'),
        ),
        migrations.AddConstraint(
            model_name='invoiceline',
            constraint=models.CheckConstraint(condition=models.Q(('credited_minor__gte', 0), ('tax_minor__gte', 0), ('credited_minor__lte', django.db.models.expressions.CombinedExpression(models.F('net_minor'), '+', models.F('tax_minor')))), name='line_credits_within_gross'),
        ),
        # SQLite remakes a table to alter it, and its triggers are lost with the old one.
        migrations.RunPython(append_only.forbid_change_anew, migrations.RunPython.noop),
    ]
