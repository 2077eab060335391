"""The facts of a change or a pause, label by label, with its money."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from fairwell.gateways.paper.statement_change_words import plan_words, price_words
from fairwell.gateways.paper.statement_values import Values, minor_and_currency

type Said = dict[str, Any]
type Pairs = Iterator[tuple[str, str]]  # label, value


def change_rows(told: Said, values: Values) -> Pairs:
    """What was had and is had, from when, and line by line what moves on the spot."""
    yield _("Before"), plan_words(told["before"], values)
    yield _("From then on"), plan_words(told["after"], values)
    yield _("Takes effect on"), values.day(told["effective_on"])
    yield _("Price"), price_words(told["after"], values)
    # Statements sealed before these were told have neither.
    if told.get("first_term_until"):
        yield (
            _("First term of the contract"),
            _("as agreed before, until %(day)s") % {"day": values.day(told["first_term_until"])},
        )
    elif told.get("no_first_term"):
        yield _("First term of the contract"), _("none begins with this change")
    money = told["money"]
    if money is None:
        return
    for credit in money["credits"]:
        yield (
            _("Credit for order %(order)s") % {"order": credit["order"]},
            _("%(credit)s of %(paid)s, for the time not used")
            % {"credit": values.money(credit["credit"]), "paid": values.money(credit["paid_for"])},
        )
    if money["order"]:
        words = {
            "amount": values.money(money["billed"]),
            "tax": values.money(money["tax_in_it"]),
            "until": values.day_of(money["service_until"]),
        }
        yield (
            _("Order %(order)s") % {"order": money["order"]},
            _("%(amount)s until %(until)s, %(tax)s of it tax") % words
            if _some(money["tax_in_it"])
            else _("%(amount)s until %(until)s") % words,
        )
    for label, key in (
        (_("Off what was still owed"), "off_what_was_owed"),
        (_("Paid from your credit"), "credit_used"),
        (_("Credit left for later charges"), "credit_left"),
    ):
        if _some(money[key]):
            yield label, values.money(money[key])
    yield _("Charged today"), values.money(money["charged"])


def undone_rows(told: Said, values: Values) -> Pairs:
    """What will not come."""
    yield _("Was agreed for"), values.day(told["effective_on"])
    if told["after"]:
        yield _("Would have been"), plan_words(told["after"], values)


def pause_rows(told: Said, values: Values) -> Pairs:
    """From when to when access rests."""
    yield _("Pause begins on"), values.day(told["begins_on"])
    yield _("Access again from"), values.day(told["resumes_on"])
    if told["paid_until"]:
        yield _("Paid until"), values.moment(told["paid_until"])


def resume_rows(told: Said, values: Values) -> Pairs:
    """Since when the service goes on."""
    yield _("Access again since"), values.moment(told["resumed_at"])
    if told["paid_until"]:
        yield _("Paid until"), values.moment(told["paid_until"])
    if told["charge"]:
        yield _("Charged for the new term"), values.money(told["charge"]["amount"])


def _some(amount: str) -> bool:
    return minor_and_currency(amount)[0] > 0
