"""The main job, played against the running product as a subscriber would do it."""

import json
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from fairwell.demo.letters import LetterBox, link_in
from fairwell.demo.visitor import Visitor

SETTLED = "It went back the way you paid"  # said by the second letter alone


@dataclass(frozen=True, slots=True)
class Person:
    """One of the demo's cast."""

    key: str
    name: str
    email: str
    shows: str


@dataclass(frozen=True, slots=True)
class Played:
    """What the play left: the reference, what the mail said, and where the document lies."""

    reference: str
    refund: str
    clicks: int
    document: Path
    verdict: str


def cast() -> list[Person]:
    """The people of the demo's data set."""
    return [Person(p["key"], p["name"], p["email"], p["shows"]) for p in _data()["cast"]]


def password() -> str:
    """What all of them sign in with."""
    return str(_data()["password"])


def _data() -> dict[str, Any]:
    return tomllib.loads((files("fairwell.demo") / "data" / "cast.toml").read_text("utf-8"))


def ask_for_account(site: str, person: Person) -> Visitor:
    """Ask for the invitation to one's own address."""
    visitor = Visitor(site)
    visitor.go("/accounts/start/")
    visitor.press("Send me a link", email=person.email)
    return visitor


def sign_up(visitor: Visitor, box: LetterBox, person: Person) -> None:
    """Follow the mailed link and choose a password; signed in then."""
    invitation = box.await_letter(person.email, "/accounts/invitation/")
    visitor.go(link_in(invitation, "/accounts/invitation/"))
    visitor.press("Save the password", password=password())


def play(site: str, box: LetterBox, where: Path, say: Callable[[str], None]) -> Played:
    """Grace signs up, cancels, is refunded, and checks her sealed confirmation offline."""
    grace = next(person for person in cast() if person.key == "annual_refundable")
    say(f"{grace.name} asks for an account and follows the link in her mail.")
    visitor = ask_for_account(site, grace)
    sign_up(visitor, box, grace)
    visitor.go("/account/")
    visitor.clicks = 0
    say("She opens her account page and cancels, now.")
    visitor.click("Cancel")
    visitor.press("Continue", choice="now")
    visitor.press("Confirm")
    clicks = visitor.clicks
    download = visitor.links("document.json")[0]
    document = where / "confirmation.json"
    document.write_bytes(visitor.fetch(download))
    statement = json.loads(document.read_bytes())["statement"]
    reference = statement["reference"]
    say(f"It took {clicks} clicks. Her reference number is {reference}.")
    for line in statement["refund"]["lines"]:
        say(f"Order {line['order']}: paid {line['paid']}, refund {line['refund']}.")
        say(f"  {line['explanation']}")
    letter = box.await_letter(grace.email, reference)
    say(f"The mail came: {letter['Subject']}")
    total = statement["refund"]["total"]
    settled = box.await_letter(grace.email, SETTLED)
    say(f"The second mail came: {settled['Subject']}")
    refund = f"{total}, instructed with the cancellation and settled since"
    verdict = verify(visitor, document, where)
    say(f"Checked offline with the single-file verifier: {verdict}")
    return Played(reference, refund, clicks, document, verdict)


def verify(visitor: Visitor, document: Path, where: Path) -> str:
    """Download the verifier and the published keys, and run the one on the document alone."""
    program, keys = where / "fairwell-verify.py", where / "fairwell-keys.json"
    program.write_bytes(visitor.fetch("/verify/fairwell-verify.py"))
    keys.write_bytes(visitor.fetch("/.well-known/fairwell-keys.json"))
    done = subprocess.run(  # noqa: S603 - our own file, run without site packages
        [sys.executable, "-I", "-S", str(program), str(document), "--keys", str(keys)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    if done.returncode:
        raise RuntimeError(f"The verifier did not agree: {done.stdout}{done.stderr}")
    return done.stdout.splitlines()[0]


def await_site(site: str, *, seconds: float = 60) -> None:
    """Wait until the site answers."""
    visitor, deadline = Visitor(site), time.monotonic() + seconds
    while True:
        try:
            visitor.go("/healthz")
        except Exception:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.3)
        else:
            return
