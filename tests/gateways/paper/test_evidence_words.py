"""The evidence speaks its reader's language: no code of ours stands in it."""

from datetime import timedelta

import pytest
from django.utils import translation

from fairwell.actions.billing.record_gateway_dispute import record_gateway_dispute
from fairwell.actions.steps.queue_notice import TEMPLATE_VERSIONS
from fairwell.domain.disputes import GatewayDispute
from fairwell.domain.timeline import BEGINNINGS, CHANGES, IMPLIED, REMARKS
from fairwell.gateways.paper import evidence_state_words as states
from fairwell.gateways.paper.evidence_event_words import EVENTS
from fairwell.gateways.paper.evidence_page import evidence_rows, evidence_tables
from fairwell.gateways.paper.evidence_words import CONSENTS, LETTERS, STATEMENTS
from fairwell.gateways.payments.sandbox.disputes import REASONS
from fairwell.models import Dispute, Notice, Plan
from fairwell.models.cancellation import CHOICES, REQUEST_STATES
from fairwell.models.credit_note import CREDIT_TO
from fairwell.models.notice import STATES
from fairwell.models.refund import REFUND_STATES
from fairwell.models.statement import KINDS
from fairwell.proof.verify import EXIT_CODES
from fairwell.queries.evidence import EvidenceView, evidence_view
from tests import deeds
from tests.cast import NOW, Cast

ABOUT_SIGNING_IN = {"account", "invitation"}  # no evidence shows these


@pytest.mark.parametrize(
    ("worded", "known"),
    [
        (EVENTS, REMARKS | BEGINNINGS | set(CHANGES) | set(IMPLIED)),
        (LETTERS, set(TEMPLATE_VERSIONS) - ABOUT_SIGNING_IN),
        (STATEMENTS, set(KINDS)),
        (states.REFUNDS, set(REFUND_STATES)),
        (states.CREDITED_TO, set(CREDIT_TO)),
        (states.CHOICES, set(CHOICES)),
        (states.REQUESTS, set(REQUEST_STATES)),
        (states.LETTER_STATES, set(STATES)),
        (states._VERDICTS, set(EXIT_CODES)),
    ],
    ids=[
        "events", "letters", "documents", "refunds", "credit notes", "choices", "wishes to leave",
        "states of letters", "seals",
    ],
)  # fmt: skip
def test_every_code_has_its_words(worded: dict[str, object], known: set[str]) -> None:
    assert set(worded) == known


@pytest.mark.parametrize("worded", [states.REASONS, CONSENTS, states.WISHES])
def test_words_are_no_codes(worded: dict[str, object]) -> None:
    assert not [word for word in worded.values() if "_" in str(word)]


def test_every_reason_of_the_sandbox_has_words() -> None:
    assert set(REASONS) <= set(states.REASONS)


@pytest.fixture
def view(cast: Cast) -> EvidenceView:
    """Anna withdrew renewal, left with a refund, and disputes her payment all the same."""
    anna = cast.subscriber("anna", country="DE")
    Plan.objects.filter(pk=anna.price.plan_id).update(
        features={"vpn": {"no": 1, "labels": {"en": "Private line", "de": "Private Leitung"}}}
    )
    deeds.switch(anna, "off")
    deeds.switch(anna, "on")
    deeds.leave(anna)
    anna.entitlements.create(feature="vpn", quantity=1, starts_at=NOW - timedelta(days=9))
    Notice.objects.update(last_day=NOW.date())
    opened = GatewayDispute(
        ref="dp_1", payment_ref="ch_anna_1001", amount_minor=7_999, currency="USD",
        reason="product_not_received", state="needs_response",
        respond_by=NOW + timedelta(days=7), opened_at=NOW, updated_at=NOW,
    )  # fmt: skip
    record_gateway_dispute(gateway="sandbox", shown=opened, at=NOW)
    return evidence_view(Dispute.objects.get(), as_of=NOW + timedelta(minutes=1))


def said(view: EvidenceView, language: str) -> str:
    """Every word of the pack."""
    with translation.override(language):
        rows = [f"{row.label} {row.value}" for row in evidence_rows(view, language)]
        for table in evidence_tables(view, language):
            rows += [table.title, table.lead, *table.head]
            rows += [" ".join([cell.text, *cell.details]) for row in table.rows for cell in row]
        return "\n".join(rows)


def test_in_german_it_is_german(view: EvidenceView) -> None:
    text = said(view, "de")

    for words in (
        "die zahlende Person gibt an, nichts erhalten zu haben",
        "Anna, anna@mail.example, Deutschland (cus_anna)",
        "Private Leitung",
        "Kündigung, sofort",
        "angewiesen",
        "mit einer Erstattung",
        "Verlängerung abgeschaltet",
        "Vertrag aus früheren Büchern übernommen",
        "noch nicht versandt",
        "letzter rechtzeitiger Tag: 21. November 2026",
        "unverändert seit der Versiegelung mit unserem Schlüssel",
    ):
        assert words in text, words


@pytest.mark.parametrize("language", ["en", "de"])
def test_no_code_stands_in_it(view: EvidenceView, language: str) -> None:
    codes = (
        "cancellation_confirmed", "Cancellation confirmed (", "end_of_term", "approved",
        "effective", "queued", "needs_response", "credit balance", "2026-11-21",
    )  # fmt: skip

    text = said(view, language)

    assert not [code for code in codes if code in text]
