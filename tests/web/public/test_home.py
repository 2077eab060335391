"""The front door."""

from django.test import Client
from django.urls import reverse

from tests.cast import Cast


def test_visitors_are_shown_what_they_can_do(cast: Cast, client: Client) -> None:
    page = client.get("/").content.decode()
    for door in ("account_login", "people:start", "public:verify"):
        assert f'href="{reverse(door)}"' in page


def test_ada_lands_on_her_subscriptions(cast: Cast, client: Client) -> None:
    user = cast.subscriber("ada").customer.user
    assert user is not None
    client.force_login(user)
    assert client.get("/").headers["Location"] == reverse("portal:subscriptions")


def test_search_engines_stay_out_of_accounts(db: None, client: Client) -> None:
    answer = client.get("/robots.txt")
    assert answer.headers["Content-Type"] == "text/plain"
    assert "Disallow: /account/" in answer.content.decode()
