"""Price versions as facts, with the names of what they are for."""

from collections.abc import Iterable
from typing import cast

from django.db.models import Q

from fairwell.domain.price import PriceFacts, TaxBehaviour
from fairwell.models import Price
from fairwell.queries.wording import plan_name


def price_facts(price: Price) -> PriceFacts:
    """Facts of one price version; plan and product should come loaded."""
    plan = price.plan
    return PriceFacts(
        price_id=price.pk,
        external_id=price.external_id,
        product_id=plan.product_id,
        plan_id=plan.pk,
        tier=plan.tier,
        tier_rank=plan.rank,
        term=price.term,
        devices=price.devices,
        currency=price.currency,
        amount_minor=price.amount_minor,
        tax_behaviour=cast("TaxBehaviour", price.tax_behaviour),
        tax_category=plan.product.tax_category,
        trial=price.trial,
        trial_needs_card=price.trial_needs_card,
        intro_minor=price.intro_minor,
        intro_periods=price.intro_periods,
        first_term=price.first_term,
        notice=price.notice,
        extension_price_id=price.extension_id,
        active=price.active,
    )


def prices_by_id(ids: Iterable[int]) -> tuple[dict[int, PriceFacts], dict[int, str]]:
    """The prices and those they are extended at, by id; and how an invoice's line names them."""
    wanted = set(ids)
    rows = Price.objects.filter(
        Q(pk__in=wanted) | Q(pk__in=Price.objects.filter(pk__in=wanted).values("extension"))
    ).select_related("plan__product")
    facts, names = {}, {}
    for price in rows:
        facts[price.pk] = price_facts(price)
        names[price.pk] = plan_name(price.plan.product.name, price.plan.tier)
    return facts, names
