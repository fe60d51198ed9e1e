"""The part an event is about, the stage after it, and the order with the part as it is then."""

from __future__ import annotations

from collections.abc import Mapping

from mpcore.kernel import BrokenHistoryError, LineId, PartId, changed
from mpcore.orders.events import (
    PartEvent,
)
from mpcore.orders.lifecycle import PART
from mpcore.orders.model import Order, Part
from mpcore.orders.states import PartStage

__all__ = ["no_line", "stage_after", "the_part", "with_part"]

_ROWS = PART.rows


def the_part(order: Order, wanted: PartId) -> tuple[int, Part]:
    """Where the part stands among the others, and the part."""
    for at, part in enumerate(order.parts):
        if part.id == wanted:
            return at, part
    raise BrokenHistoryError(f"order {order.id} has no part {wanted}")


def stage_after(order: Order, part: Part, event: type[PartEvent]) -> PartStage:
    """The stage that the part's table gives."""
    stage = _ROWS[part.stage].get(event)
    if stage is None:
        raise BrokenHistoryError(
            f"part {part.id} of order {order.id} is {part.stage.name}; {event.__name__} cannot follow"
        )
    return stage


def with_part(order: Order, at: int, part: Part) -> Order:
    """The order with another part in that place."""
    parts = order.parts
    return changed(order, parts=(*parts[:at], part, *parts[at + 1 :]))


def no_line(order: Order, part: Part, unknown: Mapping[LineId, object]) -> BrokenHistoryError:
    """The error for lines that the part does not have."""
    return BrokenHistoryError(f"part {part.id} of order {order.id} has no line {min(unknown)}")
