"""A sealed statement as people read it, the same for the portal's page, the PDF and the letter."""

import json
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation

from fairwell.gateways.paper.statement_rows import (
    RefundView,
    Section,
    deed_section,
    document_section,
    refund_view,
    subscription_section,
)
from fairwell.gateways.paper.statement_values import Values
from fairwell.gateways.paper.statement_words import words_of
from fairwell.models import Statement
from fairwell.queries.vendor import the_vendor_with_contacts


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementView:
    """All texts are in `language`, but the rules' explanations, which stay in `sealed_language`.

    `title` has no full stop; `lead` and `next_steps` are paragraphs. `deed` is what ends or renews
    when, None where only money moves. `asked_by` is empty where nobody asked. `verify_command`
    checks the JSON document offline.
    """

    kind: str
    reference: str
    language: str
    sealed_language: str
    title: str
    lead: tuple[str, ...]
    next_steps: tuple[str, ...]
    deed: Section | None
    refund: RefundView | None
    about: Section
    document: Section
    follows: str
    asked_by: str
    vendor_name: str
    vendor_legal_name: str
    key_id: str
    verify_url: str
    verify_command: str


def statement_view(statement: Statement, language: str) -> StatementView:
    """What the sealed JSON of `statement` says, in `language`; dates are in the vendor's zone.

    Nothing but the zone comes from elsewhere: what isn't sealed isn't shown.
    """
    said = json.loads(statement.document)["statement"]
    vendor = the_vendor_with_contacts()
    values = Values(language, vendor.zone if vendor else ZoneInfo("UTC"))
    with translation.override(language):
        words = words_of(said, values)
        return StatementView(
            kind=said["kind"],
            reference=said["reference"],
            language=language,
            sealed_language=said["language"],
            title=words.title,
            lead=words.lead,
            next_steps=words.next_steps,
            deed=deed_section(said, values),
            refund=refund_view(said, values),
            about=subscription_section(said, values),
            document=document_section(said, statement.key_id, values),
            follows=said.get("follows") or "",
            asked_by=said.get("asked_by", ""),
            vendor_name=said["vendor"]["name"],
            vendor_legal_name=said["vendor"]["legal_name"],
            key_id=statement.key_id,
            verify_url=f"{settings.PUBLIC_URL}/verify/",
            verify_command=f"python3 fairwell-verify.py {said['reference']}.json"
            f" --key-id {statement.key_id}",
        )
