"""`fairwell cases`: credit that no payment could take back, paid another way."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from fairwell.models import Case, Payment, Subscription
from tests import changing, deeds
from tests.actions.leaving import settle, with_credit
from tests.cast import Cast


@pytest.fixture
def anna(cast: Cast) -> Subscription:
    """Gone; 7.52 USD of her credit could not go back to her card."""
    anna = with_credit(cast)
    Payment.objects.update(refunded_minor=3_000, refunded_before_import_minor=3_000)
    deeds.leave(anna)
    settle()
    return anna


def cases(*words: str) -> str:
    out = StringIO()
    call_command("cases", *words, stdout=out)
    return out.getvalue()


def paid(*words: str) -> str:
    reference = Case.objects.get(kind="credit_left").reference
    return cases("--paid", reference, "--note", "bank transfer 4711", *words)


def test_it_is_listed_with_its_amount_and_paid(anna: Subscription) -> None:
    assert "credit_left" in cases()
    assert "No payment can take back 7.52 USD of credit" in cases()

    assert paid() == "7.52 USD of credit is paid out.\n"

    assert changing.credit(anna) == 0
    assert "credit_left" not in cases()


def test_a_part_is_paid_if_so_asked(anna: Subscription) -> None:
    assert paid("--amount", "2.52") == "2.52 USD of credit is paid out.\n"

    assert changing.credit(anna) == 500


@pytest.mark.parametrize(
    ("amount", "said"), [("7.53", "That is not left: the credit is 7.52 USD"), ("7,x", "7,x")]
)
def test_what_is_not_left_or_no_amount_is_refused(
    anna: Subscription, amount: str, said: str
) -> None:
    with pytest.raises(CommandError, match=said):
        paid("--amount", amount)

    assert changing.credit(anna) == 752
