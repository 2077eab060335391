"""How second factors behave here."""

from allauth.mfa.adapter import DefaultMFAAdapter


class SecondFactorAdapter(DefaultMFAAdapter):
    """allauth's decisions about TOTP and passkeys that are ours to take."""
