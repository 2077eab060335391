"""Net, tax and gross of an invoice's lines, which add up to its totals to the last minor unit."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from fairwell.domain.money import exponent, half_up
from fairwell.domain.price import TaxBehaviour
from fairwell.domain.tax.treatment import TaxComponent, TaxTreatment

_PPM: Final = 1_000_000


# Named tuples, as a billing run makes a million of each.
class TaxLine(NamedTuple):
    """An amount in minor units; the tax is inside (inclusive, unspecified) or comes on top."""

    amount_minor: int
    behaviour: TaxBehaviour = "inclusive"


class TaxedLine(NamedTuple):
    """One line in minor units: net + tax = gross; `parts_minor` is the tax of each component."""

    net_minor: int
    tax_minor: int
    gross_minor: int
    parts_minor: tuple[int, ...]


class ComponentTotal(NamedTuple):
    """One tax of the whole invoice, in minor units: what was taxed, and the tax."""

    component: TaxComponent
    taxable_minor: int
    tax_minor: int


class TaxedLines(NamedTuple):
    """An invoice's lines in the order given, its taxes and totals, in minor units of `currency`.

    `rounding_minor` is the invoice's tax less the sum of what each line's tax would be if rounded
    by itself: shown to people, so that adding up line by line leaves no question.
    """

    lines: tuple[TaxedLine, ...]
    taxes: tuple[ComponentTotal, ...]
    net_minor: int
    tax_minor: int
    gross_minor: int
    rounding_minor: int
    currency: str


def tax_amounts(lines: Sequence[TaxLine], treatment: TaxTreatment, currency: str) -> TaxedLines:
    """Tax the lines of one invoice; MoneyError for an unknown currency.

    Each component's tax is rounded half up once, over all lines (EN 16931, BR-CO-17), and what
    rounding leaves over goes to the lines that lost most by it, the earlier first. What an
    inclusive line asks for, and what an exclusive line is worth without tax, never changes.
    """
    exponent(currency)
    components = treatment.components
    if len(lines) == 1 and len(components) == 1:
        ((amount, behaviour),) = lines
        net, tax, gross = split_single(amount, behaviour, treatment)
        line = TaxedLine(net, tax, gross, (tax,))
        taxes = (ComponentTotal(components[0], net, tax),)
        return TaxedLines((line,), taxes, net, tax, gross, 0, currency)
    shares = [_shares(lines, component, treatment.total_ppm) for component in components]
    done = tuple(
        _taxed_line(line, tuple(column[row] for column, _ in shares))
        for row, line in enumerate(lines)
    )
    net, tax = sum(line.net_minor for line in done), sum(line.tax_minor for line in done)
    totals = tuple(
        ComponentTotal(component, net, sum(column))
        for component, (column, _) in zip(components, shares, strict=True)
    )
    rounding = tax - sum(alone for _, alone in shares)
    return TaxedLines(done, totals, net, tax, net + tax, rounding, currency)


def split_single(
    amount_minor: int, behaviour: TaxBehaviour, treatment: TaxTreatment
) -> tuple[int, int, int]:
    """Net, tax and gross of the only line under a treatment of at most one component."""
    ppm = treatment.total_ppm
    if behaviour == "exclusive":
        tax = _half_up(amount_minor * ppm, _PPM)
        return amount_minor, tax, amount_minor + tax
    tax = _half_up(amount_minor * ppm, _PPM + ppm)
    return amount_minor - tax, tax, amount_minor


def _half_up(numerator: int, denominator: int) -> int:
    # As domain.money.half_up, without its checks: they would be a third of the time spent here.
    if numerator < 0:
        return -((2 * -numerator + denominator) // (2 * denominator))
    return (2 * numerator + denominator) // (2 * denominator)


def _shares(
    lines: Sequence[TaxLine], component: TaxComponent, total_ppm: int
) -> tuple[list[int], int]:
    """Each line's part of one tax, and the sum if each line were rounded by itself."""
    whole = _PPM * (_PPM + total_ppm)
    exact = [
        line.amount_minor
        * component.rate_ppm
        * (_PPM + total_ppm if line.behaviour == "exclusive" else _PPM)
        for line in lines
    ]
    parts = [numerator // whole for numerator in exact]
    left = half_up(sum(exact), whole) - sum(parts)
    by_loss = sorted(range(len(parts)), key=lambda row: exact[row] % whole, reverse=True)
    for row in by_loss[:left]:
        parts[row] += 1
    return parts, sum(half_up(numerator, whole) for numerator in exact)


def _taxed_line(line: TaxLine, parts: tuple[int, ...]) -> TaxedLine:
    tax = sum(parts)
    if line.behaviour == "exclusive":
        return TaxedLine(line.amount_minor, tax, line.amount_minor + tax, parts)
    return TaxedLine(line.amount_minor - tax, tax, line.amount_minor, parts)
