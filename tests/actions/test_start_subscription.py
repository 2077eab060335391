"""Buying a plan or beginning a trial: contract, consent, access and the first invoice."""

import hashlib
from datetime import timedelta
from typing import Any

import pytest

from fairwell.actions.subscriptions.start_subscription import start_subscription
from fairwell.models import (
    BillingDetails,
    ConsentRecord,
    CreditBalance,
    CreditEntry,
    Customer,
    Entitlement,
    Invoice,
    Notice,
    PaymentAttempt,
    PaymentMethod,
    Plan,
    Price,
    Subscription,
    TaxRegistration,
    Transfer,
)
from tests import deeds
from tests.actions.starting import agreed, buyer, offered, start
from tests.cast import NOW, Cast
from tests.threads import at_once


@pytest.fixture(autouse=True)
def trial_and_features(request: pytest.FixtureRequest) -> None:
    """The yearly plan may be tried; it gives two features."""
    name = "cast" if "cast" in request.fixturenames else "committed_cast"
    request.getfixturevalue(name)
    Price.objects.filter(external_id="price_year_usd").update(trial="P14D")
    Plan.objects.filter(tier="Plus").update(features=["shield", "vault"])


def test_bob_buys_a_year(cast: Cast) -> None:
    bob = buyer("bob")

    made = start(bob)

    made.refresh_from_db()
    assert (made.renewal, made.standing, made.service) == ("auto_renewing", "current", "active")
    assert (made.current_period_start, made.concluded_at, made.current_period_no) == (NOW, NOW, 1)
    assert made.bill_at == made.current_period_end
    assert made.method == bob.methods.get()
    assert deeds.history(made) == ["subscription_started"]
    invoice = Invoice.objects.get(subscription=made)
    assert (invoice.kind, invoice.period_no, invoice.number) == ("period", 1, "INV-000001")
    assert (invoice.state, invoice.collection, invoice.total_minor) == ("finalized", "due", 7_999)
    attempt = PaymentAttempt.objects.get(invoice=invoice)
    assert (attempt.state, attempt.ask_at, attempt.amount_minor) == ("init", NOW, 7_999)
    line = invoice.lines.get()
    assert (line.service_start, line.service_end) == (NOW, made.current_period_end)
    assert line.description == "Guard Plus"
    assert deeds.violations() == []


def test_the_words_agreed_to_are_kept(cast: Cast) -> None:
    made = start(buyer("bob"), words="Start paid subscription")

    kept = ConsentRecord.objects.get(subscription=made)
    assert (kept.kind, kept.text, kept.price) == ("purchase", "Start paid subscription", made.price)
    assert kept.text_digest == hashlib.sha256(b"Start paid subscription").hexdigest()
    assert (kept.given_at, kept.actor, kept.channel) == (NOW, "subscriber", "portal")


def test_access_begins_at_once_and_the_policies_bind(cast: Cast) -> None:
    made = start(buyer("bob", country="DE"), early_start=True)

    given = Entitlement.objects.filter(subscription=made)
    assert {(row.feature, row.quantity) for row in given} == {
        ("shield", 1), ("vault", 1), ("devices", 5)
    }  # fmt: skip
    assert {row.starts_at for row in given} == {NOW}
    pinned = {pin.policy.pack_id for pin in made.pinned_policies.select_related("policy")}
    assert {"vendor-60-annual", "eu-withdrawal"} <= pinned
    assert (made.early_start_requested, made.informed_of_withdrawal) == (True, True)


def test_the_first_letter_is_owed_at_once(cast: Cast) -> None:
    made = start(buyer("bob", language="de"), trial=True)

    letter = Notice.objects.get()
    assert (letter.template, letter.subscription, letter.to_email, letter.language) == (
        "first", made, "bob@mail.example", "en"
    )  # fmt: skip


def test_tax_and_credit_as_the_billing_run_does_it(cast: Cast) -> None:
    TaxRegistration.objects.create(country="US", scheme="domestic", valid_from="2020-01-01")
    TaxRegistration.objects.create(country="DE", scheme="oss", valid_from="2020-01-01")
    bob = buyer("bob", country="DE")
    bob.billing_details = BillingDetails.objects.create(customer=bob, country="DE", created_at=NOW)
    bob.save()
    balance = CreditBalance.objects.create(customer=bob, currency="EUR", balance_minor=2_000)
    CreditEntry.objects.create(balance=balance, kind="overpaid", amount_minor=2_000, at=NOW)

    made = start(bob, price="price_year_eur", early_start=True)

    invoice = Invoice.objects.get(subscription=made)
    assert (invoice.net_minor, invoice.tax_minor, invoice.total_minor) == (10_084, 1_916, 12_000)
    assert (invoice.credit_applied_minor, invoice.owed_minor) == (2_000, 10_000)
    assert invoice.buyer == bob.billing_details
    tax = invoice.taxes.get()
    assert (tax.jurisdiction, tax.rate_ppm, tax.tax_minor) == ("DE", 190_000, 1_916)
    assert {(t.kind, t.amount_minor) for t in Transfer.objects.filter(invoice=invoice)} == {
        ("invoice_issued", 10_084), ("invoice_tax", 1_916), ("credit_applied", 2_000)
    }  # fmt: skip
    assert PaymentAttempt.objects.get().amount_minor == 10_000
    balance.refresh_from_db()
    assert balance.balance_minor == 0


