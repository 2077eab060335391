"""Why somebody leaves or wants money back: asked only where it may be, never required."""

from django import forms
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LEAVING: list[tuple[str, Promise]] = [
    ("", _("I’d rather not say")),
    ("too_expensive", _("It costs too much")),
    ("not_used", _("I hardly use it")),
    ("not_needed", _("I no longer need it")),
    ("not_working", _("It does not work as it should")),
    ("switched", _("I use something else")),
    ("not_wanted_renewal", _("I did not want it to renew")),
    ("other", _("Another reason")),
]
REFUNDING: list[tuple[str, Promise]] = [
    ("", _("I’d rather not say")),
    ("not_wanted_renewal", _("I did not want it to renew")),
    ("charged_twice", _("I was charged twice")),
    ("not_recognised", _("I do not recognise the charge")),
    ("not_needed", _("I no longer need it")),
    ("not_working", _("It does not work as it should")),
    ("other", _("Another reason")),
]
LONGEST = 2_000  # characters; enough for a page
_KEPT = 5  # quotes of one session whose reasons are remembered until they are confirmed


def reason_field(reasons: list[tuple[str, Promise]]) -> forms.ChoiceField:
    """A list to choose one reason from, or none."""
    return forms.ChoiceField(
        label=_("Reason"),
        choices=reasons,
        required=False,
        error_messages={"invalid_choice": _("Choose a reason from the list, or leave it out.")},
    )


class ReasonForm(forms.Form):
    """The two fields of a reason; both may stay empty."""

    reason_code = reason_field(LEAVING)
    reason_text = forms.CharField(
        label=_("In your own words"),
        required=False,
        max_length=LONGEST,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "max_length": _("Write at most %(limit_value)d characters, or leave it out.")
        },
    )


def remember_reason(request: HttpRequest, token: str, form: ReasonForm) -> None:
    """Keep what was said until that quote is confirmed; only in the asker's session."""
    _keep(request, token, [form.cleaned_data["reason_code"], form.cleaned_data["reason_text"]])


def reason_of(request: HttpRequest, token: str) -> dict[str, str]:
    """What was said for that quote, as actions take it; empty where nothing was."""
    code, text = request.session.get("reasons", {}).get(token, ["", ""])
    return {"reason_code": code, "reason_text": text}


def move_reason(request: HttpRequest, old: str, new: str) -> None:
    """A quote that was worked out again inherits what was said for the one before."""
    said = reason_of(request, old)
    _keep(request, new, [said["reason_code"], said["reason_text"]])


def _keep(request: HttpRequest, token: str, said: list[str]) -> None:
    kept = request.session.get("reasons", {})
    latest = {**{key: value for key, value in kept.items() if key != token}, token: said}
    request.session["reasons"] = dict(list(latest.items())[-_KEPT:])
