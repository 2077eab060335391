"""Sealing, verifying and printing one document, against bare signatures and an empty page."""

from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from demo_data.contracts import NOW
from django.conf import settings

from benchmarks.figures import Cell, Column, Table, ratio
from benchmarks.sizes import Sizes
from benchmarks.timing import Timings, by_turns
from fairwell.gateways.paper.statement_pdf import statement_pdf
from fairwell.models import Statement
from fairwell.proof.keys import KeyRing
from fairwell.proof.seal import seal
from fairwell.proof.verify import verify_document


def measure_documents(sizes: Sizes) -> Table:
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
    first_print = Timings()
    first_print.time(lambda: statement_pdf(statement))
    rows = [
        *_rows(
            "seal one document",
            "  Ed25519 over its bytes",
            by_turns(
                lambda: seal(said, key, sealed_at=NOW), lambda: bare_key.sign(document), seals
            ),
        ),
        *_rows(
            "open the key ring, take the key",
            "  read the key file's bytes",
            by_turns(
                lambda: KeyRing.open(settings.SEAL_KEYS_DIR, at=NOW).current,
                _read_key_files,
                seals,
            ),
        ),
        *_rows(
            "verify one document",
            "  Ed25519 over its bytes",
            by_turns(
                lambda: verify_document(document, trusted_keys=keys),
                lambda: bare_key.public_key().verify(signature, document),
                seals,
            ),
        ),
        *_rows(
            "PDF of one statement",
            "  PDF of one line",
            by_turns(lambda: statement_pdf(statement), _print_one_line, prints),
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
            Column("CPU ms", "ms"),
            Column("times", "count"),
            Column("p50 / floor", "times"),
        ),
        tuple(rows),
        ("Verifying is pure Python by design: one file that a stranger runs without libraries.",),
    )


def _rows(name: str, floor_name: str, timings: list[Timings]) -> list[tuple[Cell, ...]]:
    ours, floor = timings
    times = len(ours.wall)
    return [
        (name, *ours.cells(), times, ratio(ours.spread.p50, floor.spread.p50)),
        (floor_name, *floor.cells(), times, None),
    ]


def _read_key_files() -> None:
    for path in settings.SEAL_KEYS_DIR.glob("*.json"):
        path.read_bytes()


def _print_one_line() -> None:
    # As slow to load as the product's own use of it, which is measured first.
    from weasyprint import HTML  # noqa: PLC0415

    HTML(string="<!doctype html><html lang=en><title>x</title><p>One line.").write_pdf()
