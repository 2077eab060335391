"""What subscribers feel who cancel while a run goes on."""

import json
import math
import os
import subprocess
import sys
from dataclasses import dataclass, field
from typing import Any, Self

from benchmarks import ROOT
from benchmarks.figures import Cell, percentile

PROCESSES = 2


@dataclass(slots=True)
class Leavers:
    """Processes that cancel at `per_second` in all; every `every`-th of `crowd` may leave."""

    per_second: float
    crowd: int
    every: int
    most: int
    children: list["subprocess.Popen[str]"] = field(default_factory=list)

    def start(self, url: str) -> Self:
        """Start them, and return when all have quoted."""
        each = min(self.most, self.crowd // self.every) // PROCESSES
        for no in range(PROCESSES):
            flags = {
                "--first": self.every * (1 + no), "--step": self.every * PROCESSES,
                "--count": each, "--rate": self.per_second / PROCESSES,
            }  # fmt: skip
            self.children.append(
                subprocess.Popen(
                    [
                        sys.executable, "-m", "benchmarks.billing.leavers",
                        *(str(part) for pair in flags.items() for part in pair),
                    ],
                    cwd=ROOT, env=os.environ | {"FAIRWELL_DATABASE_URL": url},
                    stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                )
            )  # fmt: skip
        for child in self.children:
            assert child.stdout is not None
            if child.stdout.readline() != "ready\n":
                raise RuntimeError("A process that cancels did not get ready.")
        return self

    def go(self) -> None:
        """Let them begin."""
        for child in self.children:
            assert child.stdin is not None
            child.stdin.write("go\n")
            child.stdin.flush()

    def stop(self) -> tuple[Cell, ...]:
        """Rate asked, share confirmed in time, and p50, p99 and p99.9 in ms."""
        told: list[dict[str, Any]] = [json.loads(each.communicate()[0]) for each in self.children]
        taken = [seconds for each in told for seconds in each["taken"]]
        asked = sum(each["asked"] for each in told)
        # Who was still waiting when the run was over waited at least as long as anybody.
        taken += [math.inf] * (asked - len(taken))
        served = [seconds for seconds in taken if seconds < math.inf]
        spread: list[Cell] = [percentile(taken, share) * 1_000 for share in (0.5, 0.99, 0.999)]
        shown = [None if isinstance(ms, float) and math.isinf(ms) else ms for ms in spread]
        return self.per_second, len(served) / asked, *shown
