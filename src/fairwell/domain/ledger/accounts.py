"""The chart of accounts, and the kinds of movement between them: no other can be written."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

AccountType = Literal["asset", "liability", "income", "contra", "expense"]
Side = Literal["debit", "credit"]
CreditTo = Literal["refund", "credit_balance", "receivable"]

_DEBIT_TYPES: Final[frozenset[AccountType]] = frozenset({"asset", "contra", "expense"})


class UnknownMovementError(ValueError):
    """A kind of movement that the books do not know, or not with such a destination."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One account; `names` by language (en, de), `meaning` in a sentence.

    A `contra` account takes away from income: what is debited to it was income once.
    """

    key: str
    type: AccountType
    names: Mapping[str, str]
    meaning: str

    @property
    def normal_side(self) -> Side:
        """The side on which it grows."""
        return "debit" if self.type in _DEBIT_TYPES else "credit"

    def on_normal_side(self, balance_minor: int) -> int:
        """A balance of debits − credits, turned so that above zero is usual for this account."""
        return balance_minor if self.normal_side == "debit" else -balance_minor


def _account(key: str, type_: AccountType, en: str, de: str, meaning: str) -> Account:
    names = MappingProxyType({"en": en, "de": de})
    return Account(key=key, type=type_, names=names, meaning=meaning)


_CHART: Final = (
    _account(
        "receivables", "asset", "Receivables", "Forderungen",
        "Billed to subscribers with tax, and neither paid, asked of a gateway nor credited yet.",
    ),
    _account(
        "charges_clearing", "asset", "Charges under way", "Laufende Einzüge",
        "Asked of the gateway, with an outcome not recorded yet; empty when no charge is open.",
    ),
    _account(
        "cash", "asset", "Money at the gateway", "Guthaben beim Zahlungsdienst",
        "Captured from subscribers and held by the gateway for the vendor.",
    ),
    _account(
        "disputes", "asset", "Held in disputes", "In Rückbelastungen einbehalten",
        "Taken back by banks while a dispute is open; it returns if the vendor wins.",
    ),
    _account(
        "deferred_revenue", "liability", "Deferred revenue", "Passive Rechnungsabgrenzung",
        "Billed, net of tax, for days of service that are not over yet.",
    ),
    _account(
        "tax_payable", "liability", "Tax payable", "Umsatzsteuerverbindlichkeiten",
        "Tax on what was billed, less tax on what was credited, owed to the authorities.",
    ),
    _account(
        "credit_balances", "liability", "Customer credit", "Guthaben der Kundschaft",
        "Owed to subscribers as credit that pays their next invoices.",
    ),
    _account(
        "refunds_payable", "liability", "Refunds promised", "Zugesagte Erstattungen",
        "Promised to subscribers and not handed to the gateway yet.",
    ),
    _account(
        "refunds_clearing", "liability", "Refunds under way", "Laufende Erstattungen",
        "Handed to the gateway, outcome not recorded yet; empty when no refund is being sent.",
    ),
    _account(
        "other_routes_payable", "liability", "Refunds by another route",
        "Erstattungen auf anderem Weg",
        "Refunds that could not go back as they came and are still to be paid some other way.",
    ),
    _account(
        "revenue", "income", "Revenue", "Umsatzerlöse",
        "Earned, net of tax, by days of service that are over.",
    ),
    _account(
        "refunds", "contra", "Revenue given back", "Erlösminderungen",
        "Earned revenue that was refunded, credited, or lost in a dispute.",
    ),
    _account(
        "bad_debt", "expense", "Bad debt", "Forderungsverluste",
        "Receivables that were given up, with their tax.",
    ),
)  # fmt: skip

# In the order of a balance sheet: assets, liabilities, income and what reduces it.
ACCOUNTS: Final[Mapping[str, Account]] = MappingProxyType({each.key: each for each in _CHART})

# kind: (debited account, credited account)
MOVEMENTS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "refunded_before_import": ("refunds", "cash"),
        "invoice_issued": ("receivables", "deferred_revenue"),
        "invoice_tax": ("receivables", "tax_payable"),
        "credit_applied": ("credit_balances", "receivables"),
        "charge_submitted": ("charges_clearing", "receivables"),
        "payment_captured": ("cash", "charges_clearing"),
        "charge_returned": ("receivables", "charges_clearing"),
        "revenue_recognised": ("deferred_revenue", "revenue"),
        "refund_instructed": ("refunds", "refunds_payable"),
        "refund_submitted": ("refunds_payable", "refunds_clearing"),
        "refund_settled": ("refunds_clearing", "cash"),
        "refund_failed": ("refunds_clearing", "other_routes_payable"),
        "refund_rerouted": ("other_routes_payable", "cash"),
        "written_off": ("bad_debt", "receivables"),
        "overpaid": ("receivables", "credit_balances"),
        "credit_paid_out": ("credit_balances", "cash"),
        "credit_refunded": ("credit_balances", "refunds"),
        "dispute_held": ("disputes", "cash"),
        "dispute_won": ("cash", "disputes"),
        "dispute_lost": ("refunds", "disputes"),
        # Takes back what books from before day-by-day revenue held as earned when it was paid.
        "restated": ("revenue", "receivables"),
    }
)

_CREDITED: Final = {"credit_balance": "credit_balances", "receivable": "receivables"}

# The kinds of a credit note depend on where its money goes: (kind, to): (debited, credited).
# A refund has debited all of itself to refunds already: tax and deferred parts come off again.
CREDIT_MOVEMENTS: Final[Mapping[tuple[str, str], tuple[str, str]]] = MappingProxyType(
    {
        ("credit_tax", "refund"): ("tax_payable", "refunds"),
        ("credit_deferred", "refund"): ("deferred_revenue", "refunds"),
    }
    | {("credit_tax", to): ("tax_payable", account) for to, account in _CREDITED.items()}
    | {("credit_deferred", to): ("deferred_revenue", account) for to, account in _CREDITED.items()}
    | {("credit_recognised", to): ("refunds", account) for to, account in _CREDITED.items()}
)

KINDS: Final = frozenset(MOVEMENTS) | {kind for kind, _ in CREDIT_MOVEMENTS}

_ALLOWED: Final = frozenset(
    [(kind, *pair) for kind, pair in MOVEMENTS.items()]
    + [(kind, *pair) for (kind, _), pair in CREDIT_MOVEMENTS.items()]
    # As books from before day-by-day revenue hold it; `restated` turns it round.
    + [("payment_captured", "cash", "revenue")]
)


def movement(kind: str, *, to: CreditTo | None = None) -> tuple[str, str]:
    """The accounts (debited, credited) of a kind; `to` exactly for the kinds of a credit note."""
    pair = MOVEMENTS.get(kind) if to is None else CREDIT_MOVEMENTS.get((kind, to))
    if pair is None:
        whither = f" to {to}" if to else ""
        raise UnknownMovementError(f"The books know no movement {kind!r}{whither}.")
    return pair


def is_movement(kind: str, debit: str, credit: str) -> bool:
    """Whether a transfer of this kind may run between these accounts."""
    return (kind, debit, credit) in _ALLOWED
