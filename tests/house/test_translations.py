"""Every word for people is in every catalogue, translated whole, with its placeholders."""

import re
from pathlib import Path

import compile_messages
import make_messages
import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from tests.house import tree

PACKAGE = tree.ROOT / "src" / "fairwell"
CATALOGUES = compile_messages.catalogues(tree.ROOT)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]")
FAMILIAR = {
    "de": re.compile(r"\b(?:du|dich|dir|dein\w*|euch|euer\w*)\b", re.IGNORECASE),
    "fr": re.compile(r"\b(?:tu|te|toi|ton|ta|tes)\b", re.IGNORECASE),
    "es": re.compile(r"\b(?:tú|tu|tus|te|ti|contigo|vosotros|vuestr\w*)\b", re.IGNORECASE),
}


def catalogue(path: Path) -> Catalog:
    with path.open("rb") as stream:
        return read_po(stream, locale=path.parent.parent.name, abort_invalid=True)


def forms(message: Message) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The message and its translation; several forms of each where it has a plural."""
    said = (message.id,) if isinstance(message.id, str) else tuple(message.id)
    string = message.string or ""
    return said, (string,) if isinstance(string, str) else tuple(string)


def words_for(path: Path) -> Catalog:
    """The words that the catalogue at `path` has to hold."""
    return make_messages.words_in(PACKAGE, path.parent.parent.name)


def keys(messages: Catalog) -> set[tuple[str | None, object]]:
    return {(message.context, message.id) for message in messages if message.id}


def untranslated(messages: Catalog) -> list[str]:
    """Messages without a whole translation, or with a guessed one."""
    return [
        f"{forms(message)[0][0]!r} is {'a guess' if message.fuzzy else 'not translated'}"
        for message in messages
        if message.id and (message.fuzzy or not all(forms(message)[1]))
    ]


def wrong_placeholders(messages: Catalog) -> list[str]:
    """Translations that name other values than the message, or a singular that loses one."""
    offences = []
    for message in messages:
        said, translated = forms(message)
        wanted = [sorted(PLACEHOLDER.findall(form)) for form in said]
        found = [sorted(PLACEHOLDER.findall(form)) for form in translated]
        if message.id and any(form not in wanted for form in found):
            offences.append(f"{said[0]!r} has {wanted}, its translation {found}")
    return offences


def badly_joined(messages: Catalog) -> list[str]:
    """Translations that begin or end with another space or line than the message."""
    return [
        f"{said[0]!r} and its translation do not begin and end alike"
        for said, translated in map(forms, messages)
        if said[0]
        for form in translated
        if (form[:1].isspace(), form[-1:].isspace())
        != (said[0][:1].isspace(), said[0][-1:].isspace())
    ]


def test_the_languages_of_the_settings_have_catalogues() -> None:
    from django.conf import settings

    pages = {code for code, _name in settings.LANGUAGES} - {settings.LANGUAGE_CODE}
    assert set(make_messages.PAGES) == pages
    assert pages < set(settings.LETTER_LANGUAGES)
    wanted = set(settings.LETTER_LANGUAGES) - {settings.LANGUAGE_CODE}
    assert {path.parent.parent.name for path in CATALOGUES} == wanted


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parent.parent.name)
def test_a_catalogue_has_exactly_the_words_of_the_sources(path: Path) -> None:
    wanted, found = keys(words_for(path)), keys(catalogue(path))
    tree.expect_none(
        [f"{said!r} is missing: run make messages" for _context, said in wanted - found]
        + [f"{said!r} is said nowhere: run make messages" for _context, said in found - wanted]
    )


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parent.parent.name)
def test_a_catalogue_is_translated_whole(path: Path) -> None:
    messages = catalogue(path)
    tree.expect_none(
        [*untranslated(messages), *wrong_placeholders(messages), *badly_joined(messages)]
    )


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parent.parent.name)
def test_updating_a_catalogue_that_is_up_to_date_changes_no_byte(path: Path) -> None:
    messages = make_messages.updated(path, words_for(path))
    assert make_messages.written(messages) == make_messages.written(catalogue(path))


def test_catalogues_are_compiled_as_they_are_written() -> None:
    stale = compile_messages.stale(tree.ROOT)
    tree.expect_none(f"{path} is newer than what is compiled: make setup" for path in stale)


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parent.parent.name)
def test_we_are_polite(path: Path) -> None:
    familiar = FAMILIAR[path.parent.parent.name]
    tree.expect_none(
        form
        for message in catalogue(path)
        for form in forms(message)[1]
        if message.id and familiar.search(form)
    )


def test_french_keeps_its_signs_with_their_words() -> None:
    (path,) = (path for path in CATALOGUES if path.parent.parent.name == "fr")
    tree.expect_none(
        form
        for message in catalogue(path)
        for form in forms(message)[1]
        if message.id and re.search(r"[ \w’][:;?!](?:\s|$)|« | »", form)
    )


def test_a_language_of_letters_has_the_words_of_what_is_sent_alone(package: Path) -> None:
    (package / "gateways" / "mail").mkdir(parents=True)
    (package / "gateways" / "mail" / "letter.py").write_text('_("Hello,")')
    assert keys(make_messages.words_in(package, "fr")) == {(None, "Hello,")}
    assert (None, "Hello,") in keys(make_messages.words_in(package, "de"))


def test_every_place_of_what_is_sent_is_there() -> None:
    there = [name for name, _python in make_messages.sources(PACKAGE)]
    tree.expect_none(
        place for place in make_messages.SENT if not any(name.startswith(place) for name in there)
    )


TEMPLATE = """\
{% load i18n %}
  {% translate "Sign in" %}
{% blocktranslate count left=n %}{{ left }} code{% plural %}{{ left }} codes{% endblocktranslate %}
    {% include "x.html" with label=_("Paid") %} {% translate "Cancel" context "a subscription" %}
