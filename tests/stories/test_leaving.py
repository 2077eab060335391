"""Leaving: cancel, turn off renewal, undo, withdraw, each to its sealed confirmation."""

import json
import re
from collections.abc import Callable
from datetime import timedelta

from fairwell.models import CancellationRequest, PaymentAttempt, Refund, Statement, Subscription
from fairwell.proof.verify import verify_document
from tests.cast import NOW
from tests.stories.browsing import Person
from tests.stories.product import Product, wait_until

REFERENCE = re.compile(r"FW(?:-[2-9B-DF-HJ-NP-TV-Z]{4}){3}")
Make = Callable[..., Person]


def test_anna_cancels_on_day_57_and_gets_all_her_money_back(product: Product, person: Make) -> None:
    anna = product.cast.subscriber("anna")
    product.tell_bank()
    her = person()
    her.sign_in("anna@mail.example")
    her.look("account")

    her.click("^cancel")
    her.look("choices")
    her.page.get_by_role("radio", name=re.compile("Now, with")).check()
    her.press("^continue$")
    her.look("review")
    assert "November 24, 2026" in her.text()
    assert "$79.99" in her.text()
    her.press("^(confirm|cancel)")
    her.page.wait_for_url("**/confirmations/**")
    her.look("confirmed")

    assert her.clicks == 3
    found = REFERENCE.search(her.text())
    assert found
    reference = found[0]
    assert "We have instructed a refund of $79.99" in her.text()
    assert product.letter("anna@mail.example", reference)["Subject"]
    assert product.letter("anna@mail.example", "It went back the way you paid")
    wait_until(lambda: Refund.objects.get(subscription=anna).state == "succeeded")
    made = product.bank.stats().refunds_of(
        PaymentAttempt.objects.get(kind="charge", invoice__subscription=anna).gateway_ref
    )
    assert made.made == 1
    anna.refresh_from_db()
    assert anna.renewal == "ended"
    her.go(f"/account/confirmations/{reference}/")
    her.look("settled")
    document = her.page.request.get(
        f"{product.site}/account/confirmations/{reference}/document.json"
    )
    published = her.page.request.get(f"{product.site}/.well-known/fairwell-keys.json").json()
    verdict = verify_document(document.body(), trusted_keys=published["keys"])
    assert verdict.status == "genuine"
    paper = her.page.request.get(f"{product.site}/account/confirmations/{reference}/document.pdf")
    assert paper.body().startswith(b"%PDF-")
    product.assert_books_hold()


def test_mia_ends_her_monthly_plan_with_the_month_and_no_refund(
    product: Product, person: Make
) -> None:
    mia = product.cast.subscriber(
        "mia", price="price_month_usd", charged=product.now - timedelta(days=12)
    )
    her = person()
    her.sign_in("mia@mail.example")

    her.click("^cancel")
    assert "are not refunded" in her.text()
    her.page.get_by_role("radio", name=re.compile("At the end of the paid term")).check()
    her.look("choices")
    her.press("^continue$")
    her.look("review")
    her.press("^(confirm|cancel)")
    her.page.wait_for_url("**/confirmations/**")
    her.look("confirmed")

    mia.refresh_from_db()
    assert (mia.renewal, mia.service, mia.ends_at) == (
        "non_renewing", "active", mia.current_period_end
    )  # fmt: skip
    assert not Refund.objects.filter(subscription=mia).exists()
    product.forward(days=31)
    wait_until(lambda: Subscription.objects.get(pk=mia.pk).service == "terminated")
    mia.refresh_from_db()
    assert mia.ended_at == mia.current_period_end
    assert CancellationRequest.objects.get(subscription=mia).state == "effective"
    her.go("/account/")
    her.look("ended")
    product.assert_books_hold()


