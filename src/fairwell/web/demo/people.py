"""The made-up people of the demonstration: what each of them shows, and signing in as one."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from django.contrib.auth import authenticate, login, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from fairwell.models import User


@dataclass(frozen=True, slots=True)
class Somebody:
    """One of the cast, as the list shows them."""

    name: str
    email: str
    shows: str


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Everybody of the cast who has an account here, and what is to be seen with them."""
    cast = _cast()
    words = "shows_de" if (get_language() or "").startswith("de") else "shows"
    here = set(
        User.objects.filter(email__in=[role["email"] for role in cast["cast"]]).values_list(
            "email", flat=True
        )
    )
    page = {
        "people": [
            Somebody(role["name"], role["email"], role[words])
            for role in cast["cast"]
            if role["email"] in here
        ],
        "password": cast["password"],
    }
    return render(request, "demo/people.html", page)


@require_POST
def sign_in_as(request: HttpRequest) -> HttpResponse:
    """Leave whoever is signed in, and sign in as one of the cast with the password of them all."""
    cast, email = _cast(), request.POST.get("email", "")
    if email not in {role["email"] for role in cast["cast"]}:
        raise Http404
    user = authenticate(request, email=email, password=cast["password"])
    if user is None:
        raise Http404
    logout(request)
    login(request, user)
    return redirect("portal:subscriptions")


@cache
def _cast() -> dict[str, Any]:
    """The demonstration's data: `cast` and their `password`."""
    return tomllib.loads((files("fairwell") / "demo" / "data" / "cast.toml").read_text("utf-8"))
