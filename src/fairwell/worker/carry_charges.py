"""Carries charges to the gateway: written down, sent once at a steady pace, recorded by the set."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import lru_cache

import structlog
from django.conf import settings

from fairwell.actions.billing.claim_charges import ChargeOrder, claim_charges
from fairwell.actions.billing.record_charge_outcomes import ChargeOutcome, record_charge_outcomes
from fairwell.domain.payments import GatewayAnswer, NotDone, Unknown
from fairwell.gateways.payments.choose import payment_gateway
from fairwell.gateways.payments.interface import (
    GatewayBusy,
    GatewayRejected,
    GatewayUnknown,
    GatewayUnreachable,
    PaymentGateway,
)
from fairwell.gateways.payments.pace import Pace
from fairwell.queries.billing_switch import billing_is_on

log = structlog.get_logger(__name__)

# A batch is over well before its lease, even if every call runs into its time-out.
LONGEST_BATCH_S = 240
LARGEST_BATCH = 200
# A gateway that wants a longer pause than this gets it: the rest of the batch waits with it.
SHORT_PAUSE_S = 5.0


def carry_charges(clock: Callable[[], datetime]) -> int:
    """Take one batch of due charges to the gateway; how many, 0: none is due.

    The order of things is the protocol: the charges are committed as submitted, the calls are made
    at the same time, by threads that know no database, outside any transaction, and the outcomes
    are committed together. Killed anywhere, nothing is charged twice: what was left submitted is
    asked about when its lease runs out. While billing is off, only what people asked for is sent.
    """
    orders = claim_charges(at=clock(), limit=batch_size(), asked_only=not billing_is_on())
    if not orders:
        return 0
    at = clock()
    batch = _Batch(at)
    with ThreadPoolExecutor(settings.ENVIRONMENT.gateway_concurrency) as threads:
        outcomes = list(threads.map(batch.carry, orders))
    states = _record(outcomes, clock())
    log.info("charges_carried", charges=len(orders), **states)
    return len(orders)


def batch_size() -> int:
    """How many charges one lease is long enough for."""
    environment = settings.ENVIRONMENT
    by_pace = LONGEST_BATCH_S * environment.gateway_rate_per_s
    by_patience = environment.gateway_concurrency * LONGEST_BATCH_S / environment.gateway_timeout_s
    return max(1, min(LARGEST_BATCH, int(by_pace), int(by_patience)))


@lru_cache(maxsize=4)
def _gateway(name: str, url: str, timeout_s: float, per_second: float) -> PaymentGateway:
    """One for the whole process: it keeps its connections, and its callers their pace."""
    pace = Pace(per_second, burst=max(1, int(per_second)))
    return payment_gateway(name, url=url, timeout_s=timeout_s, pace=pace)


class _Batch:
    """Calls of one batch, which threads share; `pause_s` is what the gateway asked for."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.pause_s = 0.0

    def carry(self, order: ChargeOrder) -> ChargeOutcome:
        """One call, and what is certain after it."""
        news: GatewayAnswer | Unknown | NotDone
        wait_s = 0.0
        try:
            news = self._call(order)
        except GatewayBusy as busy:
            news, wait_s = NotDone(str(busy)), busy.retry_after_s
            if wait_s > SHORT_PAUSE_S:
                self.pause_s = max(self.pause_s, wait_s)
        except GatewayUnreachable as unreachable:
            news = NotDone(str(unreachable))
        except GatewayUnknown as unknown:
            news = Unknown(str(unknown))
        except Exception as failure:  # one charge's failure must not lose what others came to
            log.exception("charge_failed_unexpectedly", key=order.idempotency_key)
            news = Unknown(f"{type(failure).__name__}: {failure}")
        return ChargeOutcome(order.attempt_id, news, wait_s)

    def _call(self, order: ChargeOrder) -> GatewayAnswer | Unknown | NotDone:
        environment = settings.ENVIRONMENT
        if order.refused:
            return _declined("card_refused_before")
        if self.pause_s and order.send:
            raise GatewayBusy(self.pause_s, "The payment gateway asked for a pause.")
        if self.pause_s:
            raise GatewayUnknown("The payment gateway asked for a pause: ask again later.")
        gateway = _gateway(
            order.gateway,
            environment.sandbox_url,
            environment.gateway_timeout_s,
            environment.gateway_rate_per_s,
        )
        return _send(gateway, order, self.at) if order.send else _ask(gateway, order, self.at)


def _send(gateway: PaymentGateway, order: ChargeOrder, at: datetime) -> GatewayAnswer:
    try:
        return gateway.charge(
            method_ref=order.method_ref,
            amount_minor=order.amount_minor,
            currency=order.currency,
            order_ref=order.order_ref,
            idempotency_key=order.idempotency_key,
            at=at,
        )
    except GatewayRejected as rejected:
        log.exception("charge_rejected", key=order.idempotency_key)
        return _declined(f"rejected_{rejected.code}"[:60], str(rejected))


def _ask(
    gateway: PaymentGateway, order: ChargeOrder, at: datetime
) -> GatewayAnswer | Unknown | NotDone:
    try:
        answer = gateway.find_charge(
            idempotency_key=order.idempotency_key,
            gateway_ref=order.gateway_ref,
            order_ref=order.order_ref,
            at=at,
        )
    except GatewayRejected as rejected:
        return Unknown(f"{rejected.code}: {rejected}")
    return NotDone("The gateway has no trace of it.") if answer is None else answer


def _declined(code: str, message: str = "") -> GatewayAnswer:
    """Nothing was taken, and nothing ever will be with this card."""
    return GatewayAnswer(
        outcome="failed", gateway_ref="", failure_code=code, hard=True, message=message
    )


def _record(outcomes: Sequence[ChargeOutcome], at: datetime) -> dict[str, int]:
    """Record the batch; should one charge keep it from being recorded, each by itself."""
    try:
        return dict(record_charge_outcomes(outcomes=outcomes, at=at))
    except Exception:  # whatever it is, the other charges' outcomes must be written down
        log.exception("charges_not_recorded", charges=len(outcomes))
    states: dict[str, int] = {}
    for outcome in outcomes:
        try:
            for state, count in record_charge_outcomes(outcomes=[outcome], at=at).items():
                states[state] = states.get(state, 0) + count
        except Exception:  # it stays submitted, and is asked about when its lease runs out
            log.exception("charge_not_recorded", attempt=outcome.attempt_id)
    return states
