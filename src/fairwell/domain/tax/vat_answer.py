"""What a register said of a VAT number, or that it said nothing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

VatState = Literal["valid", "invalid", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class VatNumberAnswer:
    """An answer, asked for at `checked_at` (aware).

    `consultation_ref` is the register's own number of the check, proof before a tax office; "" as
    are `name` and `address` where the register gives none. `reason` says why nothing is known:
    the register's code such as MS_UNAVAILABLE, or timeout, unreachable, connection_lost,
    not_understood, http_500.
    """

    state: VatState
    checked_at: datetime
    name: str = ""
    address: str = ""
    consultation_ref: str = ""
    reason: str = ""
