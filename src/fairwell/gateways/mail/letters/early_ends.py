"""Letters about an end that somebody wants before the contract can end: asked for, and declined."""

from django.utils.translation import gettext as _

from fairwell.gateways.mail.letters.view import Button, NoticeView, Row, Teller


def early_end_asked(tell: Teller) -> NoticeView:
    """When somebody has asked to be let go before that."""
    words = _words(tell)
    answer = (
        _("A person looks at it now, and answers you by %(day)s.") % {"day": tell.day("answer_by")}
        if tell.told.get("answer_by")
        else _("A person looks at it now, and answers you.")
    )
    return NoticeView(
        title=_("We look at your wish to leave earlier – %(case)s") % words,
        lead=(
            _("You asked to end %(plan)s before the contract can end.") % words,
            answer,
            _("Until then everything stays as it is."),
        ),
        rows=_rows(words),
        buttons=(Button(_("See your subscription"), tell.of_subscription()),),
        after=(_("You need not do anything. Name the case number whenever you write or call."),),
    )


def early_end_declined(tell: Teller) -> NoticeView:
    """When a person has decided that it goes on up to its earliest end."""
    words = _words(tell)
    answer = str(tell.told.get("answer") or "").strip()
    return NoticeView(
        title=_("Our answer about leaving earlier – %(case)s") % words,
        lead=(
            _("You asked to end %(plan)s before the contract can end. It goes on up to then.")
            % words,
            *((answer,) if answer else ()),
        ),
        rows=_rows(words),
        buttons=(Button(_("See your subscription"), tell.of_subscription()),),
        after=(
            _(
                "If you see it differently, answer this mail and name the case number. Rights "
                "that the law gives you are not touched by this."
            ),
        ),
    )


def _words(tell: Teller) -> dict[str, str]:
    return {"plan": tell.plan, "case": str(tell.given("case"))}


def _rows(words: dict[str, str]) -> tuple[Row, ...]:
    return (Row(_("Your case number"), words["case"]), Row(_("Subscription"), words["plan"]))
