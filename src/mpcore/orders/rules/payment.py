"""Reasons against money that comes in, and against what waits for it."""

from __future__ import annotations

from typing import ClassVar

from moneyed import Money

from mpcore.kernel import (
    Kind,
    OrderId,
    OutOfRange,
    PartId,
    Refusal,
    frozen,
)
from mpcore.orders.model import Order, Part
from mpcore.orders.policy import OrderPolicy

__all__ = [
    "MOST_AMOUNT",
    "CurrencyMismatch",
    "NotPaid",
    "must_be_an_amount",
    "must_be_in_currency",
    "must_be_paid_to_ship",
]

MOST_AMOUNT = 10**13
"""The largest amount of a line, of shipping, of a tax or of a payment, in minor units: 100,000 million euros."""


@frozen(kw_only=True)
class NotPaid(Refusal):
    """The buyer's payment has not been confirmed, so nobody may fulfil."""

    code: ClassVar[str] = "orders.not_paid"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "part {part} of order {order} is waiting for its payment"
    remedy: ClassVar[str | None] = "wait for the payment, or remind the buyer"
    rule_ids: ClassVar[tuple[str, ...]] = ("U2", "U3", "S43")

    order: OrderId
    part: PartId


def must_be_paid_to_ship(order: Order, part: Part, policy: OrderPolicy) -> NotPaid | None:
    """Unpaid goods are not shipped, unless the policy lets the vendor take that risk (U2, S43)."""
    if order.confirmed_at is not None or policy.allow_ship_unpaid:
        return None
    return NotPaid(order=order.id, part=part.id)


@frozen(kw_only=True)
class CurrencyMismatch(Refusal):
    """An order has one currency."""

    code: ClassVar[str] = "orders.currency_mismatch"
    kind: ClassVar[Kind] = Kind.INVALID
    text: ClassVar[str] = "the order is in {expected}, this amount in {given}"

    expected: str
    given: str


def must_be_in_currency(currency: str, amount: Money, at: str) -> CurrencyMismatch | None:
    """Every amount of an order is in its one currency."""
    given = amount.currency.code
    return None if given == currency else CurrencyMismatch(expected=currency, given=given, at=at)


def must_be_an_amount(minor: int, at: str) -> OutOfRange | None:
    """An amount is not negative, and not absurd."""
    return None if 0 <= minor <= MOST_AMOUNT else OutOfRange(given=minor, least=0, most=MOST_AMOUNT, at=at)
