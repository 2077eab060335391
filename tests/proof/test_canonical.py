"""One value has one text, the same from two independent writers, or a clear refusal."""

import json
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from fairwell.proof import verify
from fairwell.proof.canonical import MAX_INTEGER, CanonicalError, canonical_bytes

_KEYS = st.text(st.characters(max_codepoint=0xD7FF))
_SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-MAX_INTEGER, MAX_INTEGER)
    | st.text(st.characters(exclude_categories=["Cs"]))
)
VALUES = st.recursive(_SCALARS, lambda inner: st.lists(inner) | st.dictionaries(_KEYS, inner))


@settings(deadline=None)
@given(VALUES)
def test_the_sealing_and_the_verifying_side_write_the_same_text(value: Any) -> None:
    written = canonical_bytes(value)
    assert written == rfc8785.dumps(value) == verify.canonical(value)
    assert json.loads(written) == value


def test_the_example_of_rfc_8785_comes_out_as_printed_there() -> None:
    value = {"string": '€$\x0f\nA\'B"\\\\"/', "literals": [None, True, False]}
    expected = '{"literals":[null,true,false],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    assert canonical_bytes(value) == expected.encode()


def test_keys_are_sorted_whatever_their_order_and_accents_are_left_alone() -> None:
    assert canonical_bytes({"é": 1, "e\u0301": 2, "Z": 3}) == '{"Z":3,"e\u0301":2,"é":1}'.encode()


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (
            {"refund": {"amount": 12.5}},
            (
                "/refund/amount: 12.5 is a float; give money as an integer of minor units "
                "and other fractions as strings."
            ),
        ),
        (
            [1, MAX_INTEGER + 1],
            (
                "/1: an integer beyond ±(2^53-1) reads differently in other programs; "
                "give it as a string."
            ),
        ),
        (-MAX_INTEGER - 1, "the whole value: an integer beyond"),
        ({"a/b": (1, 2)}, "/a~1b: a tuple has no canonical text; give a string"),
        ({"at": b"x"}, "/at: a bytes has no canonical text"),
        ({"a": {1: "x"}}, "/a: the key 1 is not a string."),
        ({"😀": 1}, r"the whole value: the key '\U0001f600' holds a character above U+D7FF."),
        ({"a": "\ud83d"}, r"/a: '\ud83d' holds half a character."),
        (float("nan"), "the whole value: nan is a float"),
    ],
)
def test_what_has_no_one_text_is_refused_with_its_place(value: Any, message: str) -> None:
    with pytest.raises(CanonicalError) as refusal:
        canonical_bytes(value)
    assert str(refusal.value).startswith(message)


def test_nesting_ends_at_64_levels() -> None:
    nested: Any = []
    for _ in range(63):
        nested = [nested]
    assert canonical_bytes([nested]) == b"[" * 65 + b"]" * 65
    with pytest.raises(CanonicalError, match="nested deeper than 64 levels"):
        canonical_bytes([[nested, 1]])
    with pytest.raises(CanonicalError, match="nested deeper than 64 levels"):
        canonical_bytes([[[nested]]])
