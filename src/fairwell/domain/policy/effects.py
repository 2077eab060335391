"""The six things a rule can do, as frozen data; `says` lists each text and the words it may use."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Final, Literal

from fairwell.domain.policy.conditions import AllOf
from fairwell.domain.policy.expressions import DateExpression, DateSum, InstantSum
from fairwell.domain.policy.findings import Base
from fairwell.domain.term import Term

MONEY_WORDS: Final = frozenset(["refund", "kept", "base", "fee"])
type Says = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Roll:
    """A last day that is no working day moves to the next one; how sure the source is of that."""

    confidence: Literal["P", "S", "R", "M"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Payout:
    """When money goes back: within a term of a date, or so many business days after it."""

    after: DateExpression
    within: Term | None
    business_days: tuple[int, int] | None
    same_means: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """How much of the base goes back when `when` holds; the first part that holds decides.

    `unused_days` keeps base × used ÷ whole, counted between `used` and `whole` dates, or taken
    from the facts used_days and term_days. `text` names the words shown.
    """

    when: AllOf
    share: Literal["all", "none", "unused_days", "percent"]
    percent: int = 100
    used: tuple[DateSum, DateSum] | None = None
    whole: tuple[DateSum, DateSum] | None = None
    text: str = "granted"


@dataclass(frozen=True, slots=True, kw_only=True)
class LastDay:
    """The last day of a window when `when` holds; the first that holds decides."""

    when: AllOf
    day: DateExpression


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundEffect:
    """Money back (verb refund or withdraw) for asking between `opens` and the last day.

    `asked` names the date fact of the request. Without last days the window never closes.
    """

    name: ClassVar[str] = "refund"
    asked: str
    opens: DateExpression
    last_days: tuple[LastDay, ...]
    roll: Roll | None
    base: Base
    parts: tuple[Part, ...]
    ends_service: bool
    pay: Payout | None

    @property
    def says(self) -> Says:
        """Texts `granted` (or the parts' own) and, if the window closes, `late`."""
        window = {"asked_on", "opens_on", "day"}
        if self.last_days:
            window |= {"last_day", "natural_last_day"}
        granted = window | ({"ends_on"} if self.ends_service else set())
        if self.pay and self.pay.within:
            granted |= {"pay_by"}
        if self.pay and self.pay.business_days:
            granted |= {"pay_days_from", "pay_days_to"}
        says = {"late": frozenset(window)} if self.last_days else {}
        for part in self.parts:
            words = frozenset(granted | _share_words(part))
            says[part.text] = says.get(part.text, words) & words
        return says


def _share_words(part: Part) -> set[str]:
    if part.share == "none":
        return set()
    days = {"used_days", "term_days"} if part.share == "unused_days" else set()
    return {"refund", "kept", "base"} | days


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeEffect:
    """Something to tell the subscriber between two days (both included); `sent` is its date fact.

    `contents` are the things the notice must say, `medium` how it must travel.
    """

    name: ClassVar[str] = "notice"
    opens: DateExpression | None
    last_day: DateExpression
    sent: str
    contents: tuple[str, ...]
    medium: str

    @property
    def says(self) -> Says:
        """Text `duty`."""
        opens = {"opens_on"} if self.opens else set()
        facts = self.last_day.facts | (self.opens.facts if self.opens else frozenset())
        return {"duty": frozenset({"last_day"} | opens | facts)}


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineEffect:
    """Something to do by a day or instant, or (`keep`) not to undo before it is past.

    `done` names the fact that holds when it was done: a date, or an instant for an instant.
    """

    name: ClassVar[str] = "deadline"
    limit: DateExpression | InstantSum
    keep: bool
    done: str

    @property
    def says(self) -> Says:
        """Text `duty`."""
        word = "by" if isinstance(self.limit, InstantSum) else "last_day"
        return {"duty": frozenset({word}) | self.limit.facts}


@dataclass(frozen=True, slots=True, kw_only=True)
class EndCase:
    """The end date when `when` holds; the first that holds decides."""

    when: AllOf
    on: DateExpression
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EndDateEffect:
    """The last day of service or contract; `notify_by` is the last day to say so in time."""

    name: ClassVar[str] = "end_date"
    cases: tuple[EndCase, ...]
    notify_by: DateExpression | None

    @property
    def says(self) -> Says:
        """Text `granted`, or the cases' own."""
        notify = {"last_day"} if self.notify_by else set()
        return {case.text: frozenset({"ends_on"} | notify | case.on.facts) for case in self.cases}


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeEffect:
    """A percentage of an amount fact that is owed for ending early, and when service ends."""

    name: ClassVar[str] = "fee"
    percent: int
    of: str
    ends_on: DateExpression | None

    @property
    def says(self) -> Says:
        """Text `owed`."""
        ends = {"ends_on"} if self.ends_on else set()
        return {"owed": frozenset({"fee", "base"} | ends)}


@dataclass(frozen=True, slots=True, kw_only=True)
class RequireEffect:
    """Conditions that the vendor's own flow must meet, such as no login or the fields asked."""

    name: ClassVar[str] = "require"
    must: AllOf

    @property
    def says(self) -> Says:
        """Text `duty`."""
        return {"duty": frozenset()}


type Effect = (
    RefundEffect | NoticeEffect | DeadlineEffect | EndDateEffect | FeeEffect | RequireEffect
)
