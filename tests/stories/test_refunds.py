"""Refunds: asked for by order number, through every kind of trouble at the bank."""

import re
from collections.abc import Callable
from datetime import timedelta

from fairwell.models import Case, Payment, PaymentAttempt, Refund, Subscription
from tests.stories.browsing import Person
from tests.stories.product import Product, wait_until

Make = Callable[..., Person]


def ask(his: Person, order: str) -> None:
    """Ask for the refund of an order, by its number."""
    his.go("/account/refund/")
    his.page.get_by_label(re.compile("order number", re.I)).fill(order)
    his.press("^continue$")


def order_of(subscription: Subscription) -> str:
    """The order number of its latest invoice."""
    latest = subscription.invoices.order_by("-issued_at").first()
    assert latest is not None
    return str(latest.number)


def test_dora_asks_for_a_refund_by_her_order_number(product: Product, person: Make) -> None:
    dora = product.cast.subscriber("dora", charged=product.now - timedelta(days=20))
    product.tell_bank()
    her = person()
    her.sign_in("dora@mail.example")

    her.go("/account/refund/")
    her.look("ask")
    ask(her, order_of(dora).lower())
    her.look("review")
    assert "Your service ends with this refund" in her.text()
    her.press("^(confirm|refund)")
    her.page.wait_for_url("**/confirmations/**")
    her.look("confirmed")

    wait_until(lambda: Refund.objects.get(subscription=dora).state == "succeeded")
    dora.refresh_from_db()
    assert dora.renewal == "ended"
    product.assert_books_hold()


def test_emil_is_too_late_is_told_the_rule_and_asks_a_person(
    product: Product, person: Make
) -> None:
    emil = product.cast.subscriber("emil", charged=product.now - timedelta(days=100))
    his = person()
    his.sign_in("emil@mail.example")

    ask(his, order_of(emil))
    his.look("refused")
    assert "for 60 days after the charge" in his.text()
    his.page.get_by_role("textbox").last.fill("I never used it, please look again.")
    his.press("ask a person")
    his.look("case")

    case = Case.objects.get(subscription=emil)
    assert case.reference in his.text()
    assert case.message == "I never used it, please look again."
    assert product.letter("emil@mail.example", case.reference)
    assert not Refund.objects.filter(subscription=emil).exists()


def test_the_bank_goes_silent_after_doing_the_work_and_still_pays_once(
    product: Product, person: Make
) -> None:
    fritz = product.cast.subscriber("fritz", charged=product.now - timedelta(days=3))
    product.tell_bank()
    payment = Payment.objects.get(invoice__subscription=fritz)
    product.bank.order_fault("refund", "timeout_after", subject=payment.gateway_ref)
    his = person()
    his.sign_in("fritz@mail.example")
    ask(his, order_of(fritz))
    his.press("^(confirm|refund)")
    his.page.wait_for_url("**/confirmations/**")
    wait_until(lambda: PaymentAttempt.objects.get(allocation__payment=payment).state == "unknown")
    assert "instructed" in his.text().lower()
    his.look("unknown")

    product.forward(minutes=10)

    wait_until(lambda: Refund.objects.get(subscription=fritz).state == "succeeded")
    assert product.bank.stats().refunds_of(payment.gateway_ref).made == 1
    assert PaymentAttempt.objects.filter(allocation__payment=payment).count() == 1
    assert product.letter("fritz@mail.example", "It went back the way you paid")
    product.assert_books_hold()


def test_ida_s_card_is_closed_and_her_money_takes_another_way(
    product: Product, person: Make
) -> None:
    ida = product.cast.subscriber("ida", charged=product.now - timedelta(days=3))
    product.tell_bank()
    payment = Payment.objects.get(invoice__subscription=ida)
    product.bank.close_card(payment.gateway_ref)
    her = person()
    her.sign_in("ida@mail.example")
    ask(her, order_of(ida))
    her.press("^(confirm|refund)")
    her.page.wait_for_url("**/confirmations/**")

    wait_until(lambda: Refund.objects.get(subscription=ida).state == "failed")
    case = Case.objects.get(subscription=ida)
    assert product.letter("ida@mail.example", case.reference)
    her.go(f"/account/subscriptions/{ida.pk}/")
    her.look("another-way")
    payment.refresh_from_db()
    assert (payment.refund_reserved_minor, payment.refunded_minor) == (7_999, 0)
    product.assert_books_hold()
