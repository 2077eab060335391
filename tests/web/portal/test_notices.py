"""What we send: courtesies are a choice, every letter is on the record and can be had again."""

from datetime import timedelta

import pytest
from django.test import Client
from icalendar import Calendar

from fairwell.actions.notices.prepare_notice import prepare_notice
from fairwell.actions.people.record_mail_outcome import record_mail_outcome
from fairwell.models import Notice, NoticePreference, Subscription
from tests import deeds
from tests.actions.laws import reminder_law
from tests.actions.test_plan_notices import plan, renewing_in
from tests.cast import NOW, Cast
from tests.web.portal.browsing import SignIn, text

PAGE = "/account/notices/"


def reminded(cast: Cast, *, sent: bool = True, answer: str = "250 2.0.0 OK") -> Subscription:
    """Anna, whose reminder that a law wants has left this moment."""
    reminder_law("P45D", "P15D")
    anna = renewing_in(cast, 45)
    plan()
    notice = Notice.objects.get()
    assert prepare_notice(notice_id=notice.pk, at=NOW) is not None
    record_mail_outcome(
        notice_id=notice.pk, sent=sent, message_id="<1@x.example>", server_answer=answer, at=NOW
    )
    return anna


def letters(browser: Client, subscription: Subscription) -> str:
    return text(browser.get(f"/account/subscriptions/{subscription.pk}/letters/"))


def test_courtesies_can_be_switched_off_and_on(cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.subscriber("anna"))
    assert browser.get(PAGE).content.decode().count(" checked") == 4

    page = browser.post(PAGE, {"wanted": ["card_expiry"]}, follow=True)

    assert "Your choice is kept." in page.content.decode()
    assert page.content.decode().count(" checked") == 1
    off = NoticePreference.objects.filter(wanted=False).values_list("kind", flat=True)
    assert set(off) == {"renewal_reminder", "annual_summary", "pause_ending"}
    browser.post(PAGE, {"wanted": ["card_expiry", "annual_summary", "receipt"]})
    assert NoticePreference.objects.filter(wanted=False).count() == 2


def test_the_page_says_what_cannot_be_switched_off(cast: Cast, sign_in: SignIn) -> None:
    anna = reminded(cast)

    said = text(sign_in(anna).get(PAGE))

    assert "What you always get" in said
    assert "otherwise you keep the old one" in said
    reminder, _, others = said.partition("Your card expires")
    assert "a law wants you to get it" in reminder
    assert "a law wants you to get it" not in others


def test_a_letter_is_listed_with_what_became_of_it(cast: Cast, sign_in: SignIn) -> None:
    anna = reminded(cast)

    said = letters(sign_in(anna), anna)

    assert "Reminder of the renewal Accepted by your mail provider" in said
    assert "To a…@mail.example" in said
    assert "Due on November 21, 2026 in time until December 21, 2026" in said
    assert "Sent November 21, 2026, 04:00 EST" in said
    assert "250 2.0.0 OK" in said
    assert "A law wants you to get it." in said
    assert "Rule that wants it LAW-REMIND" in said
    assert "Version of the wording 1" in said


def test_a_letter_that_could_not_be_delivered_says_so(cast: Cast, sign_in: SignIn) -> None:
    anna = reminded(cast, sent=False, answer="550 5.1.1 No such user")

    said = letters(sign_in(anna), anna)

    assert "Could not be delivered" in said
    assert "550 5.1.1 No such user" in said


def test_a_dropped_letter_is_not_listed(cast: Cast, sign_in: SignIn) -> None:
    anna = renewing_in(cast, 16)
    plan()
    deeds.switch(anna, "off")
    prepare_notice(notice_id=Notice.objects.get(template="renewal_reminder").pk, at=NOW)

    assert "Reminder of the renewal" not in letters(sign_in(anna), anna)


def test_the_history_tells_of_the_letter(cast: Cast, sign_in: SignIn) -> None:
    anna = reminded(cast)

    said = text(sign_in(anna).get(f"/account/subscriptions/{anna.pk}/"))

    assert "Reminder of the renewal sent by e-mail" in said


def test_a_copy_goes_to_the_address_on_file(cast: Cast, sign_in: SignIn) -> None:
    anna = reminded(cast)
    browser = sign_in(anna)
    address = f"/account/letters/{Notice.objects.get().pk}/resend/"

    assert browser.get(address)["Location"] == f"/account/subscriptions/{anna.pk}/letters/"
    assert Notice.objects.count() == 1
    for _ in range(2):
        page = browser.post(address, follow=True)

    assert "A copy is on its way to a…@mail.example." in page.content.decode()
    copy = Notice.objects.get(context__has_key="copy_of")
    assert copy.to_email == "anna@mail.example"


def test_what_is_not_sent_yet_cannot_be_had_again(cast: Cast, sign_in: SignIn) -> None:
    anna = renewing_in(cast, 16)
    plan()
    browser = sign_in(anna)
    assert "Send it to me again" not in letters(browser, anna)

    page = browser.post(f"/account/letters/{Notice.objects.get().pk}/resend/", follow=True)

    assert "This letter cannot be sent again." in page.content.decode()


def test_the_next_charge_is_a_file_for_the_calendar(cast: Cast, sign_in: SignIn) -> None:
    anna = renewing_in(cast, 45)

    file = sign_in(anna).get(f"/account/subscriptions/{anna.pk}/renewal.ics")

    assert file["Content-Type"].startswith("text/calendar")
    (event,) = Calendar.from_ical(file.content).walk("VEVENT")
    assert event["DTSTART"].dt == (NOW + timedelta(days=45)).date()
    assert str(event["SUMMARY"]) == "Guard Plus renews: $79.99 will be charged"


@pytest.mark.parametrize("ended", [True, False])
def test_without_a_charge_to_come_there_is_no_file(
    cast: Cast, sign_in: SignIn, *, ended: bool
) -> None:
    anna = cast.subscriber("anna")
    if ended:
        deeds.leave(anna)
    else:
        deeds.switch(anna, "off")

    file = sign_in(anna).get(f"/account/subscriptions/{anna.pk}/renewal.ics")

    assert file.status_code == 404


def test_letters_of_others_are_not_there(cast: Cast, sign_in: SignIn) -> None:
    anna = reminded(cast)
    stranger = sign_in(cast.subscriber("bob"))
    number = Notice.objects.get().pk

    for path in ("letters/", "renewal.ics"):
        assert stranger.get(f"/account/subscriptions/{anna.pk}/{path}").status_code == 404
    assert stranger.post(f"/account/letters/{number}/resend/").status_code == 404
    assert Notice.objects.count() == 1
