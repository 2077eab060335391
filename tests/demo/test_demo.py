"""The demo plays the main job against the real product and leaves a document that verifies."""

import json
import os
import subprocess
import sys
from pathlib import Path
from socket import socket

from fairwell.demo.play import password
from fairwell.demo.visitor import Visitor
from fairwell.proof.verify import verify_document

# Whom the demo lists, and what their account then shows.
SHOWN = {
    "oliver.nash": ("Payment overdue", "£33.99 of order QF0006-0002", "Pay now"),
    "tomas.herrera": ("Trial", "Only if you leave a card"),
    "nora.whitfield": ("Trial", "$54.99 on December 5, 2026"),
    "edith.larkin": ("From December 21, 2026: The price becomes £83.99 per year.",),
    "ravi.chandran": ("Paused until February 21, 2027", "End the pause"),
    "felix.baumann": ("From February 11, 2027: You change to", "monthly"),
}


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


def test_the_demo_stays_open_with_everybody_in_the_state_they_show(tmp_path: Path) -> None:
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    outside = {k: v for k, v in os.environ.items() if not k.startswith(("FAIRWELL_", "DJANGO_"))}
    words = ("demo", "--port", str(port), "--directory", str(tmp_path / "demo"))
    with subprocess.Popen(
        [sys.executable, "-m", "fairwell.management", *words],
        env={**outside, "FAIRWELL_DATA_DIR": str(tmp_path / "outside")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as running:
        try:
            assert running.stdout is not None
            said = []
            for line in running.stdout:
                said.append(line)
                if "Ctrl-C" in line or "Error" in line:
                    break
            assert "Ctrl-C" in said[-1], "".join(said)
            for person, shown in SHOWN.items():
                visitor = Visitor(f"http://localhost:{port}")
                visitor.go("/demo/")
                email = f"{person}@mail.example"
                assert email in visitor.text
                visitor.go("/accounts/login/")
                visitor.press("Sign in", login=email, password=password())
                assert [words for words in shown if words not in visitor.text] == [], person
        finally:
            running.terminate()


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
