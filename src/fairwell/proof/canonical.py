"""One text for one value (RFC 8785, whole numbers only): a seal covers bytes, not meanings."""

from typing import Any, cast

import rfc8785

from fairwell.proof.verify import pointer

MAX_INTEGER = 2**53 - 1  # RFC 8785, I-JSON: beyond it, JavaScript reads another number
MAX_DEPTH = 64

type Steps = tuple[str | int, ...]


class CanonicalError(ValueError):
    """The value has no canonical text; the message names the place as a JSON pointer."""


def canonical_bytes(value: object) -> bytes:
    """The RFC 8785 text of `value`, UTF-8; `value` is made of str, int, bool, None, list and dict.

    Raises CanonicalError for floats, integers beyond ±(2^53-1), lone surrogates, nesting deeper
    than 64 levels, any other type, and keys that aren't strings of characters below U+D800 (in
    that range sorting by UTF-16, as the RFC has it, and by code point are the same).
    """
    _check(value, ())
    return rfc8785.dumps(cast("Any", value))


def _check(value: object, steps: Steps) -> None:
    if len(steps) > MAX_DEPTH:
        raise CanonicalError(f"{_place(steps)}: nested deeper than {MAX_DEPTH} levels.")
    if isinstance(value, dict):
        for key, item in value.items():
            _check_key(key, steps)
            _check(item, (*steps, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            _check(item, (*steps, index))
    else:
        _check_scalar(value, steps)


def _check_key(key: object, steps: Steps) -> None:
    if not isinstance(key, str):
        raise CanonicalError(f"{_place(steps)}: the key {key!r} is not a string.")
    if not key.isascii() and any(character >= "\ud800" for character in key):
        raise CanonicalError(f"{_place(steps)}: the key {key!a} holds a character above U+D7FF.")


def _check_scalar(value: object, steps: Steps) -> None:
    if isinstance(value, str):
        if not value.isascii() and any("\ud800" <= letter <= "\udfff" for letter in value):
            raise CanonicalError(f"{_place(steps)}: {value!a} holds half a character.")
    elif isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise CanonicalError(
                f"{_place(steps)}: an integer beyond ±(2^53-1) reads differently in other "
                "programs; give it as a string."
            )
    elif isinstance(value, float):
        raise CanonicalError(
            f"{_place(steps)}: {value!r} is a float; give money as an integer of minor units "
            "and other fractions as strings."
        )
    elif value is not None:
        raise CanonicalError(
            f"{_place(steps)}: a {type(value).__name__} has no canonical text; "
            "give a string, an integer, true, false, null, a list or a dict."
        )


def _place(steps: Steps) -> str:
    return pointer(*steps) or "the whole value"
