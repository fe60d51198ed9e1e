"""What of a refund that ended is still left to go back, for money that went back after all."""

from __future__ import annotations

from pendulum import DateTime

from mpcore.kernel import LineId, changed
from mpcore.orders import Line, Minor, Order, Part, RefundSettled, Shares
from mpcore.orders.shares import left_of, less, lowered
from mpcore.refunds.entitlement import for_amount, shipping_of, unsettled
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
    if not refund.is_open and not refund.of_cancellation:
        rest = _not_again(after_sales, refund, order, part, rest)
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


def _not_again(
    after_sales: AfterSales, refund: Refund, order: Order, part: Part, rest: tuple[Shares, ...]
) -> tuple[Shares, ...]:
    """What of the rest of a refund that ended nothing else was asked for, or given, since.

    Units stand for units, and money without units for money without units: that the same was asked for twice shows only
    in its line, or in the return that it is of.  Where something else has all of the units, only shipping is left.
    """
    again = _again(after_sales, refund, order, part)
    found: list[Shares] = []
    for line in part.lines:
        for share in [one for one in rest if one.line == line.id]:
            same = [one for one in again if one.line == line.id]
            if refund.of_return is None:
                same = [one for one in same if bool(one.units) is bool(share.units)]
            units = max(0, share.units - sum([one.units for one in same]))
            left = _less_common(line, share, same)
            if share.units and not units:
                left = shipping_of(line, left)
            found.append(changed(left, units=units))
    return tuple([share for share in found if share.total >= 0])


def _again(after_sales: AfterSales, refund: Refund, order: Order, part: Part) -> list[Shares]:
    """What of the part other refunds keep or gave back that may be about the same as a refund that ended."""
    ended, found = refund.ended_at, list[Shares]()
    if ended is None:
        return found
    for other in after_sales.of_part(part.id):
        if other.id == refund.id or (refund.of_return is not None and other.of_return != refund.of_return):
            continue
        if other.requested_at >= ended:
            found += other.shares if other.is_open else other.settled
        elif other.ended_at is not None and other.ended_at <= refund.requested_at:
            found += _told_since(other, order, ended)
    return found


def _told_since(refund: Refund, order: Order, since: DateTime) -> list[Shares]:
    told = [fact for fact in order.facts if isinstance(fact, RefundSettled) and fact.refund == refund.id]
    return [share for fact in told if fact.at >= since for share in fact.shares]


def _less_common(line: Line, share: Shares, others: list[Shares]) -> Shares:
    """A portion of a line without what others have of each of its components."""
    for other in others:
        both = changed(
            other,
            goods=min(share.goods, other.goods),
            taxes=tuple([min(a, b) for a, b in zip(share.taxes, other.taxes, strict=True)]),
            discounts=tuple([min(a, b) for a, b in zip(share.discounts, other.discounts, strict=True)]),
            shipping=min(share.shipping, other.shipping),
        )
        share = less(line, share, both)
    return share


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
