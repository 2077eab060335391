"""`fairwell cases --release`: who has a good reason is let go from the operator's shell."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from fairwell.models import CancellationRequest, Case
from tests.actions.contracts import bound
from tests.actions.test_early_end import ask
from tests.cast import Cast


def cases(*words: str) -> str:
    """What the command says."""
    out = StringIO()
    call_command("cases", *words, stdout=out)
    return out.getvalue()


def test_it_ends_at_once_and_says_under_which_reference(cast: Cast) -> None:
    anna = bound(cast)
    case = ask(anna)
    assert "early_end" in cases()

    said = cases("--release", case.reference, "--note", "Moved abroad")

    request = CancellationRequest.objects.get()
    assert said == f"Ended at once under {request.reference}; the subscriber is told.\n"
    assert (request.reason_text, Case.objects.get().state) == ("Moved abroad", "closed")


def test_it_wants_a_note_and_a_case_of_that_kind(cast: Cast) -> None:
    case = ask(bound(cast))

    with pytest.raises(CommandError, match="Say how with --note"):
        cases("--release", case.reference)
    with pytest.raises(CommandError, match="asks for an early end"):
        cases("--release", "FW-2345-6789-BCDF", "--note", "Yes")
    cases("--close", case.reference, "--note", "Not this time")
    with pytest.raises(CommandError, match="is closed: Not this time"):
        cases("--release", case.reference, "--note", "Yes after all")
