"""Reasons against the instant something is said to have happened at."""

from __future__ import annotations

from pendulum import DateTime

from mpcore.kernel import (
    BeforeItsCause,
    InTheFuture,
)
from mpcore.orders.model import Order
from mpcore.orders.policy import OrderPolicy

__all__ = ["must_follow_the_payment", "must_not_be_in_the_future", "must_not_precede"]


def must_not_be_in_the_future(happened_at: DateTime, now: DateTime, policy: OrderPolicy) -> InTheFuture | None:
    """What is reported has happened, but for the clocks' skew; it may have happened long ago."""
    if happened_at <= now or happened_at <= now + policy.clock_skew:
        return None
    return InTheFuture(happened_at=happened_at, now=now, at="happened_at")


def must_follow_the_payment(order: Order, happened_at: DateTime, policy: OrderPolicy) -> BeforeItsCause | None:
    """Nothing is shipped before it is ordered, nor, unless the policy allows it, before it is paid (U2)."""
    paid_at = None if policy.allow_ship_unpaid else order.confirmed_at
    if happened_at >= (paid_at or order.placed_at):
        return None
    if paid_at is None:
        return must_not_precede(happened_at, "the order", order.placed_at)
    return must_not_precede(happened_at, "its payment", paid_at)


def must_not_precede(happened_at: DateTime, cause: str, cause_at: DateTime) -> BeforeItsCause | None:
    """Nothing happens before what it follows."""
    if happened_at >= cause_at:
        return None
    return BeforeItsCause(happened_at=happened_at, cause=cause, cause_at=cause_at, at="happened_at")
