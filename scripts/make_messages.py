#!/usr/bin/env python3
"""Bring the message catalogues up to date with the sources, keeping every translation they have.

    .venv/bin/python scripts/make_messages.py        every catalogue there is
    .venv/bin/python scripts/make_messages.py fr     and begin one for French

Django turns templates into what an extractor reads and Babel extracts, so no machine needs gettext.
No dates, line numbers or guesses are written: a catalogue changes only where words do. Languages
that pages do not speak have the words of letters and documents alone.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import compile_messages
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# Words of allauth and Django that our pages show, whose own German is too familiar or too stiff.
BORROWED = (
    "You must type the same password each time.",
    "You cannot remove your primary email address.",
    "You cannot add more than %d email addresses.",
    "Your primary email address must be verified.",
    "The password is too similar to the %(verbose_name)s.",
    "This password is too common.",
    "This password is entirely numeric.",
    "This field is required.",
    "Enter a valid email address.",
)
# Languages of whole pages (`LANGUAGES` of the settings, but for English).
PAGES = ("de",)
# Where the words of letters and documents stand, and of the page that shows a document.
SENT = (
    "actions/people/",
    "gateways/calendar/",
    "gateways/mail/",
    "gateways/paper/invoice_",
    "gateways/paper/statement_",
    "gateways/paper/templates/paper/invoice_",
    "gateways/paper/templates/paper/statement_",
    "queries/wording.py",
    "web/layout/formats.py",
    "web/layout/templates/base.html",
    "web/layout/templates/layout/back.html",
    "web/layout/templates/layout/confirmation.html",
    "web/layout/templates/layout/footer.html",
    "web/layout/templates/layout/nav.html",
    "web/layout/templates/layout/sign_in_or_out.html",
    "web/portal/confirmations.py",
    "web/portal/templates/portal/confirmation.html",
    "web/portal/words.py",
)
HEADER = """\
# {name} words of Fairwell.
# The msgid lines are written by `make messages`; the msgstr lines by people.
msgid ""
msgstr ""
"Language: {code}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural_forms}\\n"

"""


def sources(package: Path) -> Iterator[tuple[str, bytes]]:
    """The files below `package` that may hold words for people: (path, Python to extract from)."""
    for path in sorted(package.rglob("*")):
        if path.suffix not in {".py", ".html", ".txt"} or "locale" in path.parts:
            continue
        name = path.relative_to(package).as_posix()
        text = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            # Python's own tokenizer reads the result, and minds how lines are indented.
            text = "\n".join(map(str.strip, templatize(text, origin=name).splitlines()))
        yield name, text.encode()


def words_in(package: Path, language: str = PAGES[0]) -> Catalog:
    """Every message wanted in `language`, in the order of the files; for pages the borrowed too."""
    if not settings.configured:
        settings.configure()  # templatize looks for nothing of ours
    found = Catalog()
    whole = language in PAGES
    for name, python in sources(package):
        if not whole and not name.startswith(SENT):
            continue
        for _line, said, comments, context in extract(
            "python", BytesIO(python), keywords=KEYWORDS, comment_tags=("Translators",)
        ):
            found.add(said, locations=[(name, 0)], auto_comments=comments, context=context)
    for said in BORROWED if whole else ():
        found.add(said, locations=[("(borrowed)", 0)])
    return found


def updated(source: Path, words: Catalog) -> Catalog:
    """The catalogue at `source`, which may not exist yet, with exactly the messages of `words`."""
    code = source.parent.parent.name
    catalogue = Catalog(locale=code)
    if source.exists():
        with source.open("rb") as stream:
            catalogue = read_po(stream, locale=code)
    catalogue.update(words, no_fuzzy_matching=True)
    return catalogue


def written(catalogue: Catalog) -> bytes:
    """The catalogue as its file holds it."""
    assert catalogue.locale is not None, "a catalogue is in a language"
    body = BytesIO()
    write_po(body, catalogue, width=0, omit_header=True, ignore_obsolete=True, include_lineno=False)
    header = HEADER.format(
        name=catalogue.locale.english_name,
        code=catalogue.locale,
        plural_forms=catalogue.plural_forms,
    )
    return header.encode() + body.getvalue().strip() + b"\n"


def untranslated(catalogue: Catalog) -> list[str]:
    """The messages that nobody has translated yet, in English."""
    wanting = []
    for message in catalogue:
        several = not isinstance(message.id, str)
        forms = (message.string or ("",)) if several else (message.string,)
        if message.id and not all(forms):
            wanting.append(message.id[0] if several else message.id)
    return wanting


def main(languages: list[str]) -> int:
    """Update the catalogues of this checkout, and say which messages still want translating."""
    root = Path(__file__).resolve().parent.parent
    package = root / "src" / "fairwell"
    begun = [package / "locale" / code / "LC_MESSAGES" / "django.po" for code in languages]
    for source in sorted({*compile_messages.catalogues(root), *begun}):
        catalogue = updated(source, words_in(package, source.parent.parent.name))
        source.parent.mkdir(parents=True, exist_ok=True)
        source.write_bytes(written(catalogue))
        wanting = untranslated(catalogue)
        print(f"{source.relative_to(root)}: {len(catalogue)} messages, {len(wanting)} untranslated")
        for said in wanting:
            print(f"  {said!r}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
