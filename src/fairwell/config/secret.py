"""The secret that signs sessions and links, made once where the operator has not set one."""

import os
import secrets
from contextlib import suppress
from pathlib import Path


def secret_from_file(path: Path) -> str:
    """Return the secret kept in `path`, making it (mode 0600) on the first start.

    Two processes that start at once agree: the file is linked into place, and the loser reads.
    """
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w") as handle:
            handle.write(secrets.token_urlsafe(64))
        # Where another process was first, its secret is the one to read.
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text().strip()
