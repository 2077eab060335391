"""Take the vendor's catalogue: what is new is added, and no price is ever changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import batched

from django.db import transaction

from fairwell.actions.steps.entitle import entitle
from fairwell.domain.catalogue import (
    FIXED,
    CatalogueError,
    PriceRecord,
    ProductRecord,
    stored_features,
)
from fairwell.domain.term import Term
from fairwell.models import Plan, Price, Product, Subscription


@dataclass(slots=True)
class CatalogueReport:
    """How many prices are new, stay as they are, and were taken off sale or put on it again."""

    new: int = 0
    standing: int = 0
    switched: int = 0


@transaction.atomic(durable=True)
def set_up_catalogue(
    *, products: Sequence[ProductRecord], file: str, at: datetime
) -> CatalogueReport:
    """Write products, plans and new prices; say how many.

    A price that another one follows is not sold any more; who pays it keeps it. What is on the
    books and not in the file stays as it is. Subscriptions of a plan whose features changed have
    them from `at` on. Raises CatalogueError with every price that would change; nothing is then
    written.
    """
    report, changed_plans = CatalogueReport(), []
    held = {
        price.external_id: price
        for price in Price.objects.select_for_update(of=("self",)).select_related(
            "plan__product", "extension"
        )
    }
    wrong = [
        problem
        for product, tier, price in _every(products)
        for problem in _changes(product, tier, price, held)
    ]
    wrong += [problem for row in _every(products) for problem in _unknown(*row, held, products)]
    if wrong:
        raise CatalogueError(file, wrong)
    for product in products:
        changed_plans += _product(product, held, report)
    _link(products, report)
    ids = Subscription.objects.filter(price__plan__in=changed_plans, ended_at__isnull=True)
    for some in batched(ids.order_by("pk").values_list("pk", flat=True), 1_000):
        entitle(some, at=at)
    return report


def _every(
    products: Iterable[ProductRecord],
) -> Iterable[tuple[ProductRecord, str, PriceRecord]]:
    for product in products:
        for plan in product.plans:
            for price in plan.prices:
                yield product, plan.tier, price


def _changes(
    product: ProductRecord, tier: str, price: PriceRecord, held: dict[str, Price]
) -> list[str]:
    """What the file says differently of a price that is on the books."""
    standing = held.get(price.external_id)
    if standing is None:
        return []
    plan, extension = standing.plan, standing.extension
    kept = {key: getattr(standing, key) for key in FIXED}
    kept |= {"extension": extension.external_id if extension else ""}
    kept |= {"term": str(Term.parse(standing.term))}
    found = [(key, value) for key, value in kept.items() if value != getattr(price, key)]
    if (plan.product.external_id, plan.tier) != (product.external_id, tier):
        found.append(("plan", f"{plan.product.external_id} {plan.tier}"))
    return [
        f'prices "{price.external_id}": its {key} is {value!r} on the books. A price never changes:'
        f' write a new one with follows = "{price.external_id}".'
        for key, value in found
    ]


def _unknown(
    product: ProductRecord,
    tier: str,
    price: PriceRecord,
    held: dict[str, Price],
    products: Sequence[ProductRecord],
) -> list[str]:
    """What is wrong with the other prices that a price names."""
    place, found = f'prices "{price.external_id}"', []
    filed = {row.external_id: (owner.external_id, name) for owner, name, row in _every(products)}
    for key in ("follows", "extension"):
        other = getattr(price, key)
        if other and other not in filed and other not in held:
            found.append(f'{place}, {key}: no price "{other}" is in the file or on the books.')
    before = held.get(price.follows)
    if before is not None:
        filed.setdefault(price.follows, (before.plan.product.external_id, before.plan.tier))
        after = next((p for p in held.values() if p.follows_id == before.pk), None)
        if after is not None and after.external_id != price.external_id:
            found.append(f'{place}, follows: "{after.external_id}" follows it already.')
    where = filed.get(price.follows)
    if where is not None and where != (product.external_id, tier):
        found.append(f'{place}, follows: "{price.follows}" is of another plan.')
    return found


def _product(record: ProductRecord, held: dict[str, Price], report: CatalogueReport) -> list[Plan]:
    """Write one product with plans and prices; the plans whose features are others now."""
    product, _ = Product.objects.update_or_create(
        external_id=record.external_id,
        defaults={"name": record.name, "tax_category": record.tax_category},
    )
    changed, new = [], []
    for row in record.plans:
        features = stored_features(record, row)
        plan, made = Plan.objects.get_or_create(
            product=product, tier=row.tier, defaults={"rank": row.rank, "features": features}
        )
        if not made and (plan.rank, plan.features) != (row.rank, features):
            if set(plan.features) != set(features):
                changed.append(plan)
            plan.rank, plan.features = row.rank, features
            plan.save(update_fields=["rank", "features"])
        for price in row.prices:
            if price.external_id in held:
                report.standing += 1
            else:
                fixed = {key: getattr(price, key) for key in FIXED if key != "extension"}
                new.append(
                    Price(external_id=price.external_id, plan=plan, active=price.active, **fixed)
                )
    Price.objects.bulk_create(new)
    report.new += len(new)
    return changed


def _link(products: Sequence[ProductRecord], report: CatalogueReport) -> None:
    """Which price follows which, which is extended at which, and which are still sold."""
    held = {price.external_id: price for price in Price.objects.all()}
    rows = {row.external_id: row for _, _, row in _every(products)}
    for row in rows.values():
        if row.follows:
            held[row.external_id].follows = held[row.follows]
        if row.extension:
            held[row.external_id].extension = held[row.extension]
    by_pk = {price.pk: price for price in held.values()}
    followed = {price.follows_id for price in held.values() if price.follows_id}
    for price in held.values():
        price.version, before = 1, price.follows_id
        while before is not None:
            price.version, before = price.version + 1, by_pk[before].follows_id
        filed = rows.get(price.external_id)
        sold = (filed.active if filed else price.active) and price.pk not in followed
        report.switched += sold != price.active
        price.active = sold
    Price.objects.bulk_update(
        held.values(), ["follows", "extension", "version", "active"], batch_size=200
    )
