"""Charges of the cast: one plain renewal, and what makes the others different."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from fairwell.domain.charge_story import (
    AgreedPrice,
    Agreement,
    Charge,
    ChargedLine,
    ChargedTax,
    Contract,
    Happened,
    Letter,
    Said,
    Try,
    tell_charge,
)

BOUGHT = datetime(2025, 3, 1, 12, tzinfo=UTC)
RENEWED = datetime(2026, 3, 1, 12, tzinfo=UTC)
YEAR_PRICE = AgreedPrice(price_id=7, term="P1Y", amount_minor=11_900)
GUARD = Contract(name="Guard Plus", concluded_at=BOUGHT, trial_end=None, can_turn_renewal_off=True)


def happened(kind: str, at: datetime, actor: str = "subscriber", **data: Any) -> Happened:
    """An event of the subscription."""
    return Happened(kind=kind, at=at, actor=actor, data=data)


def letter(template: str, days_before: int = 0, state: str = "sent") -> Letter:
    """A letter so many days before the renewal."""
    return Letter(template=template, state=state, at=RENEWED - timedelta(days=days_before))


def tried(state: str, hours: int = 0, **told: Any) -> Try:
    """An attempt so many hours after the renewal."""
    at = RENEWED + timedelta(hours=hours)
    return Try(at=at, state=state, amount_minor=11_900, method="Visa •••• 4242", **told)


def charge(**told: Any) -> Charge:
    """Lena's second year of Guard Plus at €119.00 with 19 % VAT in it, paid, but as `told`."""
    asked: dict[str, Any] = {
        "kind": "period",
        "state": "paid",
        "issued_at": RENEWED,
        "period_start": RENEWED,
        "period_end": datetime(2027, 3, 1, 12, tzinfo=UTC),
        "total_minor": 11_900,
        "credit_applied_minor": 0,
        "owed_minor": 0,
        "refunded_minor": 0,
        "reserved_minor": 0,
        "elsewhere": False,
        "zone": ZoneInfo("Europe/Berlin"),
        "contract": GUARD,
        "price": YEAR_PRICE,
        "lines": (
            ChargedLine(name="Guard Plus", amount_minor=11_900, unit_minor=11_900, devices=5),
        ),
        "taxes": (ChargedTax(name="VAT", rate_ppm=190_000, tax_minor=1_900, inside=True),),
        "agreements": (Agreement(kind="purchase", price_id=7, given_at=BOUGHT),),
        "letters": (letter("renewal_reminder", 30), letter("receipt")),
        "tries": (tried("succeeded"),),
        "events": (happened("subscription_started", BOUGHT),),
        **told,
    }
    return Charge(**asked)


def keys(chapter: str, told: Charge) -> list[str]:
    """What a chapter of its story says, by key."""
    return [said.key for said in tell_charge(told) if said.chapter == chapter]


def said(key: str, told: Charge) -> Said:
    """The one statement of that key in its story."""
    (found,) = (one for one in tell_charge(told) if one.key == key)
    return found
