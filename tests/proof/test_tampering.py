"""Every change of what Quillfort sealed for Amara is found, and a changed field is named."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairwell.proof.verify import MAX_BYTES, fields, pointer, verify_document
from tests.proof.sealed import (
    CONFIRMATION,
    QUILLFORT,
    STRANGER,
    published,
    sealed,
    text,
)

DOCUMENT = sealed()
TRUSTED = published(QUILLFORT)
PLACES = [steps for steps, _ in fields(CONFIRMATION)]


def parent_of(document: Any, steps: tuple[str | int, ...]) -> Any:
    for step in steps[:-1]:
        document = document[step]
    return document


@pytest.mark.parametrize("steps", PLACES, ids=lambda steps: pointer(*steps))
def test_a_changed_field_is_named_with_what_stands_there(steps: tuple[str | int, ...]) -> None:
    values: list[Any] = [None, True, 0, 1, 123451, "EUR ", "", [], {}, 1.5]
    for value in values:
        document = json.loads(DOCUMENT)
        parent_of(document, steps)[steps[-1]] = value
        changed = text(document)
        if changed != DOCUMENT:
            verdict = verify_document(changed, TRUSTED)
            assert verdict.status == "altered"
            assert verdict.statement is None
            assert verdict.findings == ((pointer(*steps), "changed", value),)
            assert verdict.summary == "These places are not as they were sealed."


@pytest.mark.parametrize("steps", PLACES, ids=lambda steps: pointer(*steps))
def test_a_field_made_a_list_is_named_as_gone_and_its_items_as_new(
    steps: tuple[str | int, ...],
) -> None:
    document = json.loads(DOCUMENT)
    parent_of(document, steps)[steps[-1]] = ["x"]
    assert set(verify_document(text(document), TRUSTED).findings) == {
        (pointer(*steps), "removed", None),
        (f"{pointer(*steps)}/0", "added", "x"),
    }


@pytest.mark.parametrize("steps", [s for s in PLACES if isinstance(s[-1], str)])
def test_a_removed_field_is_named(steps: tuple[str | int, ...]) -> None:
    document = json.loads(DOCUMENT)
    del parent_of(document, steps)[steps[-1]]
    verdict = verify_document(text(document), TRUSTED)
    assert verdict.status == "altered"
    assert verdict.findings == ((pointer(*steps), "removed", None),)
    del document["seal"]["salts"][pointer(*steps)]
    assert verify_document(text(document), TRUSTED).findings == verdict.findings


def test_an_added_field_is_named_wherever_it_stands() -> None:
    document = json.loads(DOCUMENT)
    document["statement"]["refund"]["lines"].append({"label": "Bonus"})
    document["statement"]["gift"] = {}
    document["statement"]["kind"] = "refund"
    document["aside"] = [1]
    verdict = verify_document(text(document), TRUSTED)
    assert set(map(repr, verdict.findings)) == {
        "('/aside', 'added', [1])",
        "('/statement/gift', 'added', {})",
        "('/statement/kind', 'changed', 'refund')",
        "('/statement/refund/lines/2/label', 'added', 'Bonus')",
    }


def test_emptying_a_part_names_the_part_and_what_went() -> None:
    document = json.loads(DOCUMENT)
    document["statement"]["customer"] = {}
    assert verify_document(text(document), TRUSTED).findings == (
        ("/statement/customer", "changed", {}),
        ("/statement/customer/email", "removed", None),
        ("/statement/customer/name", "removed", None),
    )


def test_a_list_made_an_object_with_the_same_pointers_is_found() -> None:
    document = json.loads(sealed({"lines": ["a", "b"]}))
    document["statement"]["lines"] = {"0": "a", "1": "b"}
    assert verify_document(text(document), TRUSTED).findings == (
        ("/statement/lines/0", "changed", "a"),
        ("/statement/lines/1", "changed", "b"),
    )


def test_swapping_two_values_with_their_salts_and_digests_breaks_the_seal() -> None:
    document = json.loads(sealed({"owed_minor": 100, "refund_minor": 900}))
    swap = {"/statement/owed_minor": "/statement/refund_minor"}
    swap |= {new: old for old, new in swap.items()}
    for part in ("digests", "salts"):
        document["seal"][part] = {swap[k]: v for k, v in document["seal"][part].items()}
    document["statement"] = {"owed_minor": 900, "refund_minor": 100}
    verdict = verify_document(text(document), TRUSTED)
    assert verdict.summary == "The seal itself was changed: rely on nothing in this document."


@pytest.mark.parametrize("part", ["algorithm", "key_id", "public_key", "sealed_at", "signature"])
def test_a_changed_seal_is_said_to_be_changed(part: str) -> None:
    genuine = json.loads(DOCUMENT)
    stranger = json.loads(sealed(key=STRANGER))
    values: list[Any] = [stranger["seal"][part], "", None, 5, [], "2026"]
    for value in [*values, genuine["seal"][part] + "0"]:
        document = copy.deepcopy(genuine)
        document["seal"][part] = value
        verdict = verify_document(text(document), TRUSTED)
        if document == genuine:
            assert verdict.status == "genuine"
            continue
        assert verdict.status == "altered"
        assert verdict.findings == (("/seal", "changed", None),)
        assert verdict.summary == "The seal itself was changed: rely on nothing in this document."


def test_nothing_can_be_added_to_or_taken_from_a_seal() -> None:
    for part in json.loads(DOCUMENT)["seal"]:
        document = json.loads(DOCUMENT)
        del document["seal"][part]
        assert verify_document(text(document), TRUSTED).status in {"altered", "unreadable"}
    document = json.loads(DOCUMENT)
    document["seal"]["by"] = "Quillfort"
    assert verify_document(text(document), TRUSTED).findings == (("/seal", "changed", None),)
    document = json.loads(DOCUMENT)
    document["seal"]["salts"]["/x"] = ""
    assert verify_document(text(document), TRUSTED).findings == (("/seal/salts/~1x", "added", ""),)


def test_every_byte_counts() -> None:
    document = sealed({"amount_minor": 5, "kind": "x"})
    assert verify_document(document, TRUSTED).status == "genuine"
    for at in range(len(document) + 1):
        before, byte, after = document[:at], document[at : at + 1], document[at + 1 :]
        changes = [before + b"0" + byte + after, before + b" " + byte + after]
        if byte:
            changes += [before + after, before + bytes([byte[0] ^ 1]) + after]
        for changed in changes:
            if changed == document:
                continue
            verdict = verify_document(changed, TRUSTED)
            assert verdict.status in {"altered", "unreadable"}, (at, changed)
            assert verdict.summary


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(DOCUMENT)), st.integers(0, 40), st.binary(max_size=40))
def test_no_cut_and_no_patch_passes(at: int, length: int, patch: bytes) -> None:
    changed = DOCUMENT[:at] + patch + DOCUMENT[at + length :]
    status = verify_document(changed, TRUSTED).status
    assert status in ({"genuine"} if changed == DOCUMENT else {"altered", "unreadable"})


def test_another_spelling_of_the_same_document_is_not_the_one_issued() -> None:
    for changed, expected in [
        (DOCUMENT + b"\n", f"at byte {len(DOCUMENT)} is b'\\n', not b''."),
        (DOCUMENT[:1] + b" " + DOCUMENT[1:], """at byte 1 is b' "fairwell":"""),
        (DOCUMENT.replace(b"\xe2\x82\xac", b"\\u20ac"), "is b'"),
        (DOCUMENT.replace(b'"days":0', b'"days":-0'), "is b'-0,"),
    ]:
        verdict = verify_document(changed, TRUSTED)
        assert verdict.status == "altered"
        assert verdict.summary.startswith("Each field is as sealed, but at byte ")
        assert expected in verdict.summary


