"""The facts of a statement, row by row, and its money, line by line."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from fairwell.gateways.paper.statement_change_rows import (
    change_rows,
    pause_rows,
    resume_rows,
    undone_rows,
)
from fairwell.gateways.paper.statement_values import Values, minor_and_currency
from fairwell.gateways.paper.statement_words import Said, subscription_name
from fairwell.queries.wording import how_often


@dataclass(frozen=True, slots=True)
class Row:
    """One fact; both are text for people."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Section:
    """Facts under one heading."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class RefundLine:
    """What one payment gives back, and why, as it was sealed; `rule` names the rule.

    `refunded_before` is empty where nothing was.
    """

    order: str
    charged_on: str
    paid: str
    refunded_before: str
    refund: str
    explanation: str
    rule: str


@dataclass(frozen=True, slots=True)
class RefundPart:
    """What became of the money of one order."""

    order: str
    amount: str
    outcome: str


@dataclass(frozen=True, slots=True)
class RefundView:
    """`lines` while it is decided or instructed, `parts` once there is an outcome."""

    rows: tuple[Row, ...]
    total: str
    lines: tuple[RefundLine, ...]
    parts: tuple[RefundPart, ...]

    @property
    def refunded_before(self) -> bool:
        """Whether money of these payments went back earlier, so that a column is needed."""
        return any(line.refunded_before for line in self.lines)

    @property
    def explained(self) -> bool:
        """Whether a rule decided a line, so that its reason is given."""
        return any(line.explanation for line in self.lines)


def subscription_section(said: Said, values: Values) -> Section:
    """What the statement is about, and whose it is."""
    subscription, customer = said["subscription"], said["customer"]
    rows = [
        Row(_("Product"), subscription_name(said)),
        Row(_("Charged"), how_often(subscription["term"], values.language)),
        Row(_("Devices covered"), str(subscription["devices"])),
        Row(_("Subscription number"), subscription["id"]),
        Row(_("Subscriber"), ", ".join(x for x in (customer["name"], customer["email"]) if x)),
    ]
    return Section(_("The subscription"), tuple(rows))


def deed_section(said: Said, values: Values) -> Section | None:
    """What ends, renews and is charged when; None for statements about money alone."""
    if "ending" in said:
        return Section(_("What was confirmed"), tuple(_ending_rows(said, values)))
    if "renewal" in said:
        return Section(_("What was confirmed"), tuple(_renewal_rows(said, values)))
    return None


_DEEDS = {"change": change_rows, "undone": undone_rows, "pause": pause_rows, "resume": resume_rows}


def document_section(said: Said, key_id: str, values: Values) -> Section:
    """The document itself: number, time, predecessor, policies, key."""
    rows = [
        Row(_("Reference number"), said["reference"]),
        Row(_("Confirmed on"), values.moment(said["issued_at"])),
    ]
    if said.get("follows"):
        rows.append(Row(_("Follows"), said["follows"]))
    if said.get("policies"):
        rows.append(Row(_("Policies of your contract"), ", ".join(said["policies"])))
    rows.append(Row(_("Sealed with the key"), key_id))
    return Section(_("This document"), tuple(rows))


def refund_view(said: Said, values: Values) -> RefundView | None:
    """The money of a statement; None where it says nothing of money."""
    refund = said.get("refund")
    if refund is None:
        return None
    lines = tuple(
        RefundLine(
            order=line["order"],
            charged_on=values.day(line["charged_on"]),
            paid=values.money(line["paid"]),
            refunded_before=_unless_zero(line.get("refunded_before"), values),
            refund=values.money(line["refund"]),
            explanation=line["explanation"] or "",
            rule=line["rule"] or "",
        )
        for line in refund.get("lines", ())
    )
    parts = tuple(
        RefundPart(part["order"], values.money(part["amount"]), _outcome(part, values))
        for part in refund.get("parts", ())
    )
    rows = tuple(_refund_rows(said, values))
    return RefundView(rows, values.money(refund["total"]), lines, parts)


def _ending_rows(said: Said, values: Values) -> Iterator[Row]:
    ending = said["ending"]
    yield Row(_("Asked for on"), values.moment(ending["requested_at"]))
    yield Row(_("Asked for by"), _asker(said))
    if ending["choice"] == "now":
        yield Row(_("Ended on"), values.moment(ending["access_until"]))
    else:
        yield Row(_("Ends on"), values.day(ending["effective_on"]))
        yield Row(_("Access until"), values.moment(ending["access_until"]))
    for charge in ending["charges_still_due"]:
        yield Row(_("Charge still to come"), _charge(charge, values))
    if ending["charge_dropped"]:
        yield Row(_("Charge that falls away"), _charge(ending["charge_dropped"], values))


def _renewal_rows(said: Said, values: Values) -> Iterator[Row]:
    renewal = said["renewal"]
    yield Row(_("Asked for by"), _asker(said))
    for name, rows in _DEEDS.items():
        if name in said:
            for label, value in rows(said[name], values):
                yield Row(label, value)
    yield Row(_("Automatic renewal"), _("on") if renewal["renews"] else _("off"))
    if renewal["ends_on"]:
        yield Row(_("Ends on"), values.day(renewal["ends_on"]))
        yield Row(_("Access until"), values.moment(renewal["access_until"]))
    charge = renewal["next_charge"]
    yield Row(_("Next charge"), _charge(charge, values) if charge else _("none"))


def _refund_rows(said: Said, values: Values) -> Iterator[Row]:
    refund = said["refund"]
    if refund["state"] == "none":
        yield Row(_("Refund"), _no_refund(said))
        return
    if "parts" not in refund:
        yield Row(_("Refund instructed"), values.money(refund["total"]))
        arrival = values.arrival(refund["expected_from"], refund["expected_by"])
        if arrival:
            yield Row(_("Expected"), arrival)
        yield Row(_("Paid to"), _("the card or account you paid with"))
    if refund["reference"] != said["reference"]:
        yield Row(_("Number of the refund"), refund["reference"])


def _no_refund(said: Said) -> str:
    if said["refund"]["lines"]:
        return _("none; see the reason below")
    if said["ending"]["choice"] == "now":
        return _("none; there is no payment for the current term")
    return _("none; you keep full access until the end")


def _outcome(part: Said, values: Values) -> str:
    if part["state"] == "failed":
        return _("not paid yet: case %(case)s") % {"case": part["case"]}
    words = {"day": values.day_of(part["settled_at"])}
    if part["state"] == "rerouted":
        return _("paid another way on %(day)s") % words
    return _("paid on %(day)s") % words


def _unless_zero(amount: str | None, values: Values) -> str:
    return values.money(amount) if amount and minor_and_currency(amount)[0] else ""


def _charge(charge: Said, values: Values) -> str:
    words = {"amount": values.money(charge["amount"]), "day": values.day(charge["on"])}
    return _("%(amount)s on %(day)s") % words


def _asker(said: Said) -> str:
    """Who asked; a word this version doesn't know stands as it was sealed."""
    known = {
        "subscriber": _("you, in your account"),
        "agent": _("you, through our support"),
        "operator": _("you, through our office"),
        "system": _("nobody: it came about by itself"),
    }
    asked_by = str(said["asked_by"])
    return known.get(asked_by, asked_by)
