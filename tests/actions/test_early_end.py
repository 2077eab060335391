"""Leaving before the contract can end, for a good reason: a person is asked, and decides."""

from datetime import timedelta

import pytest

from fairwell.actions.cases.ask_for_early_end import ask_for_early_end
from fairwell.actions.cases.close_case import close_case
from fairwell.actions.cases.grant_early_end import EarlyEndNotOpenError, grant_early_end
from fairwell.models import CancellationRequest, Case, Notice, Subscription
from tests import deeds
from tests.actions.charges import wrong
from tests.actions.contracts import bound
from tests.cast import NOW, Cast
from tests.threads import at_once

DAY = timedelta(days=1)
OFFICE = {"actor": "operator", "channel": "shell", "idempotency_key": "case"}


def ask(subscription: Subscription, **said: object) -> Case:
    asked = {"message": "It has not worked since May.", "idempotency_key": "a", "at": NOW}
    return ask_for_early_end(subscription_id=subscription.pk, **asked | deeds.PORTAL | said)


def grant(case: Case, *, at: object = NOW + DAY) -> CancellationRequest:
    return grant_early_end(reference=case.reference, note="Support agrees.", at=at, **OFFICE)


def test_asking_opens_one_case_is_acknowledged_and_ends_nothing(cast: Cast) -> None:
    anna = bound(cast, language="de")

    case = ask(anna)

    assert (case.kind, case.state, case.message) == (
        "early_end", "open", "It has not worked since May.",
    )  # fmt: skip
    letter = Notice.objects.get()
    assert (letter.template, letter.language) == ("early_end_asked", "de")
    assert deeds.history(anna)[-1] == "early_end_asked"
    assert "May" not in str(list(anna.events.values_list("data", flat=True)))
    assert (anna.service, anna.ends_at) == ("active", None)
    before = deeds.rows()
    assert ask(anna, message="Please!", idempotency_key="b") == case
    assert deeds.rows() == before
    assert deeds.violations() == []


def test_granted_it_ends_at_once_with_a_sealed_confirmation(cast: Cast) -> None:
    anna = bound(cast)
    case = ask(anna)

    request = grant(case)

    anna.refresh_from_db()
    case.refresh_from_db()
    assert (anna.service, anna.ended_at) == ("terminated", NOW + DAY)
    assert (case.state, case.resolution) == ("closed", request.reference)
    assert (request.verb, request.reason_code, request.actor) == (
        "cancel", "good_cause", "operator",
    )  # fmt: skip
    said = deeds.verified(request.statements.get())
    assert (said["asked_by"], said["ending"]["charges_still_due"]) == ("operator", [])
    assert deeds.history(anna)[-3:] == [
        "early_end_answered", "cancellation_confirmed", "subscription_ended",
    ]  # fmt: skip
    assert anna.events.get(kind="early_end_answered").data["granted"] is True
    assert wrong(NOW + DAY) == []
    with pytest.raises(EarlyEndNotOpenError, match="is closed"):
        grant(case)


def test_it_takes_the_place_of_the_end_that_was_confirmed_for_later(cast: Cast) -> None:
    anna = bound(cast)
    case = ask(anna)
    later = deeds.leave(anna, "end_of_term")

    request = grant(case)

    later.refresh_from_db()
    anna.refresh_from_db()
    assert (later.state, request.state) == ("withdrawn", "effective")
    assert anna.ended_at == NOW + DAY
    assert wrong(NOW + DAY) == []


def test_declined_it_goes_on_and_the_reasons_are_mailed(cast: Cast) -> None:
    anna = bound(cast)
    case = ask(anna)

    close_case(reference=case.reference, resolution="It works for us.", at=NOW + DAY, **OFFICE)

    assert deeds.history(anna)[-1] == "early_end_answered"
    assert anna.events.latest("no").data == {"case": case.reference, "granted": False}
    letter = Notice.objects.get(template="early_end_declined")
    assert letter.context["answer"] == "It works for us."
    assert (anna.service, anna.ends_at) == ("active", None)
    assert deeds.refusal(lambda: deeds.quote(anna)).code == "first_term_binds"
    assert ask(anna) != case, "it may be asked for once more"


def test_who_may_end_it_anyway_need_not_ask(cast: Cast) -> None:
    anna, gone = cast.subscriber("anna"), cast.subscriber("ben")
    deeds.leave(gone)

    assert deeds.refusal(lambda: ask(anna)).code == "may_end_now"
    assert deeds.refusal(lambda: ask(gone)).code == "already_ended"


def test_only_such_a_case_is_granted(cast: Cast) -> None:
    anna = bound(cast)
    deeds.withdraw(emil := cast.subscriber("emil", country="DE", charged=NOW - 2 * DAY))
    other = Case.objects.create(
        reference="FW-2345-6789-BCDF", kind="reconciliation", subscription=emil, opened_at=NOW,
        due_at=NOW,
    )  # fmt: skip

    with pytest.raises(EarlyEndNotOpenError, match="asks for an early end"):
        grant(other)
    case = ask(anna)
    Subscription.objects.filter(pk=anna.pk).update(
        renewal="ended", service="terminated", ended_at=NOW, bill_at=None
    )
    assert deeds.refusal(lambda: grant(case)).code == "already_ended"


def test_eight_who_ask_open_one_case(committed_cast: Cast) -> None:
    anna = bound(committed_cast)

    answers = at_once([lambda: ask(anna)] * 8)

    assert set(answers) == {Case.objects.get(kind="early_end")}
    assert deeds.history(anna).count("early_end_asked") == 1
