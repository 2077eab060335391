"""Mails about signing in are promised, not sent: a mail server that is down breaks no page."""

import re
from datetime import timedelta

from django.test import Client

from fairwell.actions.people.send_account_mail import send_account_mail
from fairwell.models import Notice, OutboxEntry, User
from tests.cast import NOW, Cast

ADA = "ada@mail.example"


def test_a_code_by_mail_signs_ada_in(cast: Cast, client: Client) -> None:
    cast.subscriber("ada")
    client.post("/accounts/login/code/", {"email": ADA})
    notice = Notice.objects.get()
    assert (notice.template, notice.to_email, notice.state) == ("account", ADA, "queued")
    assert OutboxEntry.objects.get().topic == "mail"
    assert notice.context["subject"].endswith("is your code to sign in")
    code = notice.context["subject"].split()[0]
    assert f"\n{code}\n" in notice.context["text"]
    answer = client.post("/accounts/login/code/confirm/", {"code": code})
    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(User.objects.get().pk)


def test_ada_chooses_a_new_password_by_the_link(cast: Cast, client: Client) -> None:
    cast.subscriber("ada")
    client.post("/accounts/password/reset/", {"email": ADA})
    text = Notice.objects.get().context["text"]
    found = re.search(r"http://testserver(/\S+)", text)
    assert found is not None
    form = client.get(found[1]).headers["Location"]
    client.post(form, {"password1": "a quiet lighthouse", "password2": "a quiet lighthouse"})
    assert User.objects.get().check_password("a quiet lighthouse")
    told = Notice.objects.latest("pk").context
    assert told["subject"] == "Your password was changed"
    assert re.search(r"When: \w+ \d+, \d{4}, \d\d:\d\d E[SD]T", told["text"])
    assert told["text"].endswith("contact us."), "the letter itself signs"


def test_a_used_reset_link_says_so(cast: Cast, client: Client) -> None:
    page = client.get("/accounts/password/reset/key/1-made-up/").content.decode()
    assert "This link no longer works" in page


def test_the_mail_speaks_the_reader_s_language(cast: Cast) -> None:
    cast.subscriber("ada")
    client = Client(headers={"accept-language": "de"})
    client.post("/accounts/password/reset/", {"email": ADA})
    assert Notice.objects.get().language == "de"


def test_the_same_key_queues_one_mail(cast: Cast) -> None:
    for at in (NOW, NOW + timedelta(seconds=1)):
        send_account_mail(
            to_email=ADA,
            subject="Hello",
            text="Hello.",
            language="fr",
            at=at,
            actor="subscriber",
            channel="portal",
            idempotency_key="k",
        )
    notice = Notice.objects.get()
    assert notice.context == {"subject": "Hello", "text": "Hello."}
    assert notice.language == "en"  # the vendor writes no French
    assert notice.queued_at == NOW


def test_ada_moves_to_another_address_by_a_code(cast: Cast, client: Client) -> None:
    user = cast.subscriber("ada").customer.user
    assert user is not None
    client.force_login(user)
    wish = {"email": "Ada.New@mail.example", "action_add": ""}
    asked = client.post("/accounts/email/", wish).headers["Location"]
    assert asked.startswith("/accounts/reauthenticate/")
    assert "This is not your password." in client.post(asked, {"password": "no"}).content.decode()
    assert not Notice.objects.exists()
    client.post(asked, {"password": "correct horse battery"})
    notice = Notice.objects.get()
    assert notice.to_email == "ada.new@mail.example"
    code = notice.context["subject"].split()[0]
    answer = client.post("/accounts/confirm-email/", {"code": code}, follow=True)
    assert "ada.new@mail.example is confirmed." in answer.content.decode()
    user.refresh_from_db()
    assert user.email == "ada.new@mail.example"
    warned = Notice.objects.filter(to_email=ADA).latest("pk").context
    assert warned["subject"] == "Your sign-in address was changed"
