"""A stage inside the test's transaction, and one whose commits are real."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cast import Cast
from tests.worker.stage import Stage, on_stage


@pytest.fixture
def stage(cast: Cast, tmp_path: Path) -> Iterator[Stage]:
    """For stories of one worker."""
    with on_stage(cast, tmp_path) as stage:
        yield stage


@pytest.fixture
def committed_stage(committed_cast: Cast, tmp_path: Path) -> Iterator[Stage]:
    """For threads and other processes."""
    with on_stage(committed_cast, tmp_path) as stage:
        yield stage
