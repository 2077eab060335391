"""Pages as a subscriber loads them, rendered: queries and time, against their queries done bare."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from unittest import mock

from allauth.account.models import EmailAddress
from demo_data.contracts import NOW
from django.db import connection
from django.test import Client
from django.urls import reverse

from benchmarks.cancelling import cancel, quote
from benchmarks.figures import Cell, Column, Spread, Table, percentile, ratio
from benchmarks.ground import Ground
from benchmarks.lists import HELD
from benchmarks.recorder import Recorder, Statement
from benchmarks.sizes import Sizes
from fairwell.models import Customer, User
from fairwell.queries import clock

_AT = NOW + timedelta(minutes=2)
_WARM_UP = 2


@dataclass(frozen=True, slots=True)
class Page:
    """A page, and whose."""

    name: str
    path: str
    client: Client


@dataclass(frozen=True, slots=True)
class Loads:
    """What loading one page some times took and sent; the HTML's size in bytes."""

    seconds: list[float]
    sent: list[list[Statement]]
    size: int


def measure_pages(ground: Ground, name: str, sizes: Sizes) -> Table:
    """Load each page with the product's present moved to the list's."""
    rows: list[tuple[Cell, ...]] = []
    with mock.patch.object(clock, "now", return_value=_AT):
        for page in _pages():
            loads = _load(page, sizes.repeats)
            ours = Spread.of(loads.seconds)
            floor = Spread.of(_bare(ground, name, loads.sent))
            rows.append(
                (
                    page.name,
                    percentile([len(each) for each in loads.sent], 0.5),
                    ours.p50 * 1_000,
                    ours.most * 1_000,
                    loads.size / 1_000,
                    floor.p50 * 1_000,
                    ratio(ours.p50, floor.p50),
                )
            )
    return Table(
        f"{ground.kind}: pages of the portal, {sizes.repeats} loads of each",
        (
            Column("page"),
            Column("queries", "count"),
            Column("p50 ms", "ms"),
            Column("max ms", "ms"),
            Column("kB", "count"),
            Column("floor ms", "ms"),
            Column("p50 / floor", "times"),
        ),
        tuple(rows),
        (
            "Through every middleware, sign-in and session included, rendered to HTML; no network.",
            "Floor: the queries that the page sent, sent again by the bare driver.",
        ),
    )


def _pages() -> list[Page]:
    pages = []
    for count in HELD:
        client = _signed_in(f"holder{count}@mail.example")
        pages.append(Page(_account_name(count), reverse("portal:subscriptions"), client))
    owner = Customer.objects.get(email=f"holder{HELD[1]}@mail.example")
    first, second, third = owner.subscriptions.order_by("pk")[:3]
    client = pages[1].client
    quoted, done = quote(second.pk), quote(third.pk)
    for each in (quoted, done):
        each.user = owner.user
        each.save(update_fields=["user"])
    cancel(done)
    told = third.statements.get(kind="cancellation")
    return [
        *pages,
        Page("one subscription", reverse("portal:subscription", args=[first.pk]), client),
        Page("cancel: the choices", reverse("portal:cancel", args=[first.pk]), client),
        Page("cancel: the review", reverse("portal:review", args=[quoted.token]), client),
        Page("the confirmation", reverse("portal:confirmation", args=[told.reference]), client),
    ]


def _account_name(count: int) -> str:
    return f"account, {count} subscription{'s' if count > 1 else ''}"


def _signed_in(email: str) -> Client:
    """A client of that customer, signed in."""
    user = User.objects.create_user(email, None, date_joined=NOW)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    Customer.objects.filter(email=email).update(user=user)
    client = Client(headers={"Host": "localhost", "Accept-Language": "en"})
    client.force_login(user)
    return client


def _load(page: Page, repeats: int) -> Loads:
    recorder = Recorder()
    seconds, sent, size = [], [], 0
    for number in range(_WARM_UP + 2 * repeats):
        counted = number >= _WARM_UP + repeats
        started = time.perf_counter()
        if counted:
            with connection.execute_wrapper(recorder):
                response = page.client.get(page.path)
            sent.append([each for each in recorder.take() if each.asks])
        else:
            response = page.client.get(page.path)
            if number >= _WARM_UP:
                seconds.append(time.perf_counter() - started)
        if response.status_code != 200:
            raise RuntimeError(f"{page.path} answers {response.status_code}.")
        size = len(response.content)
    return Loads(seconds, sent, size)


def _bare(ground: Ground, name: str, sent: Sequence[Sequence[Statement]]) -> list[float]:
    """The seconds of each load's queries alone; the first load warms the connection up."""
    seconds = []
    with ground.bare(name, like_django=True) as bare:
        for load in (sent[0], *sent):
            started = time.perf_counter()
            for each in load:
                bare.run(each.sql, each.parameters)
            seconds.append(time.perf_counter() - started)
    return seconds[1:]
