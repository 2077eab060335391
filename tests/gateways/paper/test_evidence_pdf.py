"""The evidence for a bank: everything that speaks for the payment, readable, and nothing else."""

import io
import re
import subprocess
from datetime import timedelta

import pytest
from pypdf import PdfReader

from fairwell.actions.billing.record_gateway_dispute import record_gateway_dispute
from fairwell.domain.disputes import GatewayDispute
from fairwell.gateways.paper.evidence_pdf import evidence_pdf, evidence_summary
from fairwell.models import (
    ConsentRecord,
    Device,
    Dispute,
    Entitlement,
    Invoice,
    Notice,
    Statement,
    SubscriptionEvent,
)
from fairwell.queries.evidence import EvidenceView, evidence_view
from tests import deeds
from tests.cast import NOW, Cast
from tests.queries.books.hands import unguard

DAY = timedelta(days=1)


def text_of(pdf: bytes) -> str:
    ran = subprocess.run(
        ["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True
    )
    return " ".join(ran.stdout.decode().split())


@pytest.fixture
def dispute(cast: Cast) -> Dispute:
    """Anna used two devices, was written to, turned renewal off, and now disputes her payment."""
    anna = cast.subscriber("anna")
    deeds.switch(anna, "off")
    ConsentRecord.objects.create(
        subscription=anna,
        kind="purchase",
        price=anna.price,
        text="I agree to the terms and that it renews yearly.",
        text_digest="ab" * 32,
        language="en",
        given_at=NOW - 57 * DAY,
        actor="subscriber",
        channel="portal",
    )
    Device.objects.create(
        subscription=anna,
        name="Anna's laptop",
        fingerprint="fp-secret",
        registered_at=NOW - 50 * DAY,
        last_seen_at=NOW - DAY,
        channel="portal",
    )
    Entitlement.objects.create(
        subscription=anna, feature="devices", quantity=5, starts_at=NOW - 57 * DAY
    )
    Notice.objects.create(
        key="renewal:1",
        template="renewal_reminder",
        template_version=1,
        language="en",
        to_email="Anna, anna@mail.example, United States (cus_anna)",
        customer=anna.customer,
        subscription=anna,
        state="sent",
        queued_at=NOW - 20 * DAY,
        due_at=NOW - 19 * DAY,
        sent_at=NOW - 18 * DAY,
        message_id="<r1@quillfort.example>",
        server_answer="250 2.0.0 queued as 4B2",
    )
    Notice.objects.create(
        key="code",
        template="account",
        template_version=1,
        language="en",
        to_email="anna@mail.example",
        customer=anna.customer,
        subscription=anna,
        queued_at=NOW,
        context={"text": "123456"},
    )
    shown = GatewayDispute(
        ref="dp_1",
        payment_ref="ch_anna_1001",
        amount_minor=7_999,
        currency="USD",
        reason="subscription_cancelled",
        state="needs_response",
        respond_by=NOW + 7 * DAY,
        opened_at=NOW,
        updated_at=NOW,
    )
    made = record_gateway_dispute(gateway="sandbox", shown=shown, at=NOW)
    assert made is not None
    return made


@pytest.fixture
def view(dispute: Dispute) -> EvidenceView:
    return evidence_view(dispute, as_of=NOW + timedelta(minutes=1))


def test_it_says_what_was_agreed_told_used_paid_and_decided(view: EvidenceView) -> None:
    text = text_of(evidence_pdf(view))

    statement = Statement.objects.get(kind="renewal_off")
    for words in (
        "Evidence for the payment of $79.99, order Q-1001",
        "Reason given the payer says that they had cancelled",
        "Visa •••• 4242",
        "anna@mail.example",
        "I agree to the terms and that it renews yearly.",
        "the customer, signed in on our site",
        "vendor-60-annual v1",
        "Renewal reminder",
        "November 2, 2026, 04:00 EST",
        "November 3, 2026, 04:00 EST",
        "<r1@quillfort.example>",
        "250 2.0.0 queued as 4B2",
        "Anna's laptop",
        "November 20, 2026, 04:00 EST",
        statement.reference,
        "genuine unchanged since it was sealed with our key",
        "Devices 5",
        "The customer never asked to cancel or to withdraw.",
        "Nothing was given back, and nothing was asked for.",
        "Renewal turned off",
        "Dispute opened at the bank (Q-1001, ",
    ):
        assert words in text, words


def test_it_has_only_what_is_needed(view: EvidenceView) -> None:
    text = text_of(evidence_pdf(view)) + evidence_summary(view)

    assert "123456" not in text
    assert "fp-secret" not in text
    assert "pm_anna" not in text, "the gateway's token of the card"


def test_every_section_is_in_the_contents_with_its_page(view: EvidenceView) -> None:
    pdf = PdfReader(io.BytesIO(evidence_pdf(view)))

    first = " ".join(pdf.pages[0].extract_text().split())
    contents = first[first.index("Contents") :]
    for title in ("Terms and consent", "Letters, with proof of sending", "Timeline"):
        assert title in contents
    assert len(pdf.pages) > 1
    page = pdf.pages[0].mediabox
    assert (round(float(page.width)), round(float(page.height))) == (595, 842), "A4"
    text = text_of(evidence_pdf(view))
    assert f"Page {len(pdf.pages)} / {len(pdf.pages)}" in text
    assert re.search(rf"Timeline( \.)+ {len(pdf.pages)} ", text)


def test_a_long_history_runs_over_pages(view: EvidenceView) -> None:
    anna = view.subscription
    assert anna is not None
    SubscriptionEvent.objects.bulk_create(
        SubscriptionEvent(
            subscription=anna, no=1_000 + n, kind="notice_sent", at=NOW, actor="system",
            channel="worker",
        )
        for n in range(200)
    )  # fmt: skip
    long = evidence_pdf(evidence_view(view.dispute, as_of=view.as_of))

    assert len(PdfReader(io.BytesIO(long)).pages) >= 5
    assert text_of(long).count("Letter sent") == 200


def test_the_same_view_gives_the_same_bytes(view: EvidenceView) -> None:
    assert evidence_pdf(view) == evidence_pdf(view)


def test_what_comes_later_is_not_in_it(view: EvidenceView) -> None:
    anna = view.subscription
    assert anna is not None
    deeds.switch(anna, "on", at=NOW + DAY)

    again = evidence_view(Dispute.objects.get(), as_of=view.as_of)

    assert "Renewal turned on" not in text_of(evidence_pdf(again))
    assert "Renewal turned on" in text_of(
        evidence_pdf(evidence_view(Dispute.objects.get(), as_of=NOW + 2 * DAY))
    )


def test_an_altered_document_is_not_called_genuine(dispute: Dispute) -> None:
    unguard("statement")
    statement = Statement.objects.get()
    Statement.objects.update(document=statement.document.replace("Guard", "Gourd"))

    text = text_of(evidence_pdf(evidence_view(dispute, as_of=NOW)))

    assert "NOT GENUINE" in text


def test_an_order_of_no_subscription_has_its_payment(dispute: Dispute) -> None:
    Invoice.objects.update(subscription=None, period_no=None)

    view = evidence_view(dispute, as_of=NOW)

    assert (view.subscription, view.events) == (None, ())
    assert "Payment: $79.99 on September 25, 2026" in evidence_summary(view)
