"""Publish policy packs: each version is kept word for word and never changes afterwards."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from fairwell.domain.policy import PackError, parse_pack
from fairwell.models import PolicyVersion


@transaction.atomic(durable=True)
def publish_policies(*, texts: Mapping[str, str], at: datetime) -> list[PolicyVersion]:
    """Store the packs (file name → TOML) that are not stored yet, and return the new ones.

    Raises PackError for a pack that cannot be read, or whose version was published with other
    rules: a changed pack needs a new version number. Nothing is then stored.
    """
    new = []
    for name, text in sorted(texts.items()):
        pack = parse_pack(text, name)
        digest = hashlib.sha256(pack.canonical.encode()).hexdigest()
        standing = PolicyVersion.objects.filter(pack_id=pack.id, version=pack.version).first()
        if standing is None:
            new.append(
                PolicyVersion.objects.create(
                    pack_id=pack.id,
                    version=pack.version,
                    kind=pack.kind.value,
                    valid_from=pack.valid_from,
                    valid_until=pack.valid_until,
                    text=text,
                    digest=digest,
                    published_at=at,
                )
            )
        elif standing.digest != digest:
            raise PackError(
                name,
                [f"Version {pack.version} was published with other rules: raise `version`."],
            )
    return new
