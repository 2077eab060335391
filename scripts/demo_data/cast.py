"""The fixed cast: the people whose stories the demonstration tells, each showing one thing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from demo_data.catalogue import Price
from demo_data.contracts import NOW, Contract, bill, contract, end, fail, refund, upgrade
from demo_data.people import Person

Prices = Mapping[tuple[str, int, int, str], Price]
"""By plan, devices, months and currency."""


@dataclass(frozen=True, slots=True)
class Role:
    """A member of the cast: what the story is, and the subscription it is told with."""

    key: str
    shows: str
    shows_de: str
    made: Contract


def _at(year: int, month: int, day: int, hour: int = 14, minute: int = 20) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


# key, name, country, state, language, plan, devices, months, currency, start; what it shows, in
# English and in German
_CAST: Final = (
    ("annual_refundable", "Grace Holloway", "US", "CA", "en-US", "Complete", 5, 12, "USD",
     _at(2025, 9, 25),
     "Cancelled in the play, 57 days after the charge, and refunded in full.",
     "In der Vorführung gekündigt, 57 Tage nach der Abbuchung, und ganz erstattet."),
    ("annual_too_late", "Marcus Bell", "US", "TX", "en-US", "Plus", 3, 12, "USD",
     _at(2024, 8, 13),
     "Annual, charged 100 days ago: too late for a refund, runs to its end.",
     "Jährlich, vor 100 Tagen abgebucht: zu spät für eine Erstattung, läuft bis zum Ende."),
    ("monthly", "Aoife Brennan", "IE", "", "en-IE", "Plus", 5, 1, "EUR",
     _at(2026, 6, 9),
     "Monthly, charged 12 days ago: ends with the month, no refund.",
     "Monatlich, vor 12 Tagen abgebucht: endet mit dem Monat, keine Erstattung."),
    ("eu_withdrawal", "Lena Vogt", "DE", "", "de-DE", "Complete", 3, 12, "EUR",
     _at(2026, 11, 16, 18, 5),
     "Concluded 5 days ago in Germany: may withdraw within 14 days.",
     "Vor 5 Tagen in Deutschland geschlossen: Widerruf binnen 14 Tagen."),
    ("trial", "Tomas Herrera", "ES", "", "es-ES", "Essential", 1, 12, "EUR",
     _at(2026, 11, 14),
     "In a trial until 28 November, without a card: ends unless one is left.",
     "In der Testphase bis 28. November, ohne Karte: endet, wenn keine hinterlegt wird."),
    ("past_due", "Oliver Nash", "GB", "", "en-GB", "Essential", 3, 12, "GBP",
     _at(2025, 11, 12),
     "Overdue: card declined twice, access stays for now. Pay now, or use another card.",
     "Überfällig: Karte zweimal abgelehnt, Zugang bleibt vorerst. Bezahlen oder andere Karte."),
    ("scheduled_ending", "Camille Fournier", "FR", "", "fr-FR", "Plus", 3, 12, "EUR",
     _at(2025, 12, 18),
     "Renewal is off: ends on 18 December, and can be kept until then.",
     "Verlängerung aus: endet am 18. Dezember, bis dahin lässt es sich behalten."),
    ("two_payments", "Priya Raman", "IN", "", "en-IN", "Plus", 3, 12, "USD",
     _at(2026, 10, 12),
     "Two payments in one term: the year, and later two more devices.",
     "Zwei Zahlungen in einer Laufzeit: das Jahr, und später zwei Geräte mehr."),
    ("card_to_close", "Daniel Okafor", "US", "NY", "en-US", "Complete", 10, 12, "USD",
     _at(2025, 10, 22),
     "Refundable, but the card is closed: the money needs another way.",
     "Erstattbar, aber die Karte ist geschlossen: Das Geld braucht einen anderen Weg."),
    ("two_subscriptions", "Hana Mori", "JP", "", "ja-JP", "Complete", 3, 12, "JPY",
     _at(2026, 3, 4),
     "Two subscriptions, in a currency without decimals.",
     "Zwei Abonnements, in einer Währung ohne Nachkommastellen."),
    ("three_decimals", "Yousef Almansour", "KW", "", "ar-KW", "Essential", 5, 12, "KWD",
     _at(2026, 10, 30),
     "A currency with three decimals, partly refunded already.",
     "Eine Währung mit drei Nachkommastellen, teils schon erstattet."),
    ("never_refundable", "Beat Wenger", "CH", "", "de-CH", "Rescue", 1, 12, "CHF",
     _at(2026, 10, 28),
     "A product that is never refunded by policy, whenever it was paid.",
     "Ein Produkt, das nach den Regeln nie erstattet wird, wann immer es bezahlt wurde."),
    ("unpaid", "Joana Teixeira", "BR", "", "pt-BR", "Plus", 5, 1, "USD",
     _at(2026, 4, 15),
     "On hold: four attempts failed, access rests until it is paid or ended.",
     "Ruht: Vier Versuche schlugen fehl, kein Zugang, bis bezahlt oder beendet wird."),
    ("ended", "Maike Petersen", "AT", "", "de-AT", "Essential", 1, 12, "EUR",
     _at(2025, 10, 1),
     "Ended at its own wish and refunded: only documents are left.",
     "Auf eigenen Wunsch beendet und erstattet: Nur Dokumente sind noch da."),
    ("trial_with_card", "Nora Whitfield", "US", "CA", "en-US", "Tunnel", 5, 1, "USD",
     _at(2026, 7, 8),
     "A second subscription in a trial, with a card: paid from 5 December on unless stopped.",
     "Zweites Abonnement in der Testphase, mit Karte: ab 5. Dezember kostenpflichtig."),
    ("price_change", "Edith Larkin", "GB", "", "en-GB", "Plus", 10, 12, "GBP",
     _at(2025, 12, 21),
     "Told of a new price from the renewal on 21 December: may leave before.",
     "Neuer Preis ab der Verlängerung am 21. Dezember angekündigt: Vorher lässt es sich beenden."),
    ("paused", "Ravi Chandran", "IN", "", "en-IN", "Essential", 3, 12, "USD",
     _at(2026, 5, 6),
     "Paused until February: nothing is charged, and it can go on earlier.",
     "Bis Februar pausiert: Nichts wird abgebucht, und es kann früher weitergehen."),
    ("scheduled_change", "Felix Baumann", "DE", "", "de-DE", "Complete", 5, 12, "EUR",
     _at(2026, 2, 11),
     "Changes to monthly at the renewal on 11 February: can be undone until then.",
     "Wechselt mit der Verlängerung am 11. Februar zu monatlich: bis dahin rückgängig zu machen."),
)  # fmt: skip


def cast(prices: Prices) -> list[Role]:
    """Every member of the cast, their subscription billed and in the state of their story."""
    roles = []
    for number, row in enumerate(_CAST, 1):
        key, name, country, state, language, plan, devices, months, currency, start, *shows = row
        person = Person(
            id=f"cus_Qf{number:04d}",
            name=name,
            email=f"{name.replace(' ', '.').lower()}@mail.example",
            country=country,
            state=state,
            language=language,
            created=start - timedelta(minutes=6),
        )
        made = contract(number, person, prices[plan, devices, months, currency], "active", start)
        _STORIES.get(key, _as_billed)(made, prices)
        roles.append(Role(key, *shows, made))
    return roles


def second_subscription(roles: list[Role], prices: Prices) -> Contract:
    """The other subscription of the one who has two."""
    person = next(role.made.person for role in roles if role.key == "two_subscriptions")
    made = contract(
        len(roles) + 1, person, prices["Tunnel", 5, 1, "JPY"], "active", _at(2026, 5, 20)
    )
    bill(made)
    return made


def _as_billed(made: Contract, _prices: Prices) -> None:
    bill(made)


def _withdrawal(made: Contract, _prices: Prices) -> None:
    bill(made)
    made.concluded, made.early_start = made.start, True


def _trial(made: Contract, _prices: Prices) -> None:
    made.status, made.trial_end = "trialing", made.start + timedelta(days=14)
    made.period = (made.start, made.trial_end)


def _past_due(made: Contract, _prices: Prices) -> None:
    bill(made)
    fail(made, days=(0, 4))
    made.status = "past_due"


def _unpaid(made: Contract, _prices: Prices) -> None:
    bill(made, until=NOW - timedelta(days=10))
    fail(made, days=(0, 3, 8, 15))
    made.status = "unpaid"


def _scheduled_ending(made: Contract, _prices: Prices) -> None:
    bill(made)
    made.at_period_end, made.canceled_at = True, _at(2026, 11, 2)
    made.reason = "cancellation_requested"


def _two_payments(made: Contract, prices: Prices) -> None:
    bill(made)
    upgrade(made, prices["Plus", 5, 12, "USD"], _at(2026, 11, 1))


def _partly_refunded(made: Contract, _prices: Prices) -> None:
    bill(made)
    refund(made.invoices[-1], 2500)


def _ended(made: Contract, _prices: Prices) -> None:
    at = _at(2026, 10, 9)
    bill(made, until=at)
    end(made, at, "cancellation_requested")
    refund(made.invoices[-1], made.invoices[-1].minor)


_STORIES: Final[dict[str, Callable[[Contract, Prices], None]]] = {
    "eu_withdrawal": _withdrawal,
    "trial": _trial,
    "past_due": _past_due,
    "unpaid": _unpaid,
    "scheduled_ending": _scheduled_ending,
    "two_payments": _two_payments,
    "three_decimals": _partly_refunded,
    "ended": _ended,
}
