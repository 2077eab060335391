"""The card behind a payment, as far as anyone may know it."""

from fairwell.domain.imports import ImportedMethod
from fairwell.gateways.exports.cells import Cells, shown


def read_method(cells: Cells) -> ImportedMethod | None:
    """The card of a payment from `method_ref`, `brand`, `last4`, `exp_month` and `exp_year`."""
    method_ref, last4 = cells.reference("method_ref", required=False), cells.text("last4")
    if last4.isascii() and last4.isdigit():
        last4 = last4.zfill(4)  # spreadsheets drop leading zeros
    if last4 and not (last4.isascii() and last4.isdigit() and len(last4) == 4):
        cells.tell("last4", f"{shown(last4)} is not four digits.")
    month = cells.whole("exp_month") if cells.row["exp_month"] else None
    year = cells.whole("exp_year", least=2000) if cells.row["exp_year"] else None
    if month is not None and month > 12:
        cells.tell("exp_month", f"{shown(cells.row['exp_month'])} is not a month.")
    if not method_ref:
        return None
    return ImportedMethod(
        method_ref=method_ref,
        brand=cells.text("brand", longest=30),
        last4=last4,
        expires_month=month,
        expires_year=year,
    )
