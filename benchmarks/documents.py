"""Sealing, verifying and printing one document, against bare signatures and an empty page."""

import time
from collections.abc import Callable
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from demo_data.contracts import NOW
from django.conf import settings

from benchmarks.figures import Cell, Column, Spread, Table, ratio
from benchmarks.ground import Ground
from benchmarks.sizes import Sizes
from fairwell.gateways.paper.statement_pdf import statement_pdf
from fairwell.models import Statement
from fairwell.proof.keys import KeyRing
from fairwell.proof.seal import seal
from fairwell.proof.verify import verify_document


def measure_documents(ground: Ground, sizes: Sizes) -> Table:
    """Take a sealed statement from the books that Django is on, and do it all again."""
    statement = Statement.objects.filter(kind="cancellation").order_by("pk")[0]
    document = statement.document.encode()
    ring = KeyRing.open(settings.SEAL_KEYS_DIR, at=NOW)
    keys: Any = ring.published()["keys"]
    said = verify_document(document, trusted_keys=keys).statement
    if said is None:
        raise RuntimeError("The statement on the books does not verify.")
    key, bare_key = ring.current, Ed25519PrivateKey.generate()
    signature = bare_key.sign(document)
    seals, prints = sizes.repeats * 10, max(1, sizes.repeats // 3)
    first_print = _seconds(lambda: statement_pdf(statement), 1)
    rows = [
        *_pair(
            "seal one document",
            _seconds(lambda: seal(said, key, sealed_at=NOW), seals),
            "  Ed25519 over its bytes",
            _seconds(lambda: bare_key.sign(document), seals),
        ),
        *_pair(
            "open the key ring, take the key",
            _seconds(lambda: KeyRing.open(settings.SEAL_KEYS_DIR, at=NOW).current, seals),
            "  read the key file's bytes",
            _seconds(_read_key_files, seals),
        ),
        *_pair(
            "verify one document",
            _seconds(lambda: verify_document(document, trusted_keys=keys), seals),
            "  Ed25519 over its bytes",
            _seconds(lambda: bare_key.public_key().verify(signature, document), seals),
        ),
        *_pair(
            "PDF of one statement",
            _seconds(lambda: statement_pdf(statement), prints),
            "  PDF of one line",
            _seconds(_print_one_line, prints),
        ),
        ("PDF, the process's first", *first_print.cells(), 1, None),
    ]
    return Table(
        f"Documents of {len(document):,} bytes",
        (
            Column("deed"),
            Column("p50 ms", "ms"),
            Column("p99 ms", "ms"),
            Column("max ms", "ms"),
            Column("times", "count"),
            Column("p50 / floor", "times"),
        ),
        tuple(rows),
        ("Verifying is pure Python by design: one file that a stranger runs without libraries.",),
    )


def _seconds(do: Callable[[], Any], count: int) -> Spread:
    seconds = []
    for _ in range(count):
        started = time.perf_counter()
        do()
        seconds.append(time.perf_counter() - started)
    return Spread.of(seconds)


def _pair(name: str, ours: Spread, floor_name: str, floor: Spread) -> list[tuple[Cell, ...]]:
    return [
        (name, *ours.cells(), ours.count, ratio(ours.p50, floor.p50)),
        (floor_name, *floor.cells(), floor.count, None),
    ]


def _read_key_files() -> None:
    for path in settings.SEAL_KEYS_DIR.glob("*.json"):
        path.read_bytes()


def _print_one_line() -> None:
    # As slow to load as the product's own use of it, which is measured first.
    from weasyprint import HTML  # noqa: PLC0415

    HTML(string="<!doctype html><html lang=en><title>x</title><p>One line.").write_pdf()
