"""Letters about a payment that the bank was asked to take back."""

from fairwell.gateways.mail.letters.view import Button, NoticeView, Row, Teller
from fairwell.gateways.mail.spoken import spoken as _


def dispute(tell: Teller) -> NoticeView:
    """When the bank tells us that a payment is disputed."""
    words = _words(tell)
    return NoticeView(
        title=_("Your bank was asked to take back a payment: order %(order)s") % words,
        lead=(
            _(
                "Your bank tells us that the payment for %(plan)s, order %(order)s, is disputed. "
                "It decides; we tell it what we know. Until then we charge nothing for this order."
            )
            % words,
            _(
                "If you did not recognise the charge, the page below explains it. If you want to "
                "end the subscription or your money back, you can do both in your account; that "
                "is quicker than the bank’s way."
            ),
        ),
        rows=(Row(_("Order"), words["order"]), *tell.period_row()),
        buttons=(
            Button(_("Why was I charged?"), tell.of_order("why/")),
            Button(_("See your subscription"), tell.of_subscription()),
            tell.cancel(),
        ),
        after=(_("If it was not you who disputed it, ask your bank, and tell us."),),
    )


def disputed_settled(tell: Teller) -> NoticeView:
    """When the bank has decided."""
    words = _words(tell)
    outcome = str(tell.told.get("outcome", tell.told.get("state", "")))
    said = {
        "won": _("Your bank has decided that the payment stands. Nothing changes for you."),
        "lost": _("Your bank has decided that you get the money back; it pays you itself."),
        "conceded": _("We do not contest it: your bank pays the money back to you."),
    }.get(outcome, _("Your bank has closed the matter."))
    return NoticeView(
        title=_("The disputed payment of order %(order)s is settled") % words,
        lead=(said,),
        rows=(Row(_("Order"), words["order"]), Row(_("Subscription"), words["plan"])),
        buttons=(Button(_("See your subscription"), tell.of_subscription()),),
    )


def _words(tell: Teller) -> dict[str, str]:
    return {"plan": tell.plan, "order": str(tell.given("order"))}
