"""Which policy versions bind a purchase: the vendor's pack and the laws that reach the customer."""

from datetime import date

from fairwell.domain.policy import Pack
from fairwell.models import PolicyVersion
from fairwell.queries.policies import pack_of


class PolicyShelf:
    """All published versions, read once, for pinning many purchases."""

    def __init__(self) -> None:
        versions = PolicyVersion.objects.order_by("pack_id", "version")
        self._held = [(version, pack_of(version)) for version in versions]

    def vendor_version(self, pack_id: str, on: date) -> PolicyVersion | None:
        """The vendor's version in force that day; before the first one, the first one.

        None where no such pack was published.
        """
        named = [(v, p) for v, p in self._held if p.id == pack_id and v.kind == "vendor"]
        return _in_force(named, on)

    def statutory_versions(self, country: str, on: date) -> list[PolicyVersion]:
        """One version of each statutory pack that reaches the country."""
        ids = sorted(
            {p.id for v, p in self._held if v.kind == "statutory" and _reaches(p, country)}
        )
        found = [_in_force([(v, p) for v, p in self._held if p.id == one], on) for one in ids]
        return [version for version in found if version is not None]


def _in_force(named: list[tuple[PolicyVersion, Pack]], on: date) -> PolicyVersion | None:
    fitting = [version for version, pack in named if pack.can_be_pinned(on)]
    if fitting:
        return fitting[-1]
    return named[0][0] if named else None


def _reaches(pack: Pack, country: str) -> bool:
    for rule in pack.rules:
        reach = rule.reach
        if not reach.countries and not reach.subdivisions:
            return True
        if country in reach.countries:
            return True
        if any(part.startswith(f"{country}-") for part in reach.subdivisions):
            return True
    return False
