"""Letters out of courtesy: a card that expires, a pause that ends."""

from datetime import date

from babel.dates import format_date
from django.utils.translation import gettext as _

from fairwell.gateways.mail.letters.view import Button, NoticeView, Row, Teller


def card_expiry(tell: Teller) -> NoticeView:
    """Before the card on file expires."""
    month = date(int(tell.given("year")), int(tell.given("month")), 1)
    words = {
        "plan": tell.plan,
        "card": tell.given("card"),
        "month": format_date(month, "MMMM y", locale=tell.language),
    }
    charge = tell.next_charge()
    rows = [Row(_("Card"), words["card"]), Row(_("Good until the end of"), words["month"])]
    if charge is not None:
        rows.append(Row(_("Next charge"), _("%(amount)s on %(day)s") % charge))
    return NoticeView(
        title=_("Your card %(card)s expires at the end of %(month)s") % words,
        lead=(
            _(
                "%(plan)s is paid with this card. If your bank has sent you a new one, leave it "
                "with us, so that no charge fails."
            )
            % words,
        ),
        rows=tuple(rows),
        buttons=(Button(_("Use another card"), tell.of_subscription("card/")), tell.cancel()),
        after=(_if_replaced(),),
    )


def _if_replaced() -> str:
    return _(
        "Many banks tell us the new card by themselves; then you need not do anything. We never "
        "ask for card numbers by mail: the page behind the button is your payment provider’s."
    )


def pause_ending(tell: Teller) -> NoticeView:
    """Before a pause ends by itself."""
    words = {"plan": tell.plan, "day": tell.day("on")}
    charge = tell.next_charge()
    after_it = (
        _("We then charge %(amount)s for the time until %(until)s.") % charge
        if charge is not None
        else _("Nothing is charged for that.")
    )
    return NoticeView(
        title=_("Your pause of %(plan)s ends on %(day)s") % words,
        lead=(
            _("%(plan)s goes on by itself on %(day)s, unless you cancel before then.") % words,
            after_it,
        ),
        rows=(
            Row(_("End of the pause"), words["day"]),
            *((Row(_("Next charge"), _("%(amount)s on %(day)s") % charge),) if charge else ()),
            *tell.card_row(),
        ),
        buttons=(
            Button(_("See your subscription"), tell.of_subscription()),
            tell.cancel(),
        ),
    )
