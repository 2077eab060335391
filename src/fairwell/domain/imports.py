"""Neutral records of an imported subscription list, so that every source ends in one shape."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from fairwell.domain.subscription import Renewal, Service, Standing

TaxBehaviour = Literal["inclusive", "exclusive", "unspecified"]
PaymentStatus = Literal["captured", "failed"]
Severity = Literal["error", "skipped", "warning"]

TAX_BEHAVIOURS: tuple[TaxBehaviour, ...] = ("inclusive", "exclusive", "unspecified")


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong with a row, or with a whole file (`line` 0), and what to do about it.

    `error`: the row was not read. `skipped`: nothing in it to import, by its nature.
    `warning`: the row was read, but somebody should look at it.
    """

    file: str
    line: int
    column: str
    message: str
    severity: Severity = "error"

    def __str__(self) -> str:
        where = f"{self.file}, line {self.line}" if self.line else self.file
        return (
            f"{where}, {self.column}: {self.message}" if self.column else f"{where}: {self.message}"
        )


@dataclass(frozen=True, slots=True)
class ImportedProduct:
    """A line of software."""

    external_id: str
    name: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class ImportedPrice:
    """A recurring price: minor units for one unit of a plan and one term (ISO 8601 period)."""

    external_id: str
    product_external_id: str
    product_name: str
    plan: str
    devices: int
    term: str
    currency: str
    amount_minor: int
    tax_behaviour: TaxBehaviour
    nickname: str = ""
    active: bool = True


@dataclass(frozen=True, slots=True)
class ImportedCustomer:
    """Who pays. `email` lower case; `country` ISO 3166-1, `subdivision` ISO 3166-2 ("US-CA").

    Texts are "" and `language`, `consumer` None where the list does not say.
    """

    external_id: str
    email: str
    name: str
    country: str
    subdivision: str
    language: str | None
    created_at: datetime
    consumer: bool | None = None


@dataclass(frozen=True, slots=True)
class ImportedSubscription:
    """A contract on the three axes; instants are aware UTC, periods include start, exclude end.

    `ends_at` is set when an end is settled, `ended_at` only once it has come.
    """

    external_id: str
    customer_external_id: str
    price_external_id: str
    quantity: int
    renewal: Renewal
    standing: Standing
    service: Service
    concluded_at: datetime
    started_at: datetime
    current_period_start: datetime
    current_period_end: datetime
    trial_end: datetime | None = None
    ends_at: datetime | None = None
    ended_at: datetime | None = None
    early_start_requested: bool | None = None


@dataclass(frozen=True, slots=True)
class ImportedMethod:
    """What a person recognises a card or account by, and the gateway's token; never its number."""

    method_ref: str
    brand: str = ""
    last4: str = ""
    expires_month: int | None = None
    expires_year: int | None = None


@dataclass(frozen=True, slots=True)
class ImportedPayment:
    """A charge that succeeded or failed, minor units; `external_id` is the gateway's reference."""

    external_id: str
    order_number: str
    customer_external_id: str
    subscription_external_id: str | None
    amount_minor: int
    refunded_minor: int
    currency: str
    charged_at: datetime
    status: PaymentStatus
    period_start: datetime | None = None
    period_end: datetime | None = None
    method: ImportedMethod | None = None
    disputed: bool = False


Record = ImportedProduct | ImportedPrice | ImportedCustomer | ImportedSubscription | ImportedPayment


def shape_problem(row: ImportedSubscription) -> tuple[str, str] | None:
    """The first contradiction within a subscription as (field, text), or None.

    The rules are those that the books keep as constraints: a bad row is told by its line here
    instead of failing a whole import there.
    """
    renews_into_its_end = (
        row.renewal == "auto_renewing"
        and row.ends_at is not None
        and row.ends_at <= row.current_period_end
    )
    contradictions = (
        (row.quantity < 1, "quantity", "The quantity must be 1 or more."),
        (
            row.current_period_end <= row.current_period_start,
            "current_period_end",
            "The current period ends before it starts.",
        ),
        (
            (row.renewal == "ended") != (row.service == "terminated"),
            "service",
            "A subscription is ended exactly when its service is terminated.",
        ),
        (
            row.renewal == "ended" and row.ended_at is None,
            "ended_at",
            "An ended subscription needs the date on which it ended.",
        ),
        (
            row.renewal != "ended" and row.ended_at is not None,
            "ended_at",
            "It has a date on which it ended, but its status says that it runs.",
        ),
        (
            row.renewal == "non_renewing" and row.ends_at is None,
            "ends_at",
            "A subscription that will not renew needs the date on which it ends.",
        ),
        (renews_into_its_end, "ends_at", "It ends with the current period, so it cannot renew."),
    )
    return next(((field, text) for wrong, field, text in contradictions if wrong), None)
