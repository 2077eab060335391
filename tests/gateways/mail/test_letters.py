"""Every notice says what it must: what, when, how much, and how to stop it with one click."""

import re

import pytest
from django.conf import settings

from fairwell.gateways.mail.letter import LetterError
from fairwell.gateways.mail.letters import LETTERS
from fairwell.models import Invoice, OfficialContact, Subscription
from tests.cast import Cast
from tests.gateways.mail.told import letter_about, letter_of

SITE = settings.PUBLIC_URL
NAMES = re.compile(
    r"\S+[@/]\S+|\S+\.example|Quillfort Security( Inc\.)?|1 Harbour Row, Springfield"
    r"|Guard Plus|Visa •••• \d+|Sorry\.|[A-Z]+-\d+"
)
ABOUT_A_CHARGE_TO_COME = ("renewal_reminder", "trial_end", "price_change")


def words_said(line: str) -> str:
    """The line without names, addresses and numbers; "" where nothing is left of it."""
    left = NAMES.sub("", line)
    return " ".join(left.split()) if re.search(r"[^\W\d_]{2}", left) else ""


@pytest.fixture
def anna(cast: Cast) -> Subscription:
    return cast.subscriber("anna")


@pytest.mark.parametrize("template", LETTERS)
@pytest.mark.parametrize("language", ["en", "de", "fr", "es"])
def test_every_letter_is_whole_in_both_bodies(
    anna: Subscription, template: str, language: str
) -> None:
    letter = letter_of(template, anna, language)

    for body in (letter.text, letter.html):
        assert "{" + "{" not in body
        assert "%(" not in body
        assert "None" not in body
    links = set(re.findall(r"https?://[^\s\"<]+", letter.text))
    assert links
    assert all(link in letter.html for link in links)
    assert all(link.startswith(f"{SITE}/account/") for link in links)
    assert letter.subject
    assert len(letter.subject) < 100


@pytest.mark.parametrize("template", LETTERS)
def test_only_contacts_of_the_registry_are_named(anna: Subscription, template: str) -> None:
    letter = letter_of(template, anna)
    ours = set(OfficialContact.objects.values_list("value", flat=True))

    for body in (letter.text, letter.html):
        assert set(re.findall(r"[\w.+-]+@[\w.-]+\w", body)) <= ours
        assert set(re.findall(r"\+\d[\d -]{6,}\d", body)) <= ours


@pytest.mark.parametrize("template", ABOUT_A_CHARGE_TO_COME)
@pytest.mark.parametrize("language", ["en", "de", "fr", "es"])
def test_before_a_charge_come_its_day_its_cost_and_two_ways_out(
    anna: Subscription, template: str, language: str
) -> None:
    letter = letter_of(template, anna, language)

    amount = "89" if template == "price_change" else "79"
    for body in (letter.text, letter.html):
        assert re.search(rf"{amount}[.,]99", body)
        assert f"{SITE}/account/subscriptions/{anna.pk}/renewal/" in body
        assert f"{SITE}/account/subscriptions/{anna.pk}/cancel/" in body
    assert re.search(r"\b7\b.{1,20}2026", letter.text)
    assert letter.text.count(">>>") == 1, "the last day to act stands in a box"


def test_the_reminder_says_until_when_it_can_be_stopped(anna: Subscription) -> None:
    letter = letter_of("renewal_reminder", anna)

    assert letter.subject == "Your Guard Plus renews on December 7, 2026"
    assert "until December 7, 2026, 04:00 EST." in letter.text
    assert "Renews for: December 7, 2026 to December 6, 2027" in letter.text
    assert "Price: $79.99 per year (of which tax $6.52)" in letter.text
    (entry,) = letter.enclosures
    assert (entry.name, entry.media_type) == ("renewal.ics", "text/calendar")
    assert b"DTSTART;VALUE=DATE:20261207" in entry.content
    assert letter.enclosures == letter_of("renewal_reminder", anna).enclosures


@pytest.mark.parametrize("language", ["de", "fr", "es"])
@pytest.mark.parametrize("template", LETTERS)
def test_no_line_of_a_letter_is_english_in_another_language(
    anna: Subscription, template: str, language: str
) -> None:
    english, letter = letter_of(template, anna), letter_of(template, anna, language)

    left = letter.text.replace("Guard Plus", "").replace("24/7", "")
    words = r"\b(the|you|your|price|renews|until|charge|support|phone)\b"
    assert not re.search(words, re.sub(r"\S+[@/]\S+", "", left), re.IGNORECASE)
    heard = [set(map(words_said, one.text.splitlines())) for one in (english, letter)]
    assert heard[0] & heard[1] == {""}
    assert letter.subject != english.subject
    for enclosed, told in zip(english.enclosures, letter.enclosures, strict=True):
        assert enclosed.content != told.content


