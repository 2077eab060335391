"""Subscribers say which courtesies they want, and have a letter sent again."""

from datetime import timedelta

import pytest

from fairwell.actions.notices.prepare_notice import prepare_notice
from fairwell.actions.people.record_mail_outcome import record_mail_outcome
from fairwell.actions.people.resend_notice import NotRepeatableError, resend_notice
from fairwell.actions.people.set_notice_preferences import (
    UnknownNoticeKindError,
    set_notice_preferences,
)
from fairwell.models import Notice, NoticePreference
from fairwell.queries.notices import unwanted_kinds
from tests import deeds
from tests.actions.test_plan_notices import plan, renewing_in
from tests.cast import NOW, Cast

DUE = NOW + timedelta(days=2)


def wish(user_id: int, *kinds: str) -> int:
    return set_notice_preferences(
        user_id=user_id, wanted=kinds, at=NOW, idempotency_key="", **deeds.PORTAL
    )


def test_what_is_not_wanted_is_kept_for_every_record_of_the_person(cast: Cast) -> None:
    anna, second = cast.subscriber("anna"), cast.subscriber("second", signed_up=False)
    second.customer.user = anna.customer.user
    second.customer.save()
    user_id = anna.customer.user_id

    assert wish(user_id, "renewal_reminder", "pause_ending") == 4
    assert unwanted_kinds(user_id) == {"card_expiry", "annual_summary"}
    assert wish(user_id, "renewal_reminder", "pause_ending") == 0

    assert wish(user_id, "renewal_reminder", "pause_ending", "card_expiry") == 2
    assert unwanted_kinds(user_id) == {"annual_summary"}
    assert NoticePreference.objects.count() == 4


def test_a_receipt_cannot_be_switched(cast: Cast) -> None:
    with pytest.raises(UnknownNoticeKindError, match="receipt cannot be switched"):
        wish(cast.subscriber("anna").customer.user_id, "receipt")


def sent_reminder(cast: Cast) -> Notice:
    """Anna's reminder, which has left."""
    renewing_in(cast, 16)
    plan()
    notice = Notice.objects.get()
    assert prepare_notice(notice_id=notice.pk, at=DUE) is not None
    record_mail_outcome(
        notice_id=notice.pk, sent=True, message_id="<1@x.example>", server_answer="250", at=DUE
    )
    notice.refresh_from_db()
    return notice


def again(notice: Notice, **later: float) -> Notice:
    return resend_notice(
        notice_id=notice.pk, at=DUE + timedelta(**later), idempotency_key="", **deeds.PORTAL
    )


def test_a_copy_says_what_the_letter_said_even_when_things_have_changed(cast: Cast) -> None:
    notice = sent_reminder(cast)
    deeds.switch(cast.subscriptions["anna"], "off", at=DUE)

    copy = again(notice, hours=1)

    assert copy.context == {**notice.context, "copy_of": notice.pk}
    assert prepare_notice(notice_id=copy.pk, at=DUE + timedelta(hours=1)) == copy


def test_pressed_often_there_is_one_copy_a_minute_and_three_a_day(cast: Cast) -> None:
    notice = sent_reminder(cast)

    first = again(notice, minutes=1)
    assert again(notice, minutes=1, seconds=59) == first
    assert again(notice, minutes=3) != first
    third = again(notice, minutes=5)
    assert again(notice, hours=9) == third
    assert again(notice, hours=25) != third

    assert Notice.objects.filter(context__copy_of=notice.pk).count() == 4


def test_a_letter_that_has_not_left_cannot_be_repeated(cast: Cast) -> None:
    renewing_in(cast, 16)
    plan()

    with pytest.raises(NotRepeatableError):
        again(Notice.objects.get())
