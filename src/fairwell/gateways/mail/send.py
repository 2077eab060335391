"""Hands a letter to the mail server, and tells what can be tried again from what can't."""

import smtplib
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

import structlog
from django.core.mail import EmailMultiAlternatives, mailers

from fairwell.gateways.mail.letter import Letter

ANSWER_LENGTH = 300
_LOG = structlog.get_logger(__name__)


class MailDeferred(Exception):  # noqa: N818 - an outcome to act on, not a mistake
    """Not taken now, or nobody knows: send the same letter again later. The server's words."""


class MailRefused(Exception):  # noqa: N818 - an outcome to act on, not a mistake
    """This letter will never be taken for this address. The server's words."""


@dataclass(frozen=True, slots=True)
class Sent:
    """The proof of sending: the server's answer to the message, and the message's identity."""

    server_answer: str
    message_id: str


def send_letter(letter: Letter, *, at: datetime) -> Sent:
    """Send one letter through the default mailer, dated `at`.

    Raises MailDeferred (no connection, a timeout, 4xx, and every 5xx that isn't about this letter
    or this address, for that is ours to mend) or MailRefused (5xx for the address or the message,
    an address that can't exist).
    """
    message = _message(letter, at)
    backend = mailers.default
    answers: list[str] = []
    try:
        backend.open()
        _listen(backend, answers)
        backend.send_messages([message])
    except ValueError as error:
        raise MailRefused(_trimmed(str(error))) from error
    except smtplib.SMTPRecipientsRefused as error:
        code, words = next(iter(error.recipients.values()))
        raise _outcome(code)(_words(code, words)) from error
    except smtplib.SMTPDataError as error:
        said = _words(error.smtp_code, error.smtp_error)
        raise _outcome(error.smtp_code)(said) from error
    except smtplib.SMTPResponseException as error:
        raise MailDeferred(_words(error.smtp_code, error.smtp_error)) from error
    except OSError as error:
        raise MailDeferred(_trimmed(str(error)) or type(error).__name__) from error
    finally:
        _close(backend, letter)
    return Sent(server_answer=answers[-1] if answers else "", message_id=letter.message_id)


def _message(letter: Letter, at: datetime) -> EmailMultiAlternatives:
    headers = {
        **letter.headers,
        "Date": format_datetime(at),
        "Message-ID": letter.message_id,
    }
    message = EmailMultiAlternatives(
        letter.subject,
        letter.text,
        letter.sender,
        [letter.to],
        reply_to=[letter.reply_to] if letter.reply_to else None,
        headers=headers,
    )
    message.attach_alternative(letter.html, "text/html")
    for enclosure in letter.enclosures:
        message.attach(enclosure.name, enclosure.content, enclosure.media_type)
    return message


def _listen(backend: object, answers: list[str]) -> None:
    """Keep the answer to DATA, the proof that the mail was taken: smtplib throws it away."""
    connection = getattr(backend, "connection", None)
    if not isinstance(connection, smtplib.SMTP):
        return
    data = connection.data

    def listening(message: bytes | str) -> tuple[int, bytes]:
        code, words = data(message)
        answers.append(_words(code, words))
        return code, words

    connection.data = listening  # type: ignore[method-assign,assignment]


def _close(backend: object, letter: Letter) -> None:
    """Hang up; a server that ends the call badly changes nothing about what it answered."""
    try:
        backend.close()  # type: ignore[attr-defined]
    except OSError as error:
        _LOG.info("mail_server_hung_up", message_id=letter.message_id, error=str(error))


def _outcome(code: int) -> type[MailDeferred | MailRefused]:
    return MailRefused if code >= 500 else MailDeferred


def _words(code: int, words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return _trimmed(f"{code} {text}")


def _trimmed(text: str) -> str:
    """One printable line that fits into the books."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line[:ANSWER_LENGTH]
