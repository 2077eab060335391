"""Take customers onto the books."""

from datetime import datetime

from django.db import transaction

from fairwell.actions.steps.import_report import ImportReport, Numbered
from fairwell.domain.imports import ImportedCustomer
from fairwell.models import Customer


@transaction.atomic(durable=True)
def import_customers(*, rows: Numbered[ImportedCustomer], file: str, at: datetime) -> ImportReport:
    """Store the new ones in one statement; one that is already there stays as it is."""
    del at  # customers carry their own dates
    report = ImportReport(file)
    ids = [row.external_id for _, row in rows]
    held = set(Customer.objects.filter(external_id__in=ids).values_list("external_id", flat=True))
    new = []
    for _, row in rows:
        if row.external_id in held:
            report.standing += 1
            continue
        held.add(row.external_id)
        new.append(
            Customer(
                external_id=row.external_id,
                email=row.email.lower(),
                name=row.name,
                country=row.country,
                subdivision=row.subdivision,
                language=row.language or "",
                consumer=row.consumer is not False,
                created_at=row.created_at,
            )
        )
    Customer.objects.bulk_create(new)
    report.new = len(new)
    return report
