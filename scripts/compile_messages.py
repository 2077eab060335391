#!/usr/bin/env python3
"""Compile every message catalogue with Babel, so that no machine needs gettext to speak German."""

from __future__ import annotations

import re
import sys
from pathlib import Path

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]")


def catalogues(root: Path) -> list[Path]:
    """The ``.po`` files of the product below `root`, which may have none yet."""
    return sorted((root / "src" / "fairwell" / "locale").glob("*/LC_MESSAGES/*.po"))


def stale(root: Path) -> list[Path]:
    """The catalogues whose ``.mo`` file is missing or older than they are."""
    return [
        source
        for source in catalogues(root)
        if not source.with_suffix(".mo").exists()
        or source.with_suffix(".mo").stat().st_mtime < source.stat().st_mtime
    ]


def lost_placeholders(
    original: str | tuple[str, ...], translated: str | tuple[str, ...]
) -> set[str]:
    """Which of the original's ``%(name)s`` no form of the translation has."""
    before, after = (
        " ".join([text] if isinstance(text, str) else text) for text in (original, translated)
    )
    return set(PLACEHOLDER.findall(before)) - set(PLACEHOLDER.findall(after))


def compile_catalogue(source: Path) -> list[str]:
    """Write `source` as ``.mo`` beside it; returns its errors, and writes nothing if it has any.

    Fuzzy messages are left out, as msgfmt leaves them out: a guess is not a translation.
    """
    # Only here: bootstrap.py imports this module before Babel is installed.
    from babel.messages.mofile import write_mo  # noqa: PLC0415
    from babel.messages.pofile import read_po  # noqa: PLC0415

    with source.open("rb") as stream:
        catalogue = read_po(stream, locale=source.parent.parent.name, abort_invalid=True)
    found = {message.lineno: str(errors[0]) for message, errors in catalogue.check()}
    for message in catalogue:
        if message.id and message.string and not message.fuzzy:
            lost = lost_placeholders(message.id, message.string)
            if lost:
                found[message.lineno] = f"the translation lacks {', '.join(sorted(lost))}"
    errors = [f"{source}:{line}: {error}" for line, error in sorted(found.items())]
    if not errors:
        with source.with_suffix(".mo").open("wb") as stream:
            write_mo(stream, catalogue, use_fuzzy=False)
    return errors


def main() -> int:
    """Compile the stale catalogues of this checkout."""
    errors = []
    for source in stale(Path(__file__).resolve().parent.parent):
        errors += compile_catalogue(source)
    for error in errors:
        print(error, file=sys.stderr)
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
