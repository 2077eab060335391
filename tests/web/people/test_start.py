"""Somebody comes for the first time, or thinks so, or only wants to know who our customers are."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client

from fairwell.actions.people.invite_subscriber import invite_subscriber
from fairwell.models import Customer, Invitation, Notice
from fairwell.queries.invitations import hash_of
from tests.cast import NOW, Cast

Letters = Callable[[], list[tuple[str, str]]]
Seen = Callable[[HttpResponse, str], tuple[int, str]]


def ask(client: Client, email: str) -> HttpResponse:
    return client.post("/accounts/start/", {"email": email}, follow=True)


def test_nadia_is_a_customer_and_gets_a_link(cast: Cast, client: Client, letters: Letters) -> None:
    cast.subscriber("nadia", signed_up=False)
    ask(client, " Nadia@Mail.example ")
    assert letters() == [("invitation", "nadia@mail.example")]
    link = Notice.objects.get().context["link"]
    assert link.startswith("http://localhost:8000/accounts/invitation/")
    token = link.rstrip("/").rpartition("/")[2]
    assert Invitation.objects.get().token_hash == hash_of(token)
    assert token not in str(Invitation.objects.values_list().get())


def test_ada_has_an_account_and_is_told_so(cast: Cast, client: Client, letters: Letters) -> None:
    cast.subscriber("ada")
    ask(client, "ada@mail.example")
    assert letters() == [("account", "ada@mail.example")]
    context = Notice.objects.get().context
    assert context["subject"] == "You already have an account"
    assert "http://localhost:8000/accounts/login/" in context["text"]
    assert "http://localhost:8000/accounts/password/reset/" in context["text"]


def test_a_stranger_gets_no_mail(cast: Cast, client: Client, letters: Letters) -> None:
    ask(client, "nobody@mail.example")
    assert letters() == []


def test_the_page_answers_all_of_them_alike(cast: Cast, client: Client, seen: Seen) -> None:
    cast.subscriber("ada")
    cast.subscriber("nadia", signed_up=False)
    addresses = ["ada@mail.example", "nadia@mail.example", "nobody@mail.example"]
    answers = [seen(ask(Client(), address), address) for address in addresses]
    assert answers[0] == answers[1] == answers[2]
    assert answers[0][0] == 200
    assert "If (typed) is an address we know, a mail is on its way to it." in answers[0][1]


def test_a_double_click_sends_one_letter(cast: Cast, client: Client, letters: Letters) -> None:
    cast.subscriber("nadia", signed_up=False)
    cast.subscriber("ada")
    for address in ["nadia@mail.example", "ada@mail.example"] * 2:
        ask(client, address)
    assert letters() == [("invitation", "nadia@mail.example"), ("account", "ada@mail.example")]


def test_a_later_wish_sends_another_link(cast: Cast, letters: Letters) -> None:
    cast.subscriber("nadia", signed_up=False)
    for at in (NOW, NOW + timedelta(minutes=2)):
        invite_subscriber(
            email="nadia@mail.example",
            at=at,
            actor="operator",
            channel="shell",
            idempotency_key=str(at),
        )
    assert letters() == [("invitation", "nadia@mail.example")] * 2


def test_a_subscription_bought_after_signing_up_joins_the_account(
    cast: Cast, client: Client
) -> None:
    user = cast.subscriber("ada").customer.user
    Customer.objects.create(external_id="cus_2", email="ada@mail.example", created_at=NOW)
    ask(client, "ada@mail.example")
    assert Customer.objects.get(external_id="cus_2").user == user


def test_somebody_who_moved_to_another_address_is_told_to_use_it(
    cast: Cast, client: Client, letters: Letters
) -> None:
    user = cast.subscriber("ada").customer.user
    assert user is not None
    user.emailaddress_set.update(email="ada.new@mail.example")
    user.email = "ada.new@mail.example"
    user.save()
    ask(client, "ada@mail.example")
    assert letters() == [("account", "ada@mail.example")]
    text = Notice.objects.get().context["text"]
    assert "signs in with another address" in text
    assert "ada.new" not in text


@pytest.mark.parametrize(
    ("typed", "told"),
    [("", "Enter your e-mail address."), ("ada", "This is not a whole address.")],
)
def test_what_is_no_address_is_sent_back(
    cast: Cast, client: Client, letters: Letters, typed: str, told: str
) -> None:
    page = ask(client, typed).content.decode()
    assert told in page
    assert '<a href="#id_email">' in page
    assert "<title>Error: Set up your account – Quillfort Security</title>" in " ".join(
        page.split()
    )
    assert letters() == []


def test_asking_without_end_is_stopped(cast: Cast, client: Client) -> None:
    answers = [ask(client, "nobody@mail.example").status_code for _ in range(6)]
    assert answers == [200] * 5 + [429]
    assert "Wait five minutes" in ask(client, "nobody@mail.example").content.decode()


def test_the_answer_page_alone_leads_back_to_the_question(cast: Cast, client: Client) -> None:
    assert client.get("/accounts/start/sent/").headers["Location"] == "/accounts/start/"
