"""What statements about a refund say first, in plain words, from the promise to the outcome."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fairwell.gateways.paper.statement_values import Values, minor_and_currency

type Said = dict[str, Any]
type Parts = tuple[str, tuple[str, ...], tuple[str, ...]]  # title, lead, next steps


def instructed(said: Said, values: Values) -> Parts:
    """Money is on its way: what was billed, or credit that was left."""
    refund = said["refund"]
    words = {"amount": values.money(refund["total"])}
    if _is_credit(said):
        return (
            _("Your credit of %(amount)s is being paid back") % words,
            (
                _("Your subscription has ended, and nothing is left that this credit could pay."),
                _("It goes back the way you paid."),
            ),
            after_refund(said),
        )
    arrival = values.arrival(refund["expected_from"], refund["expected_by"])
    lead = (
        _("It goes back the way you paid. Expect it %(arrival)s.") % {"arrival": arrival}
        if arrival
        else _("It goes back the way you paid.")
    )
    return _("Your refund of %(amount)s is instructed") % words, (lead,), after_refund(said)


def settled(said: Said, values: Values) -> Parts:
    """All of it has been paid, the way it came or another."""
    refund = said["refund"]
    states = {part["state"] for part in refund["parts"]}
    if states == {"succeeded"}:
        how = _("It went back the way you paid. Your bank may need a few days to show it.")
    elif states == {"rerouted"}:
        how = _("It could not go back the way you paid, so we paid it another way.")
    else:
        how = _("A part could not go back the way you paid, so we paid that part another way.")
    words = {"amount": values.money(refund["total"])}
    if _is_credit(said):
        return _("Your credit of %(amount)s has been paid back") % words, (how,), ()
    return _("Your refund of %(amount)s has been paid") % words, (how,), ()


def failed(said: Said, values: Values) -> Parts:
    """A part of it did not arrive: a person pays it another way."""
    refund = said["refund"]
    total, currency = minor_and_currency(refund["total"])
    failed = [part for part in refund["parts"] if part["state"] == "failed"]
    open_minor = sum(minor_and_currency(part["amount"])[0] for part in failed)
    amount = values.minor(open_minor, currency)
    lead = [
        _(
            "The card or account that you paid with did not take it back. "
            "The money is still yours, and we pay it to you another way."
        ),
        ngettext(
            "A person is seeing to it, under the case number %(cases)s.",
            "A person is seeing to it, under the case numbers %(cases)s.",
            len(failed),
        )
        % {"cases": ", ".join(part["case"] for part in failed)},
    ]
    if total > open_minor:
        paid = values.minor(total - open_minor, currency)
        lead.append(_("The other %(amount)s has been paid.") % {"amount": paid})
    return (
        _("We pay your refund of %(amount)s another way") % {"amount": amount},
        tuple(lead),
        (_("You need not do anything. We write again when it has been paid."),),
    )


def after_refund(said: Said) -> tuple[str, ...]:
    """What the subscriber has to do now: nothing; nothing at all where no refund is on its way."""
    if said["refund"]["state"] != "instructed":
        return ()
    return (_("You need not do anything. We write again when the refund has been paid."),)


def _is_credit(said: Said) -> bool:
    return bool(said["refund"].get("of") == "credit")
