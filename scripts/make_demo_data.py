"""Make the demonstration's data: the same files on every run, so that its stories never drift.

Run it from the repository: `python scripts/make_demo_data.py [directory]`.
"""

import json
import sys
from pathlib import Path
from random import Random

from demo_data.cast import Role, cast, second_subscription
from demo_data.catalogue import prices
from demo_data.contracts import NOW
from demo_data.crowd import CUSTOMERS, SUBSCRIPTIONS, crowd
from demo_data.offers import catalogue_toml
from demo_data.stripe_files import write_files

SEED = 20261121
PASSWORD = "leaving-should-be-easy"  # noqa: S105 - the cast's, shown to whoever tries the demo
TARGET = Path(__file__).parent.parent / "src" / "fairwell" / "demo" / "data"


def make(target: Path) -> None:
    """Write the CSV files, cast.toml and catalogue.toml into `target`."""
    dice = Random(SEED)  # noqa: S311 - no secret is made here, and it must repeat
    listed = prices()
    by_key = {(each.plan, each.devices, each.months, each.currency): each for each in listed}
    roles = cast(by_key)
    contracts = [role.made for role in roles]
    contracts.append(second_subscription(roles, by_key))
    contracts += crowd(
        dice,
        by_key,
        first=len(roles) + 1,
        people=CUSTOMERS - len(roles),
        contracts=SUBSCRIPTIONS - len(contracts),
    )
    write_files(target, listed, contracts, dice)
    (target / "cast.toml").write_text(_cast_toml(roles), encoding="utf-8")
    (target / "catalogue.toml").write_text(catalogue_toml(listed), encoding="utf-8")


def _cast_toml(roles: list[Role]) -> str:
    """The cast as TOML; JSON's strings are TOML's, too."""
    parts = [
        "# The people whose stories the demonstration tells. Made by scripts/make_demo_data.py.",
        f'now = "{NOW:%Y-%m-%dT%H:%M:%SZ}"',
        f'password = "{PASSWORD}"',
    ]
    for role in roles:
        facts = {
            "key": role.key,
            "name": role.made.person.name,
            "email": role.made.person.email,
            "subscription": role.made.id,
            "shows": role.shows,
            "shows_de": role.shows_de,
        }
        lines = [f"{key} = {json.dumps(text, ensure_ascii=False)}" for key, text in facts.items()]
        parts += ["", "[[cast]]", *lines]
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET)
