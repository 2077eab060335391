"""A vendor's catalogue file: what it may say, and that everything wrong in it is told at once."""

from importlib.resources import files

import pytest

from fairwell.domain.catalogue import CatalogueError, stored_features
from fairwell.domain.read_catalogue import read_catalogue
from tests.catalogue import GUARD, PRICE, written


def problems(text: str) -> list[str]:
    with pytest.raises(CatalogueError) as refused:
        read_catalogue(text, "catalogue.toml")
    return list(refused.value.problems)


def test_a_catalogue_is_read_with_all_it_says() -> None:
    (product,) = read_catalogue(GUARD, "catalogue.toml")

    assert (product.external_id, product.name, product.tax_category) == (
        "prod_guard", "Guard", "software"
    )  # fmt: skip
    plus = product.plans[1]
    assert (plus.tier, plus.rank, plus.features) == ("Plus", 2, ("shield", "vault"))
    year, month = plus.prices
    assert (year.term, year.devices, year.amount_minor, year.currency) == ("P1Y", 5, 7_999, "USD")
    assert (year.trial, year.trial_needs_card, year.intro_minor, year.intro_periods) == (
        "P14D", False, 3_999, 1
    )  # fmt: skip
    assert (month.first_term, month.notice, month.extension) == ("P1Y", "P1M", "month_flex")


def test_features_keep_their_order_and_words() -> None:
    (product,) = read_catalogue(GUARD, "catalogue.toml")

    assert stored_features(product, product.plans[1]) == {
        "shield": {"no": 0, "labels": {"en": "Shield", "de": "Schild"}, "scopes": {}},
        "vault": {"no": 1, "labels": {"en": "Vault"}, "scopes": {"en": "1 GB"}},
    }


def test_the_demos_own_catalogue_is_read() -> None:
    text = (files("fairwell.demo") / "data" / "catalogue.toml").read_text("utf-8")

    assert [len(product.plans) for product in read_catalogue(text, "demo")] == [3, 1, 1]


def test_what_is_no_toml_says_where() -> None:
    (problem,) = problems("[[products]")

    assert problem.startswith("this is not TOML: ")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"amount": '"79.999"'}, "79.999 USD has too many decimals; USD has 2."),
        ({"amount": "79.99"}, "must be a text in quotes."),
        ({"currency": '"USX"'}, '"USX" is not an ISO 4217 code such as EUR.'),
        ({"term": '"1Y"'}, '"1Y" is not a term; write an ISO 8601 period such as P1Y or P14D.'),
        ({"devices": "0"}, "must be a whole number from 1 to 100000, not 0."),
        ({"tax": '"inclusiv"'}, 'Did you mean "inclusive"?'),
        ({"trail": '"P14D"'}, 'is not a key that belongs here. Did you mean "trial"?'),
        ({"trial_needs_card": "false"}, "belongs to a trial"),
        ({"intro_amount": '"1.00"'}, "give both or neither"),
        ({"intro_periods": "2"}, "give both or neither"),
        ({"extension": '"other"'}, "give that too"),
    ],
)
def test_a_price_that_cannot_be(change: dict[str, str], told: str) -> None:
    (problem,) = problems(written(**change))

    assert problem.startswith('products "prod_guard", plans "Plus", prices "year_usd", ')
    assert told in problem


def test_all_that_is_wrong_is_told_at_once() -> None:
    found = problems(written(amount='"x"', term='"P1Y1D"', devices="-1"))

    assert len(found) == 3


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (PRICE, 'prices: "year_usd" is there 2 times.'),
        (PRICE.replace("year_usd", "new").replace("}", ', follows = "new" }'), "back to itself"),
        (
            PRICE.replace("year_usd", "eur").replace("USD", "EUR").replace(
                "}", ', follows = "year_usd" }'
            ),
            '"year_usd" is in USD, not in EUR.',
        ),
    ],
)  # fmt: skip
def test_prices_that_contradict_each_other(more: str, told: str) -> None:
    assert any(told in problem for problem in problems(written(more=more)))


def test_a_feature_that_nobody_described_is_none() -> None:
    (problem,) = problems(written().replace('features = ["shield"]', 'features = ["shild"]'))

    assert problem == (
        'products "prod_guard", plans "Plus", features: "shild" is not among the product\'s '
        "features."
    )


def test_the_number_of_devices_is_no_feature() -> None:
    assert "choose another word" in problems(written().replace('"shield"', '"devices"'))[0]
