"""Ten years of one subscriber: after every step the events tell the whole state."""

from datetime import timedelta

from fairwell.actions.billing.grant_refund import grant_refund
from fairwell.actions.billing.pay_invoice import pay_invoice
from fairwell.actions.billing.reroute_refund import reroute_refund
from fairwell.actions.billing.send_evidence import send_evidence
from fairwell.actions.cases.ask_for_early_end import ask_for_early_end
from fairwell.actions.cases.ask_for_review import ask_for_review
from fairwell.actions.cases.close_case import close_case
from fairwell.actions.cases.dispute_charge import dispute_charge
from fairwell.actions.cases.grant_early_end import grant_early_end
from fairwell.actions.cases.resolve_dispute import resolve_dispute
from fairwell.actions.catalog.announce_price_change import announce_price_change
from fairwell.actions.devices.register_device import register_device
from fairwell.actions.devices.remove_device import remove_device
from fairwell.actions.people.resend_confirmation import resend_confirmation
from fairwell.domain.timeline import BEGINNINGS, CHANGES, IMPLIED, REMARKS
from fairwell.models import Case, Dispute, Notice, Price, Subscription, SubscriptionEvent
from tests import changing, deeds
from tests.actions.bills import day
from tests.actions.contracts import bound
from tests.actions.disputing import OFFICE, balance
from tests.actions.starting import buyer, start
from tests.cast import NOW
from tests.worker.life import Life, unproven
from tests.worker.stage import Stage

# What holds nothing once all is over: nobody owes, nothing is under way, all that was paid for is
# earned or given back.
AT_REST = (
    "receivables", "charges_clearing", "refunds_payable", "refunds_clearing",
    "other_routes_payable", "deferred_revenue", "disputes", "credit_balances", "tax_payable",
)  # fmt: skip


def in_order(stage: Stage) -> None:
    """The audit finds nothing, and what the mail server took and refused is on the record."""
    assert deeds.violations(stage.at) == []
    assert unproven() == []
    assert stage.open_promises() == []
    assert len(stage.mail.messages()) == Notice.objects.filter(state="sent").count()


def tried_and_bought(life: Life, sold: dict[str, Price]) -> None:
    """2026 to 2027: a trial, a better plan, second thoughts, a pause."""
    life.does(register_device, name="Laptop")
    phone = life.does(register_device, name="Phone")
    life.does(remove_device, device_id=phone.pk)
    life.stage.mail.answer_next("550 5.1.1 No such user")
    life.work("2026-11-22")
    assert life.told[-1] == "notice_failed"
    life.work("2026-12-05")
    life.stands("current", "active", "paid", price="price_year_usd")

    life.work("2026-12-20")
    life.changes(sold["premium"])
    life.now()
    assert life.subscription.price == sold["premium"]
    statement = life.changes(sold["premium_month"])
    row = changing.waiting(life.subscription)
    assert row is not None
    life.step(changing.undo(row, at=life.stage.at))
    life.work("2027-01-10")
    life.office(resend_confirmation, reference=statement.reference)

    life.work("2027-03-01")
    life.changes(verb="pause", when="now", until=day("2027-05-01").date())
    life.work("2027-03-02")
    life.stands("current", "paused", "paid")
    life.work("2027-05-01")
    life.stands("current", "active", "paid")
    in_order(life.stage)


