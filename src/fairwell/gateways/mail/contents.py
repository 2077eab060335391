"""What each kind of letter says of its matter, and what it encloses."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.conf import settings

from fairwell.domain.renewal import NextCharge
from fairwell.gateways.calendar.charge_ics import charge_ics
from fairwell.gateways.mail.letter import Enclosure, LetterError
from fairwell.gateways.mail.letters import LETTERS
from fairwell.gateways.mail.letters.charges import encloses_invoice
from fairwell.gateways.mail.letters.view import Teller
from fairwell.gateways.paper.invoice_from_books import invoice_view_of
from fairwell.gateways.paper.invoice_pdf import invoice_pdf
from fairwell.gateways.paper.statement_pdf import statement_pdf
from fairwell.gateways.paper.statement_view import statement_view
from fairwell.models import Case, Notice, Statement
from fairwell.queries import wording
from fairwell.queries.invoices import bill_to_send
from fairwell.queries.vendor import VendorCard

type Words = dict[str, Any]


def template_of(notice: Notice) -> str:
    """The name of its templates; LetterError for one that doesn't exist."""
    if notice.template not in _WORDS:
        raise LetterError(
            f"Notice {notice.pk} asks for the letter {notice.template!r}, which doesn't exist; "
            f"there are {', '.join(sorted(_WORDS))}."
        )
    return "notice" if notice.template in LETTERS else notice.template


def words_of(notice: Notice, vendor: VendorCard) -> Words:
    """What its templates need beside vendor and customer."""
    return _WORDS[notice.template](notice, vendor)


def enclosures_of(notice: Notice) -> tuple[Enclosure, ...]:
    """A statement as PDF for people and as the sealed JSON, byte for byte, for proof.

    With a reminder of a charge goes its entry for the subscriber's own calendar, with a receipt the
    invoice: some 20 kilobytes and a third of a second, spent outside every transaction.
    """
    if notice.template == "receipt":
        return _invoice(notice)
    if notice.template in ("renewal_reminder", "trial_end"):
        return _calendar_entry(notice)
    if notice.template != "statement":
        return ()
    statement = _statement(notice)
    return (
        Enclosure(f"{statement.reference}.pdf", "application/pdf", statement_pdf(statement)),
        Enclosure(f"{statement.reference}.json", "application/json", statement.document.encode()),
    )


def _statement_words(notice: Notice, vendor: VendorCard) -> Words:
    statement = _statement(notice)
    return {
        "view": statement_view(statement, notice.language),
        "link": f"{settings.PUBLIC_URL}/account/confirmations/{statement.reference}/",
    }


def _statement(notice: Notice) -> Statement:
    if notice.statement is None:
        raise LetterError(f"Notice {notice.pk} announces a statement but names none.")
    return notice.statement


def _invitation_words(notice: Notice, vendor: VendorCard) -> Words:
    return {"link": _given(notice, "link"), "days": settings.ENVIRONMENT.invitation_days}


def _account_words(notice: Notice, vendor: VendorCard) -> Words:
    return {"subject": _given(notice, "subject"), "text": _given(notice, "text").strip()}


def _case_words(notice: Notice, vendor: VendorCard) -> Words:
    """The case, its order, and by when it is answered or what was; the case's own notes stay in."""
    reference = _given(notice, "case")
    case = Case.objects.filter(reference=reference).first()
    if case is None:
        raise LetterError(f"Notice {notice.pk} is about the case {reference}, which doesn't exist.")
    due_on = case.due_at.astimezone(vendor.zone).date()
    return {
        "case": reference,
        "order": _given(notice, "order"),
        "due_on": wording.day(due_on, notice.language),
        "answer": str(notice.context.get("answer", "")),
    }


def _notice_words(notice: Notice, vendor: VendorCard) -> Words:
    told = Teller(notice=notice, told=notice.context, zone=vendor.zone)
    return {"view": LETTERS[notice.template](told)}


def _invoice(notice: Notice) -> tuple[Enclosure, ...]:
    """The invoice as the account has it; none where the letter was told that there is none."""
    bill = bill_to_send(notice.invoice_id) if notice.invoice_id else None
    if bill is None or bill.issued_elsewhere or not encloses_invoice(notice.context):
        return ()
    content = invoice_pdf(invoice_view_of(bill, notice.language))
    return (Enclosure(f"{bill.invoice.number}.pdf", "application/pdf", content),)


def _calendar_entry(notice: Notice) -> tuple[Enclosure, ...]:
    bill = notice.context["next"]
    assert notice.subscription is not None, "a charge to come is a subscription's"
    charge = NextCharge(
        at=datetime.fromisoformat(bill["at"]),
        on=date.fromisoformat(bill["on"]),
        amount_minor=bill["minor"],
        currency=bill["currency"],
    )
    content = charge_ics(
        notice.subscription, charge, language=notice.language, stamped_at=notice.queued_at
    )
    return (Enclosure("renewal.ics", "text/calendar", content),)


def _given(notice: Notice, name: str) -> str:
    value = notice.context.get(name)
    if not value:
        raise LetterError(f"Notice {notice.pk} ({notice.template}) lacks {name!r} in its context.")
    return str(value)


_WORDS: dict[str, Callable[[Notice, VendorCard], Words]] = {
    "statement": _statement_words,
    "invitation": _invitation_words,
    "account": _account_words,
    "review_asked": _case_words,
    "refund_declined": _case_words,
    **dict.fromkeys(LETTERS, _notice_words),
}
