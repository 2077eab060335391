"""What a year came to, and the next charge for one's own calendar."""

from datetime import UTC, date, datetime, timedelta

import pytest

from fairwell.domain.notices import CreditOfYear, YearTotal, renewal_entry, sum_up_year
from fairwell.domain.renewal import next_charge
from tests.domain.notices.drafts import ZONE, day, in_trial, yearly
from tests.domain.people import charge

LINK = "https://quillfort.example/subscriptions/1/renewal"


def test_a_year_counts_what_moved_from_anniversary_to_its_eve() -> None:
    charges = [
        charge(day(2, 28, 23, year=2026), 100, "P1M"),
        charge(day(3, 1, 0, year=2026), 999, "P1M"),
        charge(day(2, 28, 23), 1_299, "P1M"),
        charge(day(3, 1, 0), 5_000, "P1M"),
    ]
    credited = [
        CreditOfYear(day(2, 28, 23, year=2026), 7, "USD"),
        CreditOfYear(day(12, 24, year=2026), 500, "USD"),
    ]
    subject = yearly()
    summary = sum_up_year(
        product="Guard Plus",
        frequency="P1M",
        anniversary_on=date(2027, 3, 1),
        charges=charges,
        credited=credited,
        next_charge=subject.next_charge,
        cancel_link=LINK,
        zone=ZONE,
    )
    assert (summary.first_day, summary.end_day) == (date(2026, 3, 1), date(2027, 3, 1))
    assert summary.totals == (YearTotal("USD", 2_298, 500),)
    assert summary.next_charge is not None
    assert summary.next_charge.on == date(2027, 3, 1)
    assert (summary.product, summary.frequency, summary.cancel_link) == ("Guard Plus", "P1M", LINK)


def test_currencies_are_never_added_together() -> None:
    at = datetime(2026, 6, 1, tzinfo=UTC)
    summary = sum_up_year(
        product="Guard Plus",
        frequency="P1Y",
        anniversary_on=date(2027, 3, 1),
        charges=[charge(at, 100), charge(at, 200, currency="EUR")],
        credited=[CreditOfYear(at, 50, "CAD")],
        next_charge=None,
        cancel_link=LINK,
        zone=ZONE,
    )
    assert summary.totals == (
        YearTotal("CAD", 0, 50),
        YearTotal("EUR", 200, 0),
        YearTotal("USD", 100, 0),
    )


def test_an_entry_keeps_its_uid_for_one_period_and_no_longer() -> None:
    facts = yearly().facts
    coming = next_charge(facts)
    assert coming is not None
    how = {"name": "Guard Plus", "host": "quillfort.example", "link": LINK}
    entry = renewal_entry(facts, coming, sequence=1, **how)
    assert entry.uid == "renewal-1-2@quillfort.example"
    assert (entry.on, entry.amount_minor, entry.currency) == (date(2027, 3, 1), 7_999, "USD")
    later = type(coming)(coming.at + timedelta(days=9), date(2027, 3, 10), 7_999, "USD")
    assert renewal_entry(facts, later, sequence=2, **how).uid == entry.uid


@pytest.mark.parametrize(("days", "summary"), [(14, "trial_end"), (0, "renewal")])
def test_an_entry_says_whether_a_trial_ends(days: int, summary: str) -> None:
    subject = in_trial(days) if days else yearly()
    assert subject.next_charge is not None
    entry = renewal_entry(
        subject.facts, subject.next_charge, name="Guard", host="q.example", link=LINK, sequence=0
    )
    assert entry.summary == summary
