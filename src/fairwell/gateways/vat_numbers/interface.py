"""The contract between Fairwell and a register of VAT numbers, so that registers can be swapped."""

from datetime import datetime
from typing import Protocol

from fairwell.domain.tax import VatNumber, VatNumberAnswer


class VatNumberRegister(Protocol):
    """A register; asking changes nothing there, so it may be asked again at any time."""

    def check(self, number: VatNumber, *, at: datetime) -> VatNumberAnswer:
        """What the register says of `number`; `at` is the product's clock, aware.

        It never raises for what goes wrong on the way: no clear answer is `unknown`, with a
        reason. Unknown is not invalid, and not valid either: ask again later.
        """
        ...
