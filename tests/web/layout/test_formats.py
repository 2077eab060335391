"""Amounts, dates, terms and contacts read as people write them, in their language."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from fairwell.models import OfficialContact
from fairwell.web.layout import formats

NEW_YORK = ZoneInfo("America/New_York")
LATE = datetime(2026, 11, 22, 3, 30, tzinfo=UTC)


def test_an_amount_in_two_languages() -> None:
    assert formats.money(123_456, "EUR") == "€1,234.56"
    with translation.override("de"):
        assert formats.money(123_456, "EUR") == "1.234,56\xa0€"
    assert formats.money(9_800, "JPY") == "¥9,800"
    assert formats.money(2_890, "CHF") == "CHF\xa028.90"
    assert formats.money(15_900, "KWD") == "KWD\xa015.900"


def test_french_counts_the_first_of_a_month_and_names_no_canadian_zone() -> None:
    with translation.override("fr"):
        assert formats.day(date(2026, 12, 1)) == "1er décembre 2026"
        assert formats.day(date(2026, 12, 11)) == "11 décembre 2026"
        assert formats.moment(LATE, NEW_YORK) == "21 novembre 2026 à 22:30 (New York)"
        assert formats.colon("Prix") == "Prix\xa0:"
        assert formats.colon("Pourquoi ?") == "Pourquoi ?"
    with translation.override("es"):
        assert formats.day(date(2026, 12, 1)) == "1 de diciembre de 2026"
        assert formats.colon("Precio") == "Precio:"


def test_the_day_of_an_instant_is_the_vendor_s() -> None:
    assert formats.day(LATE, NEW_YORK) == formats.day(date(2026, 11, 21))
    assert "21" in formats.day(LATE, NEW_YORK)
    assert formats.day(None) == ""


def test_an_instant_has_no_day_without_a_zone() -> None:
    with pytest.raises(ValueError, match="no day without a zone"):
        formats.day(LATE)


def test_a_moment_names_its_zone() -> None:
    assert formats.moment(LATE, NEW_YORK).endswith("22:30 EST")
    assert formats.moment(None, NEW_YORK) == ""
    with translation.override("de"):
        assert formats.moment(LATE, NEW_YORK).endswith("22:30 (New York)")


@pytest.mark.parametrize(
    ("term", "often", "per"),
    [
        ("P1Y", "yearly", "per year"),
        ("P12M", "yearly", "per year"),
        ("P2Y", "every 2 years", "per 2 years"),
        ("P1M", "monthly", "per month"),
        ("P3M", "every 3 months", "per 3 months"),
        ("P1W", "weekly", "per week"),
        ("P14D", "every 14 days", "per 14 days"),
        ("P1D", "daily", "per day"),
    ],
)
def test_terms_in_words(term: str, often: str, per: str) -> None:
    assert formats.how_often(term) == often
    assert formats.per_term(term) == per


@pytest.mark.parametrize(
    ("kind", "value", "words", "link"),
    [
        ("phone", "+1-212-555-0123", "Phone, support", "tel:+12125550123"),
        ("email", "help@quillfort.example", "E-mail, support", "mailto:help@quillfort.example"),
        ("domain", "quillfort.example", "Website, support", "https://quillfort.example/"),
        ("social", "@quillfort", "Social media, support", ""),
        (
            "chat",
            "https://quillfort.example/chat",
            "Chat, support",
            "https://quillfort.example/chat",
        ),
        ("chat", "javascript:alert(1)", "Chat, support", ""),
    ],
)
def test_contacts_in_words_and_links(kind: str, value: str, words: str, link: str) -> None:
    contact = OfficialContact(kind=kind, value=value, purpose="support")
    assert formats.contact_words(contact) == words
    assert formats.contact_link(contact) == link


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0", "Firefox, Windows"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19 like Mac OS X) Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("curl/8", "Unknown browser"),
    ],
)
def test_devices_in_words(agent: str, words: str) -> None:
    assert formats.device_words(agent) == words
