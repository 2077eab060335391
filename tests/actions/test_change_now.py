"""A change at once: what was not used is credited, the rest is billed, and both are told."""

from datetime import timedelta

from fairwell.models import ConsentRecord, CreditNote, Entitlement, PaymentAttempt
from tests import changing, deeds
from tests.actions.bills import sell_in_germany
from tests.cast import NOW, Cast

ANNAS_USED = 57  # days of the 365 since her charge, the day of the change not counted


def unused(minor: int) -> int:
    """What is left of a year's price at NOW for who was charged 57 days ago, half up."""
    return minor - (2 * minor * ANNAS_USED + 365) // (2 * 365)


def test_more_at_once_credits_the_rest_and_bills_it_at_the_new_price(cast: Cast) -> None:
    sold, anna = changing.sell_tiers(cast), cast.subscriber("anna")

    statement = changing.change(anna, sold["premium"])

    anna.refresh_from_db()
    assert (anna.price, anna.quantity, anna.current_period_no) == (sold["premium"], 1, 1)
    invoice = anna.invoices.get(kind="adjustment")
    assert (invoice.total_minor, invoice.credit_applied_minor) == (unused(14_600), unused(7_999))
    note = CreditNote.objects.get()
    assert (note.kind, note.to, note.total_minor) == ("change", "credit_balance", unused(7_999))
    attempt = PaymentAttempt.objects.get(invoice=invoice)
    assert (attempt.state, attempt.amount_minor) == ("init", unused(14_600) - unused(7_999))
    assert changing.credit(anna) == 0
    assert deeds.history(anna) == [
        "subscription_imported", "plan_changed", "invoice_credited", "invoice_issued",
    ]  # fmt: skip
    issued = anna.events.get(kind="invoice_issued")
    assert (issued.data["order"], issued.data["total_minor"]) == (invoice.number, unused(14_600))
    said = deeds.verified(statement)["change"]
    assert (said["before"]["plan"], said["after"]["plan"]) == ("Plus", "Premium")
    assert said["money"]["order"] == invoice.number
    assert said["money"]["charged"] == f"{attempt.amount_minor / 100:.2f} USD"
    assert said["money"]["credits"][0]["credit_notes"] == [note.number]
    assert deeds.violations() == []


def test_the_new_features_are_given_at_once(cast: Cast) -> None:
    sold, anna = changing.sell_tiers(cast), cast.subscriber("anna")

    changing.change(anna, sold["premium"])

    given = Entitlement.objects.filter(subscription=anna, ends_at__isnull=True)
    assert set(given.values_list("feature", flat=True)) == {"devices", "vpn"}


def test_the_tax_of_the_rest_is_billed_and_the_credit_is_of_what_was_paid_with_it(
    cast: Cast,
) -> None:
    sell_in_germany()
    sold, mia = changing.sell_tiers(cast), cast.subscriber("mia", country="DE")

    quoted = changing.ask(mia, sold["premium"])

    due, net = quoted.decision["due"], unused(14_600)
    tax = (2 * net * 19 + 100) // 200
    assert (due["net_minor"], due["tax_minor"]) == (net, tax)
    assert due["due_minor"] == net + tax - unused(7_999)  # imported lines were billed without tax
    assert quoted.decision["next_charge"]["minor"] == 14_600 + 2_774
    changing.agree(quoted)
    assert mia.invoices.get(kind="adjustment").tax_minor == tax
    assert deeds.violations() == []


def test_another_cycle_at_once_begins_a_period_of_its_own(cast: Cast) -> None:
    sold = changing.sell_tiers(cast)
    mona = cast.subscriber("mona", price="price_month_usd", charged=NOW - timedelta(days=10))

    statement = changing.change(mona, sold["year"], when="now")

    mona.refresh_from_db()
    assert (mona.current_period_no, mona.anchor_period_no) == (2, 2)
    assert mona.current_period_start == mona.anchor_at == NOW
    assert mona.bill_at == mona.current_period_end
    invoice = mona.invoices.get(kind="period", period_no=2)
    assert invoice.total_minor == 7_999
    assert deeds.verified(statement)["renewal"]["next_charge"]["on"] == "2027-11-21"
    deeds.history(mona)
    assert deeds.violations() == []


