"""`fairwell demo`: set up, import, start, play the main job, then keep serving to be tried out."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from fairwell.demo.deeds import DEEDS
from fairwell.demo.letters import LetterBox, NoLetterError
from fairwell.demo.play import (
    Played,
    ask_for_account,
    await_site,
    cast,
    password,
    play,
    sign_up,
)
from fairwell.demo.stage import Stage, StageError, clear, set_stage
from fairwell.demo.visitor import LostError
from fairwell.management.children import Children
from fairwell.management.ports import require_free

# Daniel's: his refund fails at the bank, so that the other route can be tried.
CLOSED_CARD_ORDER = "QF0009-0002"


class Command(BaseCommand):
    """Everything runs on this machine, on SQLite, with a simulated bank and a local mail box."""

    help = "Show the product at work with a fictional vendor"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Once or for good, where, and on which port."""
        parser.add_argument("--once", action="store_true", help="exit after the play")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--directory", type=Path, default=Path("var/demo"))

    def handle(self, **options: Any) -> None:
        """Exit status 0 when the play went well."""
        directory = options["directory"].absolute()
        try:
            web, smtp, bank = (require_free("127.0.0.1", n) for n in (options["port"], 0, 0))
            stage = Stage(directory, web, smtp, bank)
            clear(directory)
            set_stage(stage, self._say)
            # The worker comes last: it compares the books with a bank that must know of them.
            verbs = [("mailbox",), ("sandbox",), ("web",)]
            with Children(verbs, stage.environment) as children:
                await_site(stage.site)
                stage.run("sandbox", "--adopt", "--close-card", CLOSED_CARD_ORDER)
                children.start("worker")
                self._play(stage, once=options["once"])
                if options["once"]:
                    return
                died = children.wait()
        except (StageError, LostError, NoLetterError, RuntimeError) as error:
            raise CommandError(str(error), returncode=1) from error
        if died is not None:
            raise CommandError(f"`fairwell {died}` stopped by itself.")

    def _play(self, stage: Stage, *, once: bool) -> None:
        box = LetterBox(stage.mail_directory)
        self._say("")
        played = play(stage.site, box, stage.directory, self._say)
        stage.run("check-books")
        self._say("The books hold: `fairwell check-books` finds no violation.")
        self._tell(stage, played)
        if not once:
            self._open_to_all(stage, box)

    def _tell(self, stage: Stage, played: Played) -> None:
        self._say(f"""
Reference   {played.reference}
Refund      {played.refund}
Mail        {stage.mail_directory}
Document    {played.document}
Verdict     {played.verdict}""")

    def _open_to_all(self, stage: Stage, box: LetterBox) -> None:
        self._say("\nSigning up the others …")
        others = [person for person in cast() if person.key != "annual_refundable"]
        visitors = [ask_for_account(stage.site, person) for person in others]
        for visitor, person in zip(visitors, others, strict=True):
            sign_up(visitor, box, person)
            if person.key in DEEDS:
                DEEDS[person.key](visitor)
        self._say(f"""
Try it yourself at {stage.site}/demo/, where one click signs you in
(elsewhere with the password {password()}; the mail is at {stage.site}/demo/mail/):
""")
        for person in cast():
            self._say(f"  {person.email:<32} {person.shows}")
        self._say("\nMove time forward with `fairwell clock --forward 30d` in this environment:")
        names = ("FAIRWELL_DATA_DIR", "FAIRWELL_TEST_CLOCK")
        self._say("  export " + " ".join(f"{name}={stage.environment[name]}" for name in names))
        self._say("Stop with Ctrl-C.")

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()
