"""The words of letters, in the language that is active."""

from django.utils.translation import gettext as spoken

__all__ = ["spoken"]
