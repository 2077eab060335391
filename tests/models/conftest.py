"""The ground that constraints are tried on."""

import pytest

from tests.cast import Cast
from tests.models.ground import lay_ground


@pytest.fixture
def ground(cast: Cast) -> Cast:
    """Books with a row of every kind."""
    lay_ground(cast)
    return cast
