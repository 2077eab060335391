"""The policy packs that come with the product."""

from importlib.resources import files


def shipped_packs() -> dict[str, str]:
    """File name → TOML text of every shipped pack."""
    packs = files("fairwell.domain") / "packs"
    return {
        pack.name: pack.read_text(encoding="utf-8")
        for pack in packs.iterdir()
        if pack.name.endswith(".toml")
    }
