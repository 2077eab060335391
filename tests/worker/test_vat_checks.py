"""VAT numbers are looked up in the register; silence is asked again, and only yes means yes."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.conf import settings

from fairwell.actions.people.record_vat_check import record_vat_check
from fairwell.actions.people.request_vat_check import request_vat_check
from fairwell.domain.tax import VatNumberAnswer
from fairwell.gateways.vat_numbers.vies.simulator import Trader, ViesSimulator
from fairwell.models import Customer, OutboxEntry, VatNumberCheck, Vendor
from fairwell.worker.carry import carry_due
from tests.actions.disputing import OFFICE
from tests.cast import NOW, Cast

NUMBER = "DE123456788"


@pytest.fixture
def vies(cast: Cast, settings: object) -> Iterator[ViesSimulator]:
    """A register that knows one trader."""
    with ViesSimulator({NUMBER: Trader("Vogt GmbH")}) as register:
        changed = {"vat_register": "vies", "vat_register_url": register.url}
        settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update=changed)  # type: ignore[attr-defined]
        yield register


def buyer(number: str = NUMBER, country: str = "DE") -> Customer:
    return Customer.objects.create(
        external_id=f"cus_{number}", email="lena@mail.example", country=country, consumer=False,
        vat_number=number, created_at=NOW,
    )  # fmt: skip


def ask(customer: Customer, *, at: datetime = NOW) -> bool:
    """The office asks for a look-up."""
    return request_vat_check(
        customer_id=customer.pk, user_id=None, at=at, idempotency_key="k", **OFFICE
    )


def look_up(customer: Customer, *, minutes: float = 0) -> str:
    """Ask, let the worker carry what is due by then, and what is known of the number now."""
    at = NOW + timedelta(minutes=minutes)
    ask(customer, at=at)
    carry_due(lambda: at)
    customer.refresh_from_db()
    last = VatNumberCheck.objects.filter(customer=customer).order_by("-pk").first()
    return last.answer if last else ""


def test_a_number_that_the_register_knows_is_valid(vies: ViesSimulator) -> None:
    Vendor.objects.update(vat_number="EL123456783")
    lena = buyer()

    assert look_up(lena) == "valid"

    assert lena.vat_number_valid
    check = VatNumberCheck.objects.get()
    assert (check.number, check.name, check.checked_at) == (NUMBER, "Vogt GmbH", NOW)
    assert check.consultation_ref == "WAPIAAAA00000001"
    assert OutboxEntry.objects.get().done_at == NOW


@pytest.mark.parametrize(
    ("number", "country"),
    [("DE136695976", "DE"), (NUMBER, "FR"), ("DE123456789", "DE"), ("nonsense", "DE")],
)
def test_any_other_number_is_not(vies: ViesSimulator, number: str, country: str) -> None:
    lena = buyer(number, country)
    Customer.objects.filter(pk=lena.pk).update(vat_number_valid=True)

    assert look_up(lena) == "invalid"

    assert not lena.vat_number_valid
    assert len(vies.asked) == (number == "DE136695976")


@pytest.mark.parametrize("fault", ["MS_UNAVAILABLE", "drop", "error_500", "another_number"])
def test_silence_is_no_answer_and_is_asked_again(vies: ViesSimulator, fault: str) -> None:
    vies.order_fault(fault, times=2)
    lena = buyer()

    assert look_up(lena) == "unknown"
    assert not lena.vat_number_valid
    entry = OutboxEntry.objects.get()
    assert entry.done_at is None
    assert entry.due_at > NOW
    assert look_up(lena, minutes=10) == "unknown"
    assert look_up(lena, minutes=60) == "valid"
    assert lena.vat_number_valid
    assert [check.answer for check in VatNumberCheck.objects.order_by("pk")] == [
        "unknown", "valid"
    ]  # fmt: skip


def test_silence_takes_no_known_number_away(vies: ViesSimulator) -> None:
    lena = buyer()
    look_up(lena)
    vies.order_fault("MS_UNAVAILABLE")

    assert look_up(lena, minutes=5) == "unknown"
    assert lena.vat_number_valid


def test_one_look_up_at_a_time(vies: ViesSimulator) -> None:
    lena = buyer()

    assert ask(lena)
    assert not ask(lena)
    assert not ask(buyer(""))
    assert OutboxEntry.objects.count() == 1


def test_an_answer_about_a_number_that_was_changed_since_decides_nothing(cast: Cast) -> None:
    lena = buyer()
    said = VatNumberAnswer(state="valid", checked_at=NOW)

    record_vat_check(customer_id=lena.pk, number="DE999999999", answer=said, at=NOW)

    lena.refresh_from_db()
    assert not lena.vat_number_valid
    assert VatNumberCheck.objects.get().number == "DE999999999"


def test_without_a_register_nothing_is_asked_and_no_number_accepted(cast: Cast) -> None:
    assert settings.ENVIRONMENT.vat_register == "none"
    lena = buyer()

    assert look_up(lena) == ""
    assert not lena.vat_number_valid
    assert OutboxEntry.objects.get().done_at == NOW
