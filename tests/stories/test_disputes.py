"""Disputes: a subscriber with us, and a payer with the bank, each to its end."""

from collections.abc import Callable
from datetime import timedelta

from django.core.management import call_command

from fairwell.models import Case, Dispute, Invoice, Payment, Refund
from tests.actions.disputing import unpaid
from tests.stories.browsing import Person
from tests.stories.product import Product, wait_until

Make = Callable[..., Person]


def test_greta_disputes_a_charge_and_nothing_is_collected_until_she_is_answered(
    product: Product, person: Make
) -> None:
    greta = product.cast.subscriber("greta", charged=product.now - timedelta(days=20))
    order = unpaid(greta, number="Q/77", collect_at=product.now + timedelta(days=2))
    her = person()
    her.sign_in("greta@mail.example")

    her.go(f"/account/orders/{order.number}/dispute/")
    her.look("form")
    assert "This is not a dispute at your bank" in her.text()
    her.press("^dispute this charge$")
    her.look("nothing-chosen")
    assert "Choose what is wrong with the charge." in her.text()
    her.page.get_by_label("The amount is wrong").check()
    her.page.get_by_label("In your own words").fill("You promised me half of it.")
    her.press("^dispute this charge$")
    her.look("reference")

    case = Case.objects.get(subscription=greta, kind="billing_dispute")
    assert case.reference in her.text()
    assert "Until then we do not collect this order" in her.text()
    assert product.letter("greta@mail.example", case.reference)
    order.refresh_from_db()
    assert (order.collection, order.collect_at) == ("paused", None)

    call_command("cases", "--uphold", case.reference, "--amount", "40.00", "--note", "Half it is.")

    assert product.letter("greta@mail.example", "Half it is.")
    wait_until(lambda: Invoice.objects.get(pk=order.pk).state == "paid")
    assert order.payments.get().captured_minor == 3_999, "collected again, of the other half"
    assert order.credit_notes.get().total_minor == 4_000
    product.assert_books_hold()
    her.go(f"/account/orders/{order.number}/dispute/")
    her.look("answered")
    assert "Half it is." in her.text()


def test_hugo_disputes_at_his_bank_and_the_evidence_wins(product: Product, person: Make) -> None:
    hugo = product.cast.subscriber("hugo", charged=product.now - timedelta(days=20))
    product.tell_bank()
    payment = Payment.objects.get(invoice__subscription=hugo)
    ref = product.bank.open_dispute(payment.gateway_ref, at=product.now, respond_days=9)
    product.forward(minutes=16)
    wait_until(lambda: Dispute.objects.filter(gateway_ref=ref).exists())

    his = person()
    his.sign_in("hugo@mail.example")
    his.go("/account/refund/")
    his.page.get_by_label("Order number").fill(payment.invoice.number)
    his.press("^continue$")
    his.look("no-second-refund")
    assert "Your bank was asked to take back the payment" in his.text()
    assert not Refund.objects.filter(subscription=hugo).exists()

    call_command("disputes", "send", ref)
    wait_until(lambda: Dispute.objects.get(gateway_ref=ref).state == "under_review")
    assert product.bank.evidence(ref).size > 10_000
    product.bank.close_dispute(ref, won=True, at=product.now)
    product.forward(minutes=16)
    wait_until(lambda: Dispute.objects.get(gateway_ref=ref).state == "won")

    payment.refresh_from_db()
    assert (payment.disputed, payment.refunded_minor) == (False, 0)
    assert Invoice.objects.get(subscription=hugo).state == "paid"
    product.assert_books_hold()
