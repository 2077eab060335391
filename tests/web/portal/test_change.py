"""Changing on the web: choices, a review with every sum, the deed, and the way back."""

import re
from collections.abc import Iterator

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from fairwell.models import Price, Subscription
from tests import changing, deeds
from tests.cast import Cast
from tests.web.portal.browsing import SignIn, reference_in, text


def at(subscription: Subscription, page: str) -> str:
    return f"/account/subscriptions/{subscription.pk}/{page}/"


def confirm(browser: Client, page: HttpResponse, **sent: str) -> HttpResponse:
    """Press a button of the review; the primary one unless another is named."""
    body = page.content.decode()
    path = re.search(r'action="(/account/changes/[^"]+)"', body)
    digest = re.search(r'name="expected" value="([0-9a-f]{64})"', body)
    assert path, "the page is no review"
    assert digest, "the review sends no digest"
    return browser.post(path[1], {"expected": digest[1], **sent})


def choose(browser: Client, subscription: Subscription, to: str) -> HttpResponse:
    return browser.post(at(subscription, "change"), {"to": to}, follow=True)


def test_every_kind_of_change_is_offered_and_so_is_leaving(cast: Cast, sign_in: SignIn) -> None:
    changing.sell_tiers(cast)
    anna = cast.subscriber("anna")

    said = text(sign_in(anna).get(at(anna, "change")))

    for words in (
        "10 devices $109.50 per year plus tax", "Guard Premium $146.00 per year plus tax",
        "Charged monthly $9.99 per month plus tax", "Pause this subscription",
        "Would you rather leave? Cancel this subscription",
    ):  # fmt: skip
        assert words in said, words
    cycles = said[said.index("Billing cycle") :]
    assert "upgrade" not in cycles.lower()


def test_fewer_devices_for_more_money_are_not_offered(cast: Cast, sign_in: SignIn) -> None:
    changing.sell_tiers(cast, devices=5)
    thirty = Price.objects.get(external_id="price_ten")
    thirty.pk, thirty.external_id = None, "price_thirty"
    thirty.devices, thirty.amount_minor = 30, 20_000
    thirty.save()
    anna = cast.subscriber("anna")

    said = text(sign_in(anna).get(at(anna, "change")))

    assert "You have 5 devices for $79.99 per year." in said
    # Fifteen would be three times five, for $239.97.
    assert re.findall(r"(\d+) devices \$", said[said.index("Devices covered") :]) == [
        "3", "10", "30",
    ]  # fmt: skip


def test_more_at_once_is_reviewed_line_by_line_and_confirmed(cast: Cast, sign_in: SignIn) -> None:
    sold, anna = changing.sell_tiers(cast), cast.subscriber("anna")
    browser = sign_in(anna)

    page = choose(browser, anna, f"{sold['premium'].pk}:1")

    said = text(page)
    assert "You have Guard Plus, 5 devices, yearly" in said
    assert "You get Guard Premium, 5 devices, yearly" in said
    assert "as soon as you confirm" in said
    assert "Credit for order Q-1001" in said
    assert "Charged today $55.70" in said
    assert "Next charge $146.00 on September 25, 2027" in said
    assert "Change and pay $55.70" in said
    assert "At the renewal instead" in said
    assert "Would you rather leave?" in said

    reference = reference_in(confirm(browser, page))

    told = text(browser.get(f"/account/confirmations/{reference}/"))
    assert "Your subscription is changed" in told
    assert "$55.70 is charged today" in told
    anna.refresh_from_db()
    assert anna.price == sold["premium"]
    again = confirm(browser, page)
    assert reference_in(again) == reference


def test_the_other_moment_is_one_button_away(cast: Cast, sign_in: SignIn) -> None:
    sold, anna = changing.sell_tiers(cast), cast.subscriber("anna")
    browser = sign_in(anna)

    later = confirm(browser, choose(browser, anna, f"{sold['premium'].pk}:1"), other="yes")
    page = browser.get(later["Location"])

    said = text(page)
    assert "from September 25, 2027, with the end of the paid term" in said
    assert "Charged today Nothing" in said
    assert "At once instead" in said
    reference_in(confirm(browser, page))
    assert changing.waiting(anna) is not None


def test_what_is_agreed_is_shown_with_its_way_back(cast: Cast, sign_in: SignIn) -> None:
    sold, anna = changing.sell_tiers(cast), cast.subscriber("anna")
    browser = sign_in(anna)
    confirm(browser, choose(browser, anna, f"{sold['month'].pk}:1"))
    row = changing.waiting(anna)
    assert row is not None

    said = text(browser.get(at(anna, "").replace("//", "/")))
    assert "From September 25, 2027: You change to Guard Plus, 5 devices, monthly." in said
    assert "Price $79.99 per year" in said
    assert "Next charge $9.99 on September 25, 2027" in said

    undo = at(anna, f"changes/{row.pk}/undo")
    assert "Will not come" in text(browser.get(undo))
    reference = reference_in(browser.post(undo))
    assert "Your change is undone" in text(browser.get(f"/account/confirmations/{reference}/"))
    assert "There is no change to undo." in text(browser.get(undo))


