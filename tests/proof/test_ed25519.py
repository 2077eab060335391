"""The verifier's own Ed25519 says what RFC 8032 says, and refuses every ambiguous encoding."""

import time

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from fairwell.proof.verify import L, P, _point, ed25519_verifies

SHA_ABC = (
    "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
    "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
)
VECTORS = [  # RFC 8032, 7.1: secret, public, message, signature
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bac"
            "c61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e"
            "458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290"
            "ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
    (
        "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        SHA_ABC,
        (
            "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ec"
            "fdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"
        ),
    ),
]
SMALL_ORDER = [
    "0100000000000000000000000000000000000000000000000000000000000000",  # 1, the neutral point
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",  # 2
    "0000000000000000000000000000000000000000000000000000000000000000",  # 4
    "0000000000000000000000000000000000000000000000000000000000000080",  # 4
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",  # 8
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",  # 8
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",  # 8
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",  # 8
]
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC, MESSAGE = KEY.public_key().public_bytes_raw(), b"the subscription ends on 31 January"
SIGNATURE = KEY.sign(MESSAGE)


@pytest.mark.parametrize(("secret", "public", "message", "signature"), VECTORS)
def test_the_vectors_of_rfc_8032(secret: str, public: str, message: str, signature: str) -> None:
    key, signed, said = map(bytes.fromhex, (public, signature, message))
    assert Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret)).sign(said) == signed
    assert ed25519_verifies(key, signed, said)
    assert not ed25519_verifies(key, signed, said + b"\x00")


@settings(max_examples=25, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=200), st.integers(0, 511))
def test_it_agrees_with_an_independent_library(secret: bytes, message: bytes, bit: int) -> None:
    key = Ed25519PrivateKey.from_private_bytes(secret)
    public, signature = key.public_key().public_bytes_raw(), key.sign(message)
    assert ed25519_verifies(public, signature, message)
    changed = (int.from_bytes(signature, "little") ^ (1 << bit)).to_bytes(64, "little")
    assert not ed25519_verifies(public, changed, message)


def test_a_second_signature_made_by_adding_the_group_order_is_refused() -> None:
    s = int.from_bytes(SIGNATURE[32:], "little")
    assert ed25519_verifies(PUBLIC, SIGNATURE, MESSAGE)
    assert not ed25519_verifies(PUBLIC, SIGNATURE[:32] + (s + L).to_bytes(32, "little"), MESSAGE)


@pytest.mark.parametrize("encoded", SMALL_ORDER)
def test_a_key_that_would_sign_anything_is_refused(encoded: str) -> None:
    key = bytes.fromhex(encoded)
    assert _point(key) is not None
    for r in map(bytes.fromhex, SMALL_ORDER):  # one of them solves the equation with S = 0
        assert not ed25519_verifies(key, r + bytes(32), MESSAGE)


@pytest.mark.parametrize(
    "encoded",
    [
        P.to_bytes(32, "little"),  # 0 again
        (P + 1).to_bytes(32, "little"),  # 1 again
        (2**255 - 1).to_bytes(32, "little"),
        (1 + 2**255).to_bytes(32, "little"),  # x = 0 has no odd twin
        (P - 1 + 2**255).to_bytes(32, "little"),
        (2).to_bytes(32, "little"),  # not on the curve
    ],
)
def test_a_point_has_one_encoding(encoded: bytes) -> None:
    assert _point(encoded) is None
    assert not ed25519_verifies(encoded, SIGNATURE, MESSAGE)
    assert not ed25519_verifies(PUBLIC, encoded + SIGNATURE[32:], MESSAGE)


@pytest.mark.parametrize(
    ("public", "signature"),
    [
        (PUBLIC + b"\x00", SIGNATURE),
        (PUBLIC[:-1], SIGNATURE),
        (b"", SIGNATURE),
        (PUBLIC, SIGNATURE + b"\x00"),
        (PUBLIC, SIGNATURE[:-1]),
        (PUBLIC, b""),
    ],
)
def test_a_wrong_length_is_refused(public: bytes, signature: bytes) -> None:
    assert not ed25519_verifies(public, signature, MESSAGE)


def test_a_point_has_one_length() -> None:
    assert _point(PUBLIC) is not None
    assert _point(PUBLIC + b"\x00") is None
    assert _point(b"") is None


def test_one_check_takes_less_than_a_tenth_of_a_second() -> None:
    quickest = float("inf")
    for _ in range(5):
        began = time.perf_counter()
        ed25519_verifies(PUBLIC, SIGNATURE, MESSAGE)
        quickest = min(quickest, time.perf_counter() - began)
    assert quickest < 0.1
