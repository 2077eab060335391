"""What monitors are told."""

import json
from unittest.mock import patch

from django.db import OperationalError
from django.test import Client, RequestFactory

from fairwell.web.public.health import health


def test_well(db: None, client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "database": "ok"})
    assert "no-store" in answer.headers["Cache-Control"]


def test_without_a_database(rf: RequestFactory) -> None:
    with patch("fairwell.web.public.health.connection.cursor", side_effect=OperationalError("pw")):
        answer = health(rf.get("/healthz"))
    assert answer.status_code == 503
    assert json.loads(answer.content) == {"status": "unavailable", "database": "no answer"}
