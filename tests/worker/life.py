"""A subscriber's long life, a step at a time: every step's events must tell the whole state."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from fairwell.actions.billing.finish_card_setup import finish_card_setup
from fairwell.actions.billing.name_card_setup import name_card_setup
from fairwell.actions.billing.start_card_setup import start_card_setup
from fairwell.domain.payments import CardSetupAnswer, MethodAnswer
from fairwell.models import Invoice, Notice, Payment, Subscription, SubscriptionEvent
from fairwell.worker.watch_disputes import watch_disputes
from tests import changing, deeds
from tests.actions.bills import day, newest
from tests.actions.disputing import OFFICE
from tests.worker.stage import Stage

NEW_CARD = CardSetupAnswer(
    "done",
    MethodAnswer(
        method_ref="pm_new", brand="visa", last4="1881", expires_month=12, expires_year=2039
    ),
)


@dataclass
class Life:
    """One subscription on the stage; `told` are the kinds of its events so far."""

    stage: Stage
    subscription: Subscription
    told: list[str] = field(default_factory=list)

    def step[T](self, done: T) -> T:
        """Something has happened: events are gapless and fold to the row as it stands, for all."""
        for each in Subscription.objects.all():
            deeds.history(each)
        self.told = deeds.history(self.subscription)
        return done

    def work(self, on: str, hour: int = 15) -> None:
        """The worker wakes at that hour, UTC, for the first time since the last step."""
        assert day(on, hour) >= self.stage.at
        self.stage.at = day(on, hour)
        self.now()

    def now(self) -> None:
        """The worker is awake, and does at once what is due."""
        self.step(self.stage.work(minutes=1))

    def does(self, act: Callable[..., Any], **said: Any) -> Any:
        """The subscriber acts in the portal."""
        by = {"idempotency_key": f"step-{len(self.told)}", **deeds.PORTAL, **said}
        return self.step(act(subscription_id=self.subscription.pk, at=self.stage.at, **by))

    def office(self, act: Callable[..., Any], **said: Any) -> Any:
        """A person of the vendor's acts."""
        by = {"idempotency_key": f"step-{len(self.told)}", **OFFICE, **said}
        return self.step(act(at=self.stage.at, **by))

    def changes(self, *to: Any, **asked: Any) -> Any:
        """Agrees to a change, a pause or its end as quoted."""
        return self.step(changing.change(self.subscription, *to, at=self.stage.at, **asked))

    def brings_a_card(self) -> None:
        """Leaves another card on the bank's page."""
        setup = self.does(start_card_setup, for_all=False)
        by = {"setup_id": setup.pk, "at": self.stage.at, "idempotency_key": "k", **deeds.PORTAL}
        name_card_setup(setup_ref=f"cs_{setup.pk}", **by)
        self.step(finish_card_setup(answer=NEW_CARD, **by))

    def hears_from_the_bank(self) -> None:
        """The worker asks which disputes have changed."""
        self.step(watch_disputes(self.stage.at))

    @property
    def order(self) -> Invoice:
        """The invoice of the latest period."""
        return newest(self.subscription)

    @property
    def payment(self) -> Payment:
        """The latest payment."""
        return Payment.objects.filter(invoice__subscription=self.subscription).latest("pk")

    def stands(self, *axes: str, price: str = "") -> None:
        """Standing, service and the latest order's state are these."""
        now = self.subscription
        assert (now.standing, now.service, self.order.state) == axes
        assert price in ("", now.price.external_id)


def unproven() -> list[tuple[str, str]]:
    """Letters that left, or could not, without exactly one event that says so."""
    proofs = SubscriptionEvent.objects.filter(kind__in=("notice_sent", "notice_failed"))
    told = sorted((e.data["notice"], e.kind, e.data["message_id"]) for e in proofs)
    gone = Notice.objects.filter(state__in=("sent", "failed")).order_by("pk")
    known = [(n.pk, f"notice_{n.state}", n.message_id) for n in gone]
    return [] if told == known else [(str(told), str(known))]
