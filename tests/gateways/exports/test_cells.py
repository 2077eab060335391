"""Amounts exactly, dates that exist, and a reason for every value that can't be taken."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwell.domain.money import CURRENCIES, exponent, to_major
from fairwell.gateways.exports.cells import Cells, plain_decimal, shown
from fairwell.gateways.exports.table import Row

NOT_PLAIN = "is not a plain amount; write it like 120.00, without grouping."


def cells(value: str) -> Cells:
    return Cells(Row(file="f.csv", line=7, values={"x": value}, titles={"x": "X"}))


def only_problem(read: Cells) -> str:
    (problem,) = read.problems
    assert (problem.file, problem.line, problem.column) == ("f.csv", 7, "X")
    return problem.message


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("49.99", "EUR", 4999),
        ("49,99", "EUR", 4999),
        ("1,234.50", "USD", 123450),
        ("1.234,50", "EUR", 123450),
        ("1,234", "USD", 123400),
        ("4980", "JPY", 4980),
        ("4,980", "JPY", 4980),
        ("4980.00", "JPY", 4980),
        ("12.500", "KWD", 12500),
        ("12,5", "EUR", 1250),
        ("0", "USD", 0),
    ],
)
def test_amounts_are_read_in_either_habit(text: str, currency: str, minor: int):
    read = cells(text)
    assert read.amount("x", currency) == minor
    assert read.problems == []


@pytest.mark.parametrize(
    ("text", "currency", "message"),
    [
        ("12,500", "KWD", f'"12,500" {NOT_PLAIN}'),
        ("49.80", "JPY", "49.80 JPY has too many decimals; JPY has 0."),
        ("49.999", "EUR", "49.999 EUR has too many decimals; EUR has 2."),
        ("-5.00", "EUR", "-5.00 EUR is negative; give an amount of zero or more."),
        ("12.00 €", "EUR", f'"12.00 €" {NOT_PLAIN}'),
        ("=1+1", "EUR", f'"=1+1" {NOT_PLAIN}'),
        ("", "EUR", "The value is missing."),
    ],
)  # fmt: skip
def test_amounts_that_could_mean_two_things_or_nothing_are_told(
    text: str, currency: str, message: str
):
    read = cells(text)
    read.amount("x", currency)
    assert only_problem(read) == message


@given(st.integers(0, 10**12), st.sampled_from(sorted(CURRENCIES)))
def test_no_minor_unit_is_lost_in_any_currency(minor: int, currency: str):
    text = to_major(minor, currency)
    assert cells(text).amount("x", currency) == minor
    if exponent(currency) == 2:
        assert plain_decimal(text.replace(".", ","), currency) == text


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-11-01 09:30", datetime(2026, 11, 1, 9, 30, tzinfo=UTC)),
        ("2026-11-01 09:30:11", datetime(2026, 11, 1, 9, 30, 11, tzinfo=UTC)),
        ("2026-11-01 09:30:11 UTC", datetime(2026, 11, 1, 9, 30, 11, tzinfo=UTC)),
        ("2026-11-01T09:30:11Z", datetime(2026, 11, 1, 9, 30, 11, tzinfo=UTC)),
        ("2026-11-01T09:30:00+02:00", datetime(2026, 11, 1, 7, 30, tzinfo=UTC)),
        ("2026-11-01", datetime(2026, 11, 1, tzinfo=UTC)),
    ],
)
def test_dates_are_utc(text: str, instant: datetime):
    assert cells(text).instant("x") == instant


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2026-02-30 10:00", "There is no such day or time as “2026-02-30 10:00”."),
        ("2026-11-01 25:00", "There is no such day or time as “2026-11-01 25:00”."),
        ("0001-01-01 00:00", "The year of “0001-01-01 00:00” can't be right."),
        ("0001-01-01T00:00+09:00", "There is no such day or time as “0001-01-01T00:00+09:00”."),
        ("11/01/2026", "“11/01/2026” is not a date; write it like 2026-11-01 09:30 (UTC)."),
        ("", "The date is missing."),
    ],
)
def test_impossible_dates_are_told(text: str, message: str):
    read = cells(text)
    read.instant("x")
    assert only_problem(read) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("xyz", "“xyz” is not a currency code; use ISO 4217, such as EUR."),
        ("", "The value is missing."),
    ],
)
def test_unknown_currencies_are_told(text: str, message: str):
    read = cells(text)
    assert read.currency("x") == ""
    assert only_problem(read) == message


@pytest.mark.parametrize("text", ["lena", "lena@", "@mail.example", "a b@mail.example", "a@b"])
def test_what_is_no_address_is_told(text: str):
    read = cells(text)
    read.email("x")
    assert only_problem(read) == f"“{text}” is not an e-mail address."


def test_a_missing_address_says_why_it_matters():
    read = cells("")
    read.email("x")
    assert only_problem(read) == ("The e-mail address is missing; without it nobody can sign in.")


@pytest.mark.parametrize("text", ['=HYPERLINK("x")', "+1", "-1", "@SUM(A1)"])
def test_what_a_spreadsheet_would_run_stays_text(text: str):
    assert cells(text).text("x") == text


def test_texts_become_one_line_and_may_not_be_endless():
    assert cells("Lena\r\n\tVogt\x07").text("x") == "Lena Vogt"
    read = cells("x" * 201)
    read.text("x")
    assert only_problem(read) == "The value is longer than 200 characters."


@pytest.mark.parametrize(
    ("country", "state", "code"),
    [("US", "California", "US-CA"), ("US", "ny", "US-NY"), ("DE", "BY", "DE-BY"),
     ("DE", "Bavaria", ""), ("", "CA", "")],
)  # fmt: skip
def test_states_become_iso_3166_2(country: str, state: str, code: str):
    assert cells(state).subdivision("x", country) == code


@pytest.mark.parametrize(("text", "code"), [("de", "DE"), ("Germany", "DE"), ("UK", "GB")])
def test_countries_may_be_named(text: str, code: str):
    assert cells(text).country("x") == code


def test_without_a_country_the_row_is_kept_with_a_warning():
    read = cells("Atlantis")
    assert read.country("x") == ""
    assert not read.refused
    assert only_problem(read) == "“Atlantis” is not a country; use a code such as DE."


@pytest.mark.parametrize(
    ("text", "language"), [("de-DE", "de-DE"), ("pt_br", "pt-BR"), ("en, de", "en"), ("", None)]
)
def test_languages_are_the_first_named(text: str, language: str | None):
    assert cells(text).language("x") == language


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "9999999", "²"])
def test_whole_numbers_have_bounds(text: str):
    read = cells(text)
    read.whole("x")
    assert only_problem(read) == f"“{text}” is not a whole number from 1 to 1000000."


def test_a_value_in_a_message_is_short_and_clean():
    assert shown("a\x1b[31m" + "b" * 60) == "“a�[31m" + "b" * 34 + "…”"
    assert shown("4242424242424242") == "“…4242”"
