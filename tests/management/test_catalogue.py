"""`fairwell catalogue`: one file, taken as a whole or not at all."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from fairwell.models import Price
from tests.cast import Cast
from tests.catalogue import GUARD


def run(path: Path) -> str:
    said = StringIO()
    call_command("catalogue", str(path), stdout=said)
    return said.getvalue()


def test_a_file_is_taken_and_taken_again(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "catalogue.toml"
    path.write_text(GUARD)

    assert run(path).startswith("catalogue.toml: 4 prices new, 0 there already, ")
    assert run(path).startswith("catalogue.toml: 0 prices new, 4 there already, 0 taken off sale")


def test_a_file_with_mistakes_is_not_taken(cast: Cast, tmp_path: Path) -> None:
    path, before = tmp_path / "catalogue.toml", Price.objects.count()
    path.write_text(GUARD.replace('"29.99"', '"29.999"').replace('"P1M"', '"monthly"'))

    with pytest.raises(CommandError) as refused:
        run(path)

    assert str(refused.value).startswith("Nothing was taken.\ncatalogue.toml: products ")
    assert "29.999 USD has too many decimals; USD has 2." in str(refused.value)
    assert Price.objects.count() == before


def test_a_changed_price_is_not_taken(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "catalogue.toml"
    path.write_text(GUARD)
    run(path)
    path.write_text(GUARD.replace('"29.99"', '"39.99"'))

    with pytest.raises(CommandError, match='write a new one with follows = "basic_year"'):
        run(path)


def test_a_file_that_is_not_there(cast: Cast, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        run(tmp_path / "nothing.toml")
