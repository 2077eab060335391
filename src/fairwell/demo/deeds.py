"""What some of the cast have done already when the demonstration opens, done on the pages."""

from collections.abc import Callable, Mapping
from typing import Final

from fairwell.demo.visitor import Visitor

# A price that is announced to change, its successor, and from which day on.
PRICE_CHANGE: Final = ("price_QfPlus10GBPy", "price_QfPlus10GBPy2", "2026-12-21")

_TRIED: Final = "price_QfPlus3USDy"


def try_a_plan(visitor: Visitor) -> None:
    """Begin a trial, to be paid with the card on file when it is over."""
    visitor.go(f"/account/start/{_TRIED}/?trial=1")
    visitor.press("Start trial")


def pause(visitor: Visitor) -> None:
    """Pause at once, for as long as is offered."""
    _to(visitor, "Pause this subscription")
    visitor.choose("Now", "Continue")
    visitor.press("Confirm pause")


def go_monthly(visitor: Visitor) -> None:
    """Change to monthly charges with the next renewal."""
    _to(visitor, "")
    visitor.choose("Charged monthly", "Continue")
    visitor.press("Confirm change")


def _to(visitor: Visitor, page: str) -> None:
    """From the account to the page of changes, and on from there."""
    visitor.go("/account/")
    visitor.click("Change")
    if page:
        visitor.click(page)


DEEDS: Final[Mapping[str, Callable[[Visitor], None]]] = {
    "trial_with_card": try_a_plan,
    "paused": pause,
    "scheduled_change": go_monthly,
}
"""By the key of the one who does it."""
