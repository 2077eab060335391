"""Pages as a subscriber loads them, rendered: queries and time, against their queries done bare."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from unittest import mock

from allauth.account.models import EmailAddress
from demo_data.contracts import NOW
from django.db import connection
from django.test import Client
from django.urls import reverse

from benchmarks.bare import Bare
from benchmarks.cancelling import cancel, quote
from benchmarks.figures import Cell, Column, Table, percentile, ratio
from benchmarks.ground import Ground
from benchmarks.lists import HELD
from benchmarks.recorder import Recorder, Statement
from benchmarks.sizes import Sizes
from benchmarks.timing import Timings
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


@dataclass(slots=True)
class Loads:
    """What loading one page some times took, and its queries alone; queries and bytes of one."""

    page: Timings = field(default_factory=Timings)
    floor: Timings = field(default_factory=Timings)
    queries: int = 0
    size: int = 0


def measure_pages(ground: Ground, name: str, sizes: Sizes) -> Table:
    """Load each page with the product's present moved to the list's."""
    with mock.patch.object(clock, "now", return_value=_AT):
        return load_pages(ground, name, _pages(), sizes.repeats)


def load_pages(ground: Ground, name: str, pages: Sequence[Page], repeats: int) -> Table:
    """Load pages of the database `name`, which Django is on, so many times each."""
    rows: list[tuple[Cell, ...]] = []
    for page in pages:
        with ground.bare(name, like_django=True) as bare:
            loads = _load(page, bare, repeats)
        floor = loads.floor.spread
        p50, p95 = (percentile(loads.page.wall, share) for share in (0.5, 0.95))
        rows.append(
            (
                page.name,
                loads.queries,
                p50 * 1_000,
                p95 * 1_000,
                percentile(loads.page.cpu, 0.5) * 1_000,
                loads.size / 1_000,
                floor.p50 * 1_000,
                ratio(p50, floor.p50),
            )
        )
    return Table(
        f"{ground.kind}: pages of the portal, {repeats} loads of each",
        (
            Column("page"),
            Column("queries", "count"),
            Column("p50 ms", "ms"),
            Column("p95 ms", "ms"),
            Column("CPU ms", "ms"),
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
        client = signed_in(f"holder{count}@mail.example")
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


def signed_in(email: str) -> Client:
    """A client of that customer, signed in."""
    user = User.objects.create_user(email, None, date_joined=NOW)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    Customer.objects.filter(email=email).update(user=user)
    client = Client(headers={"Host": "localhost", "Accept-Language": "en"})
    client.force_login(user)
    return client


def _load(page: Page, bare: Bare, repeats: int) -> Loads:
    """In turns: the page, timed; once more, recorded; and what was recorded, by the driver."""
    recorder, loads = Recorder(), Loads()
    for number in range(_WARM_UP + repeats):
        response = loads.page.time(lambda: page.client.get(page.path))
        if response.status_code != 200:
            raise RuntimeError(f"{page.path} answers {response.status_code}.")
        with connection.execute_wrapper(recorder):
            page.client.get(page.path)
        asked = [each for each in recorder.take() if each.asks]
        loads.floor.time(partial(_ask, bare, asked))
        loads.queries, loads.size = len(asked), len(response.content)
        if number == _WARM_UP - 1:
            loads = Loads()
    return loads


def _ask(bare: Bare, asked: Sequence[Statement]) -> None:
    for each in asked:
        bare.run(each.sql, each.parameters)
