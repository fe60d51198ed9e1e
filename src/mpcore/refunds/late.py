"""What of a refund that ended is still left to go back, for money that went back after all."""

from __future__ import annotations

from mpcore.kernel import LineId, changed
from mpcore.orders import Line, Minor, Order, Part, Shares
from mpcore.orders.shares import left_of, less, lowered
from mpcore.refunds.entitlement import for_amount, unsettled
from mpcore.refunds.model import AfterSales, Refund
from mpcore.refunds.rules.surplus import owed

__all__ = ["still_left"]


def still_left(after_sales: AfterSales, refund: Refund, order: Order) -> tuple[Shares, ...]:
    """What of a refund's shares had not gone back, and nothing else was given, asked for or promised since.

    Of an open refund that is all that it keeps, but for what a bank took meanwhile.  Of a return that was abandoned it
    is without units: it counts against the money of what came back (`mpcore.refunds.returning`).  Nothing of surplus,
    which has no shares.
    """
    part = None if refund.part is None else order.part(refund.part)
    if part is None:
        return ()
    rest = unsettled(part, refund.shares, refund.settled)
    if refund.is_open and not part.overdrawn:
        return rest
    left, most = _left(after_sales, refund, order, part, rest)
    lines = {line.id: line for line in part.lines}
    found: list[Shares] = []
    for share in rest:
        some = _common(lines[share.line], share, left[share.line]) if share.line in left else None
        if some is not None:
            some = _at_most(lines[share.line], some, most)
            most -= some.total
            found.append(some if refund.is_open or refund.of_return is None else changed(some, units=0))
    return tuple([share for share in found if share.total or share.units])


def _left(
    after_sales: AfterSales, refund: Refund, order: Order, part: Part, rest: tuple[Shares, ...]
) -> tuple[dict[LineId, Shares], Minor]:
    """What is left of each line, and of the part, for this refund."""
    if refund.of_cancellation:
        owed_now = {share.line: share for share in (rest if refund.is_open else owed(after_sales, part, order))}
        return owed_now, max(0, part.paid - part.refunded)
    if refund.is_open:
        part = _without(part, rest)
    return {line.id: left_of(line) for line in part.lines}, part.refundable


def _without(part: Part, rest: tuple[Shares, ...]) -> Part:
    """The part as if it kept nothing for a refund any more."""
    kept = {share.line: share for share in rest}
    lines: list[Line] = []
    for line in part.lines:
        share, pending = kept.get(line.id), line.pending
        if share is not None and pending is not None:
            pending = changed(less(line, pending, share), units=pending.units - share.units)
        lines.append(changed(line, pending=pending))
    return changed(part, lines=tuple(lines))


def _common(line: Line, one: Shares, other: Shares) -> Shares | None:
    """What two portions of a line have in common; None where that is of no amount that can be split."""
    over = changed(
        one,
        goods=max(0, one.goods - other.goods),
        taxes=tuple([max(0, a - b) for a, b in zip(one.taxes, other.taxes, strict=True)]),
        discounts=tuple([max(0, a - b) for a, b in zip(one.discounts, other.discounts, strict=True)]),
        shipping=max(0, one.shipping - other.shipping),
    )
    both = lowered(line, changed(less(line, one, over), units=min(one.units, other.units)), max(0, other.total))
    offs = list(zip(line.discounts, both.discounts, strict=True))
    off_shipping = sum([amount for off, amount in offs if off.on_shipping])
    off_goods = sum([amount for off, amount in offs if not off.on_shipping])
    return both if both.goods >= off_goods and both.shipping >= off_shipping else None


def _at_most(line: Line, share: Shares, most: Minor) -> Shares:
    return share if share.total <= most else for_amount(line, share, most)
