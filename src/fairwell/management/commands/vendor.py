"""`fairwell vendor FILE`: set the vendor up from its file, and publish the policies it names."""

import tomllib
from argparse import ArgumentParser
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any, get_args

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from fairwell.actions.catalog.publish_policies import publish_policies
from fairwell.actions.catalog.set_up_vendor import TaxRecord, VendorRecord, set_up_vendor
from fairwell.domain.policy import PackError
from fairwell.domain.tax import RatesError
from fairwell.domain.tax.decide import Scheme
from fairwell.management.shipped import shipped_packs
from fairwell.models import PolicyVersion
from fairwell.queries import clock
from fairwell.queries.policies import pack_of


class Command(BaseCommand):
    """Card, contacts, languages, taxes and policies, from one TOML file."""

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
        try:
            vendor = set_up_vendor(record=record, at=at)
        except RatesError as error:
            raise CommandError(str(error)) from error
        self._warn_of_mute_packs(record)
        self.stdout.write(f"{vendor.name} is set up.")

    def _warn_of_mute_packs(self, record: VendorRecord) -> None:
        """Name what no confirmation can quote in a language that letters may be written in."""
        chosen = {record.default_policy, *record.product_policies.values()}
        versions = PolicyVersion.objects.filter(pack_id__in=chosen)
        for version in versions.order_by("pack_id", "version"):
            pack = pack_of(version)
            mute = [language for language in record.languages if not pack.speaks(language)]
            if mute:
                self.stdout.write(
                    f"{version} has no words in {', '.join(mute)}: confirmations that quote it are "
                    "written in another language."
                )


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path} cannot be read: {error}") from error


def _record(path: Path) -> VendorRecord:
    """The file's tables as a record; says every key that is missing, unknown or wrong."""
    try:
        data = tomllib.loads(_read(path))
    except tomllib.TOMLDecodeError as error:
        raise CommandError(f"{path} is not valid TOML: {error}") from error
    table, taxes = data.get("vendor", {}), data.get("tax", [])
    known = {field.name for field in fields(VendorRecord)} - {"tax"}
    needed = {"name", "legal_name", "country", "timezone", "default_language", "languages"}
    needed |= {"default_currency", "default_policy"}
    problems = [f"[vendor] lacks {name}" for name in sorted(needed - table.keys())]
    problems += [f"[vendor] does not know {name}" for name in sorted(table.keys() - known)]
    languages = [*table.get("languages", ()), table.get("default_language", "en")]
    known_languages = settings.LETTER_LANGUAGES
    problems += [
        f"[vendor] names the language {language!r}; letters speak {', '.join(known_languages)}"
        for language in dict.fromkeys(languages)
        if language not in known_languages
    ]
    for number, tax in enumerate(taxes, 1):
        problems += [f"[[tax]] {number} {problem}" for problem in _tax_problems(tax)]
    if problems:
        raise CommandError(f"{path}: {'; '.join(problems)}.")
    rates = {name: _read(path.parent / name) for name in table.pop("rates", ())}
    return VendorRecord(**table, tax=tuple(TaxRecord(**tax) for tax in taxes), rates=rates)


def _tax_problems(tax: dict[str, Any]) -> list[str]:
    """What is wrong with one tax registration."""
    known = {field.name for field in fields(TaxRecord)}
    needed = {"country", "scheme", "valid_from"}
    problems = [f"lacks {name}" for name in sorted(needed - tax.keys())]
    problems += [f"does not know {name}" for name in sorted(tax.keys() - known)]
    if problems:
        return problems
    if tax["scheme"] not in get_args(Scheme):
        problems.append(f"has the scheme {tax['scheme']!r}; write {', '.join(get_args(Scheme))}")
    for name in ("valid_from", "valid_until"):
        if name in tax and type(tax[name]) is not date:
            problems.append(f"has no date in {name}; write it as 2026-01-31, without quotes")
    subdivision = tax.get("subdivision", "")
    if subdivision and not subdivision.startswith(f"{tax['country']}-"):
        problems.append(f"has the subdivision {subdivision!r}; write {tax['country']}-…")
    return problems
