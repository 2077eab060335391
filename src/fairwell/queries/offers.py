"""What starting a subscription would cost this customer: now, next, and as a rule, with tax."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from fairwell.domain.price import PriceFacts
from fairwell.domain.refusal import Refusal
from fairwell.domain.starting import CardFacts, Start, StartFacts, decide_start
from fairwell.domain.tax import MissingRateError
from fairwell.models import Customer, PaymentMethod, Price, Subscription, Vendor
from fairwell.proof.canonical import canonical_bytes
from fairwell.queries.prices import price_facts
from fairwell.queries.taxes import Taxed, TaxTable, tax_table


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A start that can be agreed to; amounts taxed for this customer, `digest` is of all terms.

    `now` is charged at once, `later` at `start.next_at`, and `regular` once a trial, a reduced
    beginning and a least length are over: per unit of time `regular_term`.
    """

    price: Price
    facts: PriceFacts
    start: Start
    now: Taxed
    later: Taxed | None
    regular: Taxed
    regular_term: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody wants to start, and what they brought: card and answer to the early start."""

    price: Price
    quantity: int
    trial: bool
    card: CardFacts | None
    early_start: bool | None


def price_on_offer(external_id: str) -> Price | None:
    """A price with its plan and product, whether it is still sold or not; None if unknown."""
    return (
        Price.objects.select_related("plan__product", "extension__plan__product")
        .filter(external_id=external_id)
        .first()
    )


def card_facts(method: PaymentMethod) -> CardFacts:
    """Facts of a card on file."""
    year, month = method.expires_year, method.expires_month
    return CardFacts(
        method_id=method.pk,
        refused=method.refused_at is not None,
        expires=(year, month) if year and month else None,
    )


def cards_of(customer: Customer, vendor: Vendor, *, at: datetime) -> list[PaymentMethod]:
    """The customer's cards that a charge makes sense of, the newest first."""
    held = PaymentMethod.objects.filter(customer=customer).order_by("-pk")
    return [one for one in held if card_facts(one).usable_on(at, vendor.zone)]


def offer_for(
    customer: Customer, wanted: Wanted, vendor: Vendor, *, at: datetime
) -> Offer | Refusal:
    """The offer to this customer, or why there is none; what the page shows and the deed does."""
    price = wanted.price
    own = _subscriptions_of(customer)
    start = decide_start(
        StartFacts(
            price=price_facts(price),
            quantity=wanted.quantity,
            trial=wanted.trial,
            card=wanted.card,
            country=customer.country,
            consumer=customer.consumer,
            currencies=frozenset(
                own.exclude(renewal="ended").values_list("price__currency", flat=True)
            ),
            had_trial=own.filter(
                price__plan__product=price.plan.product_id, trial_end__isnull=False
            ).exists(),
            early_start=wanted.early_start,
            extension=price_facts(price.extension) if price.extension else None,
            zone=vendor.zone,
        ),
        at=at,
    )
    if isinstance(start, Refusal):
        return start
    try:
        return _offer(wanted, start, customer, tax_table(vendor, at=at))
    except MissingRateError:
        return Refusal("tax_unknown")


def _subscriptions_of(customer: Customer) -> QuerySet[Subscription]:
    """Of all customer records of the same person."""
    same = Q(customer=customer)
    if customer.user_id is not None:
        same |= Q(customer__user=customer.user_id)
    return Subscription.objects.filter(same)


def _offer(wanted: Wanted, start: Start, customer: Customer, taxes: TaxTable) -> Offer:
    facts = price_facts(wanted.price)
    lasting = price_facts(wanted.price.extension) if wanted.price.extension else facts
    buyer = (
        customer.country, customer.subdivision, customer.consumer, customer.vat_number_valid
    )  # fmt: skip

    def taxed(minor: int, price: PriceFacts) -> Taxed:
        return taxes.tax(minor, price.tax_behaviour, buyer, price.tax_category, price.currency)

    following = lasting if start.next_price_id == lasting.price_id else facts
    now = taxed(start.charge_minor, facts)
    later = taxed(start.next_minor, following) if start.next_minor is not None else None
    regular = taxed(lasting.amount_minor * start.quantity, lasting)
    terms = {
        **start.terms(),
        "now_gross": now.gross_minor,
        "next_gross": later.gross_minor if later else None,
        "regular_gross": regular.gross_minor,
    }
    return Offer(
        price=wanted.price,
        facts=facts,
        start=start,
        now=now,
        later=later,
        regular=regular,
        regular_term=lasting.term,
        digest=hashlib.sha256(canonical_bytes(terms)).hexdigest(),
    )
