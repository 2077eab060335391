"""The demo's mail server keeps what it takes, whole and in order, and can be made to fail."""

import signal
import smtplib
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from fairwell.gateways.mail.sink import MailSink, NotLoopbackError

DATED = b"Date: Sat, 21 Nov 2026 10:00:00 +0100\r\nSubject: One\r\n\r\nHello\r\n"


def hand_in(sink: MailSink, message: bytes = DATED) -> None:
    with smtplib.SMTP("127.0.0.1", sink.port, timeout=5) as server:
        server.sendmail("a@mail.example", ["b@mail.example"], message)


def test_a_message_becomes_a_file_named_by_its_own_date(sink: MailSink, tmp_path: Path) -> None:
    hand_in(sink)

    (path,) = (tmp_path / "mail").iterdir()
    assert path.name == "20261121T090000Z-000001.eml"
    assert path.read_bytes() == DATED
    assert sink.messages()[0]["Subject"] == "One"


def test_names_sort_as_messages_came_over_a_restart(sink: MailSink) -> None:
    for _ in range(10):
        hand_in(sink)
    port = sink.port
    sink.stop()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), 1)
    sink.start()
    hand_in(sink)

    assert sink.port == port
    names = [path.name for path in sink.files()]
    assert names == sorted(names)
    assert [name[-10:-4] for name in names[-2:]] == ["000010", "000011"]


def test_a_message_without_a_date_is_kept_too(sink: MailSink) -> None:
    hand_in(sink, b"Subject: Two\r\n\r\nHello\r\n")

    assert sink.files()[0].name == "19700101T000000Z-000001.eml"


def test_the_next_messages_are_refused_as_told_and_then_taken(sink: MailSink) -> None:
    sink.answer_next("451 4.7.1 Greylisted", times=2)
    for _ in range(2):
        with pytest.raises(smtplib.SMTPRecipientsRefused, match="Greylisted"):
            hand_in(sink)
    hand_in(sink)

    sink.answer_next("554 5.6.0 No", stage="data")
    with pytest.raises(smtplib.SMTPDataError, match="No"):
        hand_in(sink)
    assert len(sink.files()) == 1


def test_an_answer_that_refuses_nothing_is_a_mistake(sink: MailSink) -> None:
    with pytest.raises(ValueError, match="begin it with a code of 4xx or 5xx"):
        sink.answer_next("250 OK")


def test_it_takes_no_mail_from_other_machines(tmp_path: Path) -> None:
    with pytest.raises(NotLoopbackError, match=r"Use 127\.0\.0\.1\."):
        MailSink(tmp_path, host="0.0.0.0")


def test_its_port_is_known_only_once_it_listens(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="start it first"):
        _ = MailSink(tmp_path).port


def test_served_as_a_process_it_ends_on_request(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from fairwell.gateways.mail.sink import serve;"
        "serve(Path(sys.argv[1]), '127.0.0.1', 0, on_ready=lambda port: print(port, flush=True))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        with smtplib.SMTP("127.0.0.1", port, timeout=5) as server:
            server.sendmail("a@mail.example", ["b@mail.example"], DATED)
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    finally:
        process.kill()
        process.stdout.close()
    assert len(list(tmp_path.glob("*.eml"))) == 1
