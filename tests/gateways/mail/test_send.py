"""A letter is sent, put off or refused, and the server's own words say which."""

import socket
from collections.abc import Callable
from dataclasses import replace

import pytest
from pytest_django.fixtures import Settings

from fairwell.config.mailers import mailers
from fairwell.gateways.mail.letter import Letter
from fairwell.gateways.mail.send import MailDeferred, MailRefused, send_letter
from fairwell.gateways.mail.sink import MailSink
from tests.cast import NOW

Scripted = Callable[[dict[str, bytes]], None]


def test_the_proof_of_sending_is_the_server_s_answer(sink: MailSink, letter: Letter) -> None:
    sent = send_letter(letter, at=NOW)

    (path,) = sink.files()
    assert sent.server_answer == f"250 2.0.0 OK, kept as {path.name}"
    assert sent.message_id == letter.message_id
    (message,) = sink.messages()
    assert message["Message-ID"] == letter.message_id
    assert message["Date"].datetime == NOW
    assert message["To"] == "anna@mail.example"
    assert message["Reply-To"] == "help@quillfort.example"


def test_a_server_that_is_down_puts_the_letter_off(sink: MailSink, letter: Letter) -> None:
    sink.stop()
    with pytest.raises(MailDeferred, match="Connection refused"):
        send_letter(letter, at=NOW)

    sink.start()
    send_letter(letter, at=NOW)

    assert len(sink.messages()) == 1


def test_a_server_that_says_nothing_puts_the_letter_off(letter: Letter, settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.MAILERS = mailers(f"smtp://127.0.0.1:{silent.getsockname()[1]}", 1)
        with pytest.raises(MailDeferred, match="timed out"):
            send_letter(letter, at=NOW)


@pytest.mark.parametrize("stage", ["rcpt", "data"])
def test_a_4xx_puts_the_letter_off(sink: MailSink, letter: Letter, stage: str) -> None:
    sink.answer_next("451 4.7.1 Greylisted, try again later", stage=stage)

    with pytest.raises(MailDeferred, match=r"^451 4\.7\.1 Greylisted, try again later$"):
        send_letter(letter, at=NOW)

    assert send_letter(letter, at=NOW).server_answer.startswith("250")


@pytest.mark.parametrize("stage", ["rcpt", "data"])
def test_a_5xx_for_address_or_message_refuses_it(
    sink: MailSink, letter: Letter, stage: str
) -> None:
    sink.answer_next("550 5.1.1 No such user", stage=stage)

    with pytest.raises(MailRefused, match=r"^550 5\.1\.1 No such user$"):
        send_letter(letter, at=NOW)


@pytest.mark.parametrize("verb", ["HELLO", "MAIL"])
def test_a_5xx_about_ourselves_puts_the_letter_off(
    scripted: Scripted, letter: Letter, verb: str
) -> None:
    scripted({verb: b"554 5.7.1 You may not send here"})

    with pytest.raises(MailDeferred, match="You may not send here"):
        send_letter(letter, at=NOW)


def test_a_server_that_hangs_up_badly_has_still_taken_the_letter(
    scripted: Scripted, letter: Letter
) -> None:
    scripted({".": b"250 taken", "QUIT": b"2" * 10_000})

    assert send_letter(letter, at=NOW).server_answer == "250 taken"


def test_long_and_odd_answers_fit_into_the_books(sink: MailSink, letter: Letter) -> None:
    sink.answer_next("550 5.1.1 " + "no\x07 " * 200)

    with pytest.raises(MailRefused) as refused:
        send_letter(letter, at=NOW)

    assert len(str(refused.value)) <= 300
    assert str(refused.value).isprintable()


@pytest.mark.parametrize(
    "to", ["anna@mail.example\r\nBcc: eve@mail.example", "nobody", "a@b.example, c@d.example"]
)
def test_an_address_that_is_none_is_refused_before_the_server_sees_it(
    sink: MailSink, letter: Letter, to: str
) -> None:
    if to == "nobody":
        sink.answer_next("501 5.1.3 Not an address")

    with pytest.raises(MailRefused):
        send_letter(replace(letter, to=to), at=NOW)

    assert sink.messages() == []


def test_a_subject_with_a_line_break_is_refused(sink: MailSink, letter: Letter) -> None:
    with pytest.raises(MailRefused):
        send_letter(replace(letter, subject="Hello\r\nBcc: eve@mail.example"), at=NOW)

    assert sink.messages() == []


def test_another_kind_of_mailer_sends_too_but_has_no_words(letter: Letter, mailoutbox) -> None:
    assert send_letter(letter, at=NOW).server_answer == ""

    assert mailoutbox[0].extra_headers["Message-ID"] == letter.message_id
