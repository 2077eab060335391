"""Paying from the account: seen at a glance, one click away, and only one's own."""

from datetime import timedelta

import pytest
import time_machine

from fairwell.actions.billing.claim_charges import claim_charges
from fairwell.models import PaymentAttempt, Subscription
from tests import deeds
from tests.actions.bills import newest
from tests.actions.charges import HARD, SOFT, another_card, record, renewed
from tests.cast import Cast
from tests.web.portal.browsing import SignIn, text


@pytest.fixture
def anna(cast: Cast, clock: time_machine.Traveller) -> Subscription:
    """Her bank has refused the charge of her new term; it is the day after."""
    owner = renewed(cast)
    record(owner.current_period_start, every=SOFT)
    clock.move_to(owner.current_period_start + timedelta(days=1))
    owner.refresh_from_db()
    return owner


def test_both_ways_to_pay_are_one_click_away(anna: Subscription, sign_in: SignIn) -> None:
    browser = sign_in(anna)

    for page in ("/account/", f"/account/subscriptions/{anna.pk}/"):
        body = browser.get(page).content.decode()
        said = text(browser.get(page))
        assert "$79.99 of order INV-000001 has been overdue since September 25, 2027." in said
        assert "You keep your access until October 9, 2027." in said
        assert "We try the card on file again on September 28, 2027." in said
        assert said.index("overdue since") < said.index("Price $79.99 per year")
        for link in ("pay", "card"):
            assert f'href="/account/subscriptions/{anna.pk}/{link}/"' in body


def test_the_page_says_how_much_why_and_with_what(anna: Subscription, sign_in: SignIn) -> None:
    before = deeds.rows()

    said = text(sign_in(anna).get(f"/account/subscriptions/{anna.pk}/pay/"))

    assert "To pay $79.99" in said
    assert "The bank says that there is not enough money in the account." in said
    assert "Visa •••• ending in 4242" in said
    assert "Pay $79.99 now" in said
    after = deeds.rows()
    assert before["PaymentAttempt"] == after["PaymentAttempt"]
    assert before["Invoice"] == after["Invoice"]


def test_a_letter_about_one_order_leads_there(
    anna: Subscription, cast: Cast, sign_in: SignIn
) -> None:
    page = f"/account/orders/{newest(anna).number}/pay/"

    assert sign_in(anna).get(page)["Location"] == f"/account/subscriptions/{anna.pk}/pay/"
    assert sign_in(cast.subscriber("ben")).get(page).status_code == 404


def press(anna: Subscription, sign_in: SignIn, **sent: object) -> object:
    """Press the button of her newest order."""
    order = newest(anna)
    form = {"order": order.number, "key": f"{order.pk}-2", "card": anna.method_id, **sent}
    return sign_in(anna).post(f"/account/subscriptions/{anna.pk}/pay/", form)


def test_the_button_asks_the_bank_once_and_the_page_follows_it(
    anna: Subscription, sign_in: SignIn
) -> None:
    for _ in range(2):
        assert press(anna, sign_in).status_code == 303

    page = f"/account/subscriptions/{anna.pk}/pay/"
    assert "Your bank is being asked." in text(sign_in(anna).get(page))
    assert newest(anna).attempts.count() == 2
    record(anna.current_period_start + timedelta(days=1))
    assert "Everything is paid." in text(sign_in(anna).get(page))


def test_a_second_charge_beside_one_on_its_way_is_refused(
    anna: Subscription, sign_in: SignIn
) -> None:
    press(anna, sign_in)

    answer = press(anna, sign_in, key="another-page")

    assert answer.status_code == 409
    assert "is on its way already" in text(answer)


def test_other_peoples_orders_cards_and_pages_are_not_there(
    anna: Subscription, cast: Cast, sign_in: SignIn
) -> None:
    ben = cast.subscriber("ben")

    for path in ("pay", "card"):
        theirs = f"/account/subscriptions/{anna.pk}/{path}/"
        assert sign_in(ben).get(theirs).status_code == 404
        assert sign_in(ben).post(theirs).status_code == 404
    assert press(anna, sign_in, card=ben.method_id).status_code == 422
    assert press(anna, sign_in, order=ben.invoices.get().number).status_code == 409
    assert not PaymentAttempt.objects.filter(state="init").exists()


def test_who_has_several_cards_chooses(anna: Subscription, sign_in: SignIn) -> None:
    other = another_card(anna)

    press(anna, sign_in, card=other.pk)

    (order,) = claim_charges(at=anna.current_period_start + timedelta(days=1), limit=9)
    assert order.method_ref == other.method_ref


def test_a_blocked_card_is_not_offered(
    cast: Cast, sign_in: SignIn, clock: time_machine.Traveller
) -> None:
    owner = renewed(cast, key="otto")
    record(owner.current_period_start, every=HARD)
    clock.move_to(owner.current_period_start + timedelta(days=1))

    said = text(sign_in(owner).get(f"/account/subscriptions/{owner.pk}/pay/"))

    assert "The bank has blocked the card." in said
    assert "No card on file can be charged. Use another card" in said
