"""The whole course on one database: what is set up, measured and handed over, in order."""

import tomllib
from collections.abc import Callable
from pathlib import Path

from demo_data.contracts import NOW
from django.core.management import call_command

from benchmarks.audit import measure_audit
from benchmarks.cancelling import CANCELLED, measure_cancelling
from benchmarks.documents import measure_documents
from benchmarks.figures import Table
from benchmarks.ground import Ground, leave, use
from benchmarks.importing import measure_import, take
from benchmarks.lists import Lists
from benchmarks.pages import measure_pages
from benchmarks.sizes import Sizes
from benchmarks.together import measure_together
from fairwell.actions.catalog.publish_policies import publish_policies
from fairwell.actions.catalog.set_up_vendor import VendorRecord, set_up_vendor
from fairwell.management.shipped import shipped_packs
from fairwell.models import Subscription

EMPTY, BASE = "empty", "base"


def run(
    ground: Ground, lists: Lists, *, vendor: Path, sizes: Sizes, tell: Callable[[Table], None]
) -> None:
    """Measure everything; `tell` is given each table as soon as there is one."""
    _set_up(ground, vendor)
    tell(measure_import(ground, EMPTY, BASE, lists, sizes))
    leavers = _further_lists(ground, lists)
    tables, quotes, recorded = measure_cancelling(ground, BASE, leavers, sizes)
    for table in tables:
        tell(table)
    tell(measure_together(ground, quotes, recorded, sizes))
    ground.settle(CANCELLED)
    use(ground, CANCELLED)
    tell(measure_audit(ground, CANCELLED))
    tell(measure_documents(sizes))
    tell(measure_pages(ground, CANCELLED, sizes))


def _set_up(ground: Ground, vendor: Path) -> None:
    """A migrated database with the demo's vendor and no subscriber."""
    ground.create(EMPTY)
    use(ground, EMPTY)
    call_command("migrate", verbosity=0)
    publish_policies(texts=shipped_packs(), at=NOW)
    record = VendorRecord(**tomllib.loads(vendor.read_text(encoding="utf-8"))["vendor"])
    set_up_vendor(record=record, at=NOW)
    leave()


def _further_lists(ground: Ground, lists: Lists) -> list[int]:
    """The other lists on the books, too; returns the subscriptions of those who leave."""
    use(ground, BASE)
    for directory in (lists.leavers, lists.holders):
        taken = take(directory)
        wrong = [problem for problem in taken.problems if problem.severity == "error"]
        if wrong:
            raise RuntimeError(f"The import refused {len(wrong)} rows, such as: {wrong[0]}")
    own = Subscription.objects.filter(customer__email__startswith="leaver")
    leavers = list(own.order_by("pk").values_list("pk", flat=True))
    leave()
    ground.settle(BASE)
    return leavers
