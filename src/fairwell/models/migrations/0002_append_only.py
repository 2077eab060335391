"""History cannot be rewritten: the database itself refuses to change or delete what was recorded."""

from typing import Any

from django.db import migrations

TABLES = (
    "fairwell_subscriptionevent",
    "fairwell_transfer",
    "fairwell_statement",
    "fairwell_policyversion",
)


def forbid_change(apps: Any, schema_editor: Any) -> None:
    sqlite = schema_editor.connection.vendor == "sqlite"
    if not sqlite:
        schema_editor.execute(
            "CREATE FUNCTION fairwell_append_only() RETURNS trigger AS $$ BEGIN "
            "RAISE EXCEPTION '% is append-only', TG_TABLE_NAME "
            "USING ERRCODE = 'integrity_constraint_violation'; END $$ LANGUAGE plpgsql",
            params=None,  # with any, even none, psycopg takes the percent sign for a placeholder
        )
    for table in TABLES:
        for verb in ("UPDATE", "DELETE"):
            action = (
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                if sqlite
                else "FOR EACH ROW EXECUTE FUNCTION fairwell_append_only()"
            )
            schema_editor.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} {action}"
            )


def allow_change(apps: Any, schema_editor: Any) -> None:
    sqlite = schema_editor.connection.vendor == "sqlite"
    for table in TABLES:
        for verb in ("update", "delete"):
            schema_editor.execute(
                f"DROP TRIGGER {table}_no_{verb}" + ("" if sqlite else f" ON {table}")
            )
    if not sqlite:
        schema_editor.execute("DROP FUNCTION fairwell_append_only()")


class Migration(migrations.Migration):
    dependencies = [("fairwell", "0001_initial")]
    operations = [migrations.RunPython(forbid_change, allow_change)]