"""
PYTHON = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext
_("Two parts "
  "in one")
ngettext("%(n)s day", "%(n)s days", 2)
pgettext("an order", "paid")
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A product of two files."""
    (tmp_path / "page.html").write_text(TEMPLATE)
    (tmp_path / "views.py").write_text(PYTHON)
    return tmp_path


def test_words_are_found_in_templates_and_in_python(package: Path) -> None:
    borrowed = {(None, said) for said in make_messages.BORROWED}
    assert keys(make_messages.words_in(package)) - borrowed == {
        (None, "Sign in"),
        (None, ("%(left)s code", "%(left)s codes")),
        (None, "Paid"),
        ("a subscription", "Cancel"),
        (None, "Two parts in one"),
        (None, ("%(n)s day", "%(n)s days")),
        ("an order", "paid"),
    }


def test_an_update_keeps_what_is_translated_guesses_nothing_and_drops_the_rest(
    package: Path,
) -> None:
    source = package / "locale" / "de" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        'msgid "Sign in"\nmsgstr "Anmelden"\n\nmsgid "Sign im"\nmsgstr "Anmelde"\n\n'
        'msgid "Payed"\nmsgstr "Bezahlt"\n'
    )
    messages = make_messages.updated(source, make_messages.words_in(package))
    written = make_messages.written(messages).decode()
    assert '#: page.html\nmsgid "Sign in"\nmsgstr "Anmelden"\n' in written
    assert "Sign im" not in written
    assert "Bezahlt" not in written
    assert not re.search(r"\d{4}-\d\d-\d\d|fuzzy|#~", written)
    assert "'Sign in' is not translated" not in untranslated(messages)
    assert "'Paid' is not translated" in untranslated(messages)


def test_a_slip_is_caught() -> None:
    messages = Catalog(locale="de")
    messages.add("Refund of %(amount)s", "Erstattung von %(sum)s")
    messages.add(("%(n)s day", "%(n)s days"), ("ein Tag", "%(n)s Tage"))
    messages.add(("daily", "every %(n)s days"), ("täglich", "alle %(n)s Tage"))
    messages.add("on ", "am")
    messages.add("Order", "Bestellung", flags=["fuzzy"])
    messages.add(("yearly", "every %(n)s years"), ("jährlich", ""))
    assert len(wrong_placeholders(messages)) == 2
    assert len(badly_joined(messages)) == 1
    assert untranslated(messages) == ["'Order' is a guess", "'yearly' is not translated"]
