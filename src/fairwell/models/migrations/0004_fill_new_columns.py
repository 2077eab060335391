"""Rows from before the billing engine get what it needs: nets, times of service, next steps."""

from typing import Any

from django.db import migrations

STATEMENTS = (
    "UPDATE fairwell_invoice SET net_minor = total_minor",
    "UPDATE fairwell_creditnote SET net_minor = total_minor",
    """UPDATE fairwell_invoiceline SET
        net_minor = amount_minor,
        service_start = (SELECT period_start FROM fairwell_invoice i WHERE i.id = invoice_id),
        service_end = (SELECT period_end FROM fairwell_invoice i WHERE i.id = invoice_id)""",
    """UPDATE fairwell_subscription SET method_id = (
        SELECT p.method_id FROM fairwell_payment p
        JOIN fairwell_invoice i ON i.id = p.invoice_id
        WHERE i.subscription_id = fairwell_subscription.id AND p.method_id IS NOT NULL
        ORDER BY p.captured_at DESC, p.id DESC LIMIT 1)""",
    """UPDATE fairwell_subscription SET bill_at =
        CASE WHEN service = 'trialing' AND trial_end IS NOT NULL THEN trial_end
        ELSE current_period_end END
        WHERE renewal = 'auto_renewing' AND service IN ('active', 'trialing')
        AND standing = 'current'""",
    "UPDATE fairwell_subscription SET paused_at = current_period_start WHERE service = 'paused'",
    # Imported payments were booked as earned at once; from here on they are earned day by day.
    """INSERT INTO fairwell_transfer (debit, credit, currency, amount_minor, kind, at, invoice_id)
        SELECT 'receivables', 'deferred_revenue', currency, total_minor, 'invoice_issued',
        issued_at, id FROM fairwell_invoice WHERE total_minor > 0""",
    """INSERT INTO fairwell_transfer (debit, credit, currency, amount_minor, kind, at, payment_id)
        SELECT 'revenue', 'receivables', currency, captured_minor, 'restated', captured_at, id
        FROM fairwell_payment""",
    """INSERT INTO fairwell_entitlement (subscription_id, feature, quantity, starts_at, ends_at)
        SELECT s.id, 'devices', s.quantity * p.devices, s.concluded_at,
        CASE WHEN COALESCE(s.ended_at, s.ends_at) < s.concluded_at THEN s.concluded_at
        ELSE COALESCE(s.ended_at, s.ends_at) END
        FROM fairwell_subscription s JOIN fairwell_price p ON p.id = s.price_id
        WHERE s.service <> 'pending'""",
)


def fill(apps: Any, schema_editor: Any) -> None:
    """Set by set; an empty database has nothing to fill."""
    for statement in STATEMENTS:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("fairwell", "0003_billing_engine")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
