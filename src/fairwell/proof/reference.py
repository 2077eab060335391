"""Reference numbers people can say on the phone and mistype without reaching someone else's case.

`FW-XXXX-XXXX-XXXX`: 11 random characters (53 bits) and a check character, from 29 letters and
digits without vowels (no accidental words), 0 and 1. The check makes the weighted sum 0 modulo
29: as 29 is prime and the weights are different and not 0, every single wrong character and
every swap of two different characters changes the sum.
"""

import secrets
from collections.abc import Callable, Iterator

ALPHABET = "23456789BCDFGHJKLMNPQRSTVWXYZ"
PREFIX = "FW"
LENGTH = 12
_WEIGHTS = range(LENGTH, 0, -1)  # the check character has weight 1

_LIKENESSES = ("8B", "5S", "2Z", "6G", "VW", "MN", "QG", "VY", "7L", "4H", "BD", "PT", "CG", "FS")
_UNUSED = {  # said or seen instead of; never read silently, as each could be more than one
    "0": "8, D or Q", "O": "8, D or Q", "1": "7 or L", "I": "7 or L", "A": "4 or H",
    "E": "3 or F", "U": "V",
}  # fmt: skip


class ReferenceNumberError(ValueError):
    """The text isn't a reference number; the message is for the person who typed it."""


def new_reference(random_bytes: Callable[[int], bytes] = secrets.token_bytes) -> str:
    """A new reference number; `random_bytes(n)` gives n random bytes.

    16 bytes are reduced modulo 29^11, so that no number is likelier than another by more than
    one part in 2^74. Uniqueness is the database's to ensure.
    """
    number = int.from_bytes(random_bytes(16))
    body = ""
    for _ in range(LENGTH - 1):
        number, digit = divmod(number, len(ALPHABET))
        body += ALPHABET[digit]
    check = -_weighted_sum(body) % len(ALPHABET)
    return _spaced(body + ALPHABET[check])


def parse_reference(text: str) -> str:
    """The reference number that `text` means, in its one written form.

    Case, spaces, dashes and other punctuation don't matter, and the prefix may be missing. A
    character that is never used (1, I, 0, O, vowels) isn't guessed. Raises ReferenceNumberError.
    """
    body = "".join(c.upper() if c.isascii() else c for c in text if c.isalnum())
    if body.startswith(PREFIX) and len(body) != LENGTH:
        body = body.removeprefix(PREFIX)
    for character in body:
        if character not in ALPHABET:
            hint = _UNUSED.get(character)
            raise ReferenceNumberError(
                f"“{character}” is never used in a reference number"
                + (f"; it may be {hint}." if hint else ". Look again at that character.")
            )
    if len(body) != LENGTH:
        raise ReferenceNumberError(
            f"A reference number has {LENGTH} letters and digits after {PREFIX}; "
            f"this one has {len(body)}. It looks like {PREFIX}-XXXX-XXXX-XXXX."
        )
    if _weighted_sum(body):
        raise ReferenceNumberError(_advice(body))
    return _spaced(body)


def _weighted_sum(body: str) -> int:
    pairs = zip(_WEIGHTS, body, strict=False)  # 11 characters while the check is being found
    return sum(weight * ALPHABET.index(c) for weight, c in pairs) % len(ALPHABET)


def _spaced(body: str) -> str:
    return "-".join((PREFIX, body[:4], body[4:8], body[8:]))


def _advice(body: str) -> str:
    places = [advice for candidate, advice in _slips(body) if not _weighted_sum(candidate)]
    if not places:
        places = ["each character; one or more differ from the number that was issued"]
    return f"This reference number has a slip in it. Look again at {', or at '.join(places[:3])}."


def _slips(body: str) -> Iterator[tuple[str, str]]:
    """Every text that one usual slip could have turned into `body`, and where to look."""
    for at, character in enumerate(body):
        group = f"group {at // 4 + 1} (“{body[at // 4 * 4 : at // 4 * 4 + 4]}”)"
        for pair in _LIKENESSES:
            if character in pair:
                other = pair.replace(character, "")
                yield (
                    body[:at] + other + body[at + 1 :],
                    f"{group}, where {character} may be {other}",
                )
        if at + 1 < LENGTH and body[at + 1] != character:
            following = body[at + 1]
            swapped = body[:at] + following + character + body[at + 2 :]
            yield swapped, f"{group}, where {character}{following} may be {following}{character}"
