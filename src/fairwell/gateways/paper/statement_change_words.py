"""What statements about changes and pauses say first, in plain words."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fairwell.gateways.paper.statement_values import Values, minor_and_currency
from fairwell.queries import wording
from fairwell.queries.wording import how_often

type Said = dict[str, Any]
type Parts = tuple[str, tuple[str, ...], tuple[str, ...]]  # title, lead, next steps


def plan_words(plan: Said, values: Values) -> str:
    """What is had: Guard Plus, 5 devices, yearly."""
    devices = ngettext("%(n)s device", "%(n)s devices", plan["devices"]) % {"n": plan["devices"]}
    name = wording.plan_name(plan["product"], plan["plan"])
    return f"{name}, {devices}, {how_often(plan['term'], values.language)}"


def price_words(plan: Said, values: Values) -> str:
    """What it costs: $79.99 per year, plus tax where that comes on top."""
    words = {
        "amount": values.money(plan["price"]),
        "per": wording.per_term(plan["term"], values.language),
    }
    if plan["tax"] == "on top":
        return _("%(amount)s %(per)s plus tax") % words
    return _("%(amount)s %(per)s") % words


def change(said: Said, values: Values) -> Parts:
    """A change that took effect, or one that is agreed for the renewal."""
    told = said["change"]
    words = {
        "after": plan_words(told["after"], values),
        "before": plan_words(told["before"], values),
        "day": values.day(told["effective_on"]),
    }
    if told["when"] == "now":
        lead = [_("You now have %(after)s, instead of %(before)s.") % words]
        lead += _money(told["money"], values)
        return _("Your subscription is changed"), (*lead, *_next(said, values)), ()
    lead = [
        _("From %(day)s on you have %(after)s. Until then %(before)s stays as it is.") % words,
        _("Nothing is charged or credited today."),
    ]
    if told["replaces_earlier_change"]:
        lead.append(_("This takes the place of the change that was agreed before."))
    return (
        _("Your subscription changes on %(day)s") % words,
        (*lead, *_next(said, values)),
        (_("You can undo this in your account until then."),),
    )


def change_undone(said: Said, values: Values) -> Parts:
    """A change or a pause that was agreed will not come."""
    told = said["undone"]
    words = {"day": values.day(told["effective_on"])}
    if told["kind"] == "pause":
        title = _("Your pause is undone")
        first = _("The pause that was to begin on %(day)s will not come.") % words
    else:
        title = _("Your change is undone")
        first = _("The change that was agreed for %(day)s will not come.") % words
    return title, (first, *_next(said, values)), ()


def pause(said: Said, values: Values) -> Parts:
    """A pause that began, or one that begins with the end of the paid term."""
    told = said["pause"]
    words = {
        "first": values.day(told["begins_on"]),
        "until": values.day(told["resumes_on"]),
    }
    if told["when"] == "now":
        title = _("Your subscription is paused until %(until)s") % words
        lead = [
            _("Your access rests from now on. It comes back on %(until)s by itself.") % words,
            _("Paid time stands still: what is left of it follows the pause."),
        ]
        after = _("You can go on earlier at any time, in your account.")
    else:
        title = _("Your subscription pauses on %(first)s") % words
        lead = [
            _("You keep full access until then. It comes back on %(until)s by itself.") % words,
        ]
        after = _("You can undo this in your account until then.")
    lead.append(_("Nothing is charged in the pause."))
    return title, (*lead, *_next(said, values)), (after,)


def resume(said: Said, values: Values) -> Parts:
    """The service goes on after a pause."""
    told = said["resume"]
    words = {"moment": values.moment(told["resumed_at"])}
    first = (
        _("The pause ended by itself. You have full access again since %(moment)s.")
        if told["by_itself"]
        else _("You ended the pause. You have full access again since %(moment)s.")
    ) % words
    lead = [first]
    if told["paid_until"]:
        lead.append(
            _("What you paid for lasts until %(moment)s.")
            % {"moment": values.moment(told["paid_until"])}
        )
    if told["charge"]:
        lead.append(
            _("A new term begins with it: %(amount)s is charged.")
            % {"amount": values.money(told["charge"]["amount"])}
        )
        return _("Your subscription goes on"), tuple(lead), ()
    return _("Your subscription goes on"), (*lead, *_next(said, values)), ()


def _money(money: Said | None, values: Values) -> Iterator[str]:
    if money is None:
        yield _("Nothing is charged today.")
        return
    words = {key: values.money(money[key]) for key in ("charged", "credit_left")}
    if _some(money["charged"]):
        yield _("%(charged)s is charged today; how it is worked out is listed below.") % words
    else:
        yield _("Nothing is charged today; how that is worked out is listed below.")
    if _some(money["credit_left"]):
        yield _("%(credit_left)s is kept as your credit and pays your next charges.") % words


def _next(said: Said, values: Values) -> Iterator[str]:
    charge = said["renewal"]["next_charge"]
    if charge:
        yield _("The next charge is %(amount)s on %(day)s.") % {
            "amount": values.money(charge["amount"]),
            "day": values.day(charge["on"]),
        }


def _some(amount: str) -> bool:
    return minor_and_currency(amount)[0] > 0