def test_a_pause_and_its_end(cast: Cast, sign_in: SignIn, clock: time_machine.Traveller) -> None:
    anna = cast.subscriber("anna")
    browser = sign_in(anna)
    page = browser.post(at(anna, "pause"), {"when": "now", "until": "2027-01-10"}, follow=True)
    said = text(page)
    assert "rests from November 21, 2026 and is back on January 10, 2027" in said
    assert "paid time stands still in the pause" in said
    reference = reference_in(confirm(browser, page))
    told = text(browser.get(f"/account/confirmations/{reference}/"))
    assert "Your subscription is paused until January 10, 2027" in told

    shown = text(browser.get(at(anna, "").replace("//", "/")))
    assert "Paused" in shown
    assert "End the pause" in shown
    page = choose(browser, anna, "resume")
    assert "is back as soon as you confirm" in text(page)
    reference = reference_in(confirm(browser, page))
    told = text(browser.get(f"/account/confirmations/{reference}/"))
    assert "You ended the pause." in told


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"when": "now", "until": "2026-11-21"}, "enter November 22, 2026 or a later day"),
        ({"when": "now", "until": "2028-01-01"}, "enter February 21, 2027 or an earlier day"),
        ({"when": "now", "until": "soon"}, "Enter a day of the calendar"),
        ({"until": "2027-01-10"}, "Choose when the pause should begin."),
    ],
)
def test_a_pause_that_cannot_be_says_why_on_the_form(
    cast: Cast, sign_in: SignIn, sent: dict[str, str], words: str
) -> None:
    anna = cast.subscriber("anna")

    page = sign_in(anna).post(at(anna, "pause"), sent)

    assert page.status_code == 422
    assert words in text(page)


def test_refusals_are_told_in_plain_words(cast: Cast, sign_in: SignIn) -> None:
    sold, anna = changing.sell_tiers(cast), cast.subscriber("anna")
    browser = sign_in(anna)
    changing.change(anna, sold["premium"])  # its charge is under way

    page = browser.post(at(anna, "change"), {"to": f"{sold['premium'].pk}:2"}, follow=True)
    assert page.status_code == 409
    assert "A charge is not paid yet, or just under way." in text(page)
    nothing = browser.post(at(anna, "change"), {"to": "999:1"})
    assert nothing.status_code == 422
    assert "Choose what you would like to have instead." in text(nothing)


def test_what_is_off_or_over_is_not_changed(cast: Cast, sign_in: SignIn) -> None:
    anna, ben = cast.subscriber("anna"), cast.subscriber("ben")
    deeds.switch(anna, "off")
    deeds.leave(ben)

    assert "Turn renewal on again first" in text(sign_in(anna).get(at(anna, "change")))
    assert "has ended already" in text(sign_in(ben).get(at(ben, "change")))
    assert "has ended already" in text(sign_in(ben).get(at(ben, "pause")))


def test_a_result_is_held_and_worked_out_again_when_its_time_is_over(
    cast: Cast, sign_in: SignIn, clock: time_machine.Traveller
) -> None:
    sold, anna = changing.sell_tiers(cast), cast.subscriber("anna")
    browser = sign_in(anna)
    page = choose(browser, anna, f"{sold['premium'].pk}:1")
    quote = changing.RefundQuote.objects.get()
    clock.move_to(quote.expires_at)

    lapsed = browser.get(f"/account/changes/{quote.token}/")
    assert "This result no longer holds" in text(lapsed)
    late = confirm(browser, page)
    assert late.status_code == 409
    assert "The time for which we held this result is over." in text(late)
    again = browser.post(f"/account/changes/{quote.token}/", {"again": "yes"})
    assert reference_in(confirm(browser, browser.get(again["Location"])))


def test_nobody_changes_what_is_not_theirs(cast: Cast, sign_in: SignIn) -> None:
    sold, anna, ben = changing.sell_tiers(cast), cast.subscriber("anna"), cast.subscriber("ben")
    quote = changing.ask(anna, sold["month"])
    changing.agree(quote)
    row = changing.waiting(anna)
    assert row is not None
    stranger = sign_in(ben)

    for path in _pages(anna, quote.token, row.pk):
        assert stranger.get(path).status_code == 404, path
        assert stranger.post(path, {"to": "resume"}).status_code == 404, path
    assert changing.waiting(anna) == row
    mixed = stranger.post(at(ben, f"changes/{row.pk}/undo"))
    assert mixed.status_code == 409
    assert changing.waiting(anna) == row


def _pages(subscription: Subscription, token: str, change: int) -> Iterator[str]:
    for page in ("change", "pause", f"changes/{change}/undo"):
        yield at(subscription, page)
    yield f"/account/changes/{token}/"
