"""A subscriber asks a person to look at a refund; a person settles it."""

from datetime import timedelta

import pytest

from fairwell.actions.cases.ask_for_review import ask_for_review
from fairwell.actions.cases.close_case import CaseNotOpenError, close_case
from fairwell.models import Case, Invoice, Notice, Subscription
from tests import deeds
from tests.cast import NOW, Cast

LONG_AGO = NOW - timedelta(days=90)


def ask(subscription: Subscription, order: str = "Q-1001", **options: object) -> Case:
    said = {"message": "I was in hospital.", "at": NOW, "idempotency_key": "ask", **deeds.PORTAL}
    return ask_for_review(subscription_id=subscription.pk, order_number=order, **(said | options))


def close(case: Case) -> Case:
    return close_case(
        reference=case.reference,
        resolution="Refunded as goodwill.",
        at=NOW + timedelta(days=1),
        actor="operator",
        channel="shell",
        idempotency_key="close",
    )


def test_a_case_is_opened_and_acknowledged_by_mail(cast: Cast) -> None:
    anna = cast.subscriber("anna", charged=LONG_AGO, language="de")

    case = ask(anna)

    assert (case.kind, case.state, case.message) == ("refund_review", "open", "I was in hospital.")
    assert (case.customer, case.subscription) == (anna.customer, anna)
    assert case.due_at > case.opened_at == NOW
    letter = Notice.objects.get()
    assert (letter.template, letter.to_email, letter.language) == (
        "review_asked",
        "anna@mail.example",
        "de",
    )
    assert letter.context == {"case": case.reference, "order": "Q-1001"}
    assert deeds.history(anna)[-1] == "refund_review_asked"
    assert "hospital" not in str(list(anna.events.values_list("data", flat=True)))
    assert deeds.violations() == []


def test_asked_again_while_it_is_open_it_is_the_same_case(cast: Cast) -> None:
    anna = cast.subscriber("anna", charged=LONG_AGO)
    case = ask(anna)
    before = deeds.rows()

    assert ask(anna, message="Please!", idempotency_key="other") == case
    assert deeds.rows() == before


def test_once_it_is_closed_a_new_one_may_be_asked_for(cast: Cast) -> None:
    anna = cast.subscriber("anna", charged=LONG_AGO)
    first = ask(anna)

    closed = close(first)

    assert (closed.state, closed.resolution) == ("closed", "Refunded as goodwill.")
    assert deeds.history(anna)[-2:] == ["refund_review_asked", "refund_declined"]
    told = anna.events.latest("no")
    assert told.data == {"case": first.reference, "order": "Q-1001"}
    assert (told.actor, told.channel) == ("operator", "shell")
    assert closed.closed_at == NOW + timedelta(days=1)
    assert ask(anna) != first


def test_a_closed_case_is_not_closed_twice(cast: Cast) -> None:
    case = close(ask(cast.subscriber("anna", charged=LONG_AGO)))

    with pytest.raises(CaseNotOpenError) as refused:
        close(case)

    assert str(refused.value) == f"No open case {case.reference}; `fairwell cases` lists them."


def test_the_order_of_another_subscription_is_not_found(cast: Cast) -> None:
    cast.subscriber("anna")
    ben = cast.subscriber("ben")
    before = deeds.rows()

    with pytest.raises(Invoice.DoesNotExist):
        ask(ben, "Q-1001")

    assert deeds.rows() == before
