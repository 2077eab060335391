"""Mails owed to many at once: notices and promises by the set, three statements however many."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from fairwell.actions.steps.load import the_vendor
from fairwell.actions.steps.queue_notice import TEMPLATE_VERSIONS, letter_language
from fairwell.actions.steps.write_rows import reserve_ids, write_rows
from fairwell.models import Customer, Notice, OutboxEntry

# There may be a hundred thousand of one run, each with an invoice; a confirmation goes before them.
LEAVE_WITHIN = timedelta(hours=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeDraft:
    """One mail to write: `key` makes it unrepeatable, `context` are plain values for its text."""

    template: str
    key: str
    customer: Customer
    subscription_id: int | None = None
    invoice_id: int | None = None
    context: Mapping[str, Any] = field(default_factory=dict)


_NOTICE = (
    "id", "key", "template", "template_version", "language", "to_email", "customer_id",
    "subscription_id", "invoice_id", "context", "required_by", "state", "queued_at", "message_id",
    "server_answer",
)  # fmt: skip
_OUTBOX = (
    "topic", "key", "subject_id", "promised_at", "due_at", "objective_at", "tries", "last_error",
)  # fmt: skip


def queue_notices(drafts: Sequence[NoticeDraft], *, at: datetime) -> None:
    """Write the notices, each in its reader's language, and promise their sending at once.

    A key that was used before is left out: that mail is queued or sent already.
    """
    if not drafts:
        return
    known = set(
        Notice.objects.filter(key__in=[draft.key for draft in drafts]).values_list("key", flat=True)
    )
    drafts = [draft for draft in drafts if draft.key not in known]
    vendor, ids = the_vendor(), reserve_ids(Notice, len(drafts))
    write_rows(
        Notice,
        _NOTICE,
        [
            (
                pk, draft.key, draft.template, TEMPLATE_VERSIONS[draft.template],
                letter_language(draft.customer, vendor), draft.customer.email, draft.customer.pk,
                draft.subscription_id, draft.invoice_id, json.dumps(dict(draft.context)), "[]",
                "queued", at, "", "",
            )
            for pk, draft in zip(ids, drafts, strict=True)
        ],
    )  # fmt: skip
    write_rows(
        OutboxEntry,
        _OUTBOX,
        [("mail", f"mail:{pk}", pk, at, at, at + LEAVE_WITHIN, 0, "") for pk in ids],
    )
