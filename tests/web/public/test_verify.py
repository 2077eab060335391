"""A stranger checks a document with what this site hands out, and nothing else."""

import hashlib
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from fairwell.proof.keys import KeyRing
from fairwell.proof.seal import seal
from tests.cast import NOW, Cast


@pytest.fixture
def ring(cast: Cast, settings: Settings, tmp_path: Path) -> KeyRing:
    settings.SEAL_KEYS_DIR = tmp_path / "keys"
    return KeyRing.open(settings.SEAL_KEYS_DIR, at=NOW)


def test_the_published_keys_are_the_ring_s(ring: KeyRing, client: Client) -> None:
    answer = client.get("/.well-known/fairwell-keys.json")
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.json() == ring.published()
    assert "private" not in answer.content.decode()


def test_the_page_names_the_keys_and_the_verifier_s_digest(ring: KeyRing, client: Client) -> None:
    page = client.get("/verify/").content.decode()
    assert ring.current.key_id in page
    verifier = client.get("/verify/fairwell-verify.py").content
    assert hashlib.sha256(verifier).hexdigest() in page


def test_the_verifier_is_for_saving(db: None, client: Client) -> None:
    headers = client.get("/verify/fairwell-verify.py").headers
    assert headers["Content-Type"].startswith("text/x-python")
    assert headers["Content-Disposition"] == 'attachment; filename="fairwell-verify.py"'


def test_the_command_on_the_page_works(ring: KeyRing, client: Client, tmp_path: Path) -> None:
    page = client.get("/verify/").content.decode()
    found = re.search(r"<code>python3 ([^<]+)</code>", page)
    assert found is not None
    tool, document, *_ = command = found[1].split()
    (tmp_path / tool).write_bytes(client.get("/verify/fairwell-verify.py").content)
    keys = client.get("/.well-known/fairwell-keys.json").content
    (tmp_path / command[-1]).write_bytes(keys)
    sealed = seal({"said": "hello"}, ring.current, sealed_at=NOW)
    (tmp_path / document).write_bytes(sealed)
    checked = subprocess.run(
        [sys.executable, *command], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
    altered = (tmp_path / document).read_text().replace("hello", "hallo")
    (tmp_path / document).write_text(altered)
    again = subprocess.run(
        [sys.executable, *command], cwd=tmp_path, check=False, capture_output=True
    )
    assert again.returncode == 1
