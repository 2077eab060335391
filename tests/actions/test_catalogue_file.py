"""The catalogue from its file: prices are added and followed, and never changed."""

import pytest

from fairwell.actions.catalog.set_up_catalogue import CatalogueReport, set_up_catalogue
from fairwell.domain.catalogue import CatalogueError
from fairwell.domain.read_catalogue import read_catalogue
from fairwell.models import Entitlement, Plan, Price, Product
from tests import deeds
from tests.cast import NOW, Cast
from tests.catalogue import GUARD, written

FOLLOWED = written(more=(
    '  { id = "year_2027", term = "P1Y", currency = "USD", amount = "89.99", tax = "inclusive",'
    ' follows = "year_usd" },\n'
))  # fmt: skip


def take(text: str) -> CatalogueReport:
    return set_up_catalogue(products=read_catalogue(text, "c.toml"), file="c.toml", at=NOW)


def told(text: str) -> list[str]:
    """What is wrong, after checking that nothing was written."""
    before = deeds.rows()
    with pytest.raises(CatalogueError) as refused:
        take(text)
    assert deeds.rows() == before
    return list(refused.value.problems)


def test_everything_a_file_says_is_on_the_books(db: None) -> None:
    assert take(GUARD) == CatalogueReport(new=4)

    year = Price.objects.select_related("plan__product").get(external_id="year")
    assert (year.term, year.trial, year.trial_needs_card) == ("P1Y", "P14D", False)
    assert (year.intro_minor, year.intro_periods, year.amount_minor) == (3_999, 1, 7_999)
    assert (year.plan.tier, year.plan.rank, sorted(year.plan.features)) == (
        "Plus", 2, ["shield", "vault"]
    )  # fmt: skip
    assert year.plan.product.tax_category == "software"
    month = Price.objects.select_related("extension").get(external_id="month")
    assert month.extension is not None
    assert month.extension.external_id == "month_flex"


def test_the_same_file_again_changes_nothing(db: None) -> None:
    take(GUARD)
    before = deeds.rows()

    assert take(GUARD) == CatalogueReport(standing=4)
    assert deeds.rows() == before


@pytest.mark.parametrize(
    ("was", "is_now", "key"),
    [
        ('"79.99"', '"89.99"', "its amount_minor is 7999"),
        ('"P14D"', '"P30D"', "its trial is 'P14D'"),
        ('"39.99"', '"49.99"', "its intro_minor is 3999"),
        ('devices = 5\ncurrency = "USD"\namount = "79.99"',
         'devices = 6\ncurrency = "USD"\namount = "79.99"', "its devices is 5"),
        ('notice = "P1M"', "", "its notice is 'P1M'"),
        ('extension = "month_flex"', 'extension = "year"', "its extension is 'month_flex'"),
    ],
)  # fmt: skip
def test_a_price_on_the_books_never_changes(db: None, was: str, is_now: str, key: str) -> None:
    take(GUARD)

    (problem,) = told(GUARD.replace(was, is_now))

    assert key in problem
    assert "A price never changes: write a new one with follows" in problem


def test_a_price_never_moves_to_another_plan(db: None) -> None:
    take(written())

    assert "its plan is 'prod_guard Plus'" in told(written().replace('"Plus"', '"Extra"'))[0]


def test_a_new_price_follows_the_old_one_which_is_sold_no_more(cast: Cast) -> None:
    take(written())
    old = Price.objects.get(external_id="year_usd")

    assert take(FOLLOWED) == CatalogueReport(new=1, standing=1, switched=1)

    new = Price.objects.get(external_id="year_2027")
    assert (new.follows, new.version, new.active) == (old, 2, True)
    old.refresh_from_db()
    assert (old.active, old.amount_minor, old.version) == (False, 7_999, 1)


def test_a_price_is_followed_once(db: None) -> None:
    take(FOLLOWED)

    found = told(FOLLOWED.replace("year_2027", "year_2028"))

    assert found == ['prices "year_2028", follows: "year_2027" follows it already.']


@pytest.mark.parametrize(
    ("follows", "problem"),
    [
        ("nobody", 'no price "nobody" is in the file or on the books.'),
        ("price_vault_usd", '"price_vault_usd" is of another plan.'),
    ],
)
def test_a_price_follows_one_of_its_own_plan(cast: Cast, follows: str, problem: str) -> None:
    assert told(written(follows=f'"{follows}"')) == [f'prices "year_usd", follows: {problem}']


def test_prices_are_taken_off_sale_and_put_back(db: None) -> None:
    take(written())

    for active in (False, True):
        assert take(written(active=str(active).lower())).switched == 1
        assert Price.objects.get().active is active


def test_imported_prices_are_the_files_own(cast: Cast) -> None:
    """A file that says of an imported price what the export said takes it as it stands."""
    anna = cast.subscriber("anna")
    take(written(id='"price_year_usd"', devices="5"))

    anna.refresh_from_db()
    assert anna.price.plan == Plan.objects.get(tier="Plus")
    assert Price.objects.filter(external_id="price_year_usd").count() == 1
    assert Product.objects.get(external_id="prod_guard").name == "Guard"


def test_subscribers_have_the_features_their_plan_has_now(cast: Cast) -> None:
    anna = cast.subscriber("anna")

    take(written())

    given = Entitlement.objects.filter(subscription=anna, ends_at=None)
    assert {row.feature for row in given} == {"devices", "shield"}
