"""Template filters: amounts, dates and terms in the reader's language."""

from datetime import date, datetime

from django import template
from django.utils.translation import get_language

from fairwell.queries import wording

register = template.Library()


@register.filter
def money(amount_minor: int, currency: str) -> str:
    """{{ minor|money:currency }}"""
    return wording.money(amount_minor, currency, get_language() or "en")


@register.filter
def day(value: date) -> str:
    """{{ date|day }}"""
    return wording.day(value, get_language() or "en")
