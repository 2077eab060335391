"""The Django application that holds every room."""

from django.apps import AppConfig


class FairwellConfig(AppConfig):
    """One application, label ``fairwell``: the rooms share a schema, so they share migrations."""

    name = "fairwell"
    verbose_name = "Fairwell"
    default_auto_field = "django.db.models.BigAutoField"
