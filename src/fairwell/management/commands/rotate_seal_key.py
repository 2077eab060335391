"""`fairwell rotate-seal-key`: seal with a new key from now on; old seals stay valid."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from fairwell.proof.keys import KeyRing, KeyRingError
from fairwell.queries import clock


class Command(BaseCommand):
    """The old key's private half is destroyed; its public half stays published."""

    help = "Make a new sealing key; old seals stay valid"

    def handle(self, **options: Any) -> None:
        """Rotate and print the new key's fingerprint."""
        at = clock.now()
        try:
            key = KeyRing.open(settings.SEAL_KEYS_DIR, at=at).rotate(at=at)
        except KeyRingError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"From now on seals are made by {key.key_id}.")
