"""Contracts with a first term on the web: from when they can end, and that changes move nothing."""

from datetime import timedelta

from fairwell.models import Case, Price, Subscription
from tests import changing
from tests.actions.contracts import bind, bound
from tests.actions.test_change_announced import told
from tests.cast import NOW, Cast
from tests.web.portal.browsing import SignIn, cancel, reference_in, text


def at(subscription: Subscription, page: str) -> str:
    return f"/account/subscriptions/{subscription.pk}/{page}/"


def test_the_page_says_from_when_and_offers_that_instead_of_now(
    cast: Cast, sign_in: SignIn
) -> None:
    anna = bound(cast)

    page = sign_in(anna).get(at(anna, "cancel"))

    said, body = text(page), page.content.decode()
    assert "This contract was made for a first term: it can end on August 13, 2027 at the" in said
    assert 'value="now"' not in body
    assert "As soon as the contract can end You keep full access until August 13, 2027" in said
    assert "8 more charges come until then; the next page shows each." in said
    assert 'min="2027-08-13"' in body


def test_who_asks_for_it_all_the_same_is_told_beside_the_choice(
    cast: Cast, sign_in: SignIn
) -> None:
    anna = bound(cast)
    browser = sign_in(anna)

    now = browser.post(at(anna, "cancel"), {"choice": "now"})
    early = browser.post(at(anna, "cancel"), {"choice": "on_date", "on_date": "2027-01-31"})

    for page in (now, early):
        assert page.status_code == 422
        assert "it can end on August 13, 2027 at the earliest." in text(page)


def test_the_end_of_the_first_term_is_reviewed_with_every_charge_and_confirmed(
    cast: Cast, sign_in: SignIn
) -> None:
    anna = bound(cast)
    browser = sign_in(anna)

    review = cancel(browser, anna, choice="end_of_term")

    assert review.said.count("$9.99 on") == 8
    assert "until August 13, 2027" in review.said
    assert reference_in(review.confirm(browser))


def test_after_the_first_term_the_notice_is_named(cast: Cast, sign_in: SignIn) -> None:
    anna = bound(cast)
    Subscription.objects.filter(pk=anna.pk).update(first_term_end=NOW - timedelta(days=3))

    said = text(sign_in(anna).get(at(anna, "cancel")))

    assert "This contract has a notice: it can end on December 21, 2026 at the earliest." in said


def test_the_review_of_a_change_says_that_the_first_term_stays(cast: Cast, sign_in: SignIn) -> None:
    sold = changing.sell_tiers(cast)
    anna = cast.subscriber("anna")
    Subscription.objects.filter(pk=anna.pk).update(first_term_end=anna.current_period_end)
    browser = sign_in(anna)

    page = browser.post(at(anna, "change"), {"to": f"{sold['premium'].pk}:1"}, follow=True)

    assert (
        "First term of the contract stays as agreed before, until September 25, 2027; this change"
        " makes it neither longer nor shorter" in text(page)
    )


def test_or_that_none_begins_though_the_plan_is_sold_with_one(cast: Cast, sign_in: SignIn) -> None:
    sold = changing.sell_tiers(cast)
    bind("price_premium", first_term="P2Y")
    browser = sign_in(anna := cast.subscriber("anna"))

    page = browser.post(at(anna, "change"), {"to": f"{sold['premium'].pk}:1"}, follow=True)

    assert "First term of the contract none begins with this change" in text(page)


def test_the_review_says_that_an_announced_price_falls_away_and_the_account_no_longer_tells_of_it(
    cast: Cast, sign_in: SignIn
) -> None:
    sold = changing.sell_tiers(cast)
    anna = cast.subscriber("anna")
    told(anna)
    browser = sign_in(anna)
    assert "The price becomes $89.99" in text(browser.get(at(anna, "change")))

    page = browser.post(at(anna, "change"), {"to": f"{sold['month'].pk}:1"}, follow=True)

    assert "Announced price falls away, as it was for what you have now" in text(page)
    changing.change(anna, Price.objects.get(pk=sold["month"].pk))
    assert "The price becomes" not in text(browser.get(at(anna, "change")))


def test_a_good_reason_goes_to_a_person_and_the_history_tells_of_it(
    cast: Cast, sign_in: SignIn
) -> None:
    anna = bound(cast)
    browser = sign_in(anna)
    path = at(anna, "cancel/earlier")
    assert f'href="{path}"' in browser.get(at(anna, "cancel")).content.decode()

    bare = browser.post(path, {"message": ""})
    asked = browser.post(path, {"message": "I moved abroad."}, follow=True)

    assert bare.status_code == 422
    assert "Tell us the reason" in text(bare)
    case = Case.objects.get()
    assert case.reference in text(asked)
    assert "I moved abroad." in text(asked)
    told = text(browser.get(f"/account/subscriptions/{anna.pk}/"))
    assert f"A person was asked to let the contract end earlier (case {case.reference})" in told


def test_who_can_end_at_once_is_led_back_to_that(cast: Cast, sign_in: SignIn) -> None:
    anna = cast.subscriber("anna")
    browser = sign_in(anna)

    page = browser.get(at(anna, "cancel/earlier"))

    assert "This contract can end at once: nobody need be asked." in text(page)
    assert "cancel/earlier" not in browser.get(at(anna, "cancel")).content.decode()
