"""One attempt to move money: what may follow what, told as Ana's refund and Ben's renewal."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwell.domain.payments import (
    ATTEMPT_STATES,
    SETTLED,
    AttemptState,
    GatewayAnswer,
    IllegalTransitionError,
    News,
    NotDone,
    Sent,
    Unknown,
    holds_money,
    may_send,
    must_ask,
    next_state,
)

PAID_BACK = GatewayAnswer(outcome="succeeded", gateway_ref="re_ana")
ON_ITS_WAY = GatewayAnswer(outcome="pending", gateway_ref="re_ana", expected_on=date(2026, 11, 25))
CARD_CLOSED = GatewayAnswer(
    outcome="failed", gateway_ref="re_ana", failure_code="card_closed", hard=True
)
DECLINED = GatewayAnswer(
    outcome="declined", gateway_ref="pay_ben", failure_code="insufficient_funds"
)
TIMED_OUT = Unknown("no answer within 10 seconds")
NO_TRACE = NotDone("the gateway has no trace of it")
ALL_NEWS: list[News] = [Sent(), PAID_BACK, ON_ITS_WAY, CARD_CLOSED, DECLINED, TIMED_OUT, NO_TRACE]


def told(*news: News, start: AttemptState = "init") -> AttemptState:
    state = start
    for item in news:
        state = next_state(state, item)
    return state


@pytest.mark.parametrize(
    ("news", "end"),
    [
        ([Sent(), PAID_BACK], "succeeded"),
        ([Sent(), ON_ITS_WAY, ON_ITS_WAY, PAID_BACK], "succeeded"),
        ([Sent(), ON_ITS_WAY, CARD_CLOSED], "failed"),
        ([Sent(), DECLINED], "declined"),
        ([Sent(), TIMED_OUT, TIMED_OUT, PAID_BACK], "succeeded"),
        ([Sent(), TIMED_OUT, ON_ITS_WAY, CARD_CLOSED], "failed"),
        ([Sent(), NotDone("no connection")], "init"),
        ([Sent(), TIMED_OUT, NO_TRACE, Sent(), PAID_BACK], "succeeded"),
    ],
)
def test_the_ways_an_attempt_can_go(news: list[News], end: AttemptState) -> None:
    assert told(*news) == end


def test_an_unknown_refund_is_asked_about_before_it_is_sent_again() -> None:
    unknown = told(Sent(), TIMED_OUT)
    assert must_ask(unknown)
    assert not may_send(unknown)
    with pytest.raises(IllegalTransitionError) as caught:
        next_state(unknown, Sent())
    assert str(caught.value) == (
        "A payment attempt that is unknown must not be sent:"
        " ask the gateway what became of it first."
    )


def test_a_worker_killed_after_writing_submitted_leaves_a_question() -> None:
    submitted = told(Sent())
    assert must_ask(submitted)
    assert not may_send(submitted)


def test_a_late_time_out_does_not_unsettle_what_was_found_out_meanwhile() -> None:
    assert told(Sent(), PAID_BACK, TIMED_OUT) == "succeeded"
    assert told(Sent(), ON_ITS_WAY, TIMED_OUT) == "pending"


def test_stale_pending_news_after_the_end_changes_nothing() -> None:
    assert told(Sent(), CARD_CLOSED, ON_ITS_WAY) == "failed"


def test_a_contradiction_is_raised_with_both_sides_and_what_to_do() -> None:
    with pytest.raises(IllegalTransitionError) as caught:
        told(Sent(), PAID_BACK, CARD_CLOSED)
    assert (caught.value.state, caught.value.news) == ("succeeded", CARD_CLOSED)
    assert str(caught.value) == (
        "A payment attempt that is succeeded cannot become failed."
        " Nothing was changed; reconcile with the gateway."
    )


def test_a_gateway_that_loses_a_pending_refund_is_not_believed() -> None:
    with pytest.raises(IllegalTransitionError, match="pending cannot be undone by “the gateway"):
        told(Sent(), ON_ITS_WAY, NO_TRACE)


def test_what_was_never_sent_cannot_have_an_answer() -> None:
    with pytest.raises(IllegalTransitionError, match="init cannot become succeeded"):
        next_state("init", PAID_BACK)
    with pytest.raises(IllegalTransitionError, match="cannot become unknown: nothing has been"):
        next_state("init", TIMED_OUT)


@given(st.lists(st.sampled_from(ALL_NEWS), max_size=12))
def test_whatever_comes_an_end_stays_and_only_init_is_sent(news: list[News]) -> None:
    state: AttemptState = "init"
    for item in news:
        try:
            after = next_state(state, item)
        except IllegalTransitionError:
            continue
        assert after in ATTEMPT_STATES
        if state in SETTLED:
            assert after == state
        if isinstance(item, Sent):
            assert (state, after) == ("init", "submitted")
        state = after


def test_money_counts_until_it_is_certain_that_it_did_not_move() -> None:
    assert {state for state in ATTEMPT_STATES if not holds_money(state)} == {"declined", "failed"}


def test_every_state_is_ready_open_or_settled() -> None:
    for state in ATTEMPT_STATES:
        assert [may_send(state), must_ask(state), state in SETTLED].count(True) == 1


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"outcome": "refunded", "gateway_ref": "re_1"}, "'refunded' is not one of: succeeded,"),
        ({"outcome": "failed", "gateway_ref": "re_1"}, "A failed answer needs a failure code"),
        (
            {"outcome": "succeeded", "gateway_ref": "re_1", "failure_code": "card_closed"},
            "A succeeded answer cannot carry a failure.",
        ),
        ({"outcome": "pending", "gateway_ref": ""}, "A pending answer needs the gateway's ref"),
    ],
)
def test_an_answer_that_contradicts_itself_is_refused(fields: dict[str, str], text: str) -> None:
    with pytest.raises(ValueError, match=text):
        GatewayAnswer(**fields)
