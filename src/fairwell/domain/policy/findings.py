"""What a rule said about one subscription: the value that screens, mails and books share."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from fairwell.domain.policy.facts import FactValue


class Verb(StrEnum):
    """What a rule is about: four acts of the subscriber, never confused; then the vendor's."""

    TURN_OFF_RENEWAL = "turn_off_renewal"
    TERMINATE = "terminate"
    WITHDRAW = "withdraw"
    REFUND = "refund"
    CHARGE = "charge"
    INFORM = "inform"
    RECORD = "record"
    PROVIDE = "provide"


class Verdict(StrEnum):
    """PASS: granted or met. FAIL: too late or breached. DUE: owed, and still time to do it."""

    PASS = "PASS"  # noqa: S105  (a verdict, not a password)
    FAIL = "FAIL"
    DUE = "DUE"
    NOT_APPLICABLE = "NOT_APPLICABLE"
    NEEDS_HUMAN = "NEEDS_HUMAN"


class Reason(StrEnum):
    """Why a rule does not apply."""

    NONE = ""
    NOT_IN_FORCE = "not_in_force"
    ELSEWHERE = "elsewhere"
    NOT_PROTECTED = "not_protected"
    CONDITIONS = "conditions"
    NOT_YET_OPEN = "not_yet_open"


class Base(StrEnum):
    """What a refund is a part of; `fact` is the fact that holds the amount in minor units."""

    CHARGE = "charge"
    CONTRACT = "contract"
    INDEXED_CONTRACT = "indexed_contract"

    @property
    def fact(self) -> str:
        """paid_minor (this charge), contract_paid_minor, indexed_contract_paid_minor."""
        return {"charge": "paid_minor", "contract": "contract_paid_minor"}.get(
            self.value, "indexed_contract_paid_minor"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One rule evaluated; dates are the vendor's calendar dates, amounts minor units.

    `natural_last_day` is the last day by plain counting, `last_day` after rolling to a working day.
    `by` is a deadline that falls at an instant (UTC). `pay_business_days` keeps the promised range;
    `pay_from` and `pay_by` are its dates, or None while the country is unknown.
    `missing` names the facts a person must supply (NEEDS_HUMAN), `failed` what was breached.
    `contents` and `medium` are what a notice must say and how it must travel.
    """

    pack_id: str
    pack_version: int
    rule_id: str
    verb: Verb
    effect: str
    verdict: Verdict
    confidence: str = ""
    reason: Reason = Reason.NONE
    missing: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    opens_on: date | None = None
    day: int | None = None
    natural_last_day: date | None = None
    last_day: date | None = None
    by: datetime | None = None
    ends_on: date | None = None
    base: Base | None = None
    base_minor: int = 0
    refund_minor: int = 0
    kept_minor: int = 0
    fee_minor: int = 0
    currency: str = ""
    ends_service: bool = False
    pay_from: date | None = None
    pay_by: date | None = None
    pay_business_days: tuple[int, int] | None = None
    same_means: bool = False
    contents: tuple[str, ...] = ()
    medium: str = ""
    text_key: str = ""
    params: Mapping[str, FactValue] = field(default_factory=dict)


def most_favourable(findings: Iterable[Finding]) -> Finding | None:
    """The granted refund or withdrawal that gives the subscriber most; None if none is granted.

    Of equal sums the one that leaves the service running wins, then the earlier payment, then
    pack, version and rule in alphabetical order: the order of `findings` never matters.
    """
    granted = [
        finding
        for finding in findings
        if finding.verdict is Verdict.PASS and finding.verb in {Verb.REFUND, Verb.WITHDRAW}
    ]
    return min(granted, key=_least_first, default=None)


def _least_first(finding: Finding) -> tuple[int, bool, date, str, int, str]:
    return (
        -finding.refund_minor,
        finding.ends_service,
        finding.pay_by or date.max,
        finding.pack_id,
        finding.pack_version,
        finding.rule_id,
    )
