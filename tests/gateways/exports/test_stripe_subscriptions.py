"""Stripe's one status word becomes three axes; an end that was asked for is never lost."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from fairwell.domain.imports import ImportedSubscription
from tests.gateways.exports.files import SUBSCRIPTION, export, records, told

PERIOD_END = datetime(2026, 12, 1, 10, 0, tzinfo=UTC)


def read(tmp_path: Path, **changes: str) -> ImportedSubscription:
    columns = {title.replace("_", " "): value for title, value in changes.items()}
    where = export(tmp_path, subscriptions=[SUBSCRIPTION | columns])
    found = [row for row in records(where) if isinstance(row, ImportedSubscription)]
    assert len(found) == 1, told(where)
    return found[0]


def problems(tmp_path: Path, changes: dict[str, str]) -> list[str]:
    export(tmp_path, subscriptions=[SUBSCRIPTION | changes], payments=None, invoices=None)
    return told(tmp_path)


@pytest.mark.parametrize(
    ("status", "axes"),
    [
        ("active", ("auto_renewing", "current", "active")),
        ("trialing", ("auto_renewing", "current", "trialing")),
        ("past_due", ("auto_renewing", "grace", "active")),
        ("Past due", ("auto_renewing", "grace", "active")),
        ("unpaid", ("auto_renewing", "on_hold", "active")),
        ("paused", ("auto_renewing", "current", "paused")),
        ("incomplete", ("auto_renewing", "current", "pending")),
    ],
)
def test_running_ones(tmp_path: Path, status: str, axes: tuple[str, str, str]):
    found = read(tmp_path, Status=status)
    assert (found.renewal, found.standing, found.service) == axes
    assert (found.ends_at, found.ended_at) == (None, None)


def test_one_that_was_cancelled_has_ended(tmp_path: Path):
    columns = {"Ended At (UTC)": "2026-10-09 14:20", "Status": "canceled"}
    found = read(tmp_path, **columns)
    assert (found.renewal, found.standing, found.service) == ("ended", "current", "terminated")
    assert found.ended_at == found.ends_at == datetime(2026, 10, 9, 14, 20, tzinfo=UTC)


def test_one_that_ended_unpaid_is_written_off(tmp_path: Path):
    columns = {"Ended At (UTC)": "2026-10-09 14:20", "Cancellation Reason": "payment_failed"}
    assert read(tmp_path, Status="canceled", **columns).standing == "written_off"


def test_one_whose_first_payment_never_came_ended_after_23_hours(tmp_path: Path):
    found = read(tmp_path, Status="incomplete_expired")
    assert found.renewal == "ended"
    assert found.ended_at == datetime(2025, 12, 2, 9, 0, tzinfo=UTC)


def test_one_to_cancel_at_period_end_does_not_renew(tmp_path: Path):
    found = read(tmp_path, **{"Cancel At Period End": "TRUE"})
    assert (found.renewal, found.ends_at) == ("non_renewing", PERIOD_END)


def test_one_to_cancel_on_a_day_within_the_period_does_not_renew(tmp_path: Path):
    found = read(tmp_path, **{"Cancel At (UTC)": "2026-11-30 00:00"})
    assert found.renewal == "non_renewing"
    assert found.ends_at == datetime(2026, 11, 30, tzinfo=UTC)


def test_one_to_cancel_after_the_next_renewal_still_renews(tmp_path: Path):
    found = read(tmp_path, **{"Cancel At (UTC)": "2027-03-01 00:00"})
    assert found.renewal == "auto_renewing"
    assert found.ends_at == datetime(2027, 3, 1, tzinfo=UTC)


def test_a_cancellation_without_a_date_is_taken_as_the_periods_end_and_told(tmp_path: Path):
    row = SUBSCRIPTION | {"Canceled At (UTC)": "2026-11-02 08:00"}
    del row["Cancel At Period End"], row["Cancel At (UTC)"]
    export(tmp_path, subscriptions=[row], payments=None, invoices=None)
    (found,) = [each for each in records(tmp_path) if isinstance(each, ImportedSubscription)]
    assert (found.renewal, found.ends_at) == ("non_renewing", PERIOD_END)
    assert told(tmp_path) == [
        (
            "warning: subscriptions.csv, line 2, Canceled At (UTC): It was cancelled, but the file "
            "does not say when it ends; taken as the end of the current period. Export the column "
            "“Cancel At Period End” to be sure."
        )
    ]


def test_metadata_may_tell_of_the_conclusion_and_the_early_start(tmp_path: Path):
    columns = {
        "concluded_on (metadata)": "2025-11-30 22:00",
        "early_start_requested (metadata)": "true",
    }
    export(tmp_path, subscriptions=[SUBSCRIPTION | columns])
    (found,) = [each for each in records(tmp_path) if isinstance(each, ImportedSubscription)]
    assert found.concluded_at == datetime(2025, 11, 30, 22, 0, tzinfo=UTC)
    assert found.early_start_requested is True


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"Status": "frozen"},
            (
                "Status: “frozen” is not a status we know (active, trialing, past_due, unpaid, "
                "paused, incomplete, incomplete_expired, canceled)."
            ),
        ),
        (
            {"Currency": "usd"},
            "Currency: It is in USD, but its price price_1 is in EUR.",
        ),
        (
            {"Customer ID": "cus_9"},
            (
                "Customer ID: The customer “cus_9” was not read: the list of customers lacks it, "
                "or its row has a problem."
            ),
        ),
        (
            {"Plan": "price_9"},
            (
                "Plan: The price “price_9” was not read: the list of prices lacks it, or its row "
                "has a problem."
            ),
        ),
        (
            {"Current Period End (UTC)": "2025-12-01 10:00"},
            "Current Period End (UTC): The current period ends before it starts.",
        ),
        (
            {"Status": "canceled"},
            "Ended At (UTC): An ended subscription needs the date on which it ended.",
        ),
        ({"Quantity": "0"}, "Quantity: “0” is not a whole number from 1 to 1000000."),
        ({"Created (UTC)": ""}, "Created (UTC): The date is missing."),
        ({"id": "sub 1"}, "id: “sub 1” is not an identifier: it has a blank in it."),
        (
            {"Cancel At Period End": "perhaps"},
            "Cancel At Period End: “perhaps” is neither true nor false.",
        ),
    ],
)
def test_what_can_not_be_is_told(tmp_path: Path, changes: dict[str, str], message: str):
    assert problems(tmp_path, changes) == [f"error: subscriptions.csv, line 2, {message}"]


def test_every_problem_of_a_row_is_told(tmp_path: Path):
    assert len(problems(tmp_path, {"Status": "x", "Plan": "y", "Quantity": "z"})) == 3


def test_an_id_that_comes_twice_is_told_with_the_place_of_the_first(tmp_path: Path):
    export(tmp_path, subscriptions=[SUBSCRIPTION, SUBSCRIPTION])
    assert told(tmp_path) == [
        "error: subscriptions.csv, line 3, id: “sub_1” was read before (subscriptions.csv, line 2)."
    ]
