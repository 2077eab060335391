"""Laws about notices, drafted for the tests: what each asks for, not how it is worded."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from fairwell.domain.notices import NoticeSubject, PlannedNotice, plan_notices
from fairwell.domain.policy import FACTS, Pack
from fairwell.domain.renewal import next_charge
from fairwell.domain.term import Term, period_start
from tests.domain.people import someone
from tests.domain.policy.drafts import notice, pack

ZONE = ZoneInfo("America/New_York")
# 10:00 in New York
RENEWED_AT = datetime(2026, 3, 1, 15, 0, tzinfo=UTC)
RENEWS_ON = date(2027, 3, 1)
TRIAL_STARTED_AT = datetime(2026, 12, 1, 15, 0, tzinfo=UTC)

_ONE_YEAR = 'when = [{ fact = "first_term", at_least = "P1Y" }]'
# A pack declares what the product does not fill in by itself yet.
_FACTS = "" if "anniversary_on" in FACTS else '[facts]\nanniversary_on = "date"\n'


def _in(place: str) -> str:
    key = "subdivisions" if "-" in place else "countries"
    return f'{_FACTS}[applies]\n{key} = ["{place}"]'


def _from(day: str, opens: str | None, last: str) -> tuple[str | None, str]:
    return (f"{day} - {opens}" if opens else None), f"{day} - {last}"


CA = pack(
    notice("CA-NOTICE", *_from("renews_on", "P45D", "P15D"), when=_ONE_YEAR),
    notice(
        "CA-TRIAL",
        *_from("trial_ends_on", "P21D", "P3D"),
        when='when = [{ fact = "trial_days", more_than = 31 }]',
    ),
    notice("CA-PRICE", *_from("fee_change_on", "P30D", "P7D")),
    notice("CA-ANNUAL", "anniversary_on - P30D", "anniversary_on"),
    pack_id="CA",
    top=_in("US-CA"),
)
NY = pack(
    notice("NY-NOTICE", *_from("cancel_deadline", "P45D", "P15D"), when=_ONE_YEAR),
    notice("NY-PRICE", *_from("fee_change_on", "P30D", "P5D")),
    pack_id="NY",
    top=_in("US-NY"),
)
CO = pack(notice("CO", *_from("renews_on", "P40D", "P25D")), pack_id="CO", top=_in("US-CO"))
MA = pack(
    notice(
        "MA-LONG",
        *_from("cancel_deadline", "P30D", "P5D"),
        when='when = [{ fact = "term", more_than = "P31D" }]',
    ),
    notice(
        "MA-SHORT",
        None,
        "charged_on",
        when='when = [{ fact = "term", at_most = "P31D" }]',
    ),
    pack_id="MA",
    top=_in("US-MA"),
)
FR = pack(notice("FR-TACIT", *_from("cancel_deadline", "P3M", "P1M")), pack_id="FR", top=_in("FR"))
ES = pack(notice("ES", None, "renews_on - P15D"), pack_id="ES", top=_in("ES"))
VISA = pack(notice("VISA", None, "trial_ends_on - P7D"), pack_id="VISA")
MC = pack(
    notice(
        "MC-TRIAL",
        *_from("trial_ends_on", "P7D", "P3D"),
        when='when = [{ fact = "trial_days", more_than = 7 }]',
    ),
    notice(
        "MC-LONG",
        *_from("renews_on", "P30D", "P7D"),
        when='when = [{ fact = "term", at_least = "P6M" }]',
    ),
    pack_id="MC",
)
ALL = (CA, NY, CO, MA, FR, ES, VISA, MC)


def everywhere(*rules: str, pack_id: str) -> Pack:
    """A draft that speaks wherever someone lives."""
    return pack(*rules, pack_id=pack_id, top=_FACTS)


def day(month: int, number: int, hour: int = 12, *, year: int = 2027) -> datetime:
    """That hour of that day where the vendor is."""
    return datetime(year, month, number, hour, tzinfo=ZONE).astimezone(UTC)


def yearly(place: str = "US-CA", **change: Any) -> NoticeSubject:
    """Someone whose yearly term renews on 1 March 2027."""
    return _subject(place, "P1Y", RENEWED_AT, change)


def monthly(place: str = "US-CA", **change: Any) -> NoticeSubject:
    """Someone who began on 1 March 2026 and pays each month, next on 1 February 2027."""
    start = period_start(RENEWED_AT, Term.parse("P1M"), 10, ZONE)
    return _subject(place, "P1M", start, {"concluded_at": RENEWED_AT, **change})


def paying(term: str, place: str = "US-OH", **change: Any) -> NoticeSubject:
    """Someone who pays this often, first on 1 October 2026."""
    return _subject(place, term, day(10, 1, year=2026), change)


def in_trial(days: int, place: str = "US-NJ", **change: Any) -> NoticeSubject:
    """Someone whose trial of so many days began on 1 December 2026, with a year to follow."""
    ends = period_start(TRIAL_STARTED_AT, Term(days=days), 1, ZONE)
    trial = {
        "service": "trialing",
        "trial_end": ends,
        "current_period_end": ends,
        "anchor_at": ends,
        "current_period_no": 0,
        "charges": (),
    }
    return _subject(place, "P1Y", TRIAL_STARTED_AT, trial | change)


def _subject(place: str, term: str, start: datetime, change: dict[str, Any]) -> NoticeSubject:
    of_subject = {
        name: change.pop(name)
        for name in list(change)
        if name in NoticeSubject.__dataclass_fields__
    }
    country, _, part = place.partition("-")
    change = {"country": country, "subdivision": place if part else "", **change}
    facts = someone(term=term, charged=start, **change)
    return NoticeSubject(facts=facts, **{"next_charge": next_charge(facts), **of_subject})


def only(subject: NoticeSubject, kind: str, at: datetime, *packs: Pack) -> list[PlannedNotice]:
    """The notices of one kind that are planned."""
    return [found for found in plan_notices(subject, packs, at=at) if found.kind == kind]
