"""What an import has read so far, so that later rows can be checked against earlier ones."""

from dataclasses import dataclass, field

from fairwell.domain.imports import (
    ImportedCustomer,
    ImportedPrice,
    ImportedProduct,
    ImportedSubscription,
)
from fairwell.gateways.exports.cells import Cells, shown


@dataclass(slots=True)
class Book:
    """Records by external id and the place where each id was first seen."""

    products: dict[str, ImportedProduct] = field(default_factory=dict)
    prices: dict[str, ImportedPrice] = field(default_factory=dict)
    customers: dict[str, ImportedCustomer] = field(default_factory=dict)
    subscriptions: dict[str, ImportedSubscription] = field(default_factory=dict)
    _seen: dict[tuple[str, str], str] = field(default_factory=dict)

    def once(self, cells: Cells, kind: str, field_name: str, external_id: str) -> None:
        """Refuse a row whose id an earlier row of the same kind had, telling where."""
        row = cells.row
        first = self._seen.setdefault((kind, external_id), f"{row.file}, line {row.line}")
        if external_id and first != f"{row.file}, line {row.line}":
            cells.tell(field_name, f"{shown(external_id)} was read before ({first}).")

    def known_customer(self, cells: Cells, field_name: str, external_id: str) -> None:
        """Refuse a row whose customer was not read."""
        if external_id and external_id not in self.customers:
            cells.tell(
                field_name,
                f"The customer {shown(external_id)} was not read: the list of customers lacks it, "
                "or its row has a problem.",
            )

    def known_price(self, cells: Cells, field_name: str, external_id: str) -> None:
        """Refuse a row whose price was not read."""
        if external_id and external_id not in self.prices:
            cells.tell(
                field_name,
                f"The price {shown(external_id)} was not read: the list of prices lacks it, "
                "or its row has a problem.",
            )
