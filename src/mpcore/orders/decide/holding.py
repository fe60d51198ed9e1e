"""Stopping a part, and the clock."""

from __future__ import annotations

from mpcore.kernel import Refused
from mpcore.orders.commands import HoldPart, RecordVacation, ReleasePart
from mpcore.orders.context import Context
from mpcore.orders.deadlines import due_end
from mpcore.orders.events import Events, PartHeld, PartReleased, VacationRecorded
from mpcore.orders.gates import Gate, objections, wrong_stage
from mpcore.orders.holding import away, held, released
from mpcore.orders.model import Order, Part

__all__ = ["hold", "record_vacation", "release"]


def hold(order: Order, part: Part, command: HoldPart, gate: Gate, ctx: Context) -> Events | Refused:
    """The part is stopped, and where the policy says so its clock."""
    if miss := wrong_stage(gate, part):
        return Refused((miss,))
    if reasons := objections(gate, order, part, ctx) + ctx.objections(order, command):
        return Refused(reasons)
    end = due_end(part, held(part.pauses, ctx.now), order.placed_at, part.opened_at, ctx.policy)
    return (PartHeld(part=part.id, at=ctx.now, due_end=end, reason=command.reason),)


def release(order: Order, part: Part, command: ReleasePart, gate: Gate, ctx: Context) -> Events | Refused:
    """The part goes on; an instant before the hold is the instant of the hold."""
    if miss := wrong_stage(gate, part):
        return Refused((miss,))
    if reasons := objections(gate, order, part, ctx) + ctx.objections(order, command):
        return Refused(reasons)
    at = max(ctx.now, part.pauses.holds[-1].start)
    end = due_end(part, released(part.pauses, at), order.placed_at, part.opened_at, ctx.policy)
    return (PartReleased(part=part.id, at=at, due_end=end),)


def record_vacation(order: Order, part: Part, command: RecordVacation, gate: Gate, ctx: Context) -> Events | Refused:
    """The vendor is away; what is known already changes nothing."""
    if miss := wrong_stage(gate, part):
        return Refused((miss,))
    if reasons := objections(gate, order, part, ctx) + ctx.objections(order, command):
        return Refused(reasons)
    pauses = away(part.pauses, command.away)
    if pauses == part.pauses:
        return ()
    end = due_end(part, pauses, order.placed_at, part.opened_at, ctx.policy)
    return (VacationRecorded(part=part.id, away=command.away, due_end=end),)
