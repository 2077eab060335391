"""What features are called, in the reader's language, as the catalogue says it."""

from django.utils.translation import gettext as _


def said_in(words: object, language: str) -> str:
    """In the reader's language, else in English, else in whichever there is; "" without any."""
    if not isinstance(words, dict) or not words:
        return ""
    return str(words.get(language) or words.get("en") or next(iter(words.values())))


def feature_label(features: object, key: str, language: str) -> str:
    """The name of a plan's feature; one that the plan does not describe stands as it is kept."""
    if key == "devices":
        return _("Devices")
    described = features.get(key) if isinstance(features, dict) else None
    labels = described.get("labels") if isinstance(described, dict) else None
    return said_in(labels, language) or key.replace("_", " ")
