"""What a walk has sent: all letters and all documents in one language."""

import subprocess
from unittest.mock import patch

from fairwell.gateways.mail.compose import compose
from fairwell.gateways.paper.statement_pdf import statement_pdf
from fairwell.models import Notice, Statement
from tests.house import tree
from tests.locale import reading


def letters(language: str) -> set[str]:
    """What all letters in that language say, the plain ones line by line."""
    heard: set[str] = set()
    with patch("fairwell.gateways.mail.compose.enclosures_of", return_value=()):
        for notice in Notice.objects.filter(language=language):
            letter = compose(notice)
            heard |= reading.words_on(letter.html)
            for line in (letter.subject, *letter.text.splitlines()):
                heard |= reading.words_in(line)
    return heard


def papers(language: str) -> set[str]:
    """What all documents in that language say on paper, line by line."""
    heard: set[str] = set()
    for statement in Statement.objects.filter(language=language):
        paper = subprocess.run(
            ["pdftotext", "-layout", "-", "-"],
            input=statement_pdf(statement),
            capture_output=True,
            check=True,
        )
        for line in paper.stdout.decode().splitlines():
            heard |= reading.words_in(line)
    return heard


def expect_no_english(english: set[str], other: set[str], same: set[str]) -> None:
    """Fail with what both say, but for words that are the `same` in both languages."""
    tree.expect_none(sorted((english & other) - same))
