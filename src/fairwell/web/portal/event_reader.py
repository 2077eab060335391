"""In which language and zone events are told, and what the numbers in them stand for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.dateparse import parse_datetime

from fairwell.domain.term import service_span
from fairwell.queries import wording

type Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reader:
    """The language and the zone that events are told in; `orders` are order numbers by invoice."""

    language: str
    zone: ZoneInfo
    orders: Mapping[int, str] = field(default_factory=dict)

    def day(self, iso: str) -> str:
        """The calendar day of an instant that an event keeps as text."""
        instant = parse_datetime(iso)
        assert instant is not None, "events keep instants as ISO 8601"
        return wording.day(instant.astimezone(self.zone).date(), self.language)

    def span(self, start: str, end: str) -> tuple[str, str]:
        """The first and the last day of a service between two instants."""
        instants = parse_datetime(start), parse_datetime(end)
        assert instants[0] is not None, "events keep instants as ISO 8601"
        assert instants[1] is not None, "events keep instants as ISO 8601"
        first, last = service_span(instants[0], instants[1], self.zone)
        return wording.day(first, self.language), wording.day(last, self.language)

    def moment(self, iso: str) -> str:
        """An instant that an event keeps as text."""
        instant = parse_datetime(iso)
        assert instant is not None, "events keep instants as ISO 8601"
        return wording.moment(instant, self.language, self.zone)

    def money(self, data: Data) -> str:
        """The total that an event tells of, or "" where it tells of none."""
        minor = data.get("total_minor", data.get("amount_minor"))
        if minor is None or "currency" not in data:
            return ""
        return wording.money(minor, data["currency"], self.language)

    def order(self, data: Data) -> str:
        """The number of the order that an event is about, or ""."""
        return str(data.get("order") or self.orders.get(data.get("invoice", 0), ""))
