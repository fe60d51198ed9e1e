"""What several commands have in common; those that say no more inherit it, which makes them cheap to define."""

from __future__ import annotations

from attrs import field
from attrs.converters import optional
from pendulum import DateTime

from mpcore.kernel import DispatchId, OrderId, PartId, frozen
from mpcore.orders.commands.forms import happened

__all__ = ["OfOrder", "OfPart", "Scan"]


@frozen(kw_only=True)
class OfOrder:
    """A command about an order."""

    order: OrderId


@frozen(kw_only=True)
class OfPart(OfOrder):
    """A command about a part of an order."""

    part: PartId


@frozen(kw_only=True)
class Scan(OfPart):
    """A report of what became of a dispatch."""

    dispatch: DispatchId
    happened_at: DateTime | None = field(default=None, converter=optional(happened))
