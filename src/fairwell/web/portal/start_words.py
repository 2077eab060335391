"""What a person agrees to when they start a subscription: shown beside the button, and kept."""

from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fairwell.domain.term import local_date
from fairwell.queries import wording
from fairwell.queries.offers import Offer
from fairwell.queries.plan_words import length

# code → (what is so, what to do); both may name the refusal's params
START_WORDS: dict[str, tuple[Promise, Promise]] = {
    "quantity_too_large": (
        gettext_lazy("At most %(most)s can be bought at once."),
        gettext_lazy("For more, write to us; our official contacts are below."),
    ),
    "trial_none": (
        gettext_lazy("This plan has no trial."),
        gettext_lazy("You can choose another plan, or start this one as it is."),
    ),
    "trial_used": (
        gettext_lazy("You have had a trial of this product."),
        gettext_lazy("You can start the plan without one."),
    ),
    "card_needed": (
        gettext_lazy("A card is needed for this."),
        gettext_lazy("Leave one, and then start again. Nothing is charged before you confirm."),
    ),
    "card_unusable": (
        gettext_lazy("This card has expired, or your bank has refused it for good."),
        gettext_lazy("Choose another card, and then start again."),
    ),
    "early_start_needed": (
        gettext_lazy("The service can only start now if you ask for it."),
        gettext_lazy("Go back and tick the box. You keep your right to withdraw."),
    ),
    "tax_unknown": (
        gettext_lazy("We do not know the tax at your place yet, so nothing can be sold there."),
        gettext_lazy("Check your address, or write to us; our official contacts are below."),
    ),
    "no_access": (
        gettext_lazy("This subscription gives no access at the moment."),
        gettext_lazy("Its page shows how it stands, and what to do."),
    ),
    "devices_full": (
        gettext_lazy("All %(covered)s devices are in use: %(in_use)s are registered."),
        gettext_lazy("Remove one first, or change the plan to cover more."),
    ),
    "device_name": (
        gettext_lazy("A device needs a name of at most %(most)s letters."),
        gettext_lazy("Enter one that you know it by, such as “Laptop in the study”."),
    ),
    "device_unknown": (
        gettext_lazy("This subscription has no such device."),
        gettext_lazy("Its list shows those that it has."),
    ),
}


def consent_words(offer: Offer, language: str, zone: ZoneInfo) -> str:
    """The whole agreement in plain sentences, as they stand above the button."""
    start, currency = offer.start, offer.facts.currency
    plan = offer.price.plan
    regular = wording.money(offer.regular.gross_minor, currency, language)
    with translation.override(language):
        units = f" × {start.quantity}" if start.quantity > 1 else ""
        said = [f"{wording.plan_name(plan.product.name, plan.tier)}{units}."]
        if start.trial_end is not None:
            day = wording.day(local_date(start.trial_end, zone), language)
            said.append(_("The trial is free and ends on %(day)s.") % {"day": day})
        else:
            now = wording.money(offer.now.gross_minor, currency, language)
            said.append(_("%(amount)s is charged now.") % {"amount": now})
        if offer.later is not None and start.next_at is not None:
            day = wording.day(local_date(start.next_at, zone), language)
            later = wording.money(offer.later.gross_minor, currency, language)
            said.append(_("%(amount)s is charged on %(day)s.") % {"amount": later, "day": day})
            per = wording.per_term(offer.regular_term, language)
            said.append(
                _("It renews by itself at %(amount)s %(per)s until you turn renewal off or cancel.")
                % {"amount": regular, "per": per}
            )
        elif start.trial:
            said.append(_("It ends by itself, and nothing is charged."))
        if offer.facts.first_term:
            least = length(offer.facts.first_term, language)
            said.append(_("It runs for at least %(least)s.") % {"least": least})
        if start.early_start:
            said.append(_early_start_words(trial=start.trial))
    return " ".join(said)


def _early_start_words(*, trial: bool) -> str:
    if trial:
        return _("The trial starts now, at my request.")
    return _("The service starts now, at my request. If I withdraw, I pay for the days until then.")
