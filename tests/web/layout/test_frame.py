"""The frame of every page: whose it is, how to reach them, in which language."""

from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client

from fairwell.actions.catalog.set_up_vendor import set_up_vendor
from fairwell.models import Vendor
from tests.cast import NOW, VENDOR, Cast

SHEET = (
    Path(__file__).parents[3] / "src/fairwell/web/layout/static/fairwell/fairwell.css"
).read_text()


@pytest.fixture
def front(cast: Cast, client: Client) -> str:
    return client.get("/").content.decode()


def test_the_foot_lists_every_official_contact_with_its_hours(front: str) -> None:
    assert '<a href="tel:+12125550123">+1-212-555-0123</a> <span class="hint">24/7</span>' in front
    assert '<a href="mailto:help@quillfort.example">' in front
    assert "<dd>letters@quillfort.example</dd>" in front, "nobody may be reading there"
    assert '<a href="https://quillfort.example/">' in front
    assert "Quillfort Security Inc., 1 Harbour Row, Springfield" in front


def test_no_page_shows_a_contact_that_is_not_in_the_registry(cast: Cast, client: Client) -> None:
    set_up_vendor(record=replace(VENDOR, contacts=()), at=NOW)
    page = client.get("/").content.decode()
    assert "tel:" not in page
    assert "mailto:" not in page
    assert "Our official contacts" not in page


def test_the_first_thing_the_keyboard_reaches_is_the_way_past_the_head(front: str) -> None:
    assert front.index('<a class="skip" href="#main">') < front.index("<header")
    assert '<main id="main" tabindex="-1">' in front


def test_the_language_changes_without_script(cast: Cast, client: Client) -> None:
    page = " ".join(client.get("/verify/?x=1").content.decode().split())
    assert 'name="language" value="de" lang="de">Deutsch</button>' in page
    assert '<input type="hidden" name="next" value="/verify/?x=1">' in page
    answer = client.post("/language/", {"language": "de", "next": "/verify/?x=1"})
    assert answer.headers["Location"] == "/verify/?x=1"
    assert '<html lang="de">' in client.get("/").content.decode()


def test_only_the_vendor_s_languages_are_offered(cast: Cast, client: Client) -> None:
    set_up_vendor(record=replace(VENDOR, languages=("en",)), at=NOW)
    assert "Deutsch" not in client.get("/").content.decode()


def test_before_a_vendor_is_set_up_pages_still_open(db: None, client: Client) -> None:
    assert not Vendor.objects.exists()
    answer = client.get("/")
    assert answer.status_code == 200
    assert "Your subscriptions – Fairwell" in " ".join(answer.content.decode().split())


def test_the_policy_allows_nothing_inline(cast: Cast, client: Client) -> None:
    policy = client.get("/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "unsafe" not in policy


def test_signed_in_people_see_their_sections_and_where_they_are(cast: Cast, client: Client) -> None:
    user = cast.subscriber("ada").customer.user
    assert user is not None
    client.force_login(user)
    page = client.get("/accounts/").content.decode()
    assert '<a href="/accounts/" aria-current="page">Security</a>' in page
    assert "Sign out</button>" in page
    assert "Sign in</a>" not in page


def test_the_style_sheet_asks_nobody_else_for_anything() -> None:
    assert "@import" not in SHEET
    assert "@font-face" not in SHEET
    assert "url(" not in SHEET


def test_the_style_sheet_stays_one_that_a_person_can_read() -> None:
    assert len(SHEET.splitlines()) <= 400
    for duty in ("prefers-color-scheme: dark", "@media print", ":focus-visible"):
        assert duty in SHEET