def test_credit_that_covers_all_of_it_asks_no_bank(cast: Cast) -> None:
    bob = buyer("bob")
    balance = CreditBalance.objects.create(customer=bob, currency="USD", balance_minor=10_000)
    CreditEntry.objects.create(balance=balance, kind="overpaid", amount_minor=10_000, at=NOW)

    start(bob)

    invoice = Invoice.objects.get()
    assert (invoice.state, invoice.collection, invoice.closed_at) == ("paid", "none", NOW)
    assert not PaymentAttempt.objects.exists()


def test_a_trial_bills_nothing_and_is_given_once(cast: Cast) -> None:
    bob = buyer("bob")

    made = start(bob, trial=True)

    made.refresh_from_db()
    assert (made.service, made.current_period_no) == ("trialing", 0)
    assert made.trial_end == made.bill_at == made.anchor_at == NOW + timedelta(days=14)
    assert not Invoice.objects.exists()
    assert ConsentRecord.objects.get().kind == "trial"
    assert deeds.history(made) == ["subscription_started"]
    again = offered(bob, trial=False)
    same = Customer.objects.create(
        external_id="cus_bob_2", email="bob@mail.example", user=bob.user, created_at=NOW
    )
    for who in (bob, same):
        refusal = deeds.refusal(lambda who=who: start(who, trial=True, key="b", offer=again))
        assert refusal.code == "trial_used"


def test_somebody_elses_card_is_no_card(cast: Cast) -> None:
    bob, eve = buyer("bob"), buyer("eve")

    refusal = deeds.refusal(lambda: start(eve, method_id=bob.methods.get().pk))

    assert refusal.code == "card_needed"


def test_terms_other_than_those_shown_are_not_agreed_to(cast: Cast) -> None:
    bob = buyer("bob")
    seen = offered(bob)
    TaxRegistration.objects.create(country="US", scheme="domestic", valid_from="2020-01-01")
    Price.objects.filter(pk=seen.price.pk).update(amount_minor=8_999)

    assert deeds.refusal(lambda: start(bob, offer=seen)).code == "quote_changed"


def test_where_no_tax_rate_is_known_nothing_is_sold(cast: Cast) -> None:
    TaxRegistration.objects.create(
        country="US", subdivision="US-XX", scheme="domestic", valid_from="2020-01-01"
    )
    bob = buyer("bob", subdivision="US-XX")
    seen = offered(buyer("eve"))

    assert deeds.refusal(lambda: start(bob, offer=seen)).code == "tax_unknown"


def test_pressing_twice_buys_once(cast: Cast) -> None:
    bob = buyer("bob")

    assert start(bob, key="same") == start(bob, key="same")
    assert start(bob, key="other") != start(bob, key="same")
    assert Subscription.objects.count() == Invoice.objects.count() == 2


def test_eight_clicks_at_the_same_moment_buy_once(committed_cast: Cast) -> None:
    bob = buyer("bob")
    seen = offered(bob)

    answers = at_once([lambda: start(bob, key="one click", offer=seen)] * 8)

    assert set(answers) == {Subscription.objects.get()}
    assert Invoice.objects.count() == PaymentAttempt.objects.count() == 1
    assert Notice.objects.count() == ConsentRecord.objects.count() == 1
    assert deeds.violations() == []


def test_two_trials_at_the_same_moment_are_one(committed_cast: Cast) -> None:
    bob = buyer("bob")
    seen = offered(bob, trial=True)

    answers = at_once([
        lambda key=key: start(bob, trial=True, key=key, offer=seen) for key in ("one", "other")
    ])  # fmt: skip

    codes = [getattr(getattr(one, "refusal", None), "code", "made") for one in answers]
    assert sorted(codes) == ["made", "trial_used"]
    assert Subscription.objects.count() == 1


def test_a_customer_without_an_account_can_be_sold_to(cast: Cast) -> None:
    bob = buyer("bob")
    bob.user = None
    bob.save()

    assert start(bob).customer == bob


@pytest.mark.parametrize("missing", ["price", "customer"])
def test_what_does_not_exist_is_not_sold(cast: Cast, missing: str) -> None:
    bob, seen = buyer("bob"), offered(buyer("eve"))
    ids: dict[str, Any] = {"customer_id": bob.pk, "price_id": seen.price.pk}
    unknown = Price.DoesNotExist if missing == "price" else Customer.DoesNotExist

    with pytest.raises(unknown):
        start_subscription(
            **{**ids, f"{missing}_id": 999},
            quantity=1,
            trial=False,
            method_id=PaymentMethod.objects.filter(customer=bob).get().pk,
            agreement=agreed(seen),
            at=NOW,
            idempotency_key="x",
            **deeds.PORTAL,
        )
