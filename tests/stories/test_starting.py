"""Bob compares plans and begins a trial: with a card it turns paid, without one it ends."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import close_old_connections

from fairwell.actions.billing.bill_next_chunk import bill_next_chunk
from fairwell.actions.billing.start_billing_run import start_billing_run
from fairwell.actions.catalog.set_up_catalogue import set_up_catalogue
from fairwell.domain.read_catalogue import read_catalogue
from fairwell.models import Customer, Invoice, OutboxEntry, Price, Subscription, TaxRegistration
from fairwell.queries.entitlements import entitlements_of
from tests.actions.starting import buyer
from tests.catalogue import GUARD
from tests.stories.browsing import Person
from tests.stories.product import Product, wait_until

Make = Callable[..., Person]
WITH_CARD = GUARD.replace("trial_needs_card = false\n", "")
WITHOUT = GUARD.replace('"year"', '"year_free"').replace("prod_guard", "prod_watch").replace(
    'name = "Guard"', 'name = "Watch"'
).replace("basic_year", "watch_basic").replace('"month', '"watch_month')  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def shop(product: Product) -> None:
    """Guard is tried with a card, Watch without; tax is charged in Germany."""
    Price.objects.update(active=False)
    for text in (WITH_CARD, WITHOUT):
        set_up_catalogue(products=read_catalogue(text, "c"), file="c", at=product.now)
    TaxRegistration.objects.create(country="DE", scheme="oss", valid_from="2020-01-01")


def somebody(key: str, country: str = "US") -> Customer:
    made = buyer(key, country=country, card=False)
    assert made.user is not None
    made.user.set_password("correct horse battery")
    made.user.save()
    return made


def bill(product: Product) -> None:
    """The worker bills by itself every quarter of an hour; the story need not wait."""
    run = start_billing_run(at=product.now)
    while run is not None and bill_next_chunk(run_id=run.pk, at=product.now) is not None:
        pass
    close_old_connections()


def assert_books_hold(product: Product) -> None:
    """Once the letters that fell due while the time jumped are out, every invariant holds."""
    due = OutboxEntry.objects.filter(done_at=None, due_at__lte=product.now)
    wait_until(lambda: not due.all().exists())
    product.assert_books_hold()


def test_bob_tries_guard_and_goes_on_with_it(product: Product, person: Make) -> None:
    somebody("bob", country="DE")
    him = person()
    him.go("/plans/")
    him.look("plans")
    him.click("^try it$")
    assert "/accounts/login/" in him.page.url
    him.sign_in("bob@mail.example")
    him.go("/plans/?term=P1Y")
    him.look("plans-signed-in")
    assert "Tax included." in him.text()

    him.click("^try it$")
    him.look("card-needed")
    him.press("^leave a card$")
    him.page.wait_for_url("**/setups/**")
    him.page.get_by_role("radio").first.check()
    him.press("^use this card$")
    him.page.wait_for_url("**/account/start/**")
    him.look("card-left")
    him.press("^keep this card")
    him.look("check")
    assert "$47.59 on December 5, 2026" in him.text()
    him.press("^start trial")
    him.look("early-start-missing")
    assert "Tick the box: the service can only start now" in him.text()
    him.page.get_by_role("checkbox").check()
    him.press("^start trial, then paid subscription$")
    him.page.wait_for_url("**/started/")
    him.look("started")
    assert product.letter("bob@mail.example", "Welcome to Guard Plus")

    bobs = Subscription.objects.get(customer__email="bob@mail.example")
    assert bobs.trial_end is not None
    him.click("^devices$")
    him.page.get_by_label("Name of the device").fill("Laptop in the study")
    him.press("^add device$")
    him.look("devices")
    assert "1 of 5 in use" in him.text()

    product.forward(days=14, minutes=1)
    bill(product)
    wait_until(lambda: Invoice.objects.filter(subscription=bobs, state="paid").exists())
    invoice = Invoice.objects.get(subscription=bobs)
    assert (invoice.total_minor, invoice.period_start) == (4_759, bobs.trial_end)
    assert product.letter("bob@mail.example", invoice.number)
    him.go(f"/account/subscriptions/{bobs.pk}/")
    assert invoice.number in him.text()
    assert_books_hold(product)


def test_carla_tries_watch_without_a_card_and_it_ends(product: Product, person: Make) -> None:
    somebody("carla")
    her = person("de-DE")
    her.sign_in("carla@mail.example")
    her.go("/account/start/year_free/?trial=1")
    her.look("check")
    her.press("^(start free trial|.*probe.*|.*kostenlos.*)$")
    her.page.wait_for_url("**/started/")
    hers = Subscription.objects.get(customer__email="carla@mail.example")
    end = hers.trial_end
    assert end is not None
    assert entitlements_of(subscription_external_id=hers.external_id, at=end - timedelta(seconds=1))

    product.forward(days=14, minutes=1)
    bill(product)

    hers.refresh_from_db()
    assert (hers.renewal, hers.service, hers.ended_at) == ("ended", "terminated", end)
    assert not Invoice.objects.filter(subscription=hers).exists()
    assert entitlements_of(subscription_external_id=hers.external_id, at=end) == ()
    assert_books_hold(product)
