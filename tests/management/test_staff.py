"""`fairwell staff`: who may enter the console."""

from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command

from fairwell.models import User
from tests.cast import NOW, Cast


def run(*words: str) -> str:
    out = StringIO()
    call_command("staff", *words, stdout=out)
    return out.getvalue()


def test_a_person_is_let_in_and_out_again(cast: Cast) -> None:
    cast.subscriber("sam")

    assert run("list") == "Nobody is staff.\n"
    said = run("add", " Sam@mail.example")
    assert said.startswith("sam@mail.example is staff.\nA second factor is missing")
    assert User.objects.get(email="sam@mail.example").is_staff
    assert "no second factor" in run("list")
    Authenticator.objects.create(user=User.objects.get(), type="totp", data={})
    assert run("add", "sam@mail.example") == "sam@mail.example is staff.\n"
    assert run("list") == "sam@mail.example  second factor\n"

    assert run("remove", "sam@mail.example") == "sam@mail.example is no longer staff.\n"
    assert not User.objects.get().is_staff


def test_who_has_no_account_cannot_be_let_in(cast: Cast) -> None:
    cast.subscriber("sam", signed_up=False)

    with pytest.raises(CommandError, match=r"Nobody signs in with sam@mail\.example"):
        run("add", "sam@mail.example")
    User.objects.create_user("eva@mail.example", date_joined=NOW, is_active=False)
    with pytest.raises(CommandError, match="Nobody signs in"):
        run("add", "eva@mail.example")
