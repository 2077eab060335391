"""Ana left another card at the gateway: which answers about that make sense."""

import pytest

from fairwell.domain.payments import CardSetupAnswer, MethodAnswer

VISA = MethodAnswer(
    method_ref="pm_ana", brand="visa", last4="4242", expires_month=12, expires_year=2029
)


def test_a_finished_visit_has_a_card_and_no_other_has() -> None:
    assert CardSetupAnswer("done", VISA).method == VISA
    for state in ("open", "expired", "cancelled"):
        assert CardSetupAnswer(state).method is None  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="when it is done, and only then"):
            CardSetupAnswer(state, VISA)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="when it is done, and only then"):
        CardSetupAnswer("done")
    with pytest.raises(ValueError, match="'gone' is not one of: open, done, expired, cancelled"):
        CardSetupAnswer("gone")  # type: ignore[arg-type]


def test_a_bank_account_may_have_no_digits_and_no_expiry() -> None:
    assert MethodAnswer(method_ref="ba_ana").last4 == ""


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        ({"method_ref": ""}, "needs the gateway's reference"),
        ({"last4": "4242424242424242"}, "is not the last four digits"),
        ({"last4": "42ab"}, "is not the last four digits"),
        ({"expires_month": 12}, "a month and a year, or neither"),
        ({"expires_year": 2029}, "a month and a year, or neither"),
        ({"expires_month": 13, "expires_year": 2029}, "13 is not a month"),
    ],
)
def test_what_is_no_payment_method_is_not_read(changed: dict[str, object], text: str) -> None:
    with pytest.raises(ValueError, match=text):
        MethodAnswer(**({"method_ref": "pm_ana"} | changed))  # type: ignore[arg-type]
