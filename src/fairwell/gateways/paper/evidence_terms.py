"""Evidence of what was agreed and told: consent, policies, letters."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from fairwell.gateways.paper.evidence_state_words import LETTER_STATES
from fairwell.gateways.paper.evidence_table import Cell, Table, Writer
from fairwell.gateways.paper.evidence_words import CONSENTS, LETTERS, where_said, word
from fairwell.queries import wording


def consents(write: Writer) -> Table:
    """Every agreement on record."""

    def rows() -> Iterator[tuple[Cell, ...]]:
        for one in write.view.consents:
            price = one.price
            plan = wording.plan_name(price.plan.product.name, price.plan.tier)
            amount = write.money(price.amount_minor, price.currency)
            agreed = f"{amount} {wording.per_term(price.term, write.language)}"
            text = (one.text,) if one.text else ()
            digest = (f"SHA-256 {one.text_digest}",) if one.text_digest else ()
            version = _("price version %(n)s") % {"n": price.version}
            yield (
                Cell(write.moment(one.given_at), (where_said(one.actor, one.channel),)),
                Cell(word(CONSENTS, one.kind), text + digest),
                Cell(f"{plan}, {agreed}", (f"{price.external_id}, {version}",)),
            )

    return Table(
        anchor="consent",
        title=_("Terms and consent"),
        lead=_("What the customer agreed to, when, where, and at which price."),
        head=(_("When and where"), _("What was agreed to"), _("Price")),
        rows=tuple(rows()),
        empty=_("No record of consent: the contract was taken over from earlier books."),
    )


def policies(write: Writer) -> Table:
    """The policies pinned to the contract."""
    rows = (
        (
            Cell(f"{pin.policy.pack_id} v{pin.policy.version}", (word(CONSENTS, pin.policy.kind),)),
            Cell(write.moment(pin.policy.published_at)),
            Cell("SHA-256", (pin.policy.digest,)),
        )
        for pin in write.view.policies
    )
    return Table(
        anchor="policies",
        title=_("Refund and cancellation policies"),
        lead=_("The versions that bind this contract, kept word for word since it was made."),
        head=(_("Policy"), _("Published"), _("Digest of its text")),
        rows=tuple(rows),
        empty=_("No policy is bound to it."),
    )


def notices(write: Writer) -> Table:
    """Every letter about the contract."""
    rows = (
        (
            Cell(word(LETTERS, one.template), (one.to_email,)),
            Cell(
                write.moment(one.due_at or one.queued_at),
                (_last_day(one.last_day, write.language),) if one.last_day else (),
            ),
            Cell(write.moment(one.sent_at) if one.sent_at else word(LETTER_STATES, one.state)),
            Cell(one.message_id or "–", (one.server_answer,) if one.server_answer else ()),
        )
        for one in write.view.notices
    )
    return Table(
        anchor="notices",
        title=_("Letters, with proof of sending"),
        lead=_("When each was due and sent, its Message-ID, and what the mail server answered."),
        head=(_("Letter"), _("Due"), _("Sent"), _("Message-ID and answer")),
        rows=tuple(rows),
        empty=_("No letter was sent."),
    )


def _last_day(day: date, language: str) -> str:
    return _("last day in time: %(day)s") % {"day": wording.day(day, language)}
