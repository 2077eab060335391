"""`fairwell import`: rows become books, bad rows are named, a second run changes nothing."""

from io import StringIO
from pathlib import Path
from shutil import copytree

import pytest
import time_machine
from django.core.management import CommandError, call_command

from fairwell.models import Customer, Invoice, Payment, Price, Subscription, SubscriptionEvent
from fairwell.queries.books import CHECKS
from tests.cast import NOW

DEMO = Path(__file__).parents[2] / "src" / "fairwell" / "demo" / "data"


def run(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


@pytest.fixture
def vendor(db: None) -> None:
    run("vendor", str(DEMO / "vendor.toml"))


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """A copy of the demo's export, to be spoiled."""
    return Path(copytree(DEMO, tmp_path / "export"))


def spoil(export: Path, file: str, old: str, new: str) -> int:
    """Replace `old` in the first line that holds it, and return that line's number."""
    path = export / file
    lines = path.read_text("utf-8").split("\n")
    number = next(n for n, line in enumerate(lines) if old in line)
    lines[number] = lines[number].replace(old, new, 1)
    path.write_text("\n".join(lines), "utf-8")
    return number + 1


@time_machine.travel(NOW, tick=False)
def test_the_demos_list_is_taken_whole_and_a_second_run_changes_nothing(vendor: None) -> None:
    first = run("import", "stripe-csv", str(DEMO))
    counts = [model.objects.count() for model in (Price, Customer, Subscription, Payment)]
    second = run("import", "stripe-csv", str(DEMO))

    assert "subscriptions: 200 new, 0 already there" in first
    assert "subscriptions: 0 new, 200 already there" in second
    assert counts == [m.objects.count() for m in (Price, Customer, Subscription, Payment)]
    assert SubscriptionEvent.objects.count() == 200
    broken = {check.name: found.violations for check in CHECKS if (found := check.ask(NOW)).count}
    assert broken == {}


def test_a_bad_row_is_named_by_line_and_the_others_are_taken(vendor: None, export: Path) -> None:
    line = spoil(export, "unified_payments.csv", ",99.99,", ",-99.99,")

    out = StringIO()
    with pytest.raises(CommandError, match="Not everything was taken: 1 error") as refused:
        call_command("import", "stripe-csv", str(export), stdout=out)

    assert refused.value.returncode == 1
    assert f"unified_payments.csv, line {line}, Amount" in out.getvalue()
    assert Subscription.objects.count() == 200


def test_a_mended_file_is_taken_on_the_next_run(vendor: None, export: Path) -> None:
    spoil(export, "unified_customers.csv", "grace.holloway@mail.example", "grace.holloway")
    with pytest.raises(CommandError):
        call_command("import", "stripe-csv", str(export), stdout=StringIO())
    assert not Subscription.objects.filter(external_id="sub_Qf0001").exists()

    run("import", "stripe-csv", str(DEMO))

    assert Subscription.objects.filter(external_id="sub_Qf0001").exists()
    assert Subscription.objects.count() == 200


def test_a_payment_finds_its_subscription_when_that_is_mended_later(
    vendor: None, export: Path
) -> None:
    spoil(export, "subscriptions.csv", "sub_Qf0004,cus_Qf0004", "sub_Qf0004,cus_nope")
    with pytest.raises(CommandError):
        call_command("import", "stripe-csv", str(export), stdout=StringIO())
    orphan = Invoice.objects.get(number="QF0004-0001")
    assert orphan.subscription is None

    run("import", "stripe-csv", str(DEMO))

    orphan.refresh_from_db()
    assert orphan.subscription is not None
    assert orphan.subscription.external_id == "sub_Qf0004"
    assert orphan.period_no == orphan.subscription.current_period_no


def test_a_missing_column_stops_before_anything_is_written(vendor: None, export: Path) -> None:
    spoil(export, "subscriptions.csv", "Current Period End (UTC)", "Something else")

    out = StringIO()
    with pytest.raises(CommandError):
        call_command("import", "stripe-csv", str(export), stdout=out)

    assert "Current Period End (UTC)" in out.getvalue()
    assert not Customer.objects.exists()


def test_our_own_form_is_taken_too(vendor: None, tmp_path: Path) -> None:
    text = (Path(__file__).parents[2] / "docs" / "import.md").read_text("utf-8")
    rows = text.split("```csv\n")[1].split("```")[0]
    (tmp_path / "subscriptions.csv").write_text(rows, "utf-8")

    said = run("import", "csv", str(tmp_path))

    assert Subscription.objects.exists(), said


def test_without_a_vendor_it_says_what_to_do_first(db: None) -> None:
    with pytest.raises(CommandError, match="Run `fairwell vendor FILE` first"):
        call_command("import", "stripe-csv", str(DEMO))