def test_hours_in_the_vendors_words_stand_only_in_letters_of_its_language(
    anna: Subscription,
) -> None:
    OfficialContact.objects.filter(kind="phone").update(hours="Monday to Friday")
    OfficialContact.objects.filter(kind="email").update(hours="24/7")

    letters = {one: letter_of("receipt", anna, one) for one in ("en", "de", "fr", "es")}

    for body in (letters["en"].text, letters["en"].html):
        assert "(Monday to Friday)" in body
    for language in ("de", "fr", "es"):
        for body in (letters[language].text, letters[language].html):
            assert "Monday" not in body
            assert "(24/7)" in body


def test_a_failed_charge_says_why_and_what_to_do(anna: Subscription) -> None:
    letter = letter_of("charge_failed", anna)

    assert letter.subject == "Your payment of $79.99 did not go through"
    assert "not enough money in the account" in letter.text
    assert "We try again on November 24, 2026." in letter.text
    for page in ("orders/Q-1001/pay/", f"subscriptions/{anna.pk}/card/", "orders/Q-1001/why/"):
        assert f"{SITE}/account/{page}" in letter.text


def test_a_card_that_is_gone_for_good_is_not_said_to_be_tried_again(anna: Subscription) -> None:
    letter = letter_of("charge_failed", anna, failure_code="expired_card", hard=True)

    assert "the card has expired" in letter.text
    assert "We do not try this card again by ourselves." in letter.text
    assert "November 24" not in letter.text


def test_without_a_card_on_file_it_says_so_and_until_when_access_stays(anna: Subscription) -> None:
    letter = letter_of(
        "charge_failed", anna, needs="card", access_until="2026-12-05T13:00:00+00:00"
    )

    assert "There is no card on file that we could charge." in letter.text
    assert "Your access goes on until December 5, 2026." in letter.text
    assert "We try again" not in letter.text


def test_on_hold_it_says_when_it_ends_if_nobody_pays(anna: Subscription) -> None:
    letter = letter_of("on_hold", anna, end_at="2026-12-20T13:00:00+00:00")

    assert "If it stays unpaid, the subscription ends on December 20, 2026." in letter.text


def test_a_receipt_says_what_was_paid_from_what_and_what_comes_next(anna: Subscription) -> None:
    letter = letter_of("receipt", anna, from_credit_minor=999)

    assert letter.subject == "Receipt: $70.00 for Guard Plus"
    for words in (
        "Order: Q-1001",
        "Tax in the order: $6.52",
        "Taken from your credit: $9.99",
        "Paid on: November 21, 2026",
        "Charged to: Visa •••• 4242",
        "Next charge: $79.99 on December 7, 2026",
    ):
        assert words in letter.text


def test_a_trial_says_that_it_is_free_until_when_and_what_comes_then(anna: Subscription) -> None:
    letter = letter_of("first", anna, trial_ends_on="2026-12-07")

    assert "Your trial has begun." in letter.text
    assert "Free until: December 7, 2026" in letter.text
    assert "Next charge: $79.99 on December 7, 2026" in letter.text
    assert "It then becomes a paid subscription by itself" in letter.text
    without_card = letter_of("first", anna, trial_ends_on="2026-12-07", next=None)
    assert "It ends then by itself, and nothing is charged." in without_card.text


def test_the_books_fill_in_what_a_receipt_tells(anna: Subscription) -> None:
    number = Invoice.objects.get().number

    letter = letter_about("receipt", anna)

    assert letter.subject == "Receipt: $79.99 for Guard Plus"
    assert f"Order: {number}" in letter.text
    assert f"{SITE}/account/orders/{number}/why/" in letter.text


def test_the_summary_adds_up_what_went_both_ways(anna: Subscription) -> None:
    letter = letter_of("annual_summary", anna)

    assert "Paid in the year: $119.88" in letter.text
    assert "Given back in the year: $9.99" in letter.text
    assert "Renews: monthly" in letter.text


def test_a_charge_that_was_right_is_answered_without_amounts(anna: Subscription) -> None:
    letter = letter_of("disputed_settled", anna, upheld=False)

    assert "We looked at the charge of order Q-1001, and it stands." in letter.text
    assert "Sorry." in letter.text
    assert "$9.99" not in letter.text


@pytest.mark.parametrize(
    ("template", "missing"),
    [("renewal_reminder", "next"), ("price_change", "new"), ("receipt", "order")],
)
def test_what_a_letter_cannot_do_without_is_said(
    anna: Subscription, template: str, missing: str
) -> None:
    with pytest.raises(LetterError, match=f"lacks '{missing}'"):
        letter_of(template, anna, **{missing: None})
