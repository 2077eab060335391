"""Who buys in these stories: customers with a card on file, and one line to start something."""

from datetime import datetime
from typing import Any

from fairwell.actions.subscriptions.start_subscription import Agreement, start_subscription
from fairwell.domain.starting import CardFacts
from fairwell.models import Customer, PaymentMethod, Subscription, User, Vendor
from fairwell.queries.offers import Offer, Wanted, offer_for, price_on_offer
from tests.cast import NOW
from tests.deeds import PORTAL


def buyer(key: str, *, country: str = "US", card: bool = True, **more: Any) -> Customer:
    """Somebody with an account, and a good card on file."""
    user = User.objects.create_user(f"{key}@mail.example", None, date_joined=NOW)
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    made = Customer.objects.create(
        external_id=f"cus_{key}",
        email=user.email,
        name=key.title(),
        country=country,
        user=user,
        created_at=NOW,
        **more,
    )
    if card:
        PaymentMethod.objects.create(
            customer=made,
            gateway="sandbox",
            method_ref=f"pm_{key}",
            brand="visa",
            last4="4242",
            expires_month=12,
            expires_year=2029,
        )
    return made


def offered(
    customer: Customer,
    price: str = "price_year_usd",
    *,
    trial: bool = False,
    quantity: int = 1,
    at: datetime = NOW,
) -> Offer:
    """What the page would show them."""
    found = price_on_offer(price)
    assert found is not None
    shown = offer_for(
        customer,
        Wanted(
            price=found,
            quantity=quantity,
            trial=trial,
            card=CardFacts(method_id=0),
            early_start=True,
        ),
        Vendor.objects.get(),
        at=at,
    )
    assert isinstance(shown, Offer), shown
    return shown


def agreed(offer: Offer, words: str = "I agree.", early_start: bool | None = None) -> Agreement:
    """The agreement to what was shown."""
    return Agreement(text=words, language="en", expected=offer.digest, early_start=early_start)


def start(
    customer: Customer,
    price: str = "price_year_usd",
    *,
    trial: bool = False,
    key: str = "a",
    at: datetime = NOW,
    offer: Offer | None = None,
    words: str = "I agree.",
    early_start: bool | None = None,
    **more: Any,
) -> Subscription:
    """Agree to what the page shows, with the card on file."""
    seen = offer or offered(customer, price, trial=trial, at=at)
    method = PaymentMethod.objects.filter(customer=customer).first()
    return start_subscription(
        **{
            "customer_id": customer.pk,
            "price_id": seen.price.pk,
            "quantity": seen.start.quantity,
            "trial": trial,
            "method_id": method.pk if method else None,
            "agreement": agreed(seen, words, early_start),
            "at": at,
            "idempotency_key": key,
            **PORTAL,
            **more,
        }
    )
