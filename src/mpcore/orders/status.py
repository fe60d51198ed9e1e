"""What is shown of a part and of an order: derived from stages, quantities and money, never stored (rules.md §00.1)."""

from __future__ import annotations

from enum import Enum

from mpcore.orders.model import Order, Part
from mpcore.orders.policy import OrderPolicy, ShippedWhen
from mpcore.orders.states import PartStage

__all__ = ["Status", "order_status", "part_status"]


class Status(Enum):
    """The shown status of a part, and of a whole order."""

    AWAITING_PAYMENT = "awaiting_payment"
    ON_HOLD = "on_hold"
    PROCESSING = "processing"
    PARTIALLY_SHIPPED = "partially_shipped"
    SHIPPED = "shipped"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"


def part_status(part: Part, policy: OrderPolicy) -> Status:
    """The status of one vendor's part; which parcel turns it to shipped is the policy's (U10)."""
    if part.stage is PartStage.CANCELLED:
        return Status.CANCELLED
    if part.refunded_whole:
        return Status.REFUNDED
    if part.stage is PartStage.COMPLETED:
        return Status.COMPLETED
    if part.held:
        return Status.ON_HOLD
    if part.stage is PartStage.AWAITING_PAYMENT:
        return Status.AWAITING_PAYMENT
    if not part.dispatches:
        return Status.PROCESSING
    if part.shipped_whole or policy.shipped_when is ShippedWhen.FIRST_PARCEL:
        return Status.SHIPPED
    return Status.PARTIALLY_SHIPPED


def order_status(order: Order, policy: OrderPolicy) -> Status:
    """The fold over the parts: cancelled and refunded parts are out, the least advanced of the others decides."""
    shown = {part_status(part, policy) for part in order.parts}
    live = shown - {Status.CANCELLED, Status.REFUNDED}
    if not live:
        return Status.REFUNDED if Status.REFUNDED in shown else Status.CANCELLED
    if live == {Status.COMPLETED}:
        return Status.COMPLETED
    for waiting in (Status.AWAITING_PAYMENT, Status.ON_HOLD):
        if waiting in live:
            return waiting
    if live <= {Status.SHIPPED, Status.COMPLETED}:
        return Status.SHIPPED
    return Status.PARTIALLY_SHIPPED if live != {Status.PROCESSING} else Status.PROCESSING
