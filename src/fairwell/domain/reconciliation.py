"""Our attempts against the gateway's own list: what differs, whichever side it is missing on.

The list may be as long as it likes: it is read once, in batches, and of our own attempts only one
bit each is kept.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from fairwell.domain.payments import SETTLED, AttemptState, GatewayObject, ObjectKind

DifferenceKind = Literal[
    "missing_here", "missing_there", "amount", "currency", "state", "duplicate"
]
DIFFERENCES: tuple[DifferenceKind, ...] = get_args(DifferenceKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class OurAttempt:
    """One attempt on our books; `gateway_ref` is empty until the gateway has named its object."""

    attempt_id: int
    kind: ObjectKind
    key: str
    gateway_ref: str
    amount_minor: int
    currency: str
    state: AttemptState
    sent_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that differs; `ours` and `theirs` say how each side has it, empty if it has not.

    `ref` is the gateway's name of the object, else our key.
    """

    kind: DifferenceKind
    about: ObjectKind
    ref: str
    at: datetime
    ours: str = ""
    theirs: str = ""

    @property
    def key(self) -> str:
        """What makes it the same difference when it is found again."""
        return f"{self.kind}:{self.about}:{self.ref}"


class Seen:
    """Which attempts of a range of ids were met: one bit each, however many there are."""

    def __init__(self, first: int, last: int) -> None:
        self._first, self._last = first, last
        self._bits = bytearray(max(0, last - first + 8) // 8 + 1)

    def add(self, attempt_id: int) -> bool:
        """Note it; whether it had been met before. Ids outside the range are not remembered."""
        if not self._first <= attempt_id <= self._last:
            return False
        byte, bit = divmod(attempt_id - self._first, 8)
        before = bool(self._bits[byte] & 1 << bit)
        self._bits[byte] |= 1 << bit
        return before

    def __contains__(self, attempt_id: int) -> bool:
        if not self._first <= attempt_id <= self._last:
            return False
        byte, bit = divmod(attempt_id - self._first, 8)
        return bool(self._bits[byte] & 1 << bit)


def compare_batch(
    theirs: Iterable[GatewayObject],
    by_key: Mapping[str, OurAttempt],
    by_ref: Mapping[tuple[ObjectKind, str], OurAttempt],
    seen: Seen,
) -> Iterator[Difference]:
    """What differs of some of the gateway's objects; notes in `seen` what was met.

    An object is ours if it bears the key of an attempt, or the name that one remembers. A second
    object under one key is a duplicate where it moved money, or may yet.
    """
    for shown in theirs:
        ref = shown.answer.gateway_ref
        ours = by_ref.get((shown.kind, ref)) or by_key.get(shown.attempt_key)
        if ours is None or ours.kind != shown.kind:
            yield _difference("missing_here", shown, theirs=_said(shown))
            continue
        other = bool(ours.gateway_ref) and ours.gateway_ref != ref
        if other or seen.add(ours.attempt_id):
            if shown.answer.outcome in ("succeeded", "pending"):
                had = ours.gateway_ref or ours.key
                yield _difference("duplicate", shown, ours=had, theirs=_said(shown))
            continue
        if ours.currency != shown.currency:
            yield _difference("currency", shown, ours=ours.currency, theirs=shown.currency)
        elif ours.amount_minor != shown.amount_minor:
            yield _difference(
                "amount", shown, ours=str(ours.amount_minor), theirs=str(shown.amount_minor)
            )
        if ours.state != shown.answer.outcome:
            yield _difference("state", shown, ours=ours.state, theirs=shown.answer.outcome)


def missing_there(ours: Iterable[OurAttempt], seen: Seen) -> Iterator[Difference]:
    """Attempts that the gateway should have listed and has not.

    One whose outcome is not known yet may never have arrived, and one that the gateway refused
    has no name there: both are missing nowhere.
    """
    for one in ours:
        expected = one.gateway_ref and (one.state in SETTLED or one.state == "pending")
        if expected and one.attempt_id not in seen:
            yield Difference(
                kind="missing_there",
                about=one.kind,
                ref=one.gateway_ref,
                at=one.sent_at,
                ours=f"{one.amount_minor} {one.currency} {one.state}",
            )


def _said(shown: GatewayObject) -> str:
    return f"{shown.amount_minor} {shown.currency} {shown.answer.outcome}"


def _difference(
    kind: DifferenceKind, shown: GatewayObject, *, ours: str = "", theirs: str
) -> Difference:
    return Difference(
        kind=kind,
        about=shown.kind,
        ref=shown.answer.gateway_ref,
        at=shown.created_at,
        ours=ours,
        theirs=theirs,
    )
