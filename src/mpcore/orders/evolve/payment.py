"""The order after money came in."""

from __future__ import annotations

from mpcore.kernel import BrokenHistoryError, PartId, changed, find, put
from mpcore.orders.events import (
    PartDue,
    PaymentConfirmed,
    PaymentRecorded,
)
from mpcore.orders.evolve.parts import stage_after
from mpcore.orders.model import Order
from mpcore.orders.states import PartStage

__all__ = ["confirmed", "paid"]

_AWAITING_PAYMENT = PartStage.AWAITING_PAYMENT


def paid(order: Order, event: PaymentRecorded) -> Order:
    """One payment more."""
    payment = event.payment
    if find(order.payments, payment.id) is not None:
        raise BrokenHistoryError(f"payment {payment.id} of order {order.id} is recorded twice")
    if payment.amount < 0:
        raise BrokenHistoryError(f"payment {payment.id} of order {order.id} is negative")
    last = order.last_payment_at
    return changed(
        order,
        payments=put(order.payments, payment),
        received_minor=order.received_minor + payment.amount,
        last_payment_at=payment.happened_at if last is None else max(last, payment.happened_at),
    )


def confirmed(order: Order, event: PaymentConfirmed) -> Order:
    """Every waiting part opens."""
    if order.confirmed_at is not None:
        raise BrokenHistoryError(f"the payment of order {order.id} is confirmed twice")
    waiting: dict[PartId, PartDue] = {}
    for due_part in event.parts:
        waiting[due_part.part] = due_part
    parts = list(order.parts)
    for index, part in enumerate(order.parts):
        due = waiting.pop(part.id, None)
        if due is not None:
            stage = stage_after(order, part, PaymentConfirmed)
            parts[index] = changed(part, stage=stage, opened_at=event.at, paid=due.paid, due_end=due.due_end)
        elif part.stage is _AWAITING_PAYMENT:
            raise BrokenHistoryError(f"the payment of order {order.id} is confirmed without its part {part.id}")
    if waiting:
        raise BrokenHistoryError(f"order {order.id} has no part {min(waiting)}")
    return changed(order, parts=tuple(parts), confirmed_at=event.at)