def doubted_and_dearer(life: Life, sold: dict[str, Price]) -> None:
    """2027 to 2028: disputes with us and at the bank, on and off, and a new price."""
    wrong = {"order_number": life.order.number, "reason_code": "charged_twice", "message": "Hm."}
    case = life.does(dispute_charge, **wrong)
    life.office(resolve_dispute, reference=case.reference, upheld=False, answer="Only once.")
    ref = life.stage.bank.open_dispute(life.payment.gateway_ref, at=life.stage.at)
    life.hears_from_the_bank()
    life.office(send_evidence, dispute_id=Dispute.objects.get(gateway_ref=ref).pk)
    life.work("2027-05-02")
    life.stage.bank.close_dispute(ref, won=True, at=life.stage.at)
    life.hears_from_the_bank()
    assert life.told[-2:] == ["dispute_changed", "dispute_closed"]

    life.step(deeds.switch(life.subscription, "off", at=life.stage.at))
    life.work("2027-09-01")
    life.step(deeds.switch(life.subscription, "on", at=life.stage.at))
    life.work("2027-11-01")
    new = Price.objects.get(pk=sold["premium"].pk)
    new.pk, new.external_id, new.amount_minor, new.version = None, "price_dearer", 15_900, 2
    new.save()
    life.office(
        announce_price_change,
        from_price="price_premium",
        to_price="price_dearer",
        effective_on=day("2028-02-01").date(),
    )
    life.work("2028-01-10")
    assert "price_change_told" in life.told
    life.work("2028-02-05")
    life.stands("current", "active", "paid", price="price_dearer")
    assert life.order.total_minor == 15_900
    in_order(life.stage)


def declined_and_held(life: Life, sold: dict[str, Price]) -> None:
    """2028 to 2031: a cancellation undone, a later pause, cards that are refused, months."""
    request = life.step(deeds.leave(life.subscription, "end_of_term", at=life.stage.at))
    life.work("2028-03-01")
    life.step(deeds.undo(life.subscription, request.reference, at=life.stage.at))
    life.work("2029-01-02")
    life.changes(verb="pause", when="at_renewal", until=day("2029-04-04").date())
    life.work("2029-02-05")
    life.stands("current", "paused", "paid")
    life.work("2029-04-04")
    life.stands("current", "active", "paid")

    life.stage.bank.order_fault("charge", "decline_expired")
    life.work("2030-04-05")
    life.stands("grace", "active", "finalized")
    life.brings_a_card()
    life.work("2030-04-06")
    life.stands("current", "active", "paid")
    life.changes(sold["premium_month"])
    life.work("2031-04-05")
    life.stands("current", "active", "paid", price="price_premium_month")
    life.work("2031-07-05")  # the worker was away
    assert "periods_skipped" in life.told

    life.stage.bank.order_fault("charge", "decline_soft", times=4)
    life.work("2031-08-05")
    life.stands("grace", "active", "finalized")
    case = life.does(
        dispute_charge,
        order_number=life.order.number, reason_code="wrong_amount", message="Too much.",
    )  # fmt: skip
    life.office(
        resolve_dispute, reference=case.reference, upheld=True, answer="Indeed.", amount_minor=100
    )
    for on in ("2031-08-09", "2031-08-11", "2031-08-13", "2031-08-20"):
        life.work(on)
    life.stands("on_hold", "active", "finalized")
    in_order(life.stage)
    life.does(pay_invoice, order_number=life.order.number, method_id=None)
    life.now()
    life.stands("current", "active", "paid")


