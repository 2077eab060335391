"""How an order stands, in the one word that its owner reads."""

from typing import Final, Literal, get_args

OrderState = Literal[
    "draft", "open", "paid", "refund_under_way", "partly_refunded", "refunded", "voided",
    "uncollectible",
]  # fmt: skip
ORDER_STATES: Final[tuple[OrderState, ...]] = get_args(OrderState)

_BEFORE_MONEY: Final[dict[str, OrderState]] = {
    "draft": "draft",
    "finalized": "open",
    "voided": "voided",
    "uncollectible": "uncollectible",
}


def order_state(
    invoice_state: str, *, captured_minor: int, refunded_minor: int, reserved_minor: int
) -> OrderState:
    """The word for an invoice's state and the sums of its payments, in minor units.

    Money that went back outweighs all else; what is only promised (`reserved_minor`) is never
    called refunded.
    """
    if reserved_minor > 0:
        return "refund_under_way"
    if refunded_minor > 0:
        return "refunded" if refunded_minor >= captured_minor else "partly_refunded"
    return _BEFORE_MONEY.get(invoice_state, "paid")
