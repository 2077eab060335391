"""What the mail sink does with each message: refuse it as told, or keep it whole as a file."""

import asyncio
import os
import re
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path
from typing import Literal

from aiosmtpd.smtp import SMTP, Envelope, Session

type Stage = Literal["rcpt", "data"]

_NAME = re.compile(r"\d{8}T\d{6}Z-(\d+)\.eml")


class Inbox:
    """A directory of `<utc-timestamp>-<n>.eml`, filled by aiosmtpd's calls.

    The time is the message's own Date, so that a moved test clock shows; n counts on over
    restarts, and has leading zeros so that names sort as the messages came.
    """

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._directory = directory
        self._answers: deque[tuple[Stage, str]] = deque()
        # One thread: messages are numbered and written one after the other.
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="mail-sink")

    def answer_next(self, answer: str, *, times: int, stage: Stage) -> None:
        """Refuse the next messages; ValueError for an answer that refuses nothing."""
        if not re.match(r"[45]\d\d ", answer):
            raise ValueError(f"{answer!r} refuses nothing: begin it with a code of 4xx or 5xx.")
        self._answers.extend([(stage, answer)] * times)

    def files(self) -> list[Path]:
        """The kept messages, oldest first."""
        found = [path for path in self._directory.glob("*.eml") if _NAME.fullmatch(path.name)]
        return sorted(found, key=_number)

    async def handle_RCPT(  # noqa: N802 - named by aiosmtpd
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """An address is given: take it, or answer as told."""
        refusal = self._refusal("rcpt")
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802 - named by aiosmtpd
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """A message is there: keep it, then say so."""
        refusal = self._refusal("data")
        if refusal:
            return refusal
        content = envelope.content
        assert isinstance(content, bytes), "aiosmtpd was not asked to decode"
        loop = asyncio.get_running_loop()
        name = await loop.run_in_executor(self._writer, self._keep, content)
        return f"250 2.0.0 OK, kept as {name}"

    def _refusal(self, stage: Stage) -> str:
        if self._answers and self._answers[0][0] == stage:
            return self._answers.popleft()[1]
        return ""

    def _keep(self, content: bytes) -> str:
        """Write aside, then rename: whoever looks sees whole messages only."""
        number = 1 + max((_number(path) for path in self.files()), default=0)
        name = f"{_dated(content):%Y%m%dT%H%M%SZ}-{number:06d}.eml"
        aside = self._directory / f".{name}.part"
        with aside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        aside.rename(self._directory / name)
        return name


def _number(path: Path) -> int:
    found = _NAME.fullmatch(path.name)
    return int(found[1]) if found else 0


def _dated(content: bytes) -> datetime:
    """The message's Date in UTC; the epoch for one that has none."""
    header = message_from_bytes(content, policy=policy.default)["Date"]
    found = header.datetime if header is not None else None
    return found.astimezone(UTC) if found is not None else datetime(1970, 1, 1, tzinfo=UTC)
