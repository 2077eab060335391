"""Ben's bank asks for his payment back: what may follow what, until it is decided."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwell.domain.disputes import (
    DECIDED,
    DISPUTE_STATES,
    GATEWAY_DISPUTE_STATES,
    Conceded,
    DisputeNews,
    DisputeState,
    EvidenceSubmitted,
    GatewayDispute,
    IllegalDisputeError,
    Reported,
    freezes_refunds,
    holds_disputed_money,
    may_answer,
    next_dispute_state,
)

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
WARNED, ASKED, LOOKING, WON, LOST = (Reported(state) for state in GATEWAY_DISPUTE_STATES)
EVIDENCE, CONCEDED = EvidenceSubmitted(), Conceded()
ALL_NEWS: list[DisputeNews] = [WARNED, ASKED, LOOKING, WON, LOST, EVIDENCE, CONCEDED]


def told(start: DisputeState, *news: DisputeNews) -> DisputeState:
    state = start
    for item in news:
        state = next_dispute_state(state, item)
    return state


@pytest.mark.parametrize(
    ("start", "news", "end"),
    [
        ("early_warning", [WARNED, ASKED, EVIDENCE, LOOKING, WON], "won"),
        ("early_warning", [WON], "won"),  # paid back in full, so nothing came of it
        ("early_warning", [LOST], "lost"),  # nobody looked for a month
        ("needs_response", [ASKED, LOST], "lost"),  # silence
        ("needs_response", [EVIDENCE, LOOKING, LOST, LOST], "lost"),
        ("needs_response", [CONCEDED, ASKED, LOST], "conceded"),
        ("under_review", [ASKED, EVIDENCE, WON, WON], "won"),  # escalated: a second round
    ],
)
def test_the_ways_a_dispute_can_go(
    start: DisputeState, news: list[DisputeNews], end: DisputeState
) -> None:
    assert told(start, *news) == end


@pytest.mark.parametrize(
    ("state", "news", "text"),
    [
        ("early_warning", EVIDENCE, "early_warning takes no evidence: no answer is due."),
        ("early_warning", CONCEDED, "early_warning cannot be conceded: no answer is due."),
        ("under_review", EVIDENCE, "under_review takes no evidence: no answer is due."),
        ("under_review", CONCEDED, "under_review cannot be conceded: no answer is due."),
        ("conceded", EVIDENCE, "conceded takes no evidence: no answer is due."),
        ("needs_response", WARNED, "needs_response cannot become early_warning."),
        ("under_review", WARNED, "under_review cannot become early_warning."),
        ("won", LOST, "won cannot become lost."),
        ("won", ASKED, "won cannot become needs_response."),
        ("lost", WON, "lost cannot become won."),
        ("conceded", WON, "conceded cannot become won."),
    ],
)
def test_what_contradicts_is_refused_and_says_what_to_do(
    state: DisputeState, news: DisputeNews, text: str
) -> None:
    with pytest.raises(IllegalDisputeError) as caught:
        next_dispute_state(state, news)
    assert str(caught.value).startswith(f"A dispute that is {text}")
    assert (caught.value.state, caught.value.news) == (state, news)
    if isinstance(news, Reported):
        assert str(caught.value).endswith("Nothing was changed; look at it at the gateway.")


@given(
    start=st.sampled_from(DISPUTE_STATES),
    news=st.lists(st.sampled_from(ALL_NEWS), max_size=8),
)
def test_what_is_decided_stays_and_news_may_come_twice(
    start: DisputeState, news: list[DisputeNews]
) -> None:
    state = start
    for item in news:
        try:
            after = next_dispute_state(state, item)
        except IllegalDisputeError:
            continue
        assert after == state or state not in DECIDED
        assert after != "early_warning" or state == "early_warning"
        if isinstance(item, Reported):
            assert next_dispute_state(after, item) == after
        else:
            assert may_answer(state)
            assert not may_answer(after)
        state = after


def test_the_gateway_has_the_money_from_the_demand_until_it_is_won() -> None:
    held = {state for state in DISPUTE_STATES if holds_disputed_money(state)}
    assert held == {"needs_response", "under_review", "lost", "conceded"}
    assert [state for state in DISPUTE_STATES if may_answer(state)] == ["needs_response"]


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        ({"state": "conceded"}, "'conceded' is not one of: early_warning, needs_response"),
        ({"amount_minor": 0}, "about an amount above zero, not 0"),
    ],
)
def test_a_dispute_that_cannot_be_is_not_read(changed: dict[str, object], text: str) -> None:
    good = {
        "ref": "dp_1",
        "payment_ref": "pay_ben",
        "amount_minor": 3900,
        "currency": "EUR",
        "reason": "fraudulent",
        "state": "needs_response",
        "respond_by": NOON,
        "opened_at": NOON,
        "updated_at": NOON,
    }
    assert GatewayDispute(**good).state == "needs_response"  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=text):
        GatewayDispute(**(good | changed))  # type: ignore[arg-type]


def test_refunds_are_frozen_just_while_the_bank_may_give_the_money_back() -> None:
    frozen = {state for state in DISPUTE_STATES if freezes_refunds(state)}

    assert frozen == {"needs_response", "under_review"}