def test_what_the_new_bill_does_not_use_stays_as_credit(cast: Cast) -> None:
    sold, anna = changing.sell_tiers(cast), cast.subscriber("anna")

    changing.change(anna, sold["month"], when="now")

    assert changing.credit(anna) == unused(7_999) - 999
    invoice = anna.invoices.get(period_no=2)
    assert (invoice.state, invoice.collection) == ("paid", "none")
    assert not PaymentAttempt.objects.filter(invoice=invoice).exists()


def test_what_is_agreed_to_is_kept(cast: Cast) -> None:
    sold, anna = changing.sell_tiers(cast), cast.subscriber("anna")
    quoted = changing.ask(anna, sold["ten"])

    changing.agree(quoted, language="de")

    consent = ConsentRecord.objects.get(subscription=anna)
    assert (consent.kind, consent.price, consent.text_digest) == (
        "change", sold["ten"], quoted.digest,
    )  # fmt: skip


def test_who_cannot_be_charged_at_once_owes_the_difference_and_can_change_back(
    cast: Cast,
) -> None:
    sold, anna = changing.sell_tiers(cast), cast.subscriber("anna")
    changing.either(anna)
    anna.refresh_from_db()
    anna.method = None
    anna.save()
    changing.change(anna, sold["premium"])
    bill = anna.invoices.get(kind="adjustment")
    assert (bill.state, bill.collection) == ("finalized", "waiting")

    changing.change(anna, sold["year"], when="now", at=NOW + timedelta(minutes=5))

    bill.refresh_from_db()
    assert (bill.state, bill.owed_minor, bill.collect_at) == ("paid", 0, None)
    notes = CreditNote.objects.filter(invoice=bill).values_list("to", "total_minor")
    assert dict(notes) == {
        "receivable": unused(14_600) - unused(7_999),
        "credit_balance": unused(7_999),
    }
    back = anna.invoices.filter(kind="adjustment").latest("pk")
    assert (back.total_minor, back.state) == (unused(7_999), "paid")
    assert changing.credit(anna) == 0
    assert deeds.violations(NOW + timedelta(minutes=5)) == []


def test_a_charge_under_way_is_waited_for(cast: Cast) -> None:
    sold, anna = changing.sell_tiers(cast), cast.subscriber("anna")
    changing.change(anna, sold["premium"])

    refused = deeds.refusal(lambda: changing.ask(anna, sold["premium"], 2, when="now"))

    assert refused.code == "pay_first"
    assert changing.ask(anna, sold["ten"], when="at_renewal")


def test_leaving_with_a_refund_gives_back_all_that_was_paid_and_not_the_credit_too(
    cast: Cast,
) -> None:
    sold, anna = changing.sell_tiers(cast), cast.subscriber("anna")
    changing.either(anna)
    changing.change(anna, sold["three"], when="now")
    left = unused(7_999) - unused(3_650)
    assert changing.credit(anna) == left

    request = deeds.leave(anna)

    assert request.refund.total_minor == 7_999
    assert changing.credit(anna) == 0
    notes = request.refund.credit_notes.values_list("invoice__kind", "total_minor")
    assert sum(minor for _, minor in notes) == 7_999 - left
    assert deeds.violations() == []


def test_leaving_after_a_change_credits_the_order_that_the_credit_paid(cast: Cast) -> None:
    sold, anna = changing.sell_tiers(cast), cast.subscriber("anna")
    changing.change(anna, sold["premium"])
    paid = 7_999 + changing.paid_up(anna)

    request = deeds.leave(anna)

    assert request.refund.total_minor == paid
    assert sum(request.refund.credit_notes.values_list("total_minor", flat=True)) == paid
    assert deeds.violations() == []
