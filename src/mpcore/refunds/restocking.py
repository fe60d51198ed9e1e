"""What of a line can be sold again (U27): no unit is, twice, because a refund and a receipt both say that it is fit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mpcore.kernel import LineId
from mpcore.orders import Line, Part, Quantity
from mpcore.refunds.entitlement import units_lost
from mpcore.refunds.model import AfterSales, Refund, Return
from mpcore.refunds.return_values import ReceivedLine
from mpcore.refunds.states import RefundStage, ReturnStage
from mpcore.refunds.values import Mode, RefundCause

__all__ = ["fit_again", "restockable"]


def restockable(after_sales: AfterSales, part: Part, line: Line, besides: Return | None = None) -> int:
    """How many units of a line were sent off, not lost, and neither found unfit nor said to be fit for sale yet.

    What a return said of itself before does not count against what it says now.
    """
    left = line.shipped - units_lost(part, line.id)
    for refund in after_sales.of_part(part.id):
        left -= min(_of(line, refund.restock), _counts(refund, line))
    for one in after_sales.returns_of(part.id):
        if one is not besides:
            left -= _of(line, one.restock) + _unfit(one, line)
    return max(0, left)


def _counts(refund: Refund, line: Line) -> int:
    """Of how many units what a refund says counts: of those sent off; where it ended early, of those that went back."""
    never_sent = refund.cause is RefundCause.CANCELLED_BEFORE_SHIPMENT and refund.mode is Mode.FULL
    if refund.of_cancellation or never_sent:
        return 0
    shares = refund.shares if refund.is_open or refund.stage is RefundStage.COMPLETED else refund.settled
    return sum([share.units for share in shares if share.line == line.id])


def _of(line: Line, some: Iterable[Quantity]) -> int:
    return sum([units.quantity for units in some if units.line == line.id])


def _unfit(one: Return, line: Line) -> int:
    """How many units of a line came back by a return and cannot be sold again, or were exchanged."""
    came = [each for each in one.received if each.line == line.id]
    return sum([each.units if one.stage is ReturnStage.EXCHANGED else each.units - each.resaleable for each in came])


def fit_again(
    after_sales: AfterSales, part: Part, one: Return, came: Iterable[ReceivedLine], units: Mapping[LineId, int]
) -> tuple[Quantity, ...]:
    """What of the goods of a return can be sold again, of so many units of each line that its refund is of."""
    lines = {line.id: line for line in part.lines}
    some: list[Quantity] = []
    for each in came:
        left = restockable(after_sales, part, lines[each.line], one) - (each.units - each.resaleable)
        some.append(Quantity(each.line, max(0, min(each.resaleable, units.get(each.line, 0), left))))
    return tuple([each for each in some if each.quantity])
