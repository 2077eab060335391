"""The product's settings for tests: a database and a data directory of their own."""

import os
import tempfile
from pathlib import Path

_worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
_home = Path(tempfile.mkdtemp(prefix=f"fairwell-tests-{_worker}-"))
os.environ["FAIRWELL_DATA_DIR"] = str(_home)
os.environ["FAIRWELL_DATABASE_URL"] = os.environ.get("FAIRWELL_TEST_DATABASE_URL", "")
os.environ["FAIRWELL_TEST_CLOCK"] = "true"
os.environ["FAIRWELL_BILLING"] = "on"  # tests of the switch turn it off
os.environ["FAIRWELL_SMTP_URL"] = "smtp://127.0.0.1:1"  # tests that mail start a server and say so

from fairwell.config.settings import *  # noqa: E402, F403
from fairwell.config.settings import DATABASES  # noqa: E402

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file rather than memory: threads and other processes must see the same database.
    DATABASES["default"]["TEST"] = {"NAME": str(_home / "tests.sqlite3")}
else:
    DATABASES["default"]["OPTIONS"].pop("pool", None)

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
