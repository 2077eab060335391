"""The demo plays the main job against the real product and leaves a document that verifies."""

import json
import os
import subprocess
import sys
from pathlib import Path
from socket import socket

from fairwell.proof.verify import verify_document


def test_the_demo_plays_the_main_job_once(tmp_path: Path) -> None:
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    stage = tmp_path / "demo"
    outside = {k: v for k, v in os.environ.items() if not k.startswith(("FAIRWELL_", "DJANGO_"))}
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "fairwell.management",
            "demo",
            "--once",
            "--port",
            str(port),
            "--directory",
            str(stage),
        ],
        env={**outside, "FAIRWELL_DATA_DIR": str(tmp_path / "outside")},
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    keys = json.loads((stage / "fairwell-keys.json").read_text())["keys"]
    verdict = verify_document((stage / "confirmation.json").read_bytes(), trusted_keys=keys)
    assert verdict.status == "genuine"
    assert verdict.statement is not None
    assert verdict.statement["reference"] in done.stdout
    assert "It took 3 clicks." in done.stdout
    assert "Verdict     GENUINE" in done.stdout
    assert "99.99 USD, instructed with the cancellation and settled since" in done.stdout


def test_the_demo_empties_no_directory_of_somebody_elses(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("irreplaceable")
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "fairwell.management",
            "demo",
            "--once",
            "--port",
            "0",
            "--directory",
            str(tmp_path),
        ],
        env={**os.environ, "FAIRWELL_DATA_DIR": str(tmp_path / "outside")},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 1
    assert "holds something that is not a demo's; name another one" in done.stderr
    assert (tmp_path / "thesis.txt").read_text() == "irreplaceable"
