"""The second step of signing in, offering only what its owner has set up."""

from typing import Any

from allauth.mfa.base.views import AuthenticateView

from fairwell.queries.people import ways_in
from fairwell.web.people.passkeys import SecondStepForm


class SecondStepView(AuthenticateView):  # type: ignore[misc]  # allauth has no types
    """allauth's page; it would offer everybody a passkey, and ask everybody for an app's code."""

    webauthn_form_class = SecondStepForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """allauth's words and forms, and `ways`: which second steps there are."""
        return {**super().get_context_data(**kwargs), "ways": ways_in(self.stage.login.user)}


second_step = SecondStepView.as_view()
