import pytest
from tests.cast import NOW
from tests.queries.books.stage import set_stage
from fairwell.queries.books import CHECKS
def test_probe(cast):
    set_stage(cast)
    for c in CHECKS:
        r = c.ask(NOW)
        print(c.name, r.examined, r.count, [(v.row, v.wrong) for v in r.violations])
