"""When something cannot be answered, the page says what is wrong and what to do."""

from unittest.mock import patch

import pytest
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import OperationalError
from django.test import Client, RequestFactory

from fairwell.web.layout import errors
from tests.cast import Cast


def test_a_page_that_is_not_there(cast: Cast, client: Client) -> None:
    answer = client.get("/no/such/page/")
    page = " ".join(answer.content.decode().split())
    assert answer.status_code == 404
    assert "There is no such page" in page
    assert "belongs to somebody else’s account" in page
    assert '<a class="button primary" href="/">' in page


def test_a_form_without_our_token_changes_nothing_and_says_so(cast: Cast) -> None:
    answer = Client(enforce_csrf_checks=True).post("/accounts/start/", {"email": "a@mail.example"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "The form had expired or did not come from this site. Nothing was changed." in page
    assert "Go back, reload the page and try again." in page


@pytest.mark.parametrize(
    ("problem", "status", "told"),
    [
        (BadRequest, 400, "Your browser sent something we could not read."),
        (PermissionDenied, 403, "This page or step is not open to you."),
    ],
)
def test_what_cannot_be_read_or_is_not_open(
    cast: Cast, client: Client, problem: type[Exception], status: int, told: str
) -> None:
    with patch("fairwell.web.public.verify.KeyRing.open", side_effect=problem):
        answer = client.get("/verify/")
    assert answer.status_code == status
    assert told in answer.content.decode()


def test_our_own_failure_needs_no_database(client: Client, rf: RequestFactory) -> None:
    """No database fixture here: asking it anything would fail this test."""
    answer = errors.server_error(rf.get("/"))
    page = answer.content.decode()
    assert answer.status_code == 500
    assert "Something went wrong on our side" in page
    assert "nothing is half done" in page


def test_a_failing_page_shows_it(cast: Cast) -> None:
    client = Client(raise_request_exception=False)
    with patch("fairwell.web.public.verify.KeyRing.open", side_effect=OperationalError("gone")):
        answer = client.get("/verify/")
    assert answer.status_code == 500
    assert "gone" not in answer.content.decode()
