"""What a page says to its readers: its words, without those of people and of other languages."""

import re
from html.parser import HTMLParser

_SPOKEN = ("alt", "aria-label", "placeholder", "title")
_SILENT = {"script", "style", "code", "pre"}
_VOID = {"img", "input", "link", "meta", "br", "hr"}
_OF_PEOPLE = (
    (re.compile(r"[\w.+-]*…?@[\w.-]+"), "@"),
    (re.compile(r"\b(FW|CASE)-[0-9A-Z-]+\b"), "#"),
    (re.compile(r"\d+"), "0"),
    (re.compile(r"\s+"), " "),
)


class _Reader(HTMLParser):
    """Collects the texts and spoken attributes that are in the language of the page."""

    def __init__(self) -> None:
        super().__init__()
        self.language = ""
        self.heard: set[str] = set()
        self._open: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        self.language = self.language or said.get("lang", "")
        inherited = self._open[-1][1] if self._open else self.language
        language = "" if tag in _SILENT else said.get("lang", inherited)
        if language == self.language:
            for name in _SPOKEN:
                self.hear(said.get(name, ""))
            if said.get("type") == "submit":
                self.hear(said.get("value", "") if tag == "input" else "")
        if tag not in _VOID:
            self._open.append((tag, language))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            continue

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1][1] == self.language:
            self.hear(data)

    def hear(self, text: str) -> None:
        if words := without_people(text):
            self.heard.add(words)


def without_people(text: str) -> str:
    """The text with numbers, references and addresses struck out; "" where no word is left."""
    for pattern, sign in _OF_PEOPLE:
        text = pattern.sub(sign, text)
    return text.strip() if re.search(r"[^\W\d_]{2}", text) else ""


def words_on(page: str) -> set[str]:
    """Every text of an HTML page that is in the page's own language, and what is read aloud."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader.heard
