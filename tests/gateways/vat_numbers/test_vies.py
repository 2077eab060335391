"""VIES over real HTTP: it answers, keeps names to itself, falls silent and talks nonsense."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from fairwell.domain.tax import VatNumberAnswer, parse_vat_number
from fairwell.gateways.vat_numbers.choose import UnknownRegisterError, vat_number_register
from fairwell.gateways.vat_numbers.vies.client import ViesRegister
from fairwell.gateways.vat_numbers.vies.simulator import VIES_CODES, Trader, ViesSimulator

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
LYON = parse_vat_number("FR83404833048")
BERLIN = parse_vat_number("DE136695976")
ATHENS = parse_vat_number("GR040127797")
OURS = parse_vat_number("IE6433435F")
TRADERS = {
    str(LYON): Trader("Atelier Lyon", "1 quai des Essais\n69000 Lyon"),
    str(BERLIN): Trader(),
}


@pytest.fixture
def vies() -> Iterator[ViesSimulator]:
    with ViesSimulator(TRADERS) as simulator:
        yield simulator


@pytest.fixture
def register(vies: ViesSimulator) -> ViesRegister:
    return ViesRegister(vies.url, timeout_s=5, requester=OURS)


def unknown(reason: str) -> VatNumberAnswer:
    return VatNumberAnswer(state="unknown", checked_at=NOON, reason=reason)


@contextmanager
def stranger(said: str) -> Iterator[str]:
    """A server that says `said` to whoever connects first, and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(said.encode())

        thread = threading.Thread(target=answer)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        thread.join()


def test_a_known_number_is_valid_with_its_owner_and_proof(
    vies: ViesSimulator, register: ViesRegister
) -> None:
    assert register.check(LYON, at=NOON) == VatNumberAnswer(
        state="valid",
        checked_at=NOON,
        name="Atelier Lyon",
        address="1 quai des Essais\n69000 Lyon",
        consultation_ref="WAPIAAAA00000001",
    )
    assert vies.asked == [
        {
            "countryCode": "FR",
            "vatNumber": "83404833048",
            "requesterMemberStateCode": "IE",
            "requesterNumber": "6433435F",
        }
    ]


def test_a_member_state_may_keep_the_name_to_itself(register: ViesRegister) -> None:
    answer = register.check(BERLIN, at=NOON)
    assert (answer.state, answer.name, answer.address) == ("valid", "", "")


def test_a_number_that_nobody_has_is_invalid(register: ViesRegister) -> None:
    assert register.check(ATHENS, at=NOON) == VatNumberAnswer(state="invalid", checked_at=NOON)


def test_who_does_not_say_who_asks_gets_no_proof(vies: ViesSimulator) -> None:
    answer = ViesRegister(vies.url + "/", timeout_s=5).check(LYON, at=NOON)
    assert (answer.state, answer.consultation_ref) == ("valid", "")
    assert vies.asked == [{"countryCode": "FR", "vatNumber": "83404833048"}]


def test_greece_is_asked_for_as_vies_calls_it(vies: ViesSimulator, register: ViesRegister) -> None:
    register.check(ATHENS, at=NOON)
    assert vies.asked[0]["countryCode"] == "EL"


@pytest.mark.parametrize("code", [code for code in VIES_CODES if code != "INVALID_INPUT"])
def test_a_register_that_cannot_say_leaves_it_unknown(
    vies: ViesSimulator, register: ViesRegister, code: str
) -> None:
    vies.order_fault(code)
    assert register.check(LYON, at=NOON) == unknown(code)
    assert register.check(LYON, at=NOON).state == "valid"


def test_a_number_that_vies_cannot_read_is_invalid(
    vies: ViesSimulator, register: ViesRegister
) -> None:
    vies.order_fault("INVALID_INPUT")
    answer = register.check(LYON, at=NOON)
    assert (answer.state, answer.reason) == ("invalid", "INVALID_INPUT")


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("drop", "connection_lost"),
        ("truncated", "connection_lost"),
        ("error_500", "http_500"),
        ("malformed", "not_understood"),
        ("another_number", "not_understood"),
    ],
)
def test_a_broken_wire_says_nothing_of_the_number(
    vies: ViesSimulator, register: ViesRegister, fault: str, reason: str
) -> None:
    vies.order_fault(fault)
    assert register.check(LYON, at=NOON) == unknown(reason)
    assert register.check(LYON, at=NOON).state == "valid"


def test_silence_is_waited_for_only_so_long(vies: ViesSimulator) -> None:
    vies.order_fault("silence", times=2)
    impatient = ViesRegister(vies.url, timeout_s=0.3)
    assert impatient.check(LYON, at=NOON) == unknown("timeout")
    assert impatient.check(ATHENS, at=NOON) == unknown("timeout")
    assert impatient.check(LYON, at=NOON).state == "valid"


def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    for url in (f"http://127.0.0.1:{port}", "no address at all"):
        assert ViesRegister(url, timeout_s=1).check(LYON, at=NOON) == unknown("unreachable")


def test_another_programs_page_is_no_answer(vies: ViesSimulator) -> None:
    elsewhere = ViesRegister(f"{vies.url}/elsewhere", timeout_s=5)
    assert elsewhere.check(LYON, at=NOON) == unknown("http_404")


@pytest.mark.parametrize("said", ["[]", "{}", '{"valid": "true"}', '{"valid": 1}', "null"])
def test_only_a_plain_yes_or_no_is_taken(said: str) -> None:
    with stranger(f"HTTP/1.1 200 OK\r\nContent-Length: {len(said)}\r\n\r\n{said}") as url:
        assert ViesRegister(url, timeout_s=5).check(LYON, at=NOON) == unknown("not_understood")


def test_the_register_is_chosen_by_name(vies: ViesSimulator) -> None:
    chosen = vat_number_register("vies", url=vies.url, timeout_s=5, requester=OURS)
    assert chosen.check(LYON, at=NOON).consultation_ref
    with pytest.raises(UnknownRegisterError, match=r"called 'vise'\. Choose one of: vies"):
        vat_number_register("vise", url=vies.url, timeout_s=5)


def test_a_fault_that_cannot_be_is_refused(vies: ViesSimulator) -> None:
    with pytest.raises(ValueError, match="'earthquake' is not a fault"):
        vies.order_fault("earthquake")


def test_a_simulator_that_is_not_running_has_no_address() -> None:
    with pytest.raises(RuntimeError, match="start it first"):
        _ = ViesSimulator({}).url
