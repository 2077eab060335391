"""Turning renewal off and on: one click each, one statement each, nothing twice."""

from datetime import UTC, datetime, timedelta

import pytest

from fairwell.models import Notice, Refund
from tests import deeds
from tests.cast import NOW, Cast

TERM_END = datetime(2027, 9, 25, 9, tzinfo=UTC)


def test_off_the_service_stays_to_the_end_of_what_is_paid(cast: Cast) -> None:
    anna = cast.subscriber("anna")

    statement = deeds.switch(anna, "off")

    anna.refresh_from_db()
    assert (anna.renewal, anna.service, anna.ends_at) == ("non_renewing", "active", TERM_END)
    said = deeds.verified(statement)
    assert statement.kind == "renewal_off"
    assert said["renewal"] == {
        "renews": False,
        "access_until": TERM_END.isoformat(),
        "ends_on": "2027-09-25",
        "next_charge": None,
    }
    assert (said["asked_by"], said["channel"]) == ("subscriber", "portal")
    assert Notice.objects.get().statement == statement
    assert not Refund.objects.exists()
    assert deeds.history(anna) == ["subscription_imported", "renewal_turned_off"]
    assert deeds.violations() == []


def test_on_again_it_renews_and_names_the_next_charge(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    deeds.switch(anna, "off")

    statement = deeds.switch(anna, "on", at=NOW + timedelta(days=1))

    anna.refresh_from_db()
    assert (anna.renewal, anna.ends_at) == ("auto_renewing", None)
    assert deeds.verified(statement)["renewal"]["next_charge"] == {
        "on": "2027-09-25",
        "amount": "79.99 USD",
    }
    assert deeds.history(anna)[-1] == "renewal_turned_on"
    assert Notice.objects.count() == 2
    assert deeds.violations() == []


@pytest.mark.parametrize("to", ["off", "on"])
def test_asked_again_it_answers_with_the_statement_that_stands(cast: Cast, to: str) -> None:
    anna = cast.subscriber("anna")
    first = deeds.switch(anna, "off")
    first = first if to == "off" else deeds.switch(anna, "on")
    before = deeds.rows()

    again = deeds.switch(anna, to, at=NOW + timedelta(hours=2), idempotency_key="another")

    assert again == first
    assert deeds.rows() == before


def test_each_switch_has_a_statement_of_its_own(cast: Cast) -> None:
    anna = cast.subscriber("anna")

    statements = [deeds.switch(anna, to) for to in ("off", "on", "off", "on", "off")]

    assert len({statement.reference for statement in statements}) == 5
    assert deeds.history(anna)[1:] == ["renewal_turned_off", "renewal_turned_on"] * 2 + [
        "renewal_turned_off"
    ]


@pytest.mark.parametrize(
    ("to", "axes", "code"),
    [
        ("off", {"renewal": "non_renewing", "ends_at": TERM_END}, "already_off"),
        ("on", {}, "already_on"),
    ],
)
def test_what_was_so_on_import_is_no_news(
    cast: Cast, to: str, axes: dict[str, object], code: str
) -> None:
    anna = cast.subscriber("anna", **axes)

    assert deeds.refusal(lambda: deeds.switch(anna, to)).code == code


@pytest.mark.parametrize("to", ["off", "on"])
def test_a_cancelled_one_is_to_be_undone_first(cast: Cast, to: str) -> None:
    anna = cast.subscriber("anna")
    reference = deeds.leave(anna, "end_of_term").reference

    refused = deeds.refusal(lambda: deeds.switch(anna, to))

    assert (refused.code, dict(refused.params)) == (
        "cancelled_undo_first",
        {"reference": reference},
    )


@pytest.mark.parametrize("to", ["off", "on"])
def test_an_ended_one_is_over(cast: Cast, to: str) -> None:
    anna = cast.subscriber("anna")
    deeds.leave(anna)

    assert deeds.refusal(lambda: deeds.switch(anna, to)).code == "already_ended"


def test_on_is_too_late_once_the_paid_term_is_over(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    deeds.switch(anna, "off")

    refused = deeds.refusal(lambda: deeds.switch(anna, "on", at=TERM_END))

    assert refused.code == "term_over"
    before = TERM_END - timedelta(microseconds=1)
    assert deeds.switch(anna, "on", at=before).kind == "renewal_on"


def test_off_in_a_trial_it_ends_with_the_trial(cast: Cast) -> None:
    ends = NOW + timedelta(days=6)
    tess = cast.subscriber(
        "tess", charged=NOW - timedelta(days=8), service="trialing", trial_end=ends
    )

    deeds.switch(tess, "off")

    tess.refresh_from_db()
    assert (tess.service, tess.ends_at) == ("trialing", ends)
    deeds.switch(tess, "on")
    assert deeds.violations() == []


def test_off_past_due_there_is_no_paid_term_to_run_out_and_cancelling_ends_it(cast: Cast) -> None:
    late = cast.subscriber(
        "late", price="price_month_usd", charged=NOW - timedelta(days=33), standing="grace"
    )

    assert deeds.refusal(lambda: deeds.switch(late, "off")).code == "nothing_paid"

    deeds.leave(late)
    late.refresh_from_db()
    assert late.ended_at == NOW


def test_an_end_that_was_set_later_comes_earlier_with_renewal_off(cast: Cast) -> None:
    anna = cast.subscriber("anna", ends_at=TERM_END + timedelta(days=100))

    deeds.switch(anna, "off")

    anna.refresh_from_db()
    assert anna.ends_at == TERM_END
