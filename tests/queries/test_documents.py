"""Documents and history: one's own only, with what followed, and whether it can be undone."""

from datetime import timedelta

import pytest

from fairwell.actions.people.resend_confirmation import resend_confirmation
from fairwell.actions.subscriptions.turn_off_renewal import turn_off_renewal
from fairwell.actions.subscriptions.undo_cancellation import undo_cancellation
from fairwell.models import SubscriptionEvent
from fairwell.queries.account import subscription_of
from fairwell.queries.documents import document_of, statement_of, statements_of
from fairwell.queries.history import after_undo, events_of
from tests.cast import NOW, Cast
from tests.queries.test_account import NumQueries, cancelled, user_id

ASKED = {"at": NOW, "actor": "subscriber", "channel": "portal", "idempotency_key": "k"}


def test_somebody_elses_document_is_not_there(cast: Cast) -> None:
    anna, bob = cast.subscriber("anna"), cast.subscriber("bob")
    reference = cancelled(anna, choice="now").reference

    assert statement_of(user_id(bob), reference) is None
    assert document_of(user_id(bob), reference, at=NOW) is None
    assert statements_of(user_id(bob), anna.pk) == ()
    assert events_of(user_id(bob), anna.pk) == ()
    assert [s.reference for s in statements_of(user_id(anna), anna.pk)] == [reference]


def test_a_document_comes_with_all_its_page_needs_in_fourteen_queries(
    cast: Cast, django_assert_num_queries: NumQueries
) -> None:
    anna = cast.subscriber("anna")
    reference = cancelled(anna, choice="end_of_term").reference

    with django_assert_num_queries(14):
        document = document_of(user_id(anna), reference, at=NOW)
        assert document is not None
        assert document.statement.cancellation is not None
        assert document.letter is not None

    assert document.letter.to_email == "anna@mail.example"
    assert document.related == ()


def test_the_latest_letter_counts(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    reference = cancelled(anna, choice="now").reference
    copy = resend_confirmation(reference=reference, **{**ASKED, "at": NOW + timedelta(minutes=5)})

    document = document_of(user_id(anna), reference, at=NOW)

    assert document is not None
    assert document.letter == copy


def test_a_cancellation_can_be_undone_until_it_takes_effect_or_was_undone(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    request = cancelled(anna, choice="end_of_term")
    assert request.ends_at is not None

    def undoable(at: object = NOW) -> bool:
        document = document_of(user_id(anna), request.reference, at=at)
        assert document is not None
        return document.undoable

    assert undoable()
    assert undoable(request.ends_at - timedelta(seconds=1))
    assert not undoable(request.ends_at)
    undone = undo_cancellation(subscription_id=anna.pk, reference=request.reference, **ASKED)
    assert not undoable()
    document = document_of(user_id(anna), request.reference, at=NOW)
    assert document is not None
    assert document.related == (undone,)


def test_what_ended_at_once_cannot_be_undone(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    document = document_of(user_id(anna), cancelled(anna, choice="now").reference, at=NOW)

    assert document is not None
    assert not document.undoable


def test_history_is_newest_first(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    cancelled(anna, choice="now")

    events = events_of(user_id(anna), anna.pk)

    assert events[0].kind == "refund_instructed"
    assert events[-1].kind == "subscription_imported"
    assert [event.no for event in events] == sorted((e.no for e in events), reverse=True)


def test_undoing_brings_back_what_was_before(cast: Cast) -> None:
    anna, bert = cast.subscriber("anna"), cast.subscriber("bert")
    turn_off_renewal(subscription_id=bert.pk, **ASKED)
    hers, his = (cancelled(one, choice="end_of_term").reference for one in (anna, bert))
    anna_held = subscription_of(user_id(anna), anna.pk, at=NOW)
    bert_held = subscription_of(user_id(bert), bert.pk, at=NOW)
    assert anna_held is not None
    assert bert_held is not None

    end, charge = after_undo(anna_held, hers)
    assert (end, charge and charge.amount_minor) == (None, 7_999)
    assert after_undo(bert_held, his) == (bert.current_period_end, None)
    with pytest.raises(SubscriptionEvent.DoesNotExist):
        after_undo(anna_held, his)
