"""One worker of a billing run, in a process of its own that says when it is ready and done."""

import json
import os
import resource
import sys
import time

import django


def main() -> None:
    """Set up, wait for a line with the run's number on stdin, bill, and print what it took."""
    django.setup()
    # What is measured has models, and these can be imported only now.
    from django.db import connection  # noqa: PLC0415

    from benchmarks.billing.crowd import DUE_AT  # noqa: PLC0415
    from fairwell.actions.billing.bill_next_chunk import bill_next_chunk  # noqa: PLC0415
    from fairwell.management.commands.bill import YIELD  # noqa: PLC0415

    os.setpriority(os.PRIO_PROCESS, 0, YIELD)
    connection.ensure_connection()
    print("ready", flush=True)
    run_id = int(sys.stdin.readline())
    chunks: list[float] = []
    billed, started = 0, time.perf_counter()
    while True:
        began = time.perf_counter()
        report = bill_next_chunk(run_id=run_id, at=DUE_AT)
        if report is None:
            break
        chunks.append(time.perf_counter() - began)
        billed += report.counts["renewed"]
    done = {
        "seconds": time.perf_counter() - started,
        "billed": billed,
        "chunk_s": sorted(chunks)[len(chunks) // 2] if chunks else 0,
        "cpu_s": time.process_time(),
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(json.dumps(done), flush=True)


if __name__ == "__main__":
    main()
