"""How much is measured: the sizes, their defaults, and the flags that change them."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from dataclasses import dataclass, fields

SEED = 20261121


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """Sizes of one run; every figure names those it rests on."""

    subscriptions: int = 5_000
    cancels: int = 300
    warm_up: int = 20
    threads: int = 4
    repeats: int = 15
    seed: int = SEED

    @property
    def leavers(self) -> int:
        """How many subscribers leave: those that warm the process up, then those that count."""
        return self.warm_up + self.cancels

    def flags(self) -> list[str]:
        """The flags that give these sizes again."""
        return [part for name, value in self.numbers() for part in (_flag(name), str(value))]

    def numbers(self) -> list[tuple[str, int]]:
        """Name and value of each size."""
        return [(field.name, getattr(self, field.name)) for field in fields(self)]


MEANINGS = {
    "subscriptions": "subscriptions of the imported list, each with about three payments",
    "cancels": "cancellations that are timed, in each way of measuring them",
    "warm_up": "cancellations before these, which are not counted",
    "threads": "threads that cancel at once",
    "repeats": "loads of each page; ten times as many seals, a third as many PDFs",
    "seed": "seed of the generated list",
}


def add_flags(parser: ArgumentParser) -> None:
    """One flag for each size."""
    defaults = dict(Sizes().numbers())
    for name, meaning in MEANINGS.items():
        parser.add_argument(
            _flag(name),
            type=_positive,
            default=defaults[name],
            metavar="N",
            help=f"{meaning} (%(default)s)",
        )


def sizes_of(options: Namespace) -> Sizes:
    """The sizes that the flags gave."""
    return Sizes(**{name: getattr(options, name) for name in MEANINGS})


def _flag(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"{text!r} is no whole number of at least 1.")
    return int(text)
