"""Letters that sum up: the welcome at the beginning, and what a year has cost."""

from fairwell.gateways.mail.letters.view import Button, NoticeView, Row, Teller
from fairwell.gateways.mail.spoken import spoken as _
from fairwell.queries import wording


def first(tell: Teller) -> NoticeView:
    """After a subscription has begun."""
    words = {"plan": tell.plan}
    charge = tell.next_charge()
    rows = [Row(_("Subscription"), tell.plan)]
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
    return NoticeView(
        title=_("Welcome to %(plan)s") % words,
        lead=(_("Your subscription has begun. This is what you agreed to:"),),
        rows=(*rows, *tell.card_row()),
        buttons=(Button(_("See your subscription"), tell.of_subscription()), tell.cancel()),
        after=(
            *((renews,) if charge is not None else ()),
            _("You can do both online at any time, without calling anybody."),
        ),
    )


def annual_summary(tell: Teller) -> NoticeView:
    """Once a year: what it is, what it cost, and how to end it (Cal. Bus. & Prof. Code 17602)."""
    words = {"plan": tell.plan, "first": tell.day("first_on"), "end": tell.day("end_on")}
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
