"""Checking a document without trusting us: the verifier to download and the keys we publish."""

import hashlib
from datetime import date, datetime
from importlib.resources import files
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe

from fairwell.proof.keys import KeyRing


class _Verifier:
    """The single file that strangers run, as it was installed."""

    @cached_property
    def source(self) -> bytes:
        return files("fairwell.proof").joinpath("verify.py").read_bytes()

    @cached_property
    def digest(self) -> str:
        return hashlib.sha256(self.source).hexdigest()


_verifier = _Verifier()


@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """How to check a document offline, with the keys as they stand."""
    published = KeyRing.open(settings.SEAL_KEYS_DIR, at=request.at).published()  # type: ignore[attr-defined]
    keys = [
        {"key_id": key["key_id"], "first": _day(key["from"]), "last": _day(key["until"])}
        for key in cast(list[dict[str, Any]], published["keys"])
    ]
    return render(
        request,
        "public/verify.html",
        {"keys": keys, "digest": _verifier.digest, "site": settings.PUBLIC_URL},
    )


def _day(instant: str | None) -> date | None:
    """The day in UTC, as the instant of a published key stands."""
    return datetime.fromisoformat(instant).date() if instant else None


@require_safe
def verifier(request: HttpRequest) -> HttpResponse:
    """The verifier itself, byte for byte."""
    return HttpResponse(
        _verifier.source,
        content_type="text/x-python; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="fairwell-verify.py"'},
    )


@require_safe
def keys(request: HttpRequest) -> JsonResponse:
    """The public keys that seals are checked against; anyone may fetch them from anywhere."""
    published = KeyRing.open(settings.SEAL_KEYS_DIR, at=request.at).published()  # type: ignore[attr-defined]
    return JsonResponse(published, headers={"Access-Control-Allow-Origin": "*"})
