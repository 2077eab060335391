"""What Quillfort seals for Amara is genuine by Quillfort’s key and by no other."""

import json
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairwell.proof.canonical import CanonicalError, canonical_bytes
from fairwell.proof.seal import SealError, SealingKey, seal
from fairwell.proof.verify import EXIT_CODES, MAX_BYTES, verify_document
from tests.proof.sealed import (
    AT,
    CONFIRMATION,
    QUILLFORT,
    STRANGER,
    published,
    sealed,
    text,
)
from tests.proof.test_canonical import VALUES

DOCUMENT = sealed()
TRUSTED = published(QUILLFORT)


def test_a_sealed_statement_is_genuine_by_the_key_the_vendor_publishes() -> None:
    verdict = verify_document(DOCUMENT, TRUSTED)
    assert verdict.status == "genuine"
    assert verdict.key_id == QUILLFORT.key_id
    assert verdict.sealed_at == "2026-11-22T09:30:00Z"
    assert verdict.statement == CONFIRMATION
    assert verdict.findings == ()


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.text(st.characters(max_codepoint=0xD7FF)), VALUES, min_size=1))
def test_every_statement_that_can_be_sealed_is_found_genuine(statement: dict[str, Any]) -> None:
    verdict = verify_document(seal(statement, QUILLFORT, sealed_at=AT), TRUSTED)
    assert (verdict.status, verdict.statement) == ("genuine", statement)


def test_a_forger_who_digests_again_or_seals_with_another_key_is_not_believed() -> None:
    forged = json.loads(sealed({**CONFIRMATION, "auto_renewing": True}))
    document = json.loads(DOCUMENT)
    document["seal"]["digests"] = forged["seal"]["digests"]
    document["statement"] = forged["statement"]
    verdict = verify_document(text(document), TRUSTED)
    assert verdict.status == "altered"
    assert verdict.summary.startswith("The seal itself was changed")

    verdict = verify_document(sealed(key=STRANGER), TRUSTED)
    assert verdict.status == "unknown_key"
    assert verdict.summary.endswith("none of the keys you gave: anyone may have sealed it.")
    impostor = [{**TRUSTED[0], "public_key": STRANGER.public_bytes.hex()}]
    assert verify_document(DOCUMENT, impostor).status == "unknown_key"


def test_a_stranger_cannot_seal_under_the_name_of_the_vendors_key() -> None:
    document = json.loads(sealed(key=STRANGER))
    document["seal"]["key_id"] = QUILLFORT.key_id
    outside = ("salts", "signature")
    covered = {name: part for name, part in document["seal"].items() if name not in outside}
    claim = canonical_bytes({"fairwell": "statement/1", "seal": covered})
    document["seal"]["signature"] = STRANGER.sign(claim).hex()
    for trusted in (TRUSTED, [{"key_id": QUILLFORT.key_id}]):
        verdict = verify_document(canonical_bytes(document), trusted)
        assert verdict.status == "altered"
        assert verdict.summary == "The seal itself was changed: rely on nothing in this document."


def test_without_a_key_to_compare_with_nothing_is_called_genuine() -> None:
    verdict = verify_document(DOCUMENT)
    assert verdict.status == "unknown_key"
    assert EXIT_CODES[verdict.status] == 2
    assert verdict.summary == (
        f"It is consistent, and sealed at 2026-11-22T09:30:00Z by key {QUILLFORT.key_id}, "
        "which proves it only if the vendor publishes that key: anyone can make one."
    )
    assert verify_document(DOCUMENT, []).status == "unknown_key"


def test_a_key_proves_nothing_after_its_retirement() -> None:
    for until, status in [
        ("2026-11-22T09:30:00Z", "genuine"),
        ("2026-11-22T09:29:59Z", "unknown_key"),
    ]:
        verdict = verify_document(DOCUMENT, published(QUILLFORT, until=until))
        assert verdict.status == status
    assert "which was retired at 2026-11-22T09:29:59Z, before" in verdict.summary


def test_equal_values_have_unequal_digests_and_no_two_seals_are_alike() -> None:
    first = json.loads(seal({"a": 1, "b": {"a": 1}}, QUILLFORT, sealed_at=AT))
    second = json.loads(seal({"a": 1, "b": {"a": 1}}, QUILLFORT, sealed_at=AT))
    found = [*first["seal"]["digests"].values(), *second["seal"]["digests"].values()]
    assert len(set(found)) == 4
    assert {len(salt) for salt in first["seal"]["salts"].values()} == {32}


def test_what_cannot_be_sealed_is_refused_before_it_is_signed() -> None:
    with pytest.raises(SealError, match="An empty statement says nothing"):
        seal({}, QUILLFORT, sealed_at=AT)
    with pytest.raises(SealError, match="larger than 1 MB; say less in it"):
        seal({"note": "x" * MAX_BYTES}, QUILLFORT, sealed_at=AT)
    with pytest.raises(CanonicalError, match=r"/amount: 12\.5 is a float"):
        seal({"amount": 12.5}, QUILLFORT, sealed_at=AT)
    with pytest.raises(SealError, match="2026-11-22T09:30:00 has no time zone"):
        seal({"a": 1}, QUILLFORT, sealed_at=AT.replace(tzinfo=None))


def test_the_instant_is_written_in_utc() -> None:
    vienna = datetime(2026, 11, 22, 10, 30, 0, 999, timezone(timedelta(hours=1)))
    document = json.loads(seal({"a": 1}, QUILLFORT, sealed_at=vienna))
    assert document["seal"]["sealed_at"] == "2026-11-22T09:30:00Z"


def test_a_key_keeps_its_secret_out_of_texts_and_has_one_name() -> None:
    assert QUILLFORT.private_bytes == bytes(range(32))
    assert repr(QUILLFORT) == str(QUILLFORT) == f"SealingKey({QUILLFORT.key_id})"
    assert [len(group) for group in QUILLFORT.key_id.split("-")] == [4] * 5
    assert SealingKey.generate().key_id != SealingKey.generate().key_id
