"""The time is read in one place."""

import pytest

from tests.house import rules_clock, tree
from tests.house.tree import Source


def test_only_the_clock_reads_the_time() -> None:
    sources = [source for source in tree.texts() if source.path.startswith("src/fairwell/")]
    tree.expect_none(o for source in sources for o in rules_clock.clock_readings(source))


@pytest.mark.parametrize(
    "text",
    [
        "from datetime import datetime\nat = datetime.now(UTC)\n",
        "import datetime\nat = datetime.datetime.utcnow()\n",
        "import datetime as dt\nday = dt.date.today()\n",
        "from django.utils import timezone\nat = timezone.now()\n",
        "from django.utils.timezone import now\nat = now()\n",
        "from django.utils import timezone\nfield = DateTimeField(default=timezone.now)\n",
        "from django.utils import timezone\nday = timezone.localdate()\n",
        "import time\nseconds = time.time()\n",
        "from time import time_ns\nat = time_ns()\n",
        "from django.db.models.functions import Now\nrow.at = Now()\n",
        "from django.db import models\nat = models.DateTimeField(auto_now_add=True)\n",
        "import sql\nrow = sql.run('UPDATE plan SET at = CURRENT_TIMESTAMP')\n",
        "import sql\nrow = sql.run(\"SELECT datetime('now')\")\n",
        "import sql\nrow = sql.run('select now()')\n",
    ],
)
def test_a_reading_is_caught(text: str) -> None:
    (offence,) = rules_clock.clock_readings(Source("src/fairwell/queries/plans.py", text))
    assert offence.startswith("src/fairwell/queries/plans.py:2: ")


def test_a_reading_in_a_template_or_in_sql_is_caught() -> None:
    page = Source("src/fairwell/web/footer.html", '<p>{% now "Y" %}</p>\n')
    assert len(rules_clock.clock_readings(page)) == 1
    script = Source("src/fairwell/models/trigger.sql", "SET at = now();\n")
    assert len(rules_clock.clock_readings(script)) == 1


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (rules_clock.THE_CLOCK, "from django.utils import timezone\nat = timezone.now()\n"),
        ("src/a.py", "import time\nbefore = time.monotonic()\n"),
        ("src/a.py", "from datetime import datetime\nat = datetime.fromisoformat(text)\n"),
        ("src/a.py", "from django.utils import timezone\nat = timezone.localtime(at, zone)\n"),
        ("src/a.py", '"""Never NOW(): the instant is handed in."""\n'),
        ("src/a.py", "now = at\nlater = now\n"),
        ("src/a.html", "<p>Cancel now ()</p>\n"),
    ],
)
def test_what_is_no_reading_is_let_be(path: str, text: str) -> None:
    assert rules_clock.clock_readings(Source(path, text)) == []
