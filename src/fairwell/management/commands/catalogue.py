"""`fairwell catalogue FILE`: take what the vendor sells from its file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from fairwell.actions.catalog.set_up_catalogue import set_up_catalogue
from fairwell.domain.catalogue import CatalogueError
from fairwell.domain.read_catalogue import read_catalogue
from fairwell.queries import clock


class Command(BaseCommand):
    """Products, plans with their features, and prices, from one TOML file."""

    help = "Take products, plans and prices from a TOML file"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file."""
        parser.add_argument("file", type=Path)

    def handle(self, **options: Any) -> None:
        """Read the file as a whole, then write what is new in it."""
        path: Path = options["file"]
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{path} cannot be read: {error}") from error
        try:
            products = read_catalogue(text, path.name)
            report = set_up_catalogue(products=products, file=path.name, at=clock.now())
        except CatalogueError as error:
            raise CommandError(f"Nothing was taken.\n{error}") from error
        self.stdout.write(
            f"{path.name}: {report.new} prices new, {report.standing} there already, "
            f"{report.switched} taken off sale or put on it again."
        )
