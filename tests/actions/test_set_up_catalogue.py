"""The vendor's card and what is sold: set up by file, repeatable, and never quietly changed."""

from dataclasses import replace

from fairwell.actions.catalog.import_catalogue import import_catalogue
from fairwell.actions.catalog.import_customers import import_customers
from fairwell.actions.catalog.set_up_vendor import set_up_vendor
from fairwell.domain.imports import ImportedCustomer, ImportedPrice, ImportedProduct
from fairwell.models import Customer, OfficialContact, Plan, Price, Product, Vendor
from tests import deeds
from tests.cast import NOW, VENDOR, Cast

YEAR = ImportedPrice(
    "price_1", "prod_1", "Guard", "Plus", 5, "P1Y", "USD", 7_999, "exclusive", active=False
)


def take(*rows: ImportedPrice | ImportedProduct) -> tuple[int, int]:
    report = import_catalogue(rows=list(enumerate(rows, 2)), file="prices.csv", at=NOW)
    assert report.problems == []
    return report.new, report.standing


def test_the_vendor_is_one_whatever_how_often_it_is_set_up(db: None) -> None:
    first = set_up_vendor(record=VENDOR, at=NOW)
    second = set_up_vendor(record=replace(VENDOR, name="Quillfort"), at=NOW)

    assert first.pk == second.pk == 1
    assert Vendor.objects.get().name == "Quillfort"
    assert second.zone.key == "America/New_York"
    assert OfficialContact.objects.count() == len(VENDOR.contacts)


def test_contacts_that_are_no_longer_the_vendors_go(db: None) -> None:
    set_up_vendor(record=VENDOR, at=NOW)
    set_up_vendor(record=replace(VENDOR, contacts=VENDOR.contacts[:1]), at=NOW)

    assert [c.value for c in OfficialContact.objects.all()] == ["+1-212-555-0123"]


def test_a_policy_for_a_product_that_is_not_known_yet_waits_for_it(db: None) -> None:
    set_up_vendor(record=VENDOR, at=NOW)
    take(ImportedProduct("prod_vault", "Vault"))

    product = Product.objects.get(external_id="prod_vault")
    assert (product.name, product.policy) == ("Vault", "vendor-none")


def test_a_price_comes_with_its_plan_and_product(db: None) -> None:
    assert take(YEAR) == (1, 0)

    price = Price.objects.get()
    assert (price.plan.tier, price.plan.product.name) == ("Plus", "Guard")
    assert (price.term, price.devices, price.currency) == ("P1Y", 5, "USD")
    assert (price.amount_minor, price.tax_behaviour, price.active) == (7_999, "exclusive", False)


def test_taken_again_nothing_changes(db: None) -> None:
    rows = (ImportedProduct("prod_1", "Guard"), YEAR)
    assert take(*rows) == (2, 0)
    before = deeds.rows()

    assert take(*rows) == (0, 2)
    assert take(YEAR, YEAR) == (0, 2)
    assert deeds.rows() == before


def test_a_price_is_never_edited(db: None) -> None:
    take(YEAR)

    assert take(replace(YEAR, amount_minor=9_999)) == (0, 1)
    assert Price.objects.get().amount_minor == 7_999


def test_prices_of_one_plan_share_it_also_within_a_file(db: None) -> None:
    take(YEAR, replace(YEAR, external_id="price_2", term="P1M"))
    take(replace(YEAR, external_id="price_3", plan="Basic"))

    assert (Product.objects.count(), Plan.objects.count(), Price.objects.count()) == (1, 2, 3)


def test_a_product_known_only_by_its_id_gets_its_name_later(db: None) -> None:
    take(replace(YEAR, product_name=""))
    assert Product.objects.get().name == "prod_1"

    take(ImportedProduct("prod_1", "Guard"))
    take(ImportedProduct("prod_1", "Guard Renamed"))

    assert Product.objects.get().name == "Guard"


def test_customers_are_taken_once_and_stay_as_they_are(cast: Cast) -> None:
    ann = ImportedCustomer("cus_1", "Ann@Mail.Example", "Ann", "DE", "DE-BE", None, NOW)
    firm = replace(ann, external_id="cus_2", consumer=False, language="de")

    def take_customers(*rows: ImportedCustomer) -> tuple[int, int]:
        report = import_customers(rows=list(enumerate(rows, 2)), file="customers.csv", at=NOW)
        return report.new, report.standing

    assert take_customers(ann, firm, ann) == (2, 1)
    before = deeds.rows()
    assert take_customers(replace(ann, name="Other"), firm) == (0, 2)

    assert deeds.rows() == before
    one, two = Customer.objects.order_by("pk")
    assert (one.email, one.language, one.consumer) == ("ann@mail.example", "", True)
    assert (two.consumer, two.language, two.user) == (False, "de", None)
