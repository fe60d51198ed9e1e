"""The order after something was shipped, delivered or completed."""

from __future__ import annotations

from mpcore.kernel import BrokenHistoryError, LineId, changed, find, put
from mpcore.orders.events import (
    DeliveryRecorded,
    LinesShipped,
    OrderCompleted,
    PartCompleted,
)
from mpcore.orders.evolve.parts import no_line, stage_after, the_part, with_part
from mpcore.orders.lifecycle import DISPATCH
from mpcore.orders.model import Order
from mpcore.orders.states import DispatchStage

__all__ = ["completed", "delivered", "done", "shipped"]


def shipped(order: Order, event: LinesShipped) -> Order:
    """The lines have fewer units left, the part one dispatch more."""
    at, part = the_part(order, event.part)
    dispatch = event.dispatch
    if find(part.dispatches, dispatch.id) is not None:
        raise BrokenHistoryError(f"dispatch {dispatch.id} of part {part.id} of order {order.id} is sent off twice")
    units: dict[LineId, int] = {}
    for packed in dispatch.lines:
        units[packed.line] = packed.quantity
    if not units or len(units) < len(dispatch.lines):
        raise BrokenHistoryError(f"dispatch {dispatch.id} of order {order.id} holds nothing, or a line twice")
    lines = list(part.lines)
    for index, line in enumerate(part.lines):
        count = units.pop(line.id, None)
        if count is None:
            continue
        shipped = line.shipped + count
        if count < 1 or shipped > line.quantity - line.cancelled:
            raise BrokenHistoryError(f"line {line.id} of order {order.id} ships more units than it has, or none")
        lines[index] = changed(line, shipped=shipped)
    if units:
        raise no_line(order, part, units)
    stage = stage_after(order, part, LinesShipped)
    dispatches = put(part.dispatches, dispatch)
    return with_part(order, at, changed(part, stage=stage, lines=tuple(lines), dispatches=dispatches))


def delivered(order: Order, event: DeliveryRecorded) -> Order:
    """The dispatch has arrived."""
    at, part = the_part(order, event.part)
    dispatch = find(part.dispatches, event.dispatch)
    stage: DispatchStage | None = None if dispatch is None else DISPATCH.target(dispatch.stage, DeliveryRecorded)
    if dispatch is None or stage is None:
        raise BrokenHistoryError(f"dispatch {event.dispatch} of order {order.id} cannot be delivered")
    arrived = changed(dispatch, stage=stage, delivered_at=event.happened_at)
    return with_part(order, at, changed(part, dispatches=put(part.dispatches, arrived)))


def completed(order: Order, event: PartCompleted) -> Order:
    """The part is completed."""
    at, part = the_part(order, event.part)
    return with_part(order, at, changed(part, stage=stage_after(order, part, PartCompleted), completed_at=event.at))


def done(order: Order, event: OrderCompleted) -> Order:
    """The order is done, once."""
    if order.completed_at is not None or not event.invoices:
        raise BrokenHistoryError(f"order {order.id} is completed twice, or without a completed part")
    return changed(order, completed_at=event.at)