def stayed_and_left(life: Life, sold: dict[str, Price]) -> None:
    """2031 to 2036: years without trouble, refunds of goodwill, and the end of a term."""
    life.stage.bank.order_fault("charge", "pending_fails")
    life.work("2031-11-05")
    life.stands("current", "active", "finalized")
    life.work("2031-11-12")
    assert "charge_returned" in life.told
    life.stands("grace", "active", "finalized")
    life.work("2031-11-16")
    life.stands("current", "active", "paid")
    life.changes(sold["premium"], when="at_renewal")
    life.changes(sold["year"], when="at_renewal")
    assert life.told[-2:] == ["change_replaced", "change_scheduled"]
    for year in range(2031, 2036):
        life.work(f"{year}-12-05")
        life.stands("current", "active", "paid", price="price_year_usd")

    life.does(ask_for_review, order_number=life.order.number, message="Please.")
    asked = Case.objects.get(kind="refund_review")
    life.office(close_case, reference=asked.reference, resolution="Not this time.")
    assert life.told[-1] == "refund_declined"
    life.does(ask_for_review, order_number=life.order.number, message="Pretty please.")
    given = {"subscription_id": life.subscription.pk, "order_number": life.order.number}
    life.office(grant_refund, amount_minor=500, note="Ten years.", **given)
    assert life.told[-1] == "refund_granted"
    life.now()
    assert life.told.count("refund_settled") == 1
    life.stage.bank.order_fault("refund", "card_closed")
    life.office(grant_refund, amount_minor=300, note="Once more.", **given)
    life.now()
    failed = Case.objects.get(kind="refund_failed")
    life.office(reroute_refund, case_reference=failed.reference, evidence="SEPA 17")

    life.work("2036-06-01")
    life.step(deeds.leave(life.subscription, "end_of_term", at=life.stage.at))
    life.work("2036-12-03")
    life.stands("current", "active", "paid")
    life.work("2036-12-05")
    life.stands("current", "terminated", "paid")


def neighbours(stage: Stage) -> tuple[Subscription, Subscription, Subscription]:
    """Elsa, on the books from elsewhere, withdraws; Otto's card never pays, and Vera's neither.

    All are soon over: Vera leaves before she owes anything, and Bruno is let go within the first
    term of his contract, when he has asked twice.
    """
    bruno = bound(stage.cast, "bruno")
    office = {"at": stage.at, "idempotency_key": "bruno", **OFFICE}
    case = early_end_of(stage, bruno)
    close_case(reference=case.reference, resolution="Not yet.", **office)
    grant_early_end(reference=early_end_of(stage, bruno).reference, note="Granted.", **office)
    elsa = stage.cast.subscriber(
        "elsa", price="price_year_eur", country="DE", charged=NOW - timedelta(days=5)
    )
    stage.adopt()
    deeds.withdraw(elsa, at=stage.at)
    otto = start(buyer("declined_soft_otto"), key="otto")
    vera = start(buyer("declined_soft_vera"), key="vera")
    stage.work()
    deeds.leave(vera, at=stage.at)
    stage.work()
    return elsa, otto, vera


def early_end_of(stage: Stage, subscription: Subscription) -> Case:
    """He asks to be let go."""
    said = {"message": "I moved.", "idempotency_key": "ask", "at": stage.at, **deeds.PORTAL}
    return ask_for_early_end(subscription_id=subscription.pk, **said)


def test_ten_years_are_told_by_their_events(stage: Stage) -> None:
    Price.objects.filter(external_id="price_year_usd").update(trial="P14D")
    sold = changing.sell_tiers(stage.cast)
    elsa, otto, vera = neighbours(stage)
    nora = Life(stage, start(buyer("nora"), trial=True))

    nora.step(None)
    tried_and_bought(nora, sold)
    doubted_and_dearer(nora, sold)
    declined_and_held(nora, sold)
    stayed_and_left(nora, sold)

    assert nora.told[0] == "subscription_started"
    assert nora.told[-1] == "subscription_ended"
    assert (nora.subscription.ended_at - NOW).days > 10 * 365
    assert "withdrawal_confirmed" in deeds.history(elsa)
    assert deeds.history(otto)[-2:] == ["invoice_given_up", "notice_sent"]
    assert "invoice_voided" in deeds.history(vera)
    in_order(stage)
    assert {account: balance(account) for account in AT_REST} == dict.fromkeys(AT_REST, 0)
    taken = SubscriptionEvent.objects.filter(kind="charge_succeeded").count()
    assert stage.bank.stats().charges.made == taken + 2, "Elsa's and Bruno's were taken before"
    told = set(SubscriptionEvent.objects.values_list("kind", flat=True))
    assert told == BEGINNINGS | set(CHANGES) | set(IMPLIED) | REMARKS
