"""The order after a part was stopped, or its clock."""

from __future__ import annotations

from mpcore.kernel import BrokenHistoryError, changed
from mpcore.orders import holding
from mpcore.orders.events import PartHeld, PartReleased, VacationRecorded
from mpcore.orders.evolve.parts import stage_after, the_part, with_part
from mpcore.orders.model import Order

__all__ = ["away", "held", "released"]


def held(order: Order, event: PartHeld) -> Order:
    """The part is on hold."""
    at, part = the_part(order, event.part)
    if part.held:
        raise BrokenHistoryError(f"part {part.id} of order {order.id} is held twice")
    stage = stage_after(order, part, PartHeld)
    pauses = holding.held(part.pauses, event.at)
    return with_part(order, at, changed(part, stage=stage, pauses=pauses, due_end=event.due_end))


def released(order: Order, event: PartReleased) -> Order:
    """The part goes on."""
    at, part = the_part(order, event.part)
    if not part.held:
        raise BrokenHistoryError(f"part {part.id} of order {order.id} is released, and was not held")
    stage = stage_after(order, part, PartReleased)
    pauses = holding.released(part.pauses, event.at)
    return with_part(order, at, changed(part, stage=stage, pauses=pauses, due_end=event.due_end))


def away(order: Order, event: VacationRecorded) -> Order:
    """The part's vendor is away."""
    at, part = the_part(order, event.part)
    stage = stage_after(order, part, VacationRecorded)
    pauses = holding.away(part.pauses, event.away)
    return with_part(order, at, changed(part, stage=stage, pauses=pauses, due_end=event.due_end))
