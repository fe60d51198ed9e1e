"""The order after something was cancelled."""

from __future__ import annotations

from mpcore.kernel import BrokenHistoryError, changed
from mpcore.orders import holding
from mpcore.orders.events import (
    CancellationAccepted,
    CancellationDeclined,
    CancellationRequested,
    CancellationWithdrawn,
    LinesCancelled,
    PartCancelled,
)
from mpcore.orders.evolve.parts import no_line, stage_after, the_part, with_part
from mpcore.orders.lifecycle import REQUEST
from mpcore.orders.model import Line, Order, Part
from mpcore.orders.shares import Minor, fits, joined
from mpcore.orders.states import PartStage, RequestStage

__all__ = ["answered", "lines_cancelled", "part_cancelled", "requested"]


def part_cancelled(order: Order, event: PartCancelled) -> Order:
    """Nothing of the part will be shipped."""
    at, part = the_part(order, event.part)
    stage = stage_after(order, part, PartCancelled)
    lines, released = _released(order, part, event)
    if any(line.shipped + line.cancelled != line.quantity for line in lines):
        raise BrokenHistoryError(f"part {part.id} of order {order.id} is cancelled, and units of it are left")
    part = changed(part, stage=stage, lines=lines, released=released, cancelled_at=event.at)
    if part.held:
        part = changed(part, pauses=holding.released(part.pauses, event.at))
    if part.request is not None and part.asked_to_cancel:  # whoever cancelled it: the buyer has what was asked for
        part = changed(part, request=changed(part.request, stage=RequestStage.ACCEPTED))
    return with_part(order, at, part)


def lines_cancelled(order: Order, event: LinesCancelled) -> Order:
    """Some units of the part will not be shipped."""
    at, part = the_part(order, event.part)
    stage = stage_after(order, part, LinesCancelled)
    lines, released = _released(order, part, event)
    return with_part(order, at, changed(part, stage=stage, lines=lines, released=released, reduced_at=event.at))


def requested(order: Order, event: CancellationRequested) -> Order:
    """The buyer waits for an answer."""
    at, part = the_part(order, event.part)
    if part.asked_to_cancel or event.request.stage is not RequestStage.OPEN:
        raise BrokenHistoryError(f"part {part.id} of order {order.id} is asked to be cancelled twice")
    stage = stage_after(order, part, CancellationRequested)
    return with_part(order, at, changed(part, stage=stage, request=event.request))


def answered(order: Order, event: CancellationAccepted | CancellationDeclined | CancellationWithdrawn) -> Order:
    """The buyer's request is settled."""
    at, part = the_part(order, event.part)
    request = part.request
    stage = None if request is None else REQUEST.target(request.stage, type(event))
    if request is None or stage is None:
        raise BrokenHistoryError(f"no request to cancel part {part.id} of order {order.id} is open")
    return with_part(order, at, changed(part, request=changed(request, stage=stage)))


def _released(order: Order, part: Part, event: LinesCancelled | PartCancelled) -> tuple[tuple[Line, ...], Minor]:
    shares = {share.line: share for share in event.shares}
    due = {share.line: share for share in event.refund_due}
    released = part.released
    lines = list(part.lines)
    for index, line in enumerate(part.lines):
        share = shares.pop(line.id, None)
        if share is None:
            continue
        cancelled = line.cancelled + share.units
        if cancelled > line.quantity - line.shipped or not fits(line, share):
            raise BrokenHistoryError(f"line {line.id} of order {order.id} cannot cancel {share.units} units like that")
        released += share.total
        back = due.pop(line.id, None)
        refund_due = line.refund_due if back is None else joined(line.refund_due, back)
        unpaid = joined(line.unpaid, share) if part.stage is PartStage.AWAITING_PAYMENT else line.unpaid
        lines[index] = changed(line, cancelled=cancelled, refund_due=refund_due, unpaid=unpaid)
    if shares or due:
        raise no_line(order, part, shares or due)
    return tuple(lines), released
