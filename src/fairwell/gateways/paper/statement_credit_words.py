"""What statements say about the credit of somebody who leaves, and about its way back."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fairwell.gateways.paper.statement_values import Values

type Said = dict[str, Any]

_PAID_BACK = gettext_lazy(
    "Your credit of %(paid_back)s goes back the way you paid, as soon as nothing is left "
    "that it could pay for. You get a confirmation of its own."
)
_BY_HAND = gettext_lazy(
    "%(by_hand)s of your credit cannot go back the way you paid. After the end a person "
    "looks at it and writes to you."
)
_NOT_PAID_OUT = gettext_lazy(
    "%(not_paid_out)s of your credit was given to you and not paid for. It is not paid "
    "out; it stays for a new subscription."
)
_BILLS_OPEN = gettext_lazy(
    "You have a credit of %(total)s, and a bill is still open. After the end a person "
    "looks at both and writes to you."
)


def credit_at_end(said: Said, values: Values) -> Iterator[str]:
    """What becomes of credit when the service ends; nothing where the statement tells of none."""
    credit = said.get("credit")
    if credit is None:
        return
    words = {
        name: values.money(credit[name])
        for name in ("total", "paid_back", "by_hand", "not_paid_out")
        if credit[name]
    }
    if credit["stays"]:
        yield _("Your credit of %(total)s stays: it pays for your other subscriptions.") % words
        return
    if said.get("ending", {}).get("charges_still_due"):
        yield _("Charges before the end are taken from your credit first.")
    if credit["bills_open"]:
        yield _BILLS_OPEN % words
        return
    if credit["paid_back"]:
        yield _PAID_BACK % words
    if credit["by_hand"]:
        yield _BY_HAND % words
    if credit["not_paid_out"]:
        yield _NOT_PAID_OUT % words
