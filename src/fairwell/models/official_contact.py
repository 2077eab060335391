"""The vendor's own contacts: the only ones any page, mail or prompt may show."""

from django.db import models

from fairwell.models import fields

KINDS = ("phone", "email", "domain", "chat", "social")


class OfficialContact(models.Model):
    """One number, address or handle, with what it is for and when it answers."""

    kind = fields.word()
    value = models.CharField(max_length=200)
    purpose = models.CharField(max_length=40, help_text="support, billing, sender, web …")
    hours = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            fields.one_of("contact", "kind", KINDS),
            models.UniqueConstraint(fields=["kind", "value", "purpose"], name="contact_once"),
        ]

    def __str__(self) -> str:
        return self.value