def test_a_repeated_key_is_refused_whichever_of_the_two_is_the_sealed_one() -> None:
    true, false = b'"auto_renewing":false', b'"auto_renewing":true'
    for twice in (true + b"," + false, false + b"," + true):
        assert verify_document(DOCUMENT.replace(true, twice), TRUSTED).status == "altered"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "Expecting value"),
        (b"\xff\xfe\xfd", "can't decode"),
        (b"%PDF-1.7", "Expecting value"),
        (b"[]", 'it does not say "fairwell": "statement/1"'),
        (b'{"fairwell":"statement/2"}', 'it does not say "fairwell": "statement/1"'),
        (b'{"fairwell":"statement/1"}', "its statement or its seal is missing or broken"),
        (
            b'{"fairwell":"statement/1","seal":{"digests":[],"salts":{}},"statement":{}}',
            "its statement or its seal is missing or broken",
        ),
        (b'{"a":"\\ud800"}', "surrogates not allowed"),
        (b"[" * 500_000, "recursion"),
        (b"[" * 400_000 + b"]" * 400_000, "recursion"),
        (b"1" * 900_000, "digit"),
        (b" " * MAX_BYTES + b" ", "larger than 1 MB"),
    ],
)
def test_what_is_no_sealed_statement_is_unreadable(data: bytes, why: str) -> None:
    verdict = verify_document(data, TRUSTED)
    assert verdict.status == "unreadable"
    assert why in verdict.summary


def test_a_document_made_to_fill_the_memory_is_turned_away() -> None:
    document = json.loads(DOCUMENT)
    document["statement"] = {"k" * 100_000: list(range(600))}
    verdict = verify_document(text(document), TRUSTED)
    assert verdict.status == "unreadable"
    assert "its keys are too long" in verdict.summary
