"""The demo's local mail, read from the files that its mail server writes."""

import re
import time
from collections.abc import Iterator
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path


class NoLetterError(RuntimeError):
    """The awaited mail did not come in time."""


class LetterBox:
    """A directory of .eml files that a local SMTP server fills."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def await_letter(self, to: str, containing: str, *, seconds: float = 60) -> EmailMessage:
        """The newest mail to `to` whose subject or text contains `containing`; waits for it."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for letter in self._newest_first(to, containing):
                return letter
            time.sleep(0.3)
        raise NoLetterError(
            f"No mail to {to} with {containing!r} came within {seconds:.0f} seconds."
        )

    def count(self, to: str, containing: str) -> int:
        """How many such mails there are now."""
        return sum(1 for _ in self._newest_first(to, containing))

    def _newest_first(self, to: str, containing: str) -> Iterator[EmailMessage]:
        for path in sorted(self._directory.glob("*.eml"), reverse=True):
            letter = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
            assert isinstance(letter, EmailMessage)
            if to in str(letter["To"]) and containing in f"{letter['Subject']}\n{text_of(letter)}":
                yield letter


def text_of(letter: EmailMessage) -> str:
    """The plain text of a mail."""
    body = letter.get_body(preferencelist=("plain",))
    return str(body.get_content()) if body is not None else ""


def link_in(letter: EmailMessage, part: str) -> str:
    """The first link in the text whose address contains `part`."""
    for link in re.findall(r"https?://\S+", text_of(letter)):
        if part in link:
            return str(link).rstrip(".,)")
    raise NoLetterError(f"The mail {letter['Subject']!r} has no link with {part!r}.")
