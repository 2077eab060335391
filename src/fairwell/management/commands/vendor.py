"""`fairwell vendor FILE`: set the vendor up from its file, and publish the policies it names."""

import tomllib
from argparse import ArgumentParser
from dataclasses import fields
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from fairwell.actions.catalog.publish_policies import publish_policies
from fairwell.actions.catalog.set_up_vendor import VendorRecord, set_up_vendor
from fairwell.domain.policy import PackError
from fairwell.management.shipped import shipped_packs
from fairwell.models import PolicyVersion
from fairwell.queries import clock


class Command(BaseCommand):
    """Card, contacts, languages and policies, from one TOML file."""

    help = "Set up the vendor from a TOML file and publish policy packs"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, and packs of the vendor's own."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--pack", type=Path, action="append", default=[], help="a pack's TOML")

    def handle(self, **options: Any) -> None:
        """Publish the shipped packs and the given ones, then write the vendor."""
        at = clock.now()
        texts = shipped_packs()
        for path in options["pack"]:
            texts[path.name] = _read(path)
        try:
            for version in publish_policies(texts=texts, at=at):
                self.stdout.write(f"published {version}")
        except PackError as error:
            raise CommandError(str(error)) from error
        record = _record(options["file"])
        known = set(PolicyVersion.objects.values_list("pack_id", flat=True))
        for policy in {record.default_policy, *record.product_policies.values()} - known:
            raise CommandError(
                f"{options['file']}: no pack {policy} is published; add --pack FILE."
            )
        vendor = set_up_vendor(record=record, at=at)
        self.stdout.write(f"{vendor.name} is set up.")


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path} cannot be read: {error}") from error


def _record(path: Path) -> VendorRecord:
    """The file's [vendor] table as a record; says every key that is missing or unknown."""
    try:
        table = tomllib.loads(_read(path)).get("vendor", {})
    except tomllib.TOMLDecodeError as error:
        raise CommandError(f"{path} is not valid TOML: {error}") from error
    known = {field.name for field in fields(VendorRecord)}
    needed = {"name", "legal_name", "country", "timezone", "default_language", "languages"}
    needed |= {"default_currency", "default_policy"}
    problems = [f"[vendor] lacks {name}" for name in sorted(needed - table.keys())]
    problems += [f"[vendor] does not know {name}" for name in sorted(table.keys() - known)]
    if problems:
        raise CommandError(f"{path}: {'; '.join(problems)}.")
    return VendorRecord(**table)
