"""Why a subscription cannot be changed or paused, in plain words, with what to do about it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# code → (what is so, what to do); both may name the refusal's params
CHANGE_WORDS: dict[str, tuple[Promise, Promise]] = {
    "renewal_off_turn_on": (
        _("Automatic renewal is off: this subscription ends with %(last_day)s."),
        _("Turn renewal on again first, or leave it as it is and let it end."),
    ),
    "renewal_due": (
        _("The paid term is over, and its renewal is just being worked out."),
        _("Try again in a few minutes. You can cancel at any time."),
    ),
    "not_started": (
        _("This subscription has not started yet."),
        _("You can change it once it has. You can cancel at any time."),
    ),
    "pay_first": (
        _("A charge is not paid yet, or just under way."),
        _("You can change this once it is paid. You can cancel at any time."),
    ),
    "paused_resume_first": (
        _("This subscription is paused."),
        _("End the pause first; then you can change it."),
    ),
    "price_not_sold": (
        _("This plan is not sold any more."),
        _("Choose another, or leave it as it is."),
    ),
    "other_currency": (
        _("This plan is sold in another currency."),
        _("Choose one in the currency that you pay in."),
    ),
    "quantity_below_one": (
        _("At least one is needed."),
        _("If you need none any more, you can cancel."),
    ),
    "devices_in_use": (
        _("This would cover %(covered)s devices, and %(in_use)s are in use."),
        _("Remove %(remove)s of them first, or choose a plan that covers more."),
    ),
    "nothing_changes": (
        _("You have just this already."),
        _("Choose something else, or leave it as it is."),
    ),
    "change_scheduled": (
        _("Just this is agreed already, for %(earliest)s."),
        _("You need do nothing more. You can undo it until then."),
    ),
    "first_term_running": (
        _("Your contract was made for a first term that ends on %(earliest)s."),
        _("Until then you can have more, but not less. Choose this again when it is over."),
    ),
    "less_at_renewal": (
        _("Less can be had from the next renewal on, %(earliest)s."),
        _("Choose it for the renewal: until then you keep what you paid for."),
    ),
    "billed_unknown": (
        _("We cannot see what you paid for the running term, so it cannot be changed at once."),
        _("Choose the change for the renewal, or write to us; our official contacts are below."),
    ),
    "nothing_scheduled": (
        _("There is no change to undo."),
        _("Your account shows how the subscription stands."),
    ),
    "change_in_force": (
        _("This change has come already, so it cannot be undone."),
        _("You can change it back instead."),
    ),
    "already_paused": (
        _("This subscription is paused already."),
        _("You can end the pause at any time."),
    ),
    "not_paused": (
        _("This subscription is not paused."),
        _("Your account shows how it stands."),
    ),
    "trial_no_pause": (
        _("A trial cannot be paused."),
        _("Nothing is paid for yet. You can cancel it at any time."),
    ),
    "pause_not_offered": (
        _("This subscription cannot be paused."),
        _("You can change it, turn its renewal off, or cancel it."),
    ),
    "pause_too_short": (
        _("A pause lasts a day at least: enter %(earliest)s or a later day."),
        _("The service goes on with the day that you enter."),
    ),
    "pause_too_long": (
        _("A pause cannot last that long: enter %(latest)s or an earlier day."),
        _("The service goes on with the day that you enter."),
    ),
    "pauses_used_up": (
        _("There have been as many pauses this year as your terms allow."),
        _("The next one can begin on %(earliest)s. You can also turn renewal off, or cancel."),
    ),
}
