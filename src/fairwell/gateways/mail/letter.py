"""A letter ready to be sent: plain values, so that writing and sending are blind to each other."""

from collections.abc import Mapping
from dataclasses import dataclass, field


class LetterError(Exception):
    """The letter can't be written; the text says what is missing and where to add it."""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that travels with the letter."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One mail to one address, the same each time it is composed.

    `sender` has the vendor's name and address, `to` is an address alone, `reply_to` may be empty.
    `message_id` has its angle brackets. `headers` are those beyond the usual ones, without Date.
    """

    message_id: str
    sender: str
    to: str
    reply_to: str
    subject: str
    text: str
    html: str
    language: str
    enclosures: tuple[Enclosure, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
