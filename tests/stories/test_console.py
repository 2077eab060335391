"""Sam of the vendor's accounts reads the ledger, once a second factor is there."""

from collections.abc import Callable
from datetime import timedelta

from allauth.mfa.models import Authenticator

from fairwell.actions.billing.recognise_revenue import recognise_revenue
from fairwell.actions.people.grant_staff import grant_staff
from tests.stories.browsing import Person
from tests.stories.product import Product

Make = Callable[..., Person]


def test_sam_reads_the_ledger(product: Product, person: Make) -> None:
    sam = product.cast.subscriber("sam", charged=product.now - timedelta(days=40))
    while recognise_revenue(at=product.now):
        pass
    his = person()
    his.sign_in("sam@mail.example")
    his.go("/console/ledger/")
    assert "There is no such page" in his.text()

    user = grant_staff(
        email="sam@mail.example", at=product.now, actor="operator", channel="shell",
        idempotency_key="sam",
    )  # fmt: skip
    his.go("/console/ledger/")
    his.look("second-factor")
    Authenticator.objects.create(user=user, type="totp", data={})

    his.go("/console/ledger/")
    assert "Trial balance, USD" in his.text()
    his.look("ledger")
    his.click("^Revenue$")
    assert "Revenue of a day" in his.text()
    his.look("account")
    month = f"{sam.current_period_start:%Y-%m}"
    his.go(f"/console/ledger/close/{month}/USD/")
    assert "Must be zero" in his.text()
    his.look("close")
