"""Triggers that keep history as it was written, for migrations to put in place anew."""

from typing import Any

# Renaming, adding or altering a column drops a table's triggers on SQLite: list them all, always.
TABLES = (
    "fairwell_subscriptionevent",
    "fairwell_transfer",
    "fairwell_statement",
    "fairwell_policyversion",
    "fairwell_creditentry",
    "fairwell_consentrecord",
    "fairwell_sellercard",
    "fairwell_billingdetails",
    "fairwell_vatnumbercheck",
)


def forbid_change_anew(apps: Any, schema_editor: Any) -> None:
    """Every append-only table has its two triggers, whether it had them before or not."""
    sqlite = schema_editor.connection.vendor == "sqlite"
    for table in TABLES:
        for verb in ("UPDATE", "DELETE"):
            name = f"{table}_no_{verb.lower()}"
            on = "" if sqlite else f" ON {table}"
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")
            action = (
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                if sqlite
                else "FOR EACH ROW EXECUTE FUNCTION fairwell_append_only()"
            )
            schema_editor.execute(f"CREATE TRIGGER {name} BEFORE {verb} ON {table} {action}")
