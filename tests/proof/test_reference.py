"""A reference number survives being read out, mistyped and pasted, or is refused with advice."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairwell.proof.reference import (
    ALPHABET,
    ReferenceNumberError,
    new_reference,
    parse_reference,
)
from fairwell.proof.verify import ALPHABET as FINGERPRINT_ALPHABET

REFERENCES = st.binary(min_size=16, max_size=16).map(lambda data: new_reference(lambda _: data))
SLIP = "This reference number has a slip in it. Look again at "


def bytes_of(number: int) -> Callable[[int], bytes]:
    return number.to_bytes


def body_of(reference: str) -> str:
    return reference.removeprefix("FW").replace("-", "")


def test_the_alphabet_is_29_characters_without_vowels_zero_and_one() -> None:
    assert len(set(ALPHABET)) == len(ALPHABET) == 29
    assert not set(ALPHABET) & set("AEIOU01")
    assert ALPHABET == FINGERPRINT_ALPHABET


def test_new_references_have_the_shape_and_differ() -> None:
    references = {new_reference() for _ in range(500)}
    assert len(references) == 500
    for reference in references:
        assert parse_reference(reference) == reference
        prefix, *groups = reference.split("-")
        assert prefix == "FW"
        assert [len(group) for group in groups] == [4, 4, 4]


def test_a_given_source_of_randomness_decides() -> None:
    assert new_reference(bytes) == "FW-2222-2222-2222"
    assert new_reference(lambda count: b"\x00" * (count - 1) + b"\x01") == "FW-3222-2222-222M"


@settings(max_examples=30, deadline=None)
@given(REFERENCES)
def test_every_single_wrong_character_is_caught(reference: str) -> None:
    body = body_of(reference)
    for at, right in enumerate(body):
        for wrong in set(ALPHABET) - {right}:
            with pytest.raises(ReferenceNumberError, match="Look again at"):
                parse_reference(f"FW-{body[:at]}{wrong}{body[at + 1 :]}")


@settings(max_examples=30, deadline=None)
@given(REFERENCES)
def test_every_swap_of_two_different_characters_is_caught(reference: str) -> None:
    body = body_of(reference)
    for left in range(12):
        for right in range(left + 1, 12):
            if body[left] != body[right]:
                swapped = list(body)
                swapped[left], swapped[right] = body[right], body[left]
                with pytest.raises(ReferenceNumberError, match="Look again at"):
                    parse_reference("".join(swapped))


@settings(deadline=None)
@given(REFERENCES, st.sampled_from(["", "-", " ", "–", " - ", ".", "\u00a0"]), st.booleans())
def test_case_spaces_dashes_and_a_missing_prefix_do_not_matter(
    reference: str, between: str, prefixed: bool
) -> None:
    typed = between.join(body_of(reference))
    typed = f"fw{between}{typed}" if prefixed else typed
    assert parse_reference(f" {typed.lower()}\n") == reference
    assert parse_reference(typed) == reference


def test_a_body_that_itself_begins_with_fw_is_read_with_and_without_prefix() -> None:
    reference = next(
        candidate
        for number in range(29**2)
        if (candidate := new_reference(bytes_of(number))).startswith("FW-FW")
    )
    assert parse_reference(body_of(reference)) == parse_reference(reference) == reference


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("FW-22I2-2222-2222", "“I” is never used in a reference number; it may be 7 or L."),
        ("FW-2222-2222-2202", "“0” is never used in a reference number; it may be 8, D or Q."),
        ("FW-2222-2ß22-2222", "“ß” is never used in a reference number. Look again at"),
        (
            "FW-2222-2222-222",
            (
                "A reference number has 12 letters and digits after FW; this one has 11. "
                "It looks like FW-XXXX-XXXX-XXXX."
            ),
        ),
        ("", "A reference number has 12 letters and digits after FW; this one has 0."),
        (
            "FW-2222-2Z22-2222",
            SLIP + "group 2 (“2Z22”), where Z may be 2.",
        ),
        (
            "FW-2322-2222-222M",
            SLIP + "group 1 (“2322”), where 23 may be 32, or at group 3",
        ),
        (
            "FW-JJJJ-JJJJ-JJJJ",
            SLIP + "each character; one or more differ from the number that was issued.",
        ),
    ],
)
def test_the_refusal_says_where_to_look(typed: str, message: str) -> None:
    with pytest.raises(ReferenceNumberError) as refusal:
        parse_reference(typed)
    assert str(refusal.value).startswith(message)


@settings(deadline=None)
@given(st.text() | st.text(ALPHABET, min_size=11, max_size=14))
def test_any_text_is_either_refused_or_read_as_one_reference(text: str) -> None:
    try:
        read = parse_reference(text)
    except ReferenceNumberError:
        return
    assert parse_reference(read) == read
    assert body_of(read) in text.upper().replace("-", "").replace(" ", "")
