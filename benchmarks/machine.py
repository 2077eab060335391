"""The machine that the figures are of, in one line: without it no figure can be compared."""

import os
import platform
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import django

from benchmarks.figures import percentile

_BLOCK = b"\0" * 4_096
_TIMES = 30


def machine_line(home: Path) -> str:
    """Cores, processor, Python, Django, load, the disk's fsync in `home`, and the instant."""
    parts = [
        f"{os.cpu_count()} cores ({_processor()})",
        platform.system() + " " + platform.release(),
        f"Python {platform.python_version()}",
        f"Django {django.get_version()}",
        f"load {os.getloadavg()[0]:.1f}",
        f"fsync of 4 KB {fsync_seconds(home) * 1_000:.2f} ms",
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
    ]
    return ", ".join(parts)


def fsync_seconds(home: Path) -> float:
    """The median time to append a block to a file in `home` and have the disk keep it.

    It is below every commit: a floor of 0.01 ms says that the disk only promises.
    """
    seconds = []
    with tempfile.TemporaryFile(dir=home) as file:
        for _ in range(_TIMES):
            started = time.perf_counter()
            file.write(_BLOCK)
            file.flush()
            os.fsync(file.fileno())
            seconds.append(time.perf_counter() - started)
    return percentile(seconds, 0.5)


def _processor() -> str:
    """The processor's name where the system tells it."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text(encoding="utf-8").splitlines() if told.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())
