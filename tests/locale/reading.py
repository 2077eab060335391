"""What a page or a letter says to its readers: its words, less names, numbers and addresses."""

import re
from html.parser import HTMLParser

_SPOKEN = ("alt", "aria-label", "placeholder", "title")
_SILENT = {"script", "style", "code", "pre"}
_VOID = {"img", "input", "link", "meta", "br", "hr"}
_DATA = (
    re.compile(r"https?://\S+|\bpython3 fairwell-verify\.py \S+ --key-id\b"),
    re.compile(r"[\w.+-]*…?@[\w.-]+"),
    re.compile(r"\b(?=[A-Z-]*\d)[A-Z0-9]+(?:-[A-Z0-9]+)+\b"),  # references and key ids
    re.compile(r"\b(?:vendor|eu)-[\w-]+ version\b"),
    re.compile(r"\bQuillfort Security(?: Inc\.)?|\bquillfort\.example|Harbour Row, Springfield"),
    re.compile(r"\b(?:Guard Plus|Vault Basic|Visa)\b"),
    re.compile(r"\d+"),
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
        if tag not in _VOID:
            self._open.append((tag, language))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            continue

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1][1] == self.language:
            self.hear(data)

    def hear(self, text: str) -> None:
        self.heard |= words_in(text)


def words_in(text: str) -> set[str]:
    """The text with what is data struck out, or nothing where no word of ours is left."""
    for pattern in _DATA:
        text = pattern.sub("", text)
    return {" ".join(text.split()).strip(" ,–")} if re.search(r"[^\W\d_]{2}", text) else set()


def words_on(page: str) -> set[str]:
    """Every text of an HTML page that is in the page's own language, and what is read aloud."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader.heard