def test_ben_turns_renewal_off_and_on_again(product: Product, person: Make) -> None:
    ben = product.cast.subscriber("ben", charged=product.now - timedelta(days=100))
    his = person()
    his.sign_in("ben@mail.example")

    his.click("turn off renewal")
    his.look("switch-off")
    his.press("turn off renewal")
    his.page.wait_for_url("**/confirmations/**")
    his.look("off")
    ben.refresh_from_db()
    assert (ben.renewal, ben.ends_at) == ("non_renewing", ben.current_period_end)

    his.go("/account/")
    his.click("turn on renewal")
    his.press("turn on renewal")
    his.page.wait_for_url("**/confirmations/**")
    his.look("on")

    ben.refresh_from_db()
    assert (ben.renewal, ben.ends_at) == ("auto_renewing", None)
    kinds = list(Statement.objects.filter(subscription=ben).values_list("kind", flat=True))
    assert kinds == ["renewal_off", "renewal_on"]
    product.assert_books_hold()


def test_carla_changes_her_mind_and_undoes_her_cancellation(product: Product, person: Make) -> None:
    carla = product.cast.subscriber("carla", charged=product.now - timedelta(days=100))
    her = person()
    her.sign_in("carla@mail.example")
    her.click("^cancel")
    her.page.get_by_role("radio", name=re.compile("At the end of the paid term")).check()
    her.press("^continue$")
    her.press("^(confirm|cancel)")
    her.page.wait_for_url("**/confirmations/**")

    her.click("undo")
    her.look("undo")
    her.press("undo")
    her.page.wait_for_url("**/confirmations/**")
    her.look("undone")

    carla.refresh_from_db()
    assert (carla.renewal, carla.ends_at) == ("auto_renewing", None)
    request = CancellationRequest.objects.get(subscription=carla)
    assert request.state == "withdrawn"
    kinds = [event.kind for event in carla.events.order_by("no")]
    told = [kind for kind in kinds if kind != "notice_sent"]  # whenever the worker gets to it
    assert told == ["subscription_imported", "cancellation_confirmed", "cancellation_undone"]
    her.go(f"/account/subscriptions/{carla.pk}/")
    her.look("timeline")
    product.assert_books_hold()


def test_greta_withdraws_in_german_within_fourteen_days(product: Product, person: Make) -> None:
    greta = product.cast.subscriber(
        "greta",
        price="price_year_eur",
        charged=product.now - timedelta(days=5),
        country="DE",
        language="de",
        early_start=True,
    )
    product.tell_bank()
    her = person("de-DE")
    her.sign_in("greta@mail.example")
    her.look("konto")

    her.click("^Vertrag widerrufen$")
    her.look("widerruf")
    her.press("^weiter$")
    her.look("pruefen")
    her.press("^Widerruf bestätigen$")
    her.page.wait_for_url("**/confirmations/**")
    her.look("bestaetigt")

    request = CancellationRequest.objects.get(subscription=greta)
    assert (request.verb, request.state) == ("withdraw", "effective")
    # 60 days in full, by the vendor's own policy, is more than the law's pro rata.
    assert Refund.objects.get(subscription=greta).total_minor == 12_000
    letter = product.letter("greta@mail.example", request.reference)
    assert letter["Content-Language"] == "de"
    statement = json.loads(Statement.objects.get(cancellation=request, kind="withdrawal").document)[
        "statement"
    ]
    assert (statement["kind"], statement["language"]) == ("withdrawal", "de")
    product.assert_books_hold()


def test_hugo_withdraws_by_law_from_a_monthly_plan_that_the_vendor_never_refunds(
    product: Product, person: Make
) -> None:
    charged = product.now - timedelta(days=10)
    hugo = product.cast.subscriber(
        "hugo", price="price_month_eur", charged=charged, country="FR", early_start=True
    )
    his = person()
    his.sign_in("hugo@mail.example")
    his.click("^withdraw from contract here$")
    his.look("withdraw")
    his.press("^continue$")
    his.press("^confirm withdrawal$")
    his.page.wait_for_url("**/confirmations/**")

    start, end = (hugo.current_period_start, hugo.current_period_end)
    days = (end - start).days
    kept = round(999 * 10 / days)
    assert Refund.objects.get(subscription=hugo).total_minor == 999 - kept
    assert product.now >= NOW
    product.assert_books_hold()
