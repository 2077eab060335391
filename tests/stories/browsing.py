"""A person at a browser: what they see is photographed, and checked for everybody's eyes."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connection, connections
from playwright.sync_api import Browser, Page, sync_playwright

SCREENSHOTS = Path(__file__).parents[2] / "build" / "screenshots"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
FLAGS = [
    "--no-sandbox",
    "--headless",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
VIEWS = {"phone": {"width": 360, "height": 740}, "desktop": {"width": 1280, "height": 900}}


@dataclass
class Person:
    """Somebody at a browser of their own."""

    page: Page
    site: str
    story: str
    clicks: int = 0
    seen: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        """Type an address."""
        self.page.goto(path if path.startswith("http") else self.site + path)

    def sign_in(self, email: str, password: str = "correct horse battery") -> None:
        """By e-mail and password, as everybody does."""
        self.go("/accounts/login/")
        self.page.get_by_label(re.compile("e-mail", re.I)).first.fill(email)
        self.page.get_by_label(re.compile("password|passwort", re.I)).first.fill(password)
        self.page.get_by_role("button", name=re.compile("^(sign in|anmelden)$", re.I)).click()
        self.page.wait_for_url("**/account/**")

    def click(self, words: str | re.Pattern[str], role: str = "link") -> None:
        """Click a link (or a button) and count it."""
        name = re.compile(words, re.I) if isinstance(words, str) else words
        self.page.get_by_role(role, name=name).first.click()  # type: ignore[arg-type]
        self.clicks += 1

    def press(self, words: str | re.Pattern[str]) -> None:
        """Press a button."""
        self.click(words, role="button")

    def text(self) -> str:
        """The words of the page."""
        return " ".join(self.page.inner_text("body").split())

    def look(self, name: str) -> None:
        """Photograph the page and check it for people who see, hear or move differently.

        At phone and desktop width, in light and dark. On PostgreSQL the pages are the same, so
        only one picture is taken there.
        """
        self.seen.append(name)
        views = VIEWS if connection.vendor == "sqlite" else {"desktop": VIEWS["desktop"]}
        for view, size in views.items():
            for scheme in ("light", "dark"):
                self.page.set_viewport_size(size)  # type: ignore[arg-type]
                self.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                SCREENSHOTS.mkdir(parents=True, exist_ok=True)
                file = f"{self.story}-{len(self.seen):02d}-{name}-{view}-{scheme}.png"
                self.page.screenshot(path=SCREENSHOTS / file, full_page=True)
                found = Axe().run(self.page)
                assert found.violations_count == 0, (
                    f"{name} {view} {scheme}\n{found.generate_report()}"
                )
                wide = self.page.evaluate("document.documentElement.scrollWidth")
                assert wide <= size["width"], f"{name} is {wide}px wide on a {view}"


@contextmanager
def browser() -> Iterator[Browser]:
    """Debian's chromium; a story is skipped without one unless it is required."""
    if CHROMIUM is None:
        if os.environ.get("FAIRWELL_REQUIRE_BROWSER") == "1":
            raise AssertionError("No chromium is installed, and FAIRWELL_REQUIRE_BROWSER=1.")
        pytest.skip("no chromium is installed")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        # Connections made beside Playwright's loop would outlive the story's own database.
        connections.close_all()
        chromium.close()
