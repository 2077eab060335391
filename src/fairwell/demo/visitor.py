"""A visitor without eyes: follows links and submits forms as a browser would, over real HTTP."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

import requests


@dataclass
class Form:
    """A form as it stands on a page: where it goes, what it holds, what its buttons say."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: dict[str, tuple[str, str]] = field(default_factory=dict)
    choices: dict[str, tuple[str, str]] = field(default_factory=dict)
    """By the words of its label, what ticking a radio button or a box sends."""


class _Page(HTMLParser):
    """Collects links, forms and the text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self.forms: list[Form] = []
        self.words: list[str] = []
        self._form: Form | None = None
        self._open: list[tuple[str, dict[str, str], list[str]]] = []
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self._form)
        elif tag in ("a", "button", "textarea", "label"):
            self._open.append((tag, given, []))
        elif tag == "select":
            self._select = given.get("name", "")
        elif self._form is not None:
            self._field(tag, given)

    def _field(self, tag: str, given: dict[str, str]) -> None:
        assert self._form is not None
        if tag == "option" and self._select and "selected" in given:
            self._form.fields[self._select] = given.get("value", "")
        if tag == "input" and given.get("name"):
            to_tick = given.get("type") in ("radio", "checkbox")
            if not to_tick or "checked" in given:
                self._form.fields[given["name"]] = given.get("value", "")
            if to_tick and self._open and self._open[-1][0] == "label":
                self._open[-1][1].update(sends=given["name"], what=given.get("value", "on"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        if self._open and self._open[-1][0] == tag:
            _, given, words = self._open.pop()
            text = " ".join("".join(words).split())
            if tag == "a":
                self.links.append((text, given.get("href", "")))
            elif self._form is not None and tag == "label" and "sends" in given:
                self._form.choices[text] = (given["sends"], given["what"])
            elif self._form is not None and tag == "button":
                self._form.buttons[text] = (given.get("name", ""), given.get("value", ""))
            elif self._form is not None and given.get("name"):
                self._form.fields[given["name"]] = text

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        for _, _, words in self._open:
            words.append(data)


class LostError(RuntimeError):
    """The page does not offer what the visitor looked for; the text names the page."""


class Visitor:
    """One browser with its cookies, at the product's address."""

    def __init__(self, site: str, language: str = "en") -> None:
        self._http = requests.Session()
        self._http.headers["Accept-Language"] = language
        self._http.headers["User-Agent"] = "Fairwell demo visitor"
        self.site = site
        self.url = site
        self.clicks = 0
        self._page = _Page()
        self.body = b""

    def go(self, address: str) -> None:
        """Type an address."""
        self._take(self._http.get(urljoin(self.url, address), timeout=30))

    def click(self, words: str) -> None:
        """Follow the first link whose text contains `words`."""
        for text, href in self._page.links:
            if words.lower() in text.lower():
                self.clicks += 1
                self.go(href)
                return
        raise LostError(f"No link {words!r} on {self.url}")

    def choose(self, choice: str, words: str) -> None:
        """Tick the choice whose label begins so, and press that button of its form."""
        for form in self._page.forms:
            for label, (name, value) in form.choices.items():
                if label.lower().startswith(choice.lower()) and any(
                    words.lower() in text.lower() for text in form.buttons
                ):
                    self.clicks += 2
                    self._submit(form, {**form.fields, name: value})
                    return
        raise LostError(f"No choice {choice!r} with a button {words!r} on {self.url}")

    def press(self, words: str, **values: str) -> None:
        """Fill the form whose button contains `words`, and press that button."""
        for form in self._page.forms:
            for text, (name, value) in form.buttons.items():
                if words.lower() in text.lower():
                    self.clicks += 1
                    filled = {**form.fields, **values, **({name: value} if name else {})}
                    self._submit(form, filled)
                    return
        raise LostError(f"No button {words!r} on {self.url}")

    def fetch(self, address: str) -> bytes:
        """The bytes of a download, without leaving the page."""
        answer = self._http.get(urljoin(self.url, address), timeout=60)
        answer.raise_for_status()
        return answer.content

    @property
    def text(self) -> str:
        """The words of the page."""
        return " ".join(" ".join(self._page.words).split())

    def links(self, words: str) -> list[str]:
        """The addresses of links whose address contains `words`."""
        return [href for _, href in self._page.links if words in href]

    def _submit(self, form: Form, filled: dict[str, str]) -> None:
        target = urljoin(self.url, form.action or self.url)
        if form.method == "get":
            self._take(self._http.get(target, params=filled, timeout=30))
        else:
            headers = {"Referer": self.url}
            self._take(self._http.post(target, data=filled, headers=headers, timeout=30))

    def _take(self, answer: requests.Response) -> None:
        self.url, self.body = answer.url, answer.content
        self._page = _Page()
        if "html" in answer.headers.get("Content-Type", ""):
            self._page.feed(answer.text)
        if answer.status_code >= 400:
            raise LostError(f"{self.url} answered {answer.status_code}: {self.text[:300]}")
