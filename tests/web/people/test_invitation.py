"""Nadia follows the link from her mail."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from fairwell.actions.people.accept_invitation import InvitationClosedError, accept_invitation
from fairwell.actions.people.invite_subscriber import invite_subscriber
from fairwell.models import Customer, Invitation, Notice, User
from fairwell.queries import clock
from tests.cast import NOW, Cast

GOOD = "a quiet lighthouse"


def invited(cast: Cast, key: str = "nadia") -> str:
    """The path of the link mailed to that subscriber."""
    cast.subscriber(key, signed_up=False)
    invite_subscriber(
        email=f"{key}@mail.example",
        at=clock.now(),
        actor="operator",
        channel="shell",
        idempotency_key="1",
    )
    link: str = Notice.objects.filter(template="invitation").latest("pk").context["link"]
    return link.removeprefix("http://localhost:8000")


def choose(client: Client, link: str, password: str = GOOD) -> HttpResponse:
    return client.post(link, {"password": password, "way": "password"})


def test_looking_at_the_link_uses_nothing_up(cast: Cast, client: Client) -> None:
    link = invited(cast)
    for _ in range(3):  # a mail scanner, a preview, and she herself
        page = client.get(link)
        assert page.status_code == 200
        assert "nadia@mail.example" in page.content.decode()
    assert Invitation.objects.get().accepted_at is None
    assert not User.objects.exists()
    assert choose(client, link).status_code == 302


def test_accepting_signs_her_in_with_all_that_is_hers(cast: Cast, client: Client) -> None:
    cast.subscriber("ben", signed_up=False)
    Customer.objects.create(external_id="cus_firm", email="nadia@mail.example", created_at=NOW)
    answer = choose(client, invited(cast))
    assert answer.headers["Location"] == reverse("portal:subscriptions")
    user = User.objects.get()
    assert client.session["_auth_user_id"] == str(user.pk)
    assert user.check_password(GOOD)
    address = user.emailaddress_set.get()
    assert (address.email, address.verified, address.primary) == ("nadia@mail.example", True, True)
    hers = set(user.customers.values_list("external_id", flat=True))
    assert hers == {"cus_nadia", "cus_firm"}
    assert Customer.objects.get(external_id="cus_ben").user is None


def test_a_double_click_is_one_account(cast: Cast, client: Client) -> None:
    link = invited(cast)
    first, second = choose(client, link), choose(client, link)
    assert first.headers["Location"] == second.headers["Location"]
    assert User.objects.count() == 1


def test_a_used_link_opens_nothing_for_the_next_one(cast: Cast, client: Client) -> None:
    link = invited(cast)
    choose(client, link)
    thief = Client()
    assert thief.get(link).status_code == 410
    answer = choose(thief, link, "another long password")
    assert answer.status_code == 410
    assert "_auth_user_id" not in thief.session
    assert thief.post(link, {"way": "passkey"}).status_code == 410
    assert User.objects.get().check_password(GOOD)


def test_an_older_link_is_closed_by_the_account(cast: Cast, client: Client) -> None:
    link = invited(cast)
    older = Invitation.objects.get()
    older.sent_at -= timedelta(hours=1)
    older.save()
    invite_subscriber(
        email="nadia@mail.example",
        at=clock.now(),
        actor="operator",
        channel="shell",
        idempotency_key="2",
    )
    newer = Notice.objects.latest("pk").context["link"].removeprefix("http://localhost:8000")
    choose(client, newer)
    assert choose(Client(), link).status_code == 410
    assert User.objects.count() == 1


def test_after_its_days_the_link_offers_a_new_one(cast: Cast, client: Client) -> None:
    link = invited(cast)
    Invitation.objects.update(sent_at=NOW - timedelta(days=20), expires_at=NOW - timedelta(days=6))
    for answer in (client.get(link), choose(client, link)):
        assert answer.status_code == 410
        page = answer.content.decode()
        assert "This link no longer works" in page
        assert f'href="{reverse("people:start")}"' in page
    assert not User.objects.exists()


def test_a_link_we_never_sent_is_not_found(cast: Cast, client: Client) -> None:
    answer = client.get("/accounts/invitation/made-up/")
    assert answer.status_code == 404
    assert "let us send you a new link" in answer.content.decode()
    assert choose(client, "/accounts/invitation/made-up/").status_code == 404


@pytest.mark.parametrize(
    ("password", "told"),
    [
        ("", "Enter a password, or go on with a passkey."),
        ("short", "This password is too short."),
        ("1234567890", "This password is entirely numeric."),
        ("nadia@mail.example", "The password is too similar to the e-mail address"),
    ],
)
def test_a_weak_password_is_sent_back_and_the_link_still_works(
    cast: Cast, client: Client, password: str, told: str
) -> None:
    link = invited(cast)
    assert told in choose(client, link, password).content.decode()
    assert not User.objects.exists()
    assert choose(client, link).status_code == 302


def test_she_would_rather_use_a_passkey(cast: Cast, client: Client) -> None:
    link = invited(cast)
    answer = client.post(link, {"password": "", "way": "passkey"})
    assert answer.headers["Location"] == reverse("mfa_add_webauthn")
    assert not User.objects.get().has_usable_password()
    page = client.get(answer.headers["Location"]).content.decode()
    assert "Add the passkey" in page


def test_the_account_speaks_the_language_it_was_made_in(cast: Cast, client: Client) -> None:
    link = invited(cast)
    client.post("/language/", {"language": "de", "next": link})
    choose(client, link)
    assert User.objects.get().language == "de"


def test_two_at_the_same_moment_make_one_account(committed_cast: Cast) -> None:
    link = invited(committed_cast)
    token = link.rstrip("/").rpartition("/")[2]
    outcomes: list[str] = []
    together = threading.Barrier(2)

    def accept(password: str) -> None:
        together.wait()
        try:
            accept_invitation(
                token=token,
                password=password,
                at=clock.now(),
                actor="subscriber",
                channel="portal",
                idempotency_key=token,
            )
            outcomes.append("made")
        except InvitationClosedError:
            outcomes.append("closed")
        finally:
            connection.close()

    both = [threading.Thread(target=accept, args=(word,)) for word in (GOOD, f"{GOOD} two")]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert sorted(outcomes) == ["closed", "made"]
    assert User.objects.count() == 1
