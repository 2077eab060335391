"""The next charge as a file that any calendar can read."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar, Component

from fairwell.domain.notices import RenewalEntry
from fairwell.gateways.calendar.renewal_ics import renewal_ics

STAMPED_AT = datetime(2026, 11, 21, 14, 0, tzinfo=UTC)
ENTRY = RenewalEntry(
    uid="renewal-7-2@quillfort.example",
    sequence=3,
    summary="renewal",
    name="Guard; Plus, 5 devices",
    on=date(2027, 3, 1),
    amount_minor=7_999,
    currency="USD",
    link="https://quillfort.example/subscriptions/7/renewal",
)


def written(entry: RenewalEntry = ENTRY, language: str = "en") -> bytes:
    """The file."""
    return renewal_ics(
        entry, organizer="help@quillfort.example", language=language, stamped_at=STAMPED_AT
    )


def event(entry: RenewalEntry = ENTRY) -> Component:
    """The only event of the file, read back."""
    (found,) = Calendar.from_ical(written(entry)).walk("VEVENT")
    return found


def test_the_file_is_published_and_not_an_invitation() -> None:
    calendar = Calendar.from_ical(written())
    assert (calendar["METHOD"], calendar["VERSION"]) == ("PUBLISH", "2.0")
    assert calendar["PRODID"]
    assert event()["ORGANIZER"] == "mailto:help@quillfort.example"
    assert "ATTENDEE" not in event()


def test_the_charge_takes_a_whole_day_and_keeps_nobody_busy() -> None:
    found = event()
    assert found.decoded("DTSTART") == date(2027, 3, 1)
    assert found.decoded("DTEND") == date(2027, 3, 2)
    assert b"DTSTART;VALUE=DATE:20270301\r\n" in written()
    assert found["TRANSP"] == "TRANSPARENT"


def test_it_says_what_will_be_charged_and_where_to_turn_it_off() -> None:
    found = event()
    assert found["SUMMARY"] == "Guard; Plus, 5 devices renews: $79.99 will be charged"
    assert found["URL"] == ENTRY.link
    assert ENTRY.link in found["DESCRIPTION"]


def test_the_end_of_a_trial_is_named_as_such() -> None:
    found = event(replace(ENTRY, summary="trial_end"))
    assert found["SUMMARY"].startswith("Trial of Guard; Plus, 5 devices ends")


def test_it_reminds_a_week_ahead() -> None:
    (alarm,) = event().walk("VALARM")
    assert alarm["ACTION"] == "DISPLAY"
    assert alarm.decoded("TRIGGER") == timedelta(days=-7)
    assert alarm["DESCRIPTION"] == event()["SUMMARY"]


def test_a_charge_that_moves_keeps_its_uid_and_raises_the_sequence() -> None:
    moved = event(replace(ENTRY, on=date(2027, 3, 15), sequence=4))
    assert moved["UID"] == event()["UID"] == ENTRY.uid
    assert (event()["SEQUENCE"], moved["SEQUENCE"]) == (3, 4)


def test_the_same_entry_is_written_the_same_each_time_and_stamped_as_told() -> None:
    assert written() == written()
    assert event().decoded("DTSTAMP") == STAMPED_AT
    assert b"DTSTAMP:20261121T140000Z\r\n" in written()


def test_the_amount_is_written_as_the_reader_writes_it() -> None:
    text = Calendar.from_ical(written(language="de")).walk("VEVENT")[0]["SUMMARY"]
    assert "79,99" in text
    assert "$" in text


def test_no_line_is_longer_than_calendars_must_take() -> None:
    long = replace(ENTRY, name="Vertragsübersicht für Größenordnungen " * 8)
    lines = written(long).split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert event(long)["SUMMARY"].startswith(long.name)


def test_a_stamp_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        renewal_ics(
            ENTRY,
            organizer="help@quillfort.example",
            language="en",
            stamped_at=STAMPED_AT.replace(tzinfo=None),
        )
