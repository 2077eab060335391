"""The facts of a charge: the asker's own, whole, and at the same cost whatever its history."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from fairwell.actions.steps.queue_notice import queue_notice
from fairwell.domain.charge_story import tell_charge, ways_now
from fairwell.models import Case, ConsentRecord, Invoice
from fairwell.queries.charge_story import ChargeStory, charge_story
from tests import deeds
from tests.actions.charges import SOFT
from tests.cast import NOW, Cast
from tests.queries.test_account import user_id
from tests.web.portal.billed import LATER, RENEWAL, charged, invoice_of, tax_europe


def story_of(invoice: Invoice, user: int) -> ChargeStory:
    """The story of an order that is there."""
    found = charge_story(user, invoice.number, at=LATER)
    assert found is not None
    return found


def test_a_renewal_of_our_own_is_known_to_the_last_letter(cast: Cast) -> None:
    tax_europe()
    lena = charged(cast)

    story = story_of(invoice_of(lena), user_id(lena))

    charge = story.charge
    assert (charge.state, charge.total_minor, charge.elsewhere) == ("paid", 12_000, False)
    assert [(tax.tax_minor, tax.inside) for tax in charge.taxes] == [(1_916, True)]
    assert [(one.state, one.method) for one in charge.tries] == [("succeeded", "Visa •••• 4242")]
    assert [one.template for one in charge.letters] == ["receipt"]
    assert [line.devices for line in charge.lines] == [5]
    assert ways_now(charge) == ("refund", "dispute", "renewal_off")


def test_a_declined_charge_tells_why_and_when_it_is_tried_again(cast: Cast) -> None:
    lena = charged(cast, news=SOFT)

    charge = story_of(invoice_of(lena), user_id(lena)).charge

    assert (charge.state, charge.owed_minor) == ("open", 12_000)
    assert [(one.state, one.failure_code) for one in charge.tries] == [
        ("declined", "insufficient_funds")
    ]
    assert charge.next_try_at is not None
    assert charge.next_try_at > RENEWAL
    assert {"pay", "card"} <= set(ways_now(charge))


def test_the_reminder_before_the_term_belongs_to_its_charge_and_others_do_not(cast: Cast) -> None:
    lena = charged(cast)
    invoice = invoice_of(lena)
    for n, period in enumerate((invoice.period_no, (invoice.period_no or 0) + 1)):
        queue_notice(
            "renewal_reminder", key=f"r{n}", to_email="lena@mail.example", language="en", at=NOW,
            customer=lena.customer, subscription=lena, period_no=period,
        )  # fmt: skip

    charge = story_of(invoice, user_id(lena)).charge

    assert sorted(one.template for one in charge.letters) == ["receipt", "renewal_reminder"]


def test_a_dispute_with_us_closes_the_way_to_another(cast: Cast) -> None:
    lena = charged(cast)
    invoice = invoice_of(lena)
    Case.objects.create(
        reference="FW-2345-6789-BCDF", kind="billing_dispute", invoice=invoice, opened_at=LATER,
        due_at=LATER,
    )  # fmt: skip

    charge = story_of(invoice, user_id(lena)).charge

    assert charge.dispute_case == "FW-2345-6789-BCDF"
    assert "dispute" not in ways_now(charge)


def test_an_order_from_elsewhere_says_so_and_makes_nothing_up(cast: Cast) -> None:
    anna = cast.subscriber("anna")

    charge = story_of(anna.invoices.get(), user_id(anna)).charge

    assert charge.elsewhere
    told = {one.key for one in tell_charge(charge)}
    assert {"what_elsewhere", "taken_over", "tax_unknown", "letters_elsewhere"} <= told


def test_what_was_given_back_leaves_no_way_to_ask_again(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    deeds.leave(anna)

    charge = story_of(anna.invoices.get(), user_id(anna)).charge

    assert [note.to for note in charge.taken_back] == ["refund"]
    assert charge.refund == "none"
    assert "renewal_off" not in ways_now(charge)


def test_somebody_elses_order_is_nobodys(cast: Cast) -> None:
    anna, bob = cast.subscriber("anna"), cast.subscriber("bob")

    number = bob.invoices.get().number

    assert charge_story(user_id(anna), number, at=NOW) is None
    assert charge_story(user_id(anna), "Q-0", at=NOW) is None


def test_an_order_without_a_subscription_has_a_story_too(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    Invoice.objects.update(subscription=None, kind="adjustment")

    story = story_of(Invoice.objects.get(), user_id(anna))

    assert story.held is None
    assert tell_charge(story.charge)[1].key == "what_no_subscription"


def queries_for(invoice: Invoice, user: int) -> int:
    """How many queries its story takes."""
    with CaptureQueriesContext(connection) as asked:
        assert tell_charge(story_of(invoice, user).charge)
    return len(asked)


def test_a_long_history_costs_no_more(cast: Cast) -> None:
    lena = charged(cast)
    invoice, user = invoice_of(lena), user_id(lena)
    at_first = queries_for(invoice, user)
    for n in range(40):
        deeds.switch(lena, ("off", "on")[n % 2], at=LATER + timedelta(minutes=n))
        ConsentRecord.objects.create(
            subscription=lena, kind="change", price=lena.price, given_at=NOW, actor="subscriber",
            channel="portal",
        )  # fmt: skip

    assert queries_for(invoice, user) == at_first <= 30
