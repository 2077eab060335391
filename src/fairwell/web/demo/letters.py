"""Reads the mails that the demo's own mail server put into a folder instead of sending them."""

from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file that came with a mail; `number` counts from 1."""

    number: int
    filename: str
    content_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail as the demo shows it; `sent_at` is None where its Date cannot be read."""

    name: str
    subject: str
    sender: str
    to: str
    sent_at: datetime | None
    text: str
    html: str
    attachments: tuple[Attachment, ...]


def letters(directory: Path) -> list[Letter]:
    """Every mail of the folder, newest first; none while the folder is not there."""
    return [_read(path) for path in _files(directory)]


def letter(directory: Path, name: str) -> Letter | None:
    """The mail of that file name, if the folder's own listing has it."""
    for path in _files(directory):
        if path.name == name:
            return _read(path)
    return None


def _files(directory: Path) -> list[Path]:
    found = [path for path in directory.glob("*.eml") if path.is_file()]
    return sorted(found, key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)


def _read(path: Path) -> Letter:
    message = BytesParser(EmailMessage, policy=policy.default).parsebytes(path.read_bytes())
    return Letter(
        name=path.name,
        subject=str(message.get("Subject", "")),
        sender=str(message.get("From", "")),
        to=str(message.get("To", "")),
        sent_at=_date(message),
        text=_body(message, "plain"),
        html=_body(message, "html"),
        attachments=tuple(
            Attachment(
                number=number,
                filename=part.get_filename() or f"attachment-{number}",
                content_type=part.get_content_type(),
                data=_payload(part),
            )
            for number, part in enumerate(message.iter_attachments(), start=1)
        ),
    )


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part is not None else ""


def _payload(part: EmailMessage) -> bytes:
    if part.get_content_maintype() in {"message", "multipart"}:
        return part.as_bytes()
    return part.get_payload(decode=True) or b""  # type: ignore[return-value]


def _date(message: EmailMessage) -> datetime | None:
    try:
        sent = parsedate_to_datetime(str(message.get("Date", "")))
    except ValueError:
        return None
    return sent if sent.tzinfo is not None else None
