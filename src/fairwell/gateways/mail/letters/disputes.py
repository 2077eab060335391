"""Letters about a charge that its subscriber says is wrong: it is looked at, and it is answered."""

from django.utils.translation import gettext as _

from fairwell.gateways.mail.letters.view import Button, NoticeView, Row, Teller


def dispute(tell: Teller) -> NoticeView:
    """When somebody has told us that a charge is wrong."""
    words = _words(tell)
    answer = (
        _("A person looks at it now, and answers you by %(day)s.") % {"day": tell.day("answer_by")}
        if tell.told.get("answer_by")
        else _("A person looks at it now, and answers you.")
    )
    return NoticeView(
        title=_("We look at your charge of order %(order)s – %(case)s") % words,
        lead=(
            _("You told us that the charge for %(plan)s, order %(order)s, is wrong.") % words,
            answer,
            _("Until then nothing more is collected for this order, and your access stays."),
        ),
        rows=(*_rows(words), *tell.period_row()),
        buttons=(
            Button(_("Why was I charged?"), tell.of_order("why/")),
            Button(_("See your subscription"), tell.of_subscription()),
        ),
        after=(_("You need not do anything. Name the case number whenever you write or call."),),
    )


def disputed_settled(tell: Teller) -> NoticeView:
    """When it is answered."""
    words = _words(tell)
    upheld = bool(tell.told.get("upheld"))
    said = (
        _("You were right: the charge of order %(order)s was wrong, and we put it right.")
        if upheld
        else _("We looked at the charge of order %(order)s, and it stands.")
    )
    answer = str(tell.told.get("answer") or "").strip()
    return NoticeView(
        title=_("Our answer about order %(order)s – %(case)s") % words,
        lead=(said % words, *((answer,) if answer else ())),
        rows=(*_rows(words), *(_amounts(tell) if upheld else ())),
        buttons=(
            Button(_("Why was I charged?"), tell.of_order("why/")),
            Button(_("See your subscription"), tell.of_subscription()),
        ),
        after=(
            _(
                "If you see it differently, answer this mail and name the case number. Rights "
                "that the law gives you are not touched by this."
            ),
        ),
    )


def _words(tell: Teller) -> dict[str, str]:
    return {"plan": tell.plan, "order": str(tell.given("order")), "case": str(tell.given("case"))}


def _rows(words: dict[str, str]) -> tuple[Row, ...]:
    return (
        Row(_("Your case number"), words["case"]),
        Row(_("Order"), words["order"]),
        Row(_("Subscription"), words["plan"]),
    )


def _amounts(tell: Teller) -> tuple[Row, ...]:
    labels = {
        "waived_minor": _("No longer to pay"),
        "refund_minor": _("Goes back the way you paid"),
        "credit_minor": _("Added to your credit"),
    }
    return tuple(
        Row(label, tell.amount(name)) for name, label in labels.items() if tell.told.get(name)
    )
