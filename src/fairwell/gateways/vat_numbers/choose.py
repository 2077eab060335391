"""Which register of VAT numbers a deployment asks, by name."""

from collections.abc import Callable, Mapping
from typing import Final

from fairwell.domain.tax import VatNumber
from fairwell.gateways.vat_numbers.interface import VatNumberRegister
from fairwell.gateways.vat_numbers.vies.client import ViesRegister


class UnknownRegisterError(ValueError):
    """A name no register of VAT numbers answers to."""


REGISTERS: Final[Mapping[str, Callable[[str, float, VatNumber | None], VatNumberRegister]]] = {
    "vies": lambda url, timeout_s, requester: ViesRegister(
        url, timeout_s=timeout_s, requester=requester
    ),
}


def vat_number_register(
    name: str, *, url: str, timeout_s: float, requester: VatNumber | None = None
) -> VatNumberRegister:
    """The register called `name` at `url`; `requester` is the vendor's own number."""
    make = REGISTERS.get(name)
    if make is None:
        raise UnknownRegisterError(
            f"There is no VAT number register called {name!r}. Choose one of:"
            f" {', '.join(REGISTERS)}."
        )
    return make(url, timeout_s, requester)
