"""How accounts behave here: sign-up by invitation, letters through the outbox."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """allauth's decisions that are ours to take."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Only somebody who came by an invitation link may sign up."""
        return "invitation" in request.session
