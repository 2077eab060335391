"""A credit is spread over lines and taxes to the last minor unit, and never beyond what is left."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwell.domain.credit_note import CreditedTax, share_by_line, tax_of_credit

LEFT = st.lists(st.integers(0, 20_000), min_size=1, max_size=6)


def taxes(*amounts: int) -> list[CreditedTax]:
    """One tax for each amount, as of a state, a county and a city."""
    return [
        CreditedTax(f"tax {no}", f"US-{no}", 10_000, "S", 1_000, amount)
        for no, amount in enumerate(amounts)
    ]


def test_lines_bear_it_in_proportion_to_what_is_left_of_them() -> None:
    assert share_by_line(30, [(7, 100), (8, 200)]) == {7: 10, 8: 20}
    assert share_by_line(100, [(7, 100), (8, 200), (9, 0)]) == {7: 33, 8: 67, 9: 0}


@given(left=LEFT, data=st.data())
def test_the_parts_add_up_and_no_line_bears_more_than_it_has(
    left: list[int], data: st.DataObject
) -> None:
    gross = data.draw(st.integers(0, sum(left)))

    shares = share_by_line(gross, list(enumerate(left)))

    assert sum(shares.values()) == gross
    assert all(0 <= shares[no] <= rest for no, rest in enumerate(left))


@given(left=LEFT)
def test_a_credit_of_everything_takes_each_line_whole(left: list[int]) -> None:
    assert share_by_line(sum(left), list(enumerate(left))) == dict(enumerate(left))


@pytest.mark.parametrize("gross", [-1, 301])
def test_what_is_not_there_cannot_be_credited(gross: int) -> None:
    with pytest.raises(ValueError, match="300 left"):
        share_by_line(gross, [(7, 100), (8, 200)])


def test_nothing_is_left_of_no_lines() -> None:
    assert share_by_line(0, []) == {}
    with pytest.raises(ValueError, match="0 left"):
        share_by_line(1, [])


def test_a_tax_goes_back_with_its_rate_and_the_net_that_was_taxed() -> None:
    (tax,) = tax_of_credit(100, 19, [CreditedTax("USt", "DE", 190_000, "S", 1_000, 190)])

    assert tax.as_dict() == {
        "name": "USt",
        "jurisdiction": "DE",
        "rate_ppm": 190_000,
        "category": "S",
        "taxable_minor": 100,
        "tax_minor": 19,
    }


def test_an_invoice_without_taxes_gives_none_back() -> None:
    assert tax_of_credit(100, 0, []) == ()


def test_reverse_charge_is_named_though_no_tax_was_paid() -> None:
    (tax,) = tax_of_credit(100, 0, [CreditedTax("VAT", "FR", 0, "AE", 1_000, 0)])

    assert (tax.category, tax.tax_minor, tax.taxable_minor) == ("AE", 0, 100)


@given(
    amounts=st.lists(st.integers(0, 500), min_size=1, max_size=4),
    cuts=st.lists(st.integers(1, 400), max_size=8),
)
def test_credits_of_the_whole_take_back_each_tax_exactly(
    amounts: list[int], cuts: list[int]
) -> None:
    """However it is cut: no tax is given back twice, and none in part only."""
    billed, before = taxes(*amounts), []
    rest = sum(amounts)
    for cut in [*cuts, rest]:
        part = min(cut, rest)
        rest -= part
        credited = tax_of_credit(1, part, billed, before)
        assert sum(tax.tax_minor for tax in credited) == part
        assert all(tax.tax_minor >= 0 for tax in credited)
        before += credited

    assert [
        sum(tax.tax_minor for tax in before if tax.key == each.key) for each in billed
    ] == amounts


def test_two_credits_of_a_cent_come_out_of_two_taxes() -> None:
    first = tax_of_credit(1, 1, taxes(1, 1))
    second = tax_of_credit(1, 1, taxes(1, 1), first)

    assert {tax.tax_minor for tax in first} == {0, 1}
    assert [a.tax_minor + b.tax_minor for a, b in zip(first, second, strict=True)] == [1, 1]
