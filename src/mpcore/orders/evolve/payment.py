"""The order after money came in."""

from __future__ import annotations

from mpcore.kernel import BrokenHistoryError, PartId, PaymentId, changed, find, put
from mpcore.orders.events import (
    AuthorisationExpired,
    BuyerReminded,
    PartDue,
    PaymentAuthorised,
    PaymentConfirmed,
    PaymentFailed,
    PaymentRecorded,
)
from mpcore.orders.evolve.parts import stage_after
from mpcore.orders.lifecycle import PAYMENT, PaymentEvent
from mpcore.orders.model import Order
from mpcore.orders.states import PartStage, PaymentStage
from mpcore.orders.values import Payment

__all__ = ["authorised", "confirmed", "expired", "failed", "paid", "reminded"]

_AWAITING_PAYMENT = PartStage.AWAITING_PAYMENT


def paid(order: Order, event: PaymentRecorded) -> Order:
    """One payment more has come in."""
    payment = event.payment
    _follows(order, payment.id, PaymentRecorded)
    if payment.amount < 0 or payment.stage is not PaymentStage.RECEIVED:
        raise BrokenHistoryError(f"payment {payment.id} of order {order.id} is negative, or did not come in")
    last = order.last_payment_at
    return changed(
        order,
        payments=put(order.payments, payment),
        received_minor=order.received_minor + payment.amount,
        last_payment_at=payment.happened_at if last is None else max(last, payment.happened_at),
    )


def authorised(order: Order, event: PaymentAuthorised) -> Order:
    """One payment is promised."""
    payment = event.payment
    if find(order.payments, payment.id) is not None:
        raise BrokenHistoryError(f"payment {payment.id} of order {order.id} is recorded twice")
    if payment.amount < 0 or payment.stage is not PaymentStage.AUTHORISED:
        raise BrokenHistoryError(f"payment {payment.id} of order {order.id} is negative, or is not a promise")
    return changed(order, payments=put(order.payments, payment))


def failed(order: Order, event: PaymentFailed) -> Order:
    """One payment will not come, as it seems."""
    known = _follows(order, event.payment, PaymentFailed)
    if known is None:
        new = Payment(event.payment, 0, event.at, PaymentStage.FAILED)
    else:
        new = changed(known, stage=PaymentStage.FAILED)
    return changed(order, payments=put(order.payments, new))


def expired(order: Order, event: AuthorisationExpired) -> Order:
    """One promise ended."""
    known = _follows(order, event.payment, AuthorisationExpired)
    if known is None:
        raise BrokenHistoryError(f"payment {event.payment} of order {order.id} was not authorised")
    return changed(order, payments=put(order.payments, changed(known, stage=PaymentStage.EXPIRED)))


def reminded(order: Order, event: BuyerReminded) -> Order:
    """The policy's reminders count; those by hand do not."""
    return order if event.reminder is None else changed(order, reminders=event.reminder)


def _follows(order: Order, payment: PaymentId, event: type[PaymentEvent]) -> Payment | None:
    """The payment as it was known, if it was; the table has to allow what comes now."""
    known = find(order.payments, payment)
    if known is not None and event not in PAYMENT.rows[known.stage]:
        raise BrokenHistoryError(
            f"payment {payment} of order {order.id} is {known.stage.name}; {event.__name__} cannot follow"
        )
    return known


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
