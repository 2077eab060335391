"""Checks a sealed Fairwell statement offline; this one file needs only Python 3.10 or newer.

    python verify.py FILE|- [--keys published-keys.json | --key-id FINGERPRINT] [--json]

Exit code: 0 genuine, 1 altered, 2 unknown key (so not proven), 3 unreadable or not checked.
"""

import argparse
import hashlib
import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

ALPHABET, MAX_BYTES = "23456789BCDFGHJKLMNPQRSTVWXYZ", 1_000_000
EXIT_CODES = {"genuine": 0, "altered": 1, "unknown_key": 2, "unreadable": 3}
INSTANT = "([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}:[0-9]{2}:[0-9]{2})Z"
SEAL = {"algorithm": "Ed25519", "key_id": "[2-9B-Z-]{24}", "public_key": "[0-9a-f]{64}",
        "sealed_at": INSTANT, "signature": "[0-9a-f]{128}"}  # fmt: skip
MILLS = "BHD IQD JOD KWD LYD OMR TND"  # ISO 4217: three decimals
NO_CENTS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
Keys = list[dict[str, Any]]
Steps = tuple[str | int, ...]
Point = tuple[int, int, int, int]
Finding = tuple[str, str, Any]  # JSON pointer; changed, added or removed; what stands there now


@dataclass(frozen=True)
class Verdict:
    """`status` is a key of EXIT_CODES; what an altered document says is not passed on."""

    status: str
    summary: str
    findings: tuple[Finding, ...] = ()
    key_id: str | None = None
    sealed_at: str | None = None
    statement: dict[str, Any] | None = None


# Ed25519 (RFC 8032, 5.1) in extended coordinates (X, Y, Z, T): x = X/Z, y = Y/Z, xy = T/Z.
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P


def _add(p: Point, q: Point) -> Point:
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(number: int, point: Point) -> Point:
    half = _times(number >> 1, _add(point, point)) if number else (0, 1, 1, 0)
    return _add(half, point) if number & 1 else half


