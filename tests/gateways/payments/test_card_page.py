"""The bank's card page: nobody takes it for a real one, everybody can use it, nothing leaks."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
import requests
from axe_playwright_python.sync_playwright import Axe

from fairwell.gateways.payments.sandbox.client import SandboxGateway
from tests.stories.browsing import VIEWS, browser

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def page_of(gateway: SandboxGateway, back: str, language: str = "en") -> tuple[str, str]:
    setup = gateway.start_card_setup(
        customer_ref="cus_ana",
        return_url=back,
        language=language,
        idempotency_key=f"setup-{back}-{language}",
        at=NOON,
    )
    return setup.ref, setup.url


@contextmanager
def vendor() -> Iterator[tuple[str, list[str]]]:
    """A web site of another origin; the first lines of what it is asked."""
    asked: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    asked.append(connection.recv(65536).decode().split("\r\n")[0])
                    connection.sendall(
                        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n"
                        b"Content-Length: 12\r\n\r\nWelcome back"
                    )

        thread = threading.Thread(target=answer)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", asked
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()


def test_the_page_says_what_it_is_and_allows_nothing_but_its_form(gateway: SandboxGateway) -> None:
    _, url = page_of(gateway, "https://account.example:8443/cards")
    page = requests.get(url, timeout=5)
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert page.headers["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none';"
        " form-action 'self' https://account.example:8443"
    )
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert "Payment simulator" in page.text
    assert "Never type a real card number." in page.text
    assert "<script" not in page.text
    assert 'type="text"' not in page.text
    assert page.text.count('type="radio"') == 11


def test_an_address_without_a_name_still_gets_a_policy(gateway: SandboxGateway) -> None:
    _, url = page_of(gateway, "http://[::1]:8000/cards")
    policy = requests.get(url, timeout=5).headers["Content-Security-Policy"]
    assert policy.endswith(" form-action 'self' http:")


def test_a_form_without_a_card_is_shown_again_with_the_problem(gateway: SandboxGateway) -> None:
    ref, url = page_of(gateway, "https://account.example/cards")
    for form in ({}, {"card": "golden"}):
        again = requests.post(url, data=form, timeout=5, allow_redirects=False)
        assert again.status_code == 422
        assert 'role="alert"' in again.text
        assert "Choose one of the cards." in again.text
    assert gateway.find_card_setup(ref=ref, at=NOON).state == "open"


@pytest.mark.parametrize(
    ("language", "spoken"), [("en", "en"), ("de", "de"), ("de-AT", "de"), ("xx", "en"), ("?", "en")]
)
def test_the_page_says_which_language_it_speaks(
    gateway: SandboxGateway, language: str, spoken: str
) -> None:
    _, url = page_of(gateway, "https://account.example/cards", language)
    assert f'<html lang="{spoken}">' in requests.get(url, timeout=5).text


def test_only_asking_and_choosing_is_possible(gateway: SandboxGateway) -> None:
    _, url = page_of(gateway, "https://account.example/cards")
    assert requests.put(url, timeout=5).status_code == 501
    assert requests.get(url + "/other", timeout=5).status_code == 404


def test_a_browser_chooses_a_card_with_the_keyboard_and_lands_back(
    gateway: SandboxGateway,
) -> None:
    with vendor() as (site, asked), browser() as chromium:
        ref, url = page_of(gateway, f"{site}/cards?for=ana")
        page = chromium.new_page()
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        page.goto(url)
        for scheme in ("light", "dark"):
            for size in VIEWS.values():
                page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                page.set_viewport_size(size)  # type: ignore[arg-type]
                found = Axe().run(page)
                assert found.violations_count == 0, found.generate_report()
                assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        page.keyboard.press("ArrowDown")
        assert page.get_by_label("Declined once, then pays").is_checked()
        page.keyboard.press("Enter")
        page.wait_for_url(f"{site}/**")
        assert page.inner_text("body") == "Welcome back"
        assert asked[0] == f"GET /cards?for=ana&setup={ref} HTTP/1.1"
        assert complaints == [] or all("favicon" in said for said in complaints)
    method = gateway.find_card_setup(ref=ref, at=NOON).method
    assert method is not None
    assert method.last4 == "0001"


def test_a_browser_goes_back_without_a_card(gateway: SandboxGateway) -> None:
    with vendor() as (site, _), browser() as chromium:
        ref, url = page_of(gateway, f"{site}/cards")
        page = chromium.new_page()
        page.goto(url)
        page.get_by_role("button", name="Go back without a card").click()
        page.wait_for_url(f"{site}/**")
    assert gateway.find_card_setup(ref=ref, at=NOON).state == "cancelled"
