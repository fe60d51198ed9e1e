"""The order after something was shipped, delivered or completed."""

from __future__ import annotations

from mpcore.kernel import BrokenHistoryError, LineId, changed, find, put
from mpcore.orders.events import (
    CollectionRecorded,
    DeliveryRecorded,
    DispatchLost,
    DispatchReturned,
    LinesShipped,
    OrderCompleted,
    PartCompleted,
    ShippingDeadlineMissed,
    TrackingCorrected,
)
from mpcore.orders.evolve.parts import no_line, stage_after, the_part, with_part
from mpcore.orders.lifecycle import DISPATCH, DispatchEvent
from mpcore.orders.model import Dispatch, Order, Part
from mpcore.orders.states import DispatchStage

__all__ = ["completed", "delivered", "done", "missed", "shipped", "strayed", "tracking_corrected"]


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


def delivered(order: Order, event: DeliveryRecorded | CollectionRecorded) -> Order:
    """The dispatch has arrived."""
    at, part, dispatch, stage = _scanned(order, event)
    arrived = changed(dispatch, stage=stage, delivered_at=event.happened_at)
    return with_part(order, at, changed(part, dispatches=put(part.dispatches, arrived)))


def strayed(order: Order, event: DispatchLost | DispatchReturned) -> Order:
    """The dispatch is lost, or came back."""
    at, part, dispatch, stage = _scanned(order, event)
    gone = changed(dispatch, stage=stage, strayed_at=event.happened_at)
    return with_part(order, at, changed(part, dispatches=put(part.dispatches, gone)))


def tracking_corrected(order: Order, event: TrackingCorrected) -> Order:
    """The dispatch is followed under another code."""
    at, part = the_part(order, event.part)
    dispatch = find(part.dispatches, event.dispatch)
    if dispatch is None or not DISPATCH.rows[dispatch.stage]:
        raise BrokenHistoryError(f"the tracking of dispatch {event.dispatch} of order {order.id} cannot be corrected")
    corrected = changed(dispatch, tracking=event.tracking, carrier=event.carrier)
    return with_part(order, at, changed(part, dispatches=put(part.dispatches, corrected)))


def missed(order: Order, event: ShippingDeadlineMissed) -> Order:
    """That the deadline was missed is known."""
    at, part = the_part(order, event.part)
    if part.missed_at is not None:
        raise BrokenHistoryError(f"part {part.id} of order {order.id} misses its deadline twice")
    return with_part(order, at, changed(part, missed_at=event.at))


def _scanned(order: Order, event: DispatchEvent) -> tuple[int, Part, Dispatch, DispatchStage]:
    at, part = the_part(order, event.part)
    dispatch = find(part.dispatches, event.dispatch)
    stage = None if dispatch is None else DISPATCH.target(dispatch.stage, type(event))
    if dispatch is None or stage is None:
        raise BrokenHistoryError(
            f"dispatch {event.dispatch} of order {order.id} is not there, or {type(event).__name__} cannot follow"
        )
    return at, part, dispatch, stage


def completed(order: Order, event: PartCompleted) -> Order:
    """The part is completed."""
    at, part = the_part(order, event.part)
    return with_part(order, at, changed(part, stage=stage_after(order, part, PartCompleted), completed_at=event.at))


def done(order: Order, event: OrderCompleted) -> Order:
    """The order is done, once."""
    if order.completed_at is not None or not event.invoices:
        raise BrokenHistoryError(f"order {order.id} is completed twice, or without a completed part")
    return changed(order, completed_at=event.at)
