"""What each kind of statement says first, in plain words: title, summary, and what comes next."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fairwell.gateways.paper import statement_change_words
from fairwell.gateways.paper import statement_refund_words as refund_words
from fairwell.gateways.paper.statement_credit_words import credit_at_end
from fairwell.gateways.paper.statement_values import Values
from fairwell.queries import wording
from fairwell.queries.wording import how_often

type Said = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Words:
    """The title without a full stop; `lead` and `next_steps` are sentences, one paragraph each."""

    title: str
    lead: tuple[str, ...]
    next_steps: tuple[str, ...] = ()


def words_of(said: Said, values: Values) -> Words:
    """The words of a sealed statement, in the language that is active.

    "Instructed" stays the word for a refund until a statement says that it was paid.
    """
    return _KINDS[said["kind"]](said, values)


def subscription_name(said: Said) -> str:
    """Product and plan: Guard Plus."""
    subscription = said["subscription"]
    return wording.plan_name(subscription["product"], subscription["plan"])


def _cancellation(said: Said, values: Values) -> Words:
    ending = said["ending"]
    words = {
        "subscription": subscription_name(said),
        "day": values.day(ending["effective_on"]),
        "moment": values.moment(ending["access_until"]),
    }
    by_subscriber = said["asked_by"] == "subscriber"
    if ending["choice"] == "now":
        title = _("Your subscription ended on %(day)s") % words
        first = (
            _("You cancelled %(subscription)s, and it ended at once: %(moment)s.")
            if by_subscriber
            else _("As you asked, we cancelled %(subscription)s. It ended at once: %(moment)s.")
        )
        next_steps = refund_words.after_refund(said)
    else:
        title = _("Your subscription ends on %(day)s") % words
        first = (
            _("You cancelled %(subscription)s. You keep full access until %(moment)s.")
            if by_subscriber
            else _(
                "As you asked, we cancelled %(subscription)s. "
                "You keep full access until %(moment)s."
            )
        )
        next_steps = (_("You can undo this in your account until then."),)
    return Words(title, (first % words, *_money(said, values)), next_steps)


def _withdrawal(said: Said, values: Values) -> Words:
    ending = said["ending"]
    received = _(
        "We received your withdrawal from the contract for %(subscription)s on %(moment)s "
        "and confirm it. The contract and your access have ended."
    ) % {
        "subscription": subscription_name(said),
        "moment": values.moment(ending["requested_at"]),
    }
    return Words(
        _("You have withdrawn from your contract"),
        (received, *_money(said, values)),
        refund_words.after_refund(said),
    )


def _undone(said: Said, values: Values) -> Words:
    first = _("%(subscription)s goes on as it was before you cancelled.") % {
        "subscription": subscription_name(said)
    }
    return Words(_("Your cancellation is undone"), (first, *_renewal(said["renewal"], values)))


def _renewal_off(said: Said, values: Values) -> Words:
    renewal = said["renewal"]
    words = {
        "subscription": subscription_name(said),
        "day": values.day(renewal["ends_on"]),
        "moment": values.moment(renewal["access_until"]),
    }
    return Words(
        _("Automatic renewal is off: your subscription ends on %(day)s") % words,
        (
            _("%(subscription)s will not renew. You keep full access until %(moment)s.") % words,
            *_up_to_then(renewal, values),
            *credit_at_end(said, values),
        ),
        (_("You can turn renewal on again in your account until then."),),
    )


def _up_to_then(renewal: Said, values: Values) -> Iterator[str]:
    """A contract in its first term is still charged up to its end."""
    if renewal["next_charge"]:
        yield _("Your contract is charged up to then.")
        yield from _renewal(renewal, values)
    else:
        yield _("Nothing more will be charged.")


def _renewal_on(said: Said, values: Values) -> Words:
    first = _("%(subscription)s renews again, %(how_often)s.") % {
        "subscription": subscription_name(said),
        "how_often": how_often(said["subscription"]["term"], values.language),
    }
    return Words(
        _("Automatic renewal is on again"),
        (first, *_renewal(said["renewal"], values)),
        (_("You can turn renewal off again in your account at any time."),),
    )


def _money(said: Said, values: Values) -> Iterator[str]:
    """What an ending charges, gives back, and does to credit."""
    yield from _charges(said["ending"], values)
    yield from _refund(said, values)
    yield from credit_at_end(said, values)


def _charges(ending: Said, values: Values) -> Iterator[str]:
    due, dropped = ending["charges_still_due"], ending["charge_dropped"]
    if due:
        yield ngettext(
            "One more charge comes before the end, and none after it; it is listed below.",
            "%(n)s more charges come before the end, and none after it; they are listed below.",
            len(due),
        ) % {"n": len(due)}
    elif dropped:
        yield _("The charge of %(amount)s on %(day)s will not be made.") % {
            "amount": values.money(dropped["amount"]),
            "day": values.day(dropped["on"]),
        }
    else:
        yield _("Nothing more will be charged.")


def _renewal(renewal: Said, values: Values) -> Iterator[str]:
    if renewal["next_charge"]:
        yield _("The next charge is %(amount)s on %(day)s.") % {
            "amount": values.money(renewal["next_charge"]["amount"]),
            "day": values.day(renewal["next_charge"]["on"]),
        }
    elif renewal["ends_on"]:
        yield _("Automatic renewal is off, so it ends on %(day)s.") % {
            "day": values.day(renewal["ends_on"])
        }


def _refund(said: Said, values: Values) -> Iterator[str]:
    refund = said["refund"]
    if refund["state"] == "instructed":
        arrival = values.arrival(refund["expected_from"], refund["expected_by"])
        words = {"amount": values.money(refund["total"]), "arrival": arrival}
        if arrival:
            yield _("We have instructed a refund of %(amount)s. Expect it %(arrival)s.") % words
        else:
            yield _("We have instructed a refund of %(amount)s.") % words
    elif refund["lines"]:
        yield _("There is no refund; the reason is given below.")


_KINDS: dict[str, Callable[[Said, Values], Words]] = {
    "cancellation": _cancellation,
    "withdrawal": _withdrawal,
    "cancellation_undone": _undone,
    "renewal_off": _renewal_off,
    "renewal_on": _renewal_on,
    "refund_instructed": lambda said, values: Words(*refund_words.instructed(said, values)),
    "refund_settled": lambda said, values: Words(*refund_words.settled(said, values)),
    "refund_failed": lambda said, values: Words(*refund_words.failed(said, values)),
    "change": lambda said, values: Words(*statement_change_words.change(said, values)),
    "change_undone": lambda said, values: Words(
        *statement_change_words.change_undone(said, values)
    ),
    "pause": lambda said, values: Words(*statement_change_words.pause(said, values)),
    "resume": lambda said, values: Words(*statement_change_words.resume(said, values)),
}
