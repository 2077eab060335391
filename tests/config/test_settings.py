"""What operators set: read strictly, told in a line when wrong, and kept out of the log."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from fairwell.config.databases import database
from fairwell.config.logs import hide_tokens, logging_settings
from fairwell.config.mailers import mailers
from fairwell.config.secret import secret_from_file
from tests.threads import at_once


def shell(**environment: str) -> subprocess.CompletedProcess[str]:
    """Run `fairwell check-books` with those settings."""
    outside = {k: v for k, v in os.environ.items() if not k.startswith(("FAIRWELL_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-m", "fairwell.management", "check-books"],
        env={**outside, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_a_secret_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "secret-key"
    made = at_once([lambda: secret_from_file(path)] * 8)

    assert len(set(made)) == 1
    assert len(str(made[0])) >= 64
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path], "no draft is left behind"


@pytest.mark.parametrize(
    ("url", "options"),
    [
        ("smtp://mail.example", {"host": "mail.example", "port": 25, "timeout": 9}),
        (
            "smtps://me%40x:p%2Fw@mail.example:4650",
            {
                "host": "mail.example",
                "port": 4650,
                "timeout": 9,
                "username": "me@x",
                "password": "p/w",
                "use_ssl": True,
            },
        ),
        (
            "smtp+starttls://mail.example",
            {"host": "mail.example", "port": 587, "timeout": 9, "use_tls": True},
        ),
    ],
)
def test_the_mail_server_is_one_url(url: str, options: dict[str, object]) -> None:
    assert mailers(url, 9)["default"]["OPTIONS"] == options


def test_a_mail_url_that_is_none_says_how_one_looks() -> None:
    with pytest.raises(ImproperlyConfigured, match=r"Write smtp://host:port, smtps://"):
        mailers("mail.example:25", 9)


def test_without_a_url_the_books_are_a_file_in_the_data_directory(tmp_path: Path) -> None:
    settings = database("", tmp_path)

    assert settings["NAME"] == str(tmp_path / "fairwell.sqlite3")
    assert settings["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in settings["OPTIONS"]["init_command"]


def test_one_time_links_are_kept_out_of_the_log() -> None:
    event = hide_tokens(
        None, "", {"request": "GET /accounts/invitation/s3cret/", "path": "/account/quotes/t0ken/x"}
    )
    assert event == {"request": "GET /accounts/invitation/…/", "path": "/account/quotes/…/x"}
    assert logging_settings("json", "INFO")["root"]["level"] == "INFO"


def test_a_wrong_setting_is_told_in_a_line(tmp_path: Path) -> None:
    done = shell(FAIRWELL_DATA_DIR=str(tmp_path), FAIRWELL_WEB_PORT="front door")

    assert done.returncode == 2
    assert done.stderr.startswith("FAIRWELL_WEB_PORT: Input should be a valid integer")
    assert "Traceback" not in done.stderr


def test_a_database_that_is_not_set_up_is_told_in_a_line(tmp_path: Path) -> None:
    done = shell(FAIRWELL_DATA_DIR=str(tmp_path / "new"), FAIRWELL_SECRET_KEY="x" * 50)

    assert done.returncode == 3
    assert "run `fairwell migrate` once" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_log_level_that_is_none_is_named(tmp_path: Path) -> None:
    done = shell(
        FAIRWELL_DATA_DIR=str(tmp_path), FAIRWELL_LOG_FORMAT="json", FAIRWELL_LOG_LEVEL="LOUD"
    )
    assert "FAIRWELL_LOG_LEVEL" in done.stderr
