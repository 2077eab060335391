"""The vendor and its official contacts, for the frame of every page."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from fairwell.queries.vendor import the_vendor_with_contacts


def vendor(request: HttpRequest) -> dict[str, Any]:
    """`vendor` for templates, read at most once per page and only if shown."""
    return {"vendor": SimpleLazyObject(the_vendor_with_contacts)}