def _point(data: bytes) -> Point | None:
    """The point that 32 bytes encode (RFC 8032, 5.1.3); None where they aren't canonical."""
    odd, y = divmod(int.from_bytes(data, "little"), 2**255)
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if x * x % P == square else x * pow(2, (P - 1) // 4, P) % P
    wrong = len(data) != 32 or y >= P or x * x % P != square or (x == 0 and odd)
    x = x if x & 1 == odd else P - x
    return None if wrong else (x, y, 1, x * y % P)


def ed25519_verifies(public_key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether 64 bytes of `signature` are of `message`, by the 32 bytes of `public_key`.

    Strict where RFC 8032 leaves a choice: no S >= L, no point but in its one encoding, no key of
    small order (one that signs anything), and the equation without the cofactor.
    """
    key, r, s = _point(public_key), _point(signature[:32]), int.from_bytes(signature[32:], "little")
    if key is None or r is None or s >= L or len(signature) != 64 or _times(8, key)[0] == 0:
        return False
    hashed = hashlib.sha512(signature[:32] + public_key + message).digest()
    base = _point((4 * pow(5, -1, P) % P).to_bytes(32, "little")) or key
    k, minus_key = int.from_bytes(hashed, "little") % L, (P - key[0], key[1], 1, P - key[3])
    x, y, z, _ = _add(_times(s, base), _times(k, minus_key))
    return (x - r[0] * z) % P == 0 and (y - r[1] * z) % P == 0


def canonical(value: Any) -> bytes:
    """The RFC 8785 text of a value without fractions whose keys keep below U+D800."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def fields(value: Any, steps: Steps = ("statement",)) -> Iterator[tuple[Steps, Any]]:
    """Every field and the way to it; an empty list or object is one, so that it is bound too."""
    if value and isinstance(value, (dict, list)):
        for step, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from fields(item, (*steps, step))
    else:
        yield steps, value


def pointer(*steps: str | int) -> str:
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


def fingerprint(public_key: bytes) -> str:
    """The key's name: five groups of four (97 bits), to be compared by eye or by ear."""
    number = int.from_bytes(hashlib.sha256(public_key).digest(), "big")
    letters = "".join(ALPHABET[number // 29**place % 29] for place in range(20))
    return "-".join(re.findall("....", letters))


def _seal_holds(seal: dict[str, Any], check: Callable[..., bool]) -> bool:
    if not all(re.fullmatch(f'"{form}"', json.dumps(seal.get(n))) for n, form in SEAL.items()):
        return False
    key, signature = bytes.fromhex(seal["public_key"]), bytes.fromhex(seal["signature"])
    covered = {name: part for name, part in seal.items() if name not in {"salts", "signature"}}
    text = canonical({"fairwell": "statement/1", "seal": covered})
    return fingerprint(key) == seal["key_id"] and check(key, signature, text)


def _findings(document: Any, check: Callable[..., bool]) -> Iterator[Finding]:
    if not isinstance(document, dict) or document.get("fairwell") != "statement/1":
        raise ValueError('it does not say "fairwell": "statement/1"')
    seal: Any = document.get("seal")
    parts = [seal.get("digests"), seal.get("salts")] if isinstance(seal, dict) else [None, None]
    statement, digests, salts = parts = [document.get("statement"), *parts]
    if not all(isinstance(part, dict) for part in parts):
        raise ValueError("its statement or its seal is missing or broken")
    names, length, containers = set(), 0, {name.rpartition("/")[0] for name in digests}
    if not _seal_holds(seal, check):
        yield "/seal", "changed", None
    for name in document.keys() - {"fairwell", "seal", "statement"}:
        yield pointer(name), "added", document[name]
    for name in salts.keys() - digests.keys():
        yield pointer("seal", "salts", name), "added", salts[name]
    for steps, value in fields(statement):
        names.add(name := pointer(*steps))
        if (length := length + len(name)) > MAX_BYTES:  # made to fill the memory
            raise ValueError("its keys are too long")
        covered = canonical([salts.get(name), steps, value])
        if name not in digests:
            yield name, "changed" if name in containers else "added", value
        elif digests[name] != hashlib.sha256(covered).hexdigest():
            yield name, "changed", value
    yield from ((name, "removed", None) for name in digests if name not in names)


def verify_document(
    data: bytes, trusted_keys: Keys | None = None, check: Callable[..., bool] = ed25519_verifies
) -> Verdict:
    """The verdict on the bytes of a sealed document; never raises for what they hold.

    `trusted_keys`: as published, with key_id and, if known, public_key and until (as sealed_at).
    Without them none is called genuine. `check` may be a faster one of the default's arguments.
    """
    if len(data) > MAX_BYTES:
        return Verdict("unreadable", "It is larger than 1 MB, which no sealed statement is.")
    try:
        document = json.loads(data)
        text, findings = canonical(document), tuple(_findings(document, check))
    except (ValueError, RecursionError) as problem:
        return Verdict("unreadable", f"This is not a statement that can be checked: {problem}.")
    if findings or data != text:
        at = len(os.path.commonprefix([data, text]))  # noqa: RUF071 - it takes any sequence
        here = slice(at, at + 20)
        says = f"Each field is as sealed, but at byte {at} is {data[here]!r}, not {text[here]!r}."
        if findings:
            says = "These places are not as they were sealed."
        if any(f"{place}/".startswith("/seal/") for place, _, _ in findings):
            says = "The seal itself was changed: rely on nothing in this document."
        return Verdict("altered", says, findings)
    key_id, public_key, sealed_at = map(document["seal"].get, ("key_id", "public_key", "sealed_at"))
    named = [key for key in trusted_keys or () if key.get("key_id") == key_id]
    status, says = "unknown_key", f"It is consistent, and sealed at {sealed_at} by key {key_id}, "
    if trusted_keys is None:
        says += "which proves it only if the vendor publishes that key: anyone can make one."
    elif not named or named[0].get("public_key", public_key) != public_key:
        says += "which is none of the keys you gave: anyone may have sealed it."
    elif sealed_at > str(named[0].get("until") or sealed_at):
        says += f"which was retired at {named[0]['until']}, before the time of sealing."
    else:
        status, says = "genuine", f"All is as sealed at {sealed_at} by key {key_id}, one you gave."
    return Verdict(status, says, (), key_id, sealed_at, document["statement"])


def _words(value: Any, money_in: Any = None) -> str:
    """`value` for a terminal; what could move the cursor or imitate a line of ours is escaped."""
    if type(value) is int and isinstance(money_in, str):
        places = 3 if money_in in MILLS else 0 if money_in in NO_CENTS else 2
        return f"{Decimal(value).scaleb(-places):,f} {_words(money_in)}"
    text = value if isinstance(value, str) and value.isprintable() else json.dumps(value)
    return re.sub(INSTANT[:-1] + "([.][0-9]+)?(Z|[+]00:00)", r"\1 \2 UTC", text)


def _report(verdict: Verdict) -> str:
    lines = [f"{verdict.status.upper().replace('_', ' ')}. {verdict.summary}"]
    for place, change, now in verdict.findings:
        says = "" if change == "removed" or place == "/seal" else f"; now {_words(now)[:300]}"
        lines.append(f"  {_words(place)} was {change}{says}")
    listed = list(fields(verdict.statement)) if verdict.statement else []
    currencies = {steps[:-1]: value for steps, value in listed if steps[-1] == "currency"}
    for steps, value in listed:
        near = [currencies[steps[:n]] for n in range(len(steps)) if steps[:n] in currencies]
        label = ", ".join(str(step).replace("_", " ") for step in steps[1:])
        money_in = near[-1] if near and label.endswith(" minor") else None
        lines.append(f"  {_words(label.removesuffix(' minor'))}: {_words(value, money_in)}")
    return "\n".join(lines) + "\n"


def _named_keys(keys: str | None, key_id: str | None) -> list[dict[str, Any]] | None:
    if keys is None:
        groups = re.findall("[2-9A-Z]{1,4}", (key_id or "").upper())
        return None if key_id is None else [{"key_id": "-".join(groups)}]
    published = json.loads(Path(keys).read_bytes())
    named = published.get("keys") if isinstance(published, dict) else None
    if not isinstance(named, list) or not all(isinstance(k, dict) for k in named):
        raise ValueError(f"{keys} is not a list of published keys")
    return named


def main(arguments: list[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="verify", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("file", help="the sealed document, or - for standard input")
    named = parser.add_mutually_exclusive_group()
    named.add_argument("--keys", help="a file with the keys the vendor publishes")
    named.add_argument("--key-id", help="the fingerprint of the vendor's key")
    parser.add_argument("--json", action="store_true", help="the verdict as JSON")
    try:
        options = parser.parse_args(arguments)
        trusted = _named_keys(options.keys, options.key_id)
        with sys.stdin.buffer if options.file == "-" else Path(options.file).open("rb") as file:
            verdict = verify_document(file.read(MAX_BYTES + 1), trusted)
    except SystemExit as leaving:  # argparse leaves with 2, which means unknown key here
        return 3 if leaving.code else 0
    except (OSError, ValueError, RecursionError, KeyboardInterrupt) as problem:
        verdict = Verdict("unreadable", f"Nothing was checked: {problem}.")
    text = json.dumps(vars(verdict)) + "\n" if options.json else _report(verdict)
    try:
        sys.stdout.buffer.write(text.encode(sys.stdout.encoding, "backslashreplace"))
        sys.stdout.flush()
    except (OSError, AttributeError):  # the reader went away; the exit code still tells
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return EXIT_CODES[verdict.status]


if __name__ == "__main__":
    sys.exit(main())
