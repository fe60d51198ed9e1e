"""What of a part may still go back, and the exact shares of what is asked for.

What went back, is under way, or is promised by a cancellation, is no more there: the order keeps count of it, line by
line and component by component (`orders.left_of`).  Units are paid back by prefix differences, and amounts without
units lower the units that are left, so that a line comes out exactly in whatever steps.  What is kept of the money of
units that go back is no other unit's: a full refund takes it, or an amount.  Nothing is ever allocated again over what
went back before (explanation "Why largest remainder must not be re-run").
"""

from __future__ import annotations

from collections.abc import Sequence

from mpcore.kernel import LineId, changed, made
from mpcore.money.allocation import largest_remainder
from mpcore.orders import DispatchStage, Line, Minor, Part, Shares
from mpcore.orders.shares import left_of, less, lowered, of_units, to_refund

__all__ = [
    "for_amount",
    "for_part_amount",
    "for_shipping",
    "for_units",
    "left_of_goods",
    "rest_of",
    "settled_portion",
    "shipping_left",
    "shipping_of",
    "units_lost",
    "units_shipped",
    "unsettled",
]


def units_shipped(line: Line) -> int:
    """Units that were sent off and whose money has not gone back, is not under way and not promised."""
    back = line.gone - line.cancelled
    return max(0, min(line.shipped - back, line.quantity - line.gone))


def units_lost(part: Part, line: LineId) -> int:
    """Units of a line in parcels that nobody knows the whereabouts of: they did not come back either."""
    lost = [one for one in part.dispatches if one.stage is DispatchStage.LOST]
    return sum([packed.quantity for dispatch in lost for packed in dispatch.lines if packed.line == line])


def rest_of(part: Part) -> tuple[Shares, ...]:
    """All that is left of a part, its shipping included, and never more than was paid for it: a full refund (U24)."""
    return _within(part, [left_of(line) for line in part.lines])


def for_units(line: Line, units: int) -> Shares:
    """What the next so many units of a line come to, without shipping."""
    return to_refund(line, of_units(line, line.gone, line.gone + units))


def left_of_goods(line: Line) -> Shares:
    """What is left of a line besides its shipping."""
    left = left_of(line)
    return less(line, left, shipping_of(line, left))


def for_amount(line: Line, whole: Shares, amount: Minor, units: int = 0) -> Shares:
    """So much of a portion of a line, in each of its components the same part of it; `amount` is at most its total."""
    return changed(lowered(line, whole, amount), units=units)


def for_part_amount(part: Part, amount: Minor) -> tuple[Shares, ...]:
    """So much of a part, from each line in proportion to what is left of it, its shipping included; nothing of units.

    `amount` is at most what is left of the part.
    """
    left = rest_of(part)
    totals = [share.total for share in left]
    amounts = largest_remainder(amount, totals, sum(totals)) if sum(totals) else ()
    lines = {line.id: line for line in part.lines}
    portions = [for_amount(lines[share.line], share, x) for share, x in zip(left, amounts, strict=True)]
    return tuple([portion for portion in portions if portion.total])


def for_shipping(part: Part, amount: Minor) -> tuple[Shares, ...]:
    """So much of the shipping that is left of a part, from each line in proportion; nothing of goods."""
    left = [shipping_of(line, left_of(line)) for line in part.lines]
    totals = [share.total for share in left]
    amounts = largest_remainder(amount, totals, sum(totals)) if sum(totals) else ()
    portions = [for_amount(line, share, x) for line, share, x in zip(part.lines, left, amounts, strict=True)]
    return tuple([portion for portion in portions if portion.total])


def shipping_left(part: Part) -> Minor:
    """What is left of the shipping of a part, with its taxes and without what was taken off it."""
    return sum([shipping_of(line, left_of(line)).total for line in part.lines])


def settled_portion(part: Part, shares: Sequence[Shares], amount: Minor) -> tuple[Shares, ...]:
    """What of the shares of a refund a payment provider gave back that gave back only so much of them.

    The units of a line count as gone once all of its share went back.
    """
    totals = [share.total for share in shares]
    amounts = largest_remainder(amount, totals, sum(totals)) if sum(totals) else ()
    lines = {line.id: line for line in part.lines}
    portions: list[Shares] = []
    for share, x in zip(shares, amounts, strict=True):
        if x:
            portions.append(for_amount(lines[share.line], share, x, share.units if x == share.total else 0))
    return tuple(portions)


def shipping_of(line: Line, left: Shares) -> Shares:
    """Only the shipping of a portion, with its taxes and discounts."""
    taxes = tuple([share if tax.on_shipping else 0 for tax, share in zip(line.taxes, left.taxes, strict=True)])
    discounts = tuple(
        [share if off.on_shipping else 0 for off, share in zip(line.discounts, left.discounts, strict=True)]
    )
    on_top = sum([share for tax, share in zip(line.taxes, taxes, strict=True) if not tax.inclusive])
    return made(
        Shares,
        line=line.id,
        units=0,
        goods=0,
        taxes=taxes,
        discounts=discounts,
        shipping=left.shipping,
        total=left.shipping + on_top - sum(discounts),
    )


def _within(part: Part, shares: list[Shares]) -> tuple[Shares, ...]:
    """The shares, or so much of them that they come to no more than what is left of what was paid for the part."""
    most = part.refundable
    found: list[Shares] = []
    for line, share in zip(part.lines, shares, strict=True):
        kept = share if share.total <= most else for_amount(line, share, most, share.units)
        most -= kept.total
        if kept.total or kept.units or kept.goods:
            found.append(kept)
    return tuple(found)


def unsettled(part: Part, shares: Sequence[Shares], settled: Sequence[Shares]) -> tuple[Shares, ...]:
    """What of the shares of a refund has not gone back."""
    done = {share.line: share for share in settled}
    lines = {line.id: line for line in part.lines}
    found: list[Shares] = []
    for share in shares:
        gone = done.get(share.line)
        rest = share
        if gone is not None:
            rest = changed(less(lines[share.line], share, gone), units=share.units - gone.units)
        if rest.total or rest.units or rest.goods:
            found.append(rest)
    return tuple(found)
