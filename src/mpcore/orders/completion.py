"""When an order whose parts are fulfilled by several vendors is done (U14 to U17)."""

from __future__ import annotations

from pendulum import DateTime

from mpcore.kernel import PartId
from mpcore.orders.events import OrderCompleted
from mpcore.orders.model import Order
from mpcore.orders.states import PartStage
from mpcore.orders.values import InvoiceRef

__all__ = ["completion"]

_CANCELLED, _COMPLETED = PartStage.CANCELLED, PartStage.COMPLETED


def completion(
    order: Order, at: DateTime, *, completed: PartId | None = None, gone: PartId | None = None
) -> tuple[OrderCompleted, ...]:
    """That the order is done, where it is so once one part was `completed`, or is `gone`, and was not so before.

    An order is done when every outstanding part is completed and there is at least one (U16). Parts that were
    cancelled, or whose money all went back, are not outstanding: they never keep the others waiting, whatever the order
    things happen in. One invoice per completed part (U17), though its money may have gone back since.
    """
    if order.completed_at is not None:
        return ()
    done: list[PartId] = []
    outstanding = False
    for part in order.parts:
        if part.stage is _COMPLETED or part.id == completed:
            done.append(part.id)
            outstanding = outstanding or not part.refunded_whole
        elif part.id != gone and part.stage is not _CANCELLED and not part.refunded_whole:
            return ()
    return (OrderCompleted(at, tuple([InvoiceRef(order.id, part) for part in done])),) if outstanding else ()
