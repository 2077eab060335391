"""Letters about a charge that was made or failed: what, why, and what can be done about it."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from fairwell.gateways.mail.letters.view import Button, NoticeView, Row, Teller
from fairwell.gateways.mail.spoken import spoken as _

# The gateway's code of a declined charge → the bank's reason in plain words.
REASONS: dict[str, Promise] = {
    "insufficient_funds": gettext_lazy(
        "Your bank says that there was not enough money in the account."
    ),
    "expired_card": gettext_lazy("Your bank says that the card has expired."),
    "card_closed": gettext_lazy("Your bank says that the card is no longer in use."),
    "invalid_account": gettext_lazy("Your bank does not know the account any more."),
    "lost_card": gettext_lazy("Your bank says that the card was reported lost."),
    "stolen_card": gettext_lazy("Your bank says that the card was reported stolen."),
}


def receipt(tell: Teller) -> NoticeView:
    """After a charge."""
    paid = int(tell.given("total_minor")) - int(tell.told.get("from_credit_minor") or 0)
    words = {
        "plan": tell.plan,
        "order": tell.given("order"),
        "amount": tell.money(paid, tell.given("currency")),
    }
    return NoticeView(
        title=_("Receipt: %(amount)s for %(plan)s") % words,
        lead=(_("Your payment of %(amount)s for order %(order)s has arrived. Thank you.") % words,),
        rows=(
            Row(_("Order"), words["order"]),
            Row(_("Subscription"), words["plan"]),
            *tell.period_row(),
            *_money_rows(tell, words["amount"]),
            *_next_rows(tell),
        ),
        buttons=(
            Button(_("See the order and its invoice"), tell.of_order()),
            Button(_("Why was I charged?"), tell.of_order("why/"), plain=True),
            tell.cancel(plain=True),
        ),
        after=(_("Your invoice is attached."),) if encloses_invoice(tell.told) else (),
    )


def encloses_invoice(told: Mapping[str, Any]) -> bool:
    """Whether the receipt brings its invoice: one of ours, and the operator wants it attached."""
    return bool(told.get("own_invoice")) and settings.ENVIRONMENT.attach_invoices


def charge_failed(tell: Teller) -> NoticeView:
    """After a charge that the bank refused."""
    words = _owed(tell)
    access_until = tell.day_of("access_until")
    keeps = (
        _("Your access goes on until %(day)s.") % {"day": access_until}
        if access_until
        else _("Your access goes on meanwhile.")
    )
    return NoticeView(
        title=_("Your payment of %(amount)s did not go through") % words,
        lead=(
            _("We could not charge %(amount)s for %(plan)s, order %(order)s.") % words,
            _reason(tell),
            _what_next(tell),
            keeps,
        ),
        rows=(
            Row(_("Order"), words["order"]),
            *tell.period_row(),
            Row(_("To pay"), words["amount"]),
            *_charged_to(tell),
        ),
        buttons=_pay(tell),
        after=(_if_unwanted(),),
    )


def on_hold(tell: Teller) -> NoticeView:
    """When access stops because an order stayed unpaid."""
    words = _owed(tell)
    return NoticeView(
        title=_("%(plan)s is on hold: order %(order)s is not paid") % words,
        lead=(
            _(
                "We could not charge %(amount)s for order %(order)s, so your access has stopped. "
                "While it is on hold, no further term is charged."
            )
            % words,
            _("Once the amount is paid, it goes on at once."),
            *_ends_on(tell),
        ),
        rows=(
            Row(_("Order"), words["order"]),
            *tell.period_row(),
            Row(_("To pay"), words["amount"]),
        ),
        buttons=_pay(tell),
        after=(_if_unwanted(),),
    )


def ended_unpaid(tell: Teller) -> NoticeView:
    """When a subscription ended because an order stayed unpaid."""
    words = {"plan": tell.plan, "order": tell.given("order")}
    return NoticeView(
        title=_("%(plan)s has ended") % words,
        lead=(
            _(
                "Order %(order)s was not paid, so your subscription has ended. We will not try to "
                "charge your card for it again."
            )
            % words,
            _("Nothing more will be charged."),
        ),
        rows=(Row(_("Order"), words["order"]), *tell.period_row()),
        buttons=(Button(_("See it in your account"), tell.of_subscription()),),
    )


def _reason(tell: Teller) -> str:
    if tell.told.get("needs") == "card":
        return _("There is no card on file that we could charge.")
    known = REASONS.get(str(tell.told.get("failure_code")))
    return str(known) if known else _("Your bank refused it and gave no further reason.")


def _what_next(tell: Teller) -> str:
    again = tell.day("retry_on") if tell.told.get("retry_on") else ""
    if again and not tell.told.get("needs") and not tell.told.get("hard"):
        return _(
            "We try again on %(day)s. If it can be charged by then, you need not do anything. "
            "You can also pay now, or use another card."
        ) % {"day": again}
    return _("We do not try this card again by ourselves. Please pay now or use another card.")


def _owed(tell: Teller) -> dict[str, str]:
    return {
        "plan": tell.plan,
        "order": str(tell.given("order")),
        "amount": tell.amount("owed_minor"),
    }


def _ends_on(tell: Teller) -> tuple[str, ...]:
    day = tell.day_of("end_at")
    return (
        (_("If it stays unpaid, the subscription ends on %(day)s.") % {"day": day},) if day else ()
    )


def _pay(tell: Teller) -> tuple[Button, ...]:
    return (
        Button(_("Pay now"), tell.of_order("pay/")),
        Button(_("Use another card"), tell.of_subscription("card/"), plain=True),
        Button(_("Why was I charged?"), tell.of_order("why/"), plain=True),
        tell.cancel(plain=True),
    )


def _if_unwanted() -> str:
    return _("If you no longer want the subscription, cancel it instead.")


def _charged_to(tell: Teller) -> tuple[Row, ...]:
    card = tell.told.get("charged_to")
    return (Row(_("Charged to"), str(card)),) if card else ()


def _money_rows(tell: Teller, amount: str) -> tuple[Row, ...]:
    rows = [Row(_("Amount"), amount)]
    if tell.told.get("tax_minor"):
        rows.append(Row(_("Tax in the order"), tell.amount("tax_minor")))
    if tell.told.get("from_credit_minor"):
        rows.append(Row(_("Taken from your credit"), tell.amount("from_credit_minor")))
    if tell.told.get("paid_on"):
        rows.append(Row(_("Paid on"), tell.day("paid_on")))
    return (*rows, *_charged_to(tell))


def _next_rows(tell: Teller) -> tuple[Row, ...]:
    charge = tell.next_charge()
    if charge is None:
        return (Row(_("Next charge"), _("None")),)
    return (Row(_("Next charge"), _("%(amount)s on %(day)s") % charge),)
