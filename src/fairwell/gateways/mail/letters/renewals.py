"""Letters about a charge that comes by itself: a renewal, the end of a trial, a new price.

They say what many laws want said: that it renews unless cancelled, for how long, at what cost, by
when and how to stop it, with direct links (Cal. Bus. & Prof. Code 17602; C. consom. L215-1, the
deadline in a box; GBL 527-a; Ley 10/2025).
"""

from django.utils.translation import gettext as _

from fairwell.gateways.mail.letters.view import NoticeView, Row, Teller


def renewal_reminder(tell: Teller) -> NoticeView:
    """Before a renewal."""
    charge = {**tell.charge_to_come(), "plan": tell.plan}
    return NoticeView(
        title=_("Your %(plan)s renews on %(day)s") % charge,
        lead=(
            _(
                "Your subscription renews by itself on %(day)s, unless you turn renewal off or "
                "cancel before then. We will then charge %(amount)s."
            )
            % charge,
        ),
        boxed=(_("You can turn renewal off or cancel until %(moment)s.") % charge,),
        rows=(
            Row(_("Subscription"), tell.plan),
            Row(_("Renews for"), _("%(day)s to %(until)s") % charge),
            Row(_("Price"), _price(tell, charge)),
            *tell.card_row(),
        ),
        buttons=(tell.turn_off(), tell.cancel()),
        after=(
            _(
                "If you turn renewal off, you keep your access until %(moment)s and nothing more "
                "is charged. If you want it to go on, you need not do anything."
            )
            % charge,
            _("An entry for your calendar is attached."),
        ),
    )


def trial_end(tell: Teller) -> NoticeView:
    """Before a trial turns into a paid term."""
    charge = {**tell.charge_to_come(), "plan": tell.plan, "per_term": tell.per_term()}
    return NoticeView(
        title=_("Your trial of %(plan)s ends on %(day)s") % charge,
        lead=(
            _(
                "Your trial then becomes a paid subscription by itself, unless you turn renewal "
                "off or cancel before. We will charge %(amount)s on %(day)s."
            )
            % charge,
        ),
        boxed=(_("You can turn renewal off or cancel until %(moment)s.") % charge,),
        rows=(
            Row(_("Subscription"), tell.plan),
            Row(_("First paid term"), _("%(day)s to %(until)s") % charge),
            Row(_("Price"), _price(tell, charge)),
            *tell.card_row(),
        ),
        buttons=(tell.turn_off(), tell.cancel()),
        after=(
            _("If you end it before, you pay nothing."),
            _("An entry for your calendar is attached."),
        ),
    )


def price_change(tell: Teller) -> NoticeView:
    """Before a renewal at a new price."""
    old, new = tell.given("old"), tell.given("new")
    words = {
        "plan": tell.plan,
        "day": tell.day("on"),
        "old": tell.money(old["minor"], old["currency"]),
        "new": tell.money(new["minor"], new["currency"]),
        "per_term": tell.per_term(),
    }
    return NoticeView(
        title=_("The price of your %(plan)s changes on %(day)s") % words,
        lead=(
            _(
                "When your subscription renews on %(day)s, it will cost %(new)s %(per_term)s "
                "instead of %(old)s. Until then nothing changes."
            )
            % words,
        ),
        boxed=(
            _("If you do not want the new price, turn renewal off or cancel before %(day)s.")
            % words,
        ),
        rows=(
            Row(_("Price now"), f"{words['old']} {words['per_term']}"),
            Row(_("New price"), f"{words['new']} {words['per_term']}"),
            Row(_("First charge at the new price"), words["day"]),
        ),
        buttons=(tell.turn_off(), tell.cancel()),
        after=(
            _(
                "You then keep your access until that day and nothing more is charged. If you "
                "accept the new price, you need not do anything."
            ),
        ),
    )


def _price(tell: Teller, charge: dict[str, str]) -> str:
    price = f"{charge['amount']} {tell.per_term()}"
    return f"{price} ({_('of which tax %(tax)s') % charge})" if charge["tax"] else price
