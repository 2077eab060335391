"""What the people pages' tests share."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from django.http import HttpResponse

from fairwell.models import Notice


@pytest.fixture(autouse=True)
def _fresh_limits() -> Iterator[None]:
    """Rate limits count across requests; no test may use up another's."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def letters(db: None) -> Callable[[], list[tuple[str, str]]]:
    """What was promised by mail so far: (template, address), oldest first."""
    return lambda: list(Notice.objects.order_by("pk").values_list("template", "to_email"))


@pytest.fixture
def seen() -> Callable[[HttpResponse, str], tuple[int, str]]:
    """What somebody sees of an answer: status and page, less tokens and the address they typed."""

    def look(response: HttpResponse, typed: str) -> tuple[int, str]:
        page = response.content.decode()
        page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)
        return response.status_code, page.replace(typed, "(typed)")

    return look
