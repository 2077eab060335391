"""One text for one value (RFC 8785, whole numbers only): a seal covers bytes, not meanings."""

from typing import Any, cast

import rfc8785

MAX_INTEGER = 2**53 - 1  # RFC 8785 / I-JSON: beyond it, JavaScript would read another number
MAX_DEPTH = 64


class CanonicalError(ValueError):
    """The value has no canonical text; the message names the place as a JSON pointer."""


def canonical_bytes(value: object) -> bytes:
    """The RFC 8785 text of `value`, UTF-8; `value` is made of str, int, bool, None, list and dict.

    Raises CanonicalError for floats, integers beyond ±(2^53-1), keys that aren't strings, lone
    surrogates, nesting deeper than 64 levels, and every other type.
    """
    _check(value, (), 0)
    return rfc8785.dumps(cast("Any", value))


def pointer(path: tuple[str | int, ...]) -> str:
    """`path` as a JSON pointer (RFC 6901); the empty path is the whole document, ""."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def _check(value: object, path: tuple[str | int, ...], depth: int) -> None:
    if depth > MAX_DEPTH:
        raise CanonicalError(f"{_place(path)}: nested deeper than {MAX_DEPTH} levels.")
    if isinstance(value, str):
        _check_text(value, path)
    elif value is None or isinstance(value, bool):
        return
    elif isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise CanonicalError(
                f"{_place(path)}: an integer beyond ±(2^53-1) reads differently in other programs; "
                "give it as a string."
            )
    elif isinstance(value, list):
        for index, item in enumerate(value):
            _check(item, (*path, index), depth + 1)
    elif isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise CanonicalError(f"{_place(path)}: the key {key!r} is not a string.")
            _check_text(key, path)
            _check(item, (*path, key), depth + 1)
    elif isinstance(value, float):
        raise CanonicalError(
            f"{_place(path)}: {value!r} is a float; give money as an integer of minor units "
            "and other fractions as a string."
        )
    else:
        raise CanonicalError(
            f"{_place(path)}: a {type(value).__name__} has no canonical text; "
            "give a string, an integer, true, false, null, a list or a dict."
        )


def _check_text(text: str, path: tuple[str | int, ...]) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise CanonicalError(
            f"{_place(path)}: {text!r} holds half a character (a lone surrogate) at "
            f"position {error.start}; remove it."
        ) from error


def _place(path: tuple[str | int, ...]) -> str:
    return pointer(path).encode(errors="backslashreplace").decode() or "the whole value"
