"""Figures, each beside a floor measured in the same run: `make bench`, or `python -m benchmarks`.

A floor is what the machine and the database do with the same rows or the same statements when
nothing of Fairwell is in between. A ratio to it travels from machine to machine; a time does not.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# The generator of export-shaped lists lives with the scripts, which are no package.
sys.path.insert(0, str(ROOT / "scripts"))
