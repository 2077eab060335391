"""A real mail server on loopback, and one that answers as scripted."""

import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from fairwell.config.mailers import mailers
from fairwell.gateways.mail.letter import Letter
from fairwell.gateways.mail.sink import MailSink


@pytest.fixture
def sink(tmp_path: Path, settings: Settings) -> Iterator[MailSink]:
    """The mail server that the settings point to."""
    with MailSink(tmp_path / "mail") as sink:
        settings.MAILERS = mailers(f"smtp://127.0.0.1:{sink.port}", 5)
        yield sink


@pytest.fixture
def letter() -> Letter:
    return Letter(
        message_id="<1@quillfort.example>",
        sender="Quillfort Security <letters@quillfort.example>",
        to="anna@mail.example",
        reply_to="help@quillfort.example",
        subject="Hello",
        text="Hello Anna,\n",
        html="<p>Hello Anna,</p>",
        language="en",
    )


@pytest.fixture
def scripted(settings: Settings) -> Iterator[Callable[[dict[str, bytes]], None]]:
    """Be a server that takes one call and answers by the verb; what isn't scripted is fine."""
    listener = socket.create_server(("127.0.0.1", 0))
    settings.MAILERS = mailers(f"smtp://127.0.0.1:{listener.getsockname()[1]}", 1)
    threads = []

    def answer(script: dict[str, bytes]) -> None:
        connection, _ = listener.accept()
        with connection, connection.makefile("rwb") as call:
            call.write(script.get("HELLO", b"220 ready") + b"\r\n")
            call.flush()
            for line in call:
                verb = line.split()[0].upper().decode()
                usual = b"354 go on" if verb == "DATA" else b"250 OK"
                call.write(script.get(verb, usual) + b"\r\n")
                call.flush()
                if verb == "DATA" and verb not in script:
                    while call.readline() != b".\r\n":
                        continue
                    call.write(script.get(".", b"250 OK") + b"\r\n")
                    call.flush()
                if verb == "QUIT":
                    return

    def start(script: dict[str, bytes]) -> None:
        thread = threading.Thread(target=answer, args=(script,), daemon=True)
        thread.start()
        threads.append(thread)

    yield start
    for thread in threads:
        thread.join(5)
    listener.close()
