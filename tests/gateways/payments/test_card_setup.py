"""Ana leaves another card on the bank's own page; we learn its name and last digits, no more."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests

from fairwell.domain.payments import CardSetup, CardSetupAnswer, GatewayAnswer, MethodAnswer
from fairwell.gateways.payments.interface import GatewayRejected, GatewayUnknown
from fairwell.gateways.payments.sandbox.client import SandboxGateway
from fairwell.gateways.payments.sandbox.controls import SandboxControls
from fairwell.gateways.payments.sandbox.running import SandboxServer

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
BACK = "https://account.example/cards/back?for=ana"
Charge = Callable[..., GatewayAnswer]


def start(gateway: SandboxGateway, **changed: object) -> CardSetup:
    usual = {
        "customer_ref": "cus_ana",
        "return_url": BACK,
        "language": "en",
        "idempotency_key": "setup-1",
        "at": NOON,
    }
    return gateway.start_card_setup(**(usual | changed))  # type: ignore[arg-type]


def press(url: str, **form: str) -> requests.Response:
    return requests.post(url, data=form, timeout=5, allow_redirects=False)


def test_a_card_is_chosen_there_and_named_here(gateway: SandboxGateway, charge: Charge) -> None:
    setup = start(gateway)
    assert gateway.find_card_setup(ref=setup.ref, at=NOON) == CardSetupAnswer("open")
    assert "<h1>Choose a test card</h1>" in requests.get(setup.url, timeout=5).text
    sent_back = press(setup.url, card="pays")
    assert (sent_back.status_code, sent_back.headers["Location"]) == (
        303,
        f"{BACK}&setup={setup.ref}",
    )
    found = gateway.find_card_setup(ref=setup.ref, at=NOON)
    assert found.state == "done"
    assert found.method is not None
    assert found.method == MethodAnswer(
        method_ref=found.method.method_ref,
        brand="visa",
        last4="4242",
        expires_month=11,
        expires_year=2029,
    )
    assert charge(gateway, method_ref=found.method.method_ref).outcome == "succeeded"


@pytest.mark.parametrize(
    ("card", "said"),
    [
        ("declined_once", ["insufficient_funds", "", ""]),
        ("declined_thrice", ["insufficient_funds"] * 3),
        ("declined_soft", ["insufficient_funds"] * 3),
        ("do_not_honor", ["do_not_honor"] * 3),
        ("stolen", ["stolen_card hard"] * 3),
        ("expired", ["expired_card hard"] * 3),
        ("expiring", ["", "", ""]),
        ("pending", ["pending"] * 3),
        ("refund_closed", ["", "", ""]),
    ],
)
def test_each_card_does_what_its_words_say(
    gateway: SandboxGateway, charge: Charge, card: str, said: list[str]
) -> None:
    setup = start(gateway)
    press(setup.url, card=card)
    method = gateway.find_card_setup(ref=setup.ref, at=NOON).method
    assert method is not None
    answers = [
        charge(gateway, method_ref=method.method_ref, idempotency_key=f"try-{n}") for n in range(3)
    ]
    heard = [
        f"{answer.failure_code}{' hard' if answer.hard else ''}"
        if answer.outcome != "pending"
        else "pending"
        for answer in answers
    ]
    assert heard == said


def test_an_account_closed_for_refunds_fails_them(
    gateway: SandboxGateway, charge: Charge, pay_back: Charge
) -> None:
    setup = start(gateway)
    press(setup.url, card="refund_closed")
    method = gateway.find_card_setup(ref=setup.ref, at=NOON).method
    assert method is not None
    paid = charge(gateway, method_ref=method.method_ref)
    refused = pay_back(gateway, payment_ref=paid.gateway_ref)
    assert (refused.outcome, refused.failure_code) == ("failed", "card_closed")


@pytest.mark.parametrize(
    ("card", "month", "year"),
    [("expired", 10, 2026), ("expiring", 11, 2026), ("pending_fails", None, None)],
)
def test_expiry_is_told_where_there_is_one(
    gateway: SandboxGateway, card: str, month: int | None, year: int | None
) -> None:
    setup = start(gateway)
    press(setup.url, card=card)
    method = gateway.find_card_setup(ref=setup.ref, at=NOON).method
    assert method is not None
    assert (method.expires_month, method.expires_year) == (month, year)


def test_two_visits_give_two_methods_and_a_repeated_call_the_same_visit(
    gateway: SandboxGateway, stage: SandboxControls, impatient: SandboxGateway
) -> None:
    stage.order_fault("setup", "drop_after", subject="cus_ana")
    with pytest.raises(GatewayUnknown):
        start(impatient)
    first = start(gateway)
    assert start(gateway) == first
    second = start(gateway, idempotency_key="setup-2")
    for setup in (first, second):
        press(setup.url, card="pays")
    methods = {gateway.find_card_setup(ref=s.ref, at=NOON).method for s in (first, second)}
    assert len(methods) == 2


def test_whoever_goes_back_without_a_card_left_none(gateway: SandboxGateway) -> None:
    setup = start(gateway)
    assert press(setup.url, cancel="yes", card="pays").headers["Location"].endswith(setup.ref)
    assert gateway.find_card_setup(ref=setup.ref, at=NOON) == CardSetupAnswer("cancelled")
    again = press(setup.url, card="pays")
    assert again.status_code == 303
    assert gateway.find_card_setup(ref=setup.ref, at=NOON) == CardSetupAnswer("cancelled")


def test_a_second_choice_changes_nothing(gateway: SandboxGateway) -> None:
    setup = start(gateway)
    press(setup.url, card="pays")
    before = gateway.find_card_setup(ref=setup.ref, at=NOON)
    assert press(setup.url, card="stolen").status_code == 303
    assert gateway.find_card_setup(ref=setup.ref, at=NOON) == before
    gone = requests.get(setup.url, timeout=5)
    assert gone.status_code == 410
    assert "You have chosen a card already" in gone.text


def test_a_visit_expires_after_a_day_and_a_chosen_card_does_not(gateway: SandboxGateway) -> None:
    setup, kept = start(gateway), start(gateway, idempotency_key="setup-2")
    press(kept.url, card="pays")
    day = NOON + timedelta(hours=24)
    almost = gateway.find_card_setup(ref=setup.ref, at=day - timedelta(seconds=1))
    assert almost.state == "open"
    assert gateway.find_card_setup(ref=setup.ref, at=day).state == "expired"
    assert gateway.find_card_setup(ref=kept.ref, at=day).state == "done"
    press(setup.url, card="pays")
    assert gateway.find_card_setup(ref=setup.ref, at=day).state == "expired"
    assert "This page has expired" in requests.get(setup.url, timeout=5).text


@pytest.mark.parametrize(
    "url",
    [
        "/cards/back",
        "//account.example/cards",
        "javascript:alert(1)",
        "ftp://account.example/",
        "https://",
        "https://ana:secret@account.example/",
        "https://account.example:99999/",
        "https://account.example;script-src/",
        "https://account.example/\r\nSet-Cookie: a=b",
        "https://account.example/<script>",
        "https://account.example/" + "a" * 2000,
    ],
)
def test_a_way_back_that_is_no_absolute_web_address_is_refused(
    gateway: SandboxGateway, url: str
) -> None:
    with pytest.raises(GatewayRejected, match="absolute http or https address") as caught:
        start(gateway, return_url=url)
    assert caught.value.code == "return_url_invalid"


def test_a_visit_nobody_began_is_rejected(gateway: SandboxGateway, bank: SandboxServer) -> None:
    with pytest.raises(GatewayRejected) as caught:
        gateway.find_card_setup(ref="cs_nobody", at=NOON)
    assert caught.value.code == "card_setup_unknown"
    assert requests.get(f"{bank.url}/setups/cs_nobody", timeout=5).status_code == 404
    assert press(f"{bank.url}/setups/cs_nobody", card="pays").status_code == 404


def test_the_page_is_where_browsers_reach_the_bank(
    tmp_path: Path, gateway: SandboxGateway, bank: SandboxServer
) -> None:
    assert start(gateway).url.startswith(f"{bank.url}/setups/cs_")
    with SandboxServer(tmp_path / "other.db", public_url="https://bank.example/") as hidden:
        url = start(SandboxGateway(hidden.url, timeout_s=5)).url
    assert url.startswith("https://bank.example/setups/cs_")
