"""The operator's other commands: what they do, what they print, and how they refuse."""

from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from fairwell.actions.cases.ask_for_review import ask_for_review
from fairwell.models import (
    Case,
    Invitation,
    Notice,
    OfficialContact,
    PolicyVersion,
    Refund,
    Statement,
    Vendor,
)
from fairwell.proof.keys import KeyRing
from fairwell.queries import clock
from fairwell.queries.books.promises import seals_verify
from tests import deeds
from tests.cast import NOW, Cast

DEMO = Path(__file__).parents[2] / "src" / "fairwell" / "demo" / "data"


def run(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def refusal(*words: str) -> str:
    with pytest.raises(CommandError) as refused:
        call_command(*words, stdout=StringIO())
    return str(refused.value)


def test_vendor_writes_card_contacts_and_policies_and_can_be_run_again(db: None) -> None:
    said = run("vendor", str(DEMO / "vendor.toml"))
    assert "Quillfort Security is set up." in said
    run("vendor", str(DEMO / "vendor.toml"))

    assert Vendor.objects.get().timezone == "America/New_York"
    assert OfficialContact.objects.filter(kind="phone", purpose="support").count() == 1
    packs = set(PolicyVersion.objects.values_list("pack_id", flat=True))
    assert packs == {"vendor-60-annual", "vendor-none", "eu-withdrawal"}


def test_vendor_names_every_key_that_is_missing_or_unknown(db: None, tmp_path: Path) -> None:
    file = tmp_path / "vendor.toml"
    file.write_text('[vendor]\nname = "Q"\ncolour = "blue"\n')

    said = refusal("vendor", str(file))

    for word in ("lacks country", "lacks timezone", "lacks default_policy", "not know colour"):
        assert word in said
    assert not Vendor.objects.exists()


def test_vendor_refuses_a_policy_that_nobody_published(db: None, tmp_path: Path) -> None:
    text = (DEMO / "vendor.toml").read_text("utf-8")
    file = tmp_path / "vendor.toml"
    file.write_text(text.replace('default_policy = "vendor-60-annual"', 'default_policy = "mine"'))

    assert "no pack mine is published; add --pack FILE" in refusal("vendor", str(file))


def test_the_clock_moves_forward_only_and_only_where_it_is_allowed(
    cast: Cast, settings: Settings
) -> None:
    cast.subscriber("anna")
    before = clock.now()
    run("clock", "--forward", "3d")
    assert timedelta(days=3) <= clock.now() - before < timedelta(days=3, minutes=1)
    assert "time can only move forward" in refusal("clock", "--to", "2020-01-01T00:00Z")
    assert "is not a length of time" in refusal("clock", "--forward", "soon")
    assert "has no zone" in refusal("clock", "--to", "2030-01-01T00:00")
    assert "is not an instant" in refusal("clock", "--to", "tomorrow")
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"test_clock": False})
    assert "The test clock is off" in refusal("clock", "--forward", "1d")


def test_invite_sends_a_link_to_those_without_an_account(cast: Cast) -> None:
    cast.subscriber("anna", signed_up=False)
    cast.subscriber("ben")

    assert "1 invitations are on their way." in run("invite", "--all")
    assert Invitation.objects.get().email == "anna@mail.example"
    assert Notice.objects.get().template == "invitation"
    assert "No customer without an account" in refusal("invite", "ben@mail.example")


def test_resend_queues_the_letter_again(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    request = deeds.leave(anna)
    Notice.objects.update(queued_at=NOW - timedelta(hours=1))

    run("resend", request.reference.lower().replace("-", " "))

    assert Notice.objects.filter(statement__reference=request.reference).count() == 2
    assert "No confirmation FW-2222" in refusal("resend", "FW-2222")


def test_a_granted_refund_answers_the_review(cast: Cast) -> None:
    anna = cast.subscriber("anna", charged=NOW - timedelta(days=100))
    case = ask_for_review(
        subscription_id=anna.pk,
        order_number="Q-1001",
        message="please",
        at=NOW,
        actor="subscriber",
        channel="portal",
        idempotency_key="1",
    )
    assert case.reference in run("cases")

    said = run("refund", "Q-1001", "10.00", "--note", "never used")

    refund = Refund.objects.get()
    assert f"Refund {refund.reference} of 10.00 USD is instructed." in said
    assert Statement.objects.get(refund=refund).kind == "refund_instructed"
    assert Case.objects.get().resolution == refund.reference
    run("refund", "Q-1001", "10.00", "--note", "never used")
    assert Refund.objects.count() == 1, "the same grant twice is one"
    assert "hold only 69.99 USD more" in refusal("refund", "Q-1001", "70.00", "--note", "x")
    assert "must be above zero" in refusal("refund", "Q-1001", "0.00", "--note", "x")
    assert "No order Q-7" in refusal("refund", "Q-7", "1.00", "--note", "x")


def test_a_declined_review_is_answered_by_mail(cast: Cast) -> None:
    anna = cast.subscriber("anna", charged=NOW - timedelta(days=100))
    case = ask_for_review(
        subscription_id=anna.pk,
        order_number="Q-1001",
        message="please",
        at=NOW,
        actor="subscriber",
        channel="portal",
        idempotency_key="1",
    )
    assert "Say how with --note" in refusal("cases", "--close", case.reference)

    run("cases", "--close", case.reference, "--note", "The policy holds.")

    assert Notice.objects.get(template="refund_declined").context["answer"] == "The policy holds."
    assert "No open case" in refusal("cases", "--close", case.reference, "--note", "again")
    assert "No open case" in refusal("cases", "--paid", case.reference, "--note", "again")
    assert "No case is open." in run("cases")


def test_a_new_sealing_key_leaves_old_seals_valid(cast: Cast, settings: Settings) -> None:
    anna = cast.subscriber("anna")
    deeds.leave(anna)

    said = run("rotate_seal_key")

    current = KeyRing.open(settings.SEAL_KEYS_DIR, at=clock.now()).current.key_id
    assert current in said
    assert Statement.objects.get().key_id != current
    found = seals_verify(NOW)
    assert (found.examined, found.count) == (1, 0)


def test_broken_books_give_exit_status_one(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    type(anna).objects.filter(pk=anna.pk).update(standing="on_hold")

    out = StringIO()
    with pytest.raises(CommandError, match="3 violations") as broken:
        call_command("check_books", stdout=out)

    assert broken.value.returncode == 1
    assert "standing is on_hold, its events say current" in out.getvalue()
