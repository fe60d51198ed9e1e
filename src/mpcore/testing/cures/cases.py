"""What a decision is made of, and the pieces that cures change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count
from typing import TypeAlias

from mpcore import orders
from mpcore.kernel import PartId, Refusal, changed
from mpcore.orders import AddNote, EditMetadata, Order, OrderCommand, Part, PartCommand, Tracking

__all__ = ["TRACKING", "Case", "Cure", "named", "part_of", "unused", "with_part", "with_units_left"]

Case: TypeAlias = tuple[Order, OrderCommand, orders.Context]
"""What a decision is made of."""

Cure: TypeAlias = Callable[[Refusal, Order, OrderCommand, orders.Context], Case]
"""What takes a reason away."""

TRACKING = Tracking("JD014600003", "https://carrier.example/track")
"""A code that can be followed everywhere."""


def unused(known: Sequence[str]) -> str:
    """An id that none of these is."""
    return next(name for number in count(1) if (name := f"new-{number}") not in known)


def named(command: OrderCommand) -> PartId | None:
    """The part that a command is about, if it is about one."""
    return command.part if isinstance(command, PartCommand | AddNote | EditMetadata) else None


def part_of(order: Order, command: OrderCommand) -> Part:
    """The part that a command is about; the first where it is about none, or about one that there is not."""
    wanted = named(command)
    found = None if wanted is None else order.part(wanted)
    return order.parts[0] if found is None else found


def with_part(order: Order, part: Part) -> Order:
    """The order with this part as it is now."""
    return changed(order, parts=tuple([part if other.id == part.id else other for other in order.parts]))


def with_units_left(part: Part) -> Part:
    """The part, with at least one unit left."""
    if part.to_ship:
        return part
    first = changed(part.lines[0], quantity=part.lines[0].quantity + 1)
    return changed(part, lines=(first, *part.lines[1:]))
