"""Reasons against money that comes in, and against what waits for it."""

from __future__ import annotations

from typing import ClassVar

from moneyed import Money
from pendulum import DateTime

from mpcore.kernel import (
    BeforeItsCause,
    Kind,
    OrderId,
    OutOfRange,
    Refusal,
    frozen,
)
from mpcore.orders.context import Context
from mpcore.orders.model import Order, Part
from mpcore.orders.policy import OrderPolicy
from mpcore.orders.rules.about import AboutOrder, AboutPart

__all__ = [
    "MOST_AMOUNT",
    "AlreadyPaid",
    "CurrencyMismatch",
    "NotCovered",
    "NotPaid",
    "PaymentPromised",
    "is_covered",
    "is_promised",
    "must_be_an_amount",
    "must_be_covered",
    "must_be_in_currency",
    "must_be_paid_to_ship",
    "must_end_after",
    "must_not_be_promised",
    "must_wait_for_payment",
]

MOST_AMOUNT = 10**13
"""The largest amount of a line, of shipping, of a tax or of a payment, in minor units: 100,000 million euros."""


class NotPaid(AboutPart):
    """The buyer's payment has not been confirmed, so nobody may fulfil."""

    code: ClassVar[str] = "orders.not_paid"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "part {part} of order {order} is waiting for its payment"
    remedy: ClassVar[str | None] = "wait for the payment, or remind the buyer"
    rule_ids: ClassVar[tuple[str, ...]] = ("U2", "U3", "S43")


def must_be_paid_to_ship(order: Order, part: Part, ctx: Context) -> NotPaid | None:
    """Unpaid goods are not shipped, unless the policy lets the vendor take that risk (U2, S43)."""
    if order.confirmed_at is not None or ctx.policy.allow_ship_unpaid:
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


class AlreadyPaid(AboutOrder):
    """Nothing is waiting for a payment."""

    code: ClassVar[str] = "orders.already_paid"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "order {order} waits for no payment"
    rule_ids: ClassVar[tuple[str, ...]] = ("S43",)


def must_wait_for_payment(order: Order, ctx: Context) -> AlreadyPaid | None:
    """Only what is not paid is confirmed, or asked for (S43)."""
    return None if order.waits_for_payment else AlreadyPaid(order=order.id)


class PaymentPromised(AboutOrder):
    """The buyer has done what there was to do."""

    code: ClassVar[str] = "orders.payment_promised"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "what is due for order {order} came in or is authorised"
    remedy: ClassVar[str | None] = "capture the payment, or confirm it"
    rule_ids: ClassVar[tuple[str, ...]] = ("S43",)


def must_not_be_promised(order: Order, ctx: Context) -> PaymentPromised | None:
    """A buyer whose money is promised is not asked for it (S43)."""
    if order.waits_for_payment and is_promised(order, ctx.policy):
        return PaymentPromised(order=order.id)
    return None


@frozen(kw_only=True)
class NotCovered(Refusal):
    """What came in is less than what is due."""

    code: ClassVar[str] = "orders.not_covered"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "{received} came in for order {order}, and {due} is due"
    remedy: ClassVar[str | None] = "wait for the rest, or cancel what it is not enough for"
    rule_ids: ClassVar[tuple[str, ...]] = (
        "U2",
        "U3",
    )

    order: OrderId
    received: Money
    due: Money


def must_be_covered(order: Order, ctx: Context) -> NotCovered | None:
    """An operator confirms what came in, and no more (U3, rules.md §00.2)."""
    if is_covered(order.received_minor, order.due_minor, ctx.policy):
        return None
    return NotCovered(order=order.id, received=order.received, due=order.due)


def is_covered(received: int, due: int, policy: OrderPolicy) -> bool:
    """Whether what came in is enough for what is due, within the policy's tolerance; nothing is enough for nothing."""
    return not due or (received > 0 and received + policy.underpayment_tolerance >= due)


def is_promised(order: Order, policy: OrderPolicy) -> bool:
    """Whether money came in or is authorised that would be enough for what is due."""
    promised = order.authorised_minor + order.received_minor
    return promised > 0 and is_covered(promised, order.due_minor, policy)


def must_end_after(expires_at: DateTime | None, happened_at: DateTime) -> BeforeItsCause | None:
    """An authorisation does not end before it begins."""
    if expires_at is None or expires_at > happened_at:
        return None
    return BeforeItsCause(happened_at=expires_at, cause="the authorisation", cause_at=happened_at, at="expires_at")
