"""Letters that sum up: the welcome at the beginning, and what a year has cost."""

from django.utils.translation import gettext as _

from fairwell.gateways.mail.letters.view import Button, NoticeView, Row, Teller
from fairwell.queries import wording


def first(tell: Teller) -> NoticeView:
    """After a subscription or its trial has begun."""
    words = {"plan": tell.plan}
    charge = tell.next_charge()
    trial_ends = tell.day("trial_ends_on") if tell.told.get("trial_ends_on") else ""
    rows = [Row(_("Subscription"), tell.plan)]
    if trial_ends:
        rows.append(Row(_("Free until"), trial_ends))
    if charge is not None:
        rows += [
            Row(_("Price"), f"{charge['amount']} {tell.per_term()}"),
            Row(_("Next charge"), _("%(amount)s on %(day)s") % charge),
        ]
    renews = (
        _("It renews by itself until you turn renewal off or cancel. We remind you before.")
        if charge is not None and wording.how_often(tell.given("term"), "en") == "yearly"
        else _("It renews by itself until you turn renewal off or cancel.")
    )
    if trial_ends:
        begun = _("Your trial has begun. This is what you agreed to:")
        renews = (
            _(
                "It then becomes a paid subscription by itself, until you turn renewal off or "
                "cancel."
            )
            if charge is not None
            else _("It ends then by itself, and nothing is charged.")
        )
    else:
        begun = _("Your subscription has begun. This is what you agreed to:")
    return NoticeView(
        title=_("Welcome to %(plan)s") % words,
        lead=(begun,),
        rows=(*rows, *tell.card_row()),
        buttons=(Button(_("See your subscription"), tell.of_subscription()), tell.cancel()),
        after=(
            *((renews,) if charge is not None or trial_ends else ()),
            _("You can do both online at any time, without calling anybody."),
        ),
    )


def annual_summary(tell: Teller) -> NoticeView:
    """Once a year: what it is, what it cost, and how to end it (Cal. Bus. & Prof. Code 17602)."""
    words = {"plan": tell.plan, "first": tell.day("first_on"), "end": tell.last_day()}
    rows = [
        Row(_("Subscription"), tell.plan),
        Row(_("Renews"), wording.how_often(tell.given("term"), tell.language)),
    ]
    for total in tell.told.get("totals", ()):
        rows.append(Row(_("Paid in the year"), tell.money(total["paid"], total["currency"])))
        if total["refunded"]:
            back = tell.money(total["refunded"], total["currency"])
            rows.append(Row(_("Given back in the year"), back))
    charge = tell.next_charge()
    if charge is not None:
        rows.append(Row(_("Next charge"), _("%(amount)s on %(day)s") % charge))
    return NoticeView(
        title=_("Your year with %(plan)s") % words,
        lead=(
            _(
                "This is your yearly summary, for %(first)s to %(end)s. Your subscription renews "
                "by itself until you turn renewal off or cancel."
            )
            % words,
        ),
        rows=tuple(rows),
        buttons=(
            Button(_("See your subscription"), tell.of_subscription()),
            tell.turn_off(),
            tell.cancel(),
        ),
        after=(_("If you want it to go on, you need not do anything."),),
    )
