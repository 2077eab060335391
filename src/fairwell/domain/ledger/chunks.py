"""Small pieces of text gathered into larger ones: a web answer of a million tiny ones is slow."""

from collections.abc import Iterable, Iterator
from typing import Final

CHUNK_CHARACTERS: Final = 32_768


def gathered(pieces: Iterable[str]) -> Iterator[str]:
    """The same text in chunks of at least CHUNK_CHARACTERS, the last one perhaps shorter."""
    held: list[str] = []
    length = 0
    for piece in pieces:
        held.append(piece)
        length += len(piece)
        if length >= CHUNK_CHARACTERS:
            yield "".join(held)
            held, length = [], 0
    if held:
        yield "".join(held)
