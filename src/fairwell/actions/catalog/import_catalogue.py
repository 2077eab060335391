"""Take prices, with their plans and products, into the catalogue."""

from datetime import datetime

from django.db import transaction

from fairwell.actions.steps.import_report import ImportReport, Numbered
from fairwell.domain.imports import ImportedPrice, ImportedProduct
from fairwell.models import Plan, Price, Product


@transaction.atomic(durable=True)
def import_catalogue(
    *, rows: Numbered[ImportedPrice | ImportedProduct], file: str, at: datetime
) -> ImportReport:
    """Store what is new; a price that is already there stays as it is, whatever the file says."""
    del at  # prices carry their own dates
    report = ImportReport(file)
    products = {product.external_id: product for product in Product.objects.all()}
    plans = {(plan.product_id, plan.tier): plan for plan in Plan.objects.all()}
    ids = [row.external_id for _, row in rows]
    held = set(Price.objects.filter(external_id__in=ids).values_list("external_id", flat=True))
    prices = []
    for _, row in rows:
        if isinstance(row, ImportedProduct):
            held_product = products.get(row.external_id)
            # A product that only the vendor's file has named so far is new, and gets its name.
            known = held_product is not None and held_product.name != row.external_id
            products[row.external_id] = _product(products, row.external_id, row.name)
            report.standing += known
            report.new += not known
        elif row.external_id in held:
            report.standing += 1
        else:
            product = _product(products, row.product_external_id, row.product_name)
            key = (product.pk, row.plan)
            if key not in plans:
                plans[key] = Plan.objects.create(product=product, tier=row.plan)
            held.add(row.external_id)
            report.new += 1
            prices.append(
                Price(
                    external_id=row.external_id,
                    plan=plans[key],
                    term=row.term,
                    devices=row.devices,
                    currency=row.currency,
                    amount_minor=row.amount_minor,
                    tax_behaviour=row.tax_behaviour,
                    active=row.active,
                )
            )
    Price.objects.bulk_create(prices)
    return report


def _product(products: dict[str, Product], external_id: str, name: str) -> Product:
    """The product, made if new; one known only by its id so far gets its name."""
    product = products.get(external_id)
    if product is None:
        product = Product.objects.create(external_id=external_id, name=name or external_id)
        products[external_id] = product
    elif name and product.name == external_id:
        product.name = name
        product.save(update_fields=["name"])
    return product
