"""Portions of a line's money, component by component, exact to the minor unit.

The k-th of n units has the prefix difference `amount*k//n - amount*(k-1)//n` of every component, so that units add up
to the line in whatever steps they are taken.  Nothing is ever allocated again over a growing portion
(architecture.md, Money).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from attrs import Attribute

from mpcore.kernel import LineId, RefundId, changed, frozen, made
from mpcore.money import check_currency, prefix
from mpcore.money.allocation import largest_remainder

if TYPE_CHECKING:
    from mpcore.orders.model import Line

__all__ = [
    "Minor",
    "Reduction",
    "Shares",
    "a_currency",
    "fits",
    "joined",
    "left_of",
    "less",
    "lowered",
    "of_rest",
    "of_shipping",
    "of_units",
    "overdrawn",
    "to_refund",
    "whole",
]

Minor: TypeAlias = int
"""An amount in whole minor units (cents, say) of the order's currency."""


@frozen(kw_only=True)
class Shares:
    """A portion of one line's money."""

    line: LineId
    units: int
    goods: Minor
    taxes: tuple[Minor, ...] = ()
    """One amount per tax of the line, in its order."""
    discounts: tuple[Minor, ...] = ()
    """One amount per discount of the line, in its order: what the buyer did not pay."""
    shipping: Minor = 0
    total: Minor
    """goods + taxes that are not included - discounts + shipping."""


@frozen(kw_only=True)
class Reduction:
    """Money back without units: it lowered the price of every unit that was not gone by then."""

    refund: RefundId | None = None
    """The refund it is of; None: a chargeback."""
    since: int
    """How many units of the line were gone by then."""
    shares: Shares


def a_currency(_: object, __: Attribute[str], value: str) -> None:
    """An attrs validator for ISO 4217 codes of currencies that amounts can be counted in."""
    check_currency(value)


def of_units(line: Line, start: int, stop: int) -> Shares:
    """The units from `start` up to `stop` of a line: goods, their taxes and discounts, without shipping."""
    n = line.quantity
    goods = prefix(line.goods, n, start, stop)
    if not (line.taxes or line.discounts):
        return made(
            Shares, line=line.id, units=stop - start, goods=goods, taxes=(), discounts=(), shipping=0, total=goods
        )
    taxes = tuple([0 if tax.on_shipping else prefix(tax.amount, n, start, stop) for tax in line.taxes])
    discounts = tuple([0 if off.on_shipping else prefix(off.amount, n, start, stop) for off in line.discounts])
    return _summed(line, stop - start, _goods(line, start, stop, discounts), taxes, discounts, 0)


def of_rest(line: Line) -> Shares:
    """All of a line that was not cancelled before, its share of the shipping included."""
    n, start = line.quantity, line.cancelled
    goods = prefix(line.goods, n, start, n)
    if not (line.taxes or line.discounts):
        return made(
            Shares,
            line=line.id,
            units=n - start,
            goods=goods,
            taxes=(),
            discounts=(),
            shipping=line.shipping,
            total=goods + line.shipping,
        )
    taxes = tuple([tax.amount if tax.on_shipping else prefix(tax.amount, n, start, n) for tax in line.taxes])
    discounts = tuple([off.amount if off.on_shipping else prefix(off.amount, n, start, n) for off in line.discounts])
    return _summed(line, n - start, _goods(line, start, n, discounts), taxes, discounts, line.shipping)


def of_shipping(line: Line) -> Shares:
    """A line's share of the part's shipping, with its taxes and what was taken off it; nothing of goods."""
    taxes = tuple([tax.amount if tax.on_shipping else 0 for tax in line.taxes])
    discounts = tuple([off.amount if off.on_shipping else 0 for off in line.discounts])
    return _summed(line, 0, 0, taxes, discounts, line.shipping)


def _goods(line: Line, start: int, stop: int, discounts: tuple[Minor, ...]) -> Minor:
    """What was paid for the goods of these units, and what was taken off it.

    Each is split by itself and the goods follow: were the goods split too, a unit could cost less than nothing (goods
    of 1.98 with 1.01 and 0.97 off would be two units of 0.01 and -0.01).
    """
    pairs = zip(line.discounts, discounts, strict=True)
    off = [(discount.amount, share) for discount, share in pairs if not discount.on_shipping]
    paid = line.goods - sum([amount for amount, _ in off])
    return prefix(paid, line.quantity, start, stop) + sum([share for _, share in off])


def to_refund(line: Line, share: Shares) -> Shares:
    """What has to go back where `share` of the line is owed no more: so many units, with or without shipping.

    Money back without units lowered the price of every unit that was left by then, so each gives back its prefix
    difference less, and never more than is left.  What was kept of the money of units that went back is no other
    unit's; where those are never sent after all, it goes back too.  What is under way, or promised, is no more there.
    """
    if line.untouched:
        return share
    left, start, stop = left_of(line), line.gone, line.gone + share.units
    if stop > line.quantity:
        return _clipped(line, left, left, share)
    lower = [_of_reduction(line, one, start, stop) for one in line.reductions if one.since < line.quantity]
    wanted = less(line, of_units(line, start, stop), *lower)
    return _clipped(line, wanted, left, share)


def left_of(line: Line) -> Shares:
    """All that was paid for a line and has neither gone back, nor is under way, nor promised; units likewise.

    Of what a bank took back although it was promised, nothing is left; and where it took more of the shipping than was
    paid for it, or of the goods, so much less is left of the others.
    """
    left = _rest(line)
    if left.total < 0:
        return changed(less(line, left, left), units=left.units)
    if min(left.goods, left.shipping, *left.taxes, *left.discounts) >= 0 and _is_balanced(line, left):
        return left
    taxes, discounts = tuple([max(0, one) for one in left.taxes]), tuple([max(0, one) for one in left.discounts])
    most = _summed(line, left.units, max(0, left.goods), taxes, discounts, max(0, left.shipping))
    return lowered(line, most, left.total) if most.total >= 0 else changed(less(line, left, left), units=left.units)


def overdrawn(line: Line) -> Minor:
    """What is under way or promised of a line's money, or of a component of it, that a bank took back meanwhile."""
    rest = _rest(line)
    return max(0, -min(rest.total, rest.goods, rest.shipping, *rest.taxes, *rest.discounts))


def _rest(line: Line) -> Shares:
    back = [one for one in (line.refunded, line.pending, line.refund_due, line.unpaid) if one is not None]
    return changed(less(line, whole(line), *back), units=line.quantity - line.gone)


def _of_reduction(line: Line, reduction: Reduction, start: int, stop: int) -> Shares:
    """What a reduction took off the units from `start` up to `stop`."""
    n = line.quantity - reduction.since
    first, last = max(0, start - reduction.since), max(0, stop - reduction.since)
    gone = reduction.shares
    return _summed(
        line,
        0,
        prefix(gone.goods, n, first, last),
        tuple(
            [
                0 if tax.on_shipping else prefix(amount, n, first, last)
                for tax, amount in zip(line.taxes, gone.taxes, strict=True)
            ]
        ),
        tuple(
            [
                0 if off.on_shipping else prefix(amount, n, first, last)
                for off, amount in zip(line.discounts, gone.discounts, strict=True)
            ]
        ),
        0,
    )


def _clipped(line: Line, wanted: Shares, left: Shares, share: Shares) -> Shares:
    """No component more than is left, and of shipping all that is left where it is owed no more, else nothing."""
    shipped = share.shipping > 0 or any(
        amount and tax.on_shipping for tax, amount in zip(line.taxes, share.taxes, strict=True)
    )
    taxes = tuple(
        [
            (rest if shipped else 0) if tax.on_shipping else max(0, min(amount, rest))
            for tax, amount, rest in zip(line.taxes, wanted.taxes, left.taxes, strict=True)
        ]
    )
    discounts = tuple(
        [
            (rest if shipped else 0) if off.on_shipping else max(0, min(amount, rest))
            for off, amount, rest in zip(line.discounts, wanted.discounts, left.discounts, strict=True)
        ]
    )
    most = _summed(line, share.units, left.goods, taxes, discounts, left.shipping if shipped else 0)
    clipped = _summed(line, share.units, max(0, min(wanted.goods, left.goods)), taxes, discounts, most.shipping)
    return clipped if 0 <= clipped.total <= left.total else lowered(line, most, max(0, left.total))


def whole(line: Line) -> Shares:
    """All that was owed for a line when it was placed."""
    taxes = tuple([tax.amount for tax in line.taxes])
    discounts = tuple([discount.amount for discount in line.discounts])
    return _summed(line, line.quantity, line.goods, taxes, discounts, line.shipping)


def fits(line: Line, share: Shares) -> bool:
    """Whether a portion can be one of this line: no component is missing, negative or too large, and they add up."""
    if not (line.taxes or line.discounts or share.taxes or share.discounts):
        within_line = 0 <= share.goods <= line.goods and 0 <= share.shipping <= line.shipping
        return within_line and share.units >= 0 and share.total == share.goods + share.shipping
    if len(share.taxes) != len(line.taxes) or len(share.discounts) != len(line.discounts) or share.units < 0:
        return False
    within = zip(
        (share.goods, share.shipping, *share.taxes, *share.discounts),
        (
            line.goods,
            line.shipping,
            *[tax.amount for tax in line.taxes],
            *[discount.amount for discount in line.discounts],
        ),
        strict=True,
    )
    if not all(0 <= part <= most for part, most in within) or share.total < 0:
        return False
    return share.total == _total(line, share.goods, share.taxes, share.discounts, share.shipping)


def lowered(line: Line, share: Shares, most: Minor) -> Shares:
    """The portion, or so much of it that it comes to `most` in all: in each of its components the same part of it.

    What is not discount or tax included in the price is allocated by largest remainder, once, to goods and to each tax
    on top; discounts and included taxes follow the goods, so no goods cost less than what is taken off them.
    """
    if share.total <= most and _is_balanced(line, share):
        return share
    most = min(most, share.total)
    net = share.goods - sum([off for off, on in _discounts(line, share) if not on])
    kept = share.shipping - sum([off for off, on in _discounts(line, share) if on])
    on_top = [0 if tax.inclusive else amount for tax, amount in zip(line.taxes, share.taxes, strict=True)]
    weights = [max(0, net), max(0, kept), *on_top]
    goods, shipping, *taxes = largest_remainder(most, weights, sum(weights)) if most else [0] * len(weights)
    discounts = tuple(
        [_follows(off, kept, shipping) if on else _follows(off, net, goods) for off, on in _discounts(line, share)]
    )
    included = [
        _follows(amount, share.total, most) if tax.inclusive else own
        for tax, amount, own in zip(line.taxes, share.taxes, taxes, strict=True)
    ]
    off_goods = sum([off for off, discount in zip(discounts, line.discounts, strict=True) if not discount.on_shipping])
    return made(
        Shares,
        line=line.id,
        units=share.units,
        goods=goods + off_goods,
        taxes=tuple(included),
        discounts=discounts,
        shipping=shipping + sum(discounts) - off_goods,
        total=most,
    )


def _is_balanced(line: Line, share: Shares) -> bool:
    """Whether no more was taken off its goods than they cost, nor off its shipping."""
    if not line.discounts:
        return True
    off = _discounts(line, share)
    off_goods, off_shipping = (sum([amount for amount, on in off if on is which]) for which in (False, True))
    return off_goods <= share.goods and off_shipping <= share.shipping


def _follows(amount: Minor, of: Minor, kept: Minor) -> Minor:
    """What stays of a discount, or of an included tax, where so much stays of what it was taken off, or is within."""
    return prefix(amount, of, 0, kept) if of > 0 else 0


def _discounts(line: Line, share: Shares) -> list[tuple[Minor, bool]]:
    """What was taken off, each with whether it was off the shipping."""
    return [(amount, off.on_shipping) for off, amount in zip(line.discounts, share.discounts, strict=True)]


def less(line: Line, share: Shares, *others: Shares) -> Shares:
    """A portion without others of the same line, component by component."""
    goods, taxes, discounts, shipping = share.goods, share.taxes, share.discounts, share.shipping
    for other in others:
        goods -= other.goods
        taxes = tuple([a - b for a, b in zip(taxes, other.taxes, strict=True)])
        discounts = tuple([a - b for a, b in zip(discounts, other.discounts, strict=True)])
        shipping -= other.shipping
    return _summed(line, share.units, goods, taxes, discounts, shipping)


def joined(first: Shares | None, second: Shares) -> Shares:
    """Two portions of the same line as one."""
    if first is None:
        return second
    return Shares(
        line=second.line,
        units=first.units + second.units,
        goods=first.goods + second.goods,
        taxes=tuple([a + b for a, b in zip(first.taxes, second.taxes, strict=True)]),
        discounts=tuple([a + b for a, b in zip(first.discounts, second.discounts, strict=True)]),
        shipping=first.shipping + second.shipping,
        total=first.total + second.total,
    )


def _summed(
    line: Line, units: int, goods: Minor, taxes: tuple[Minor, ...], discounts: tuple[Minor, ...], shipping: Minor
) -> Shares:
    return made(
        Shares,
        line=line.id,
        units=units,
        goods=goods,
        taxes=taxes,
        discounts=discounts,
        shipping=shipping,
        total=_total(line, goods, taxes, discounts, shipping),
    )


def _total(line: Line, goods: Minor, taxes: tuple[Minor, ...], discounts: tuple[Minor, ...], shipping: Minor) -> Minor:
    on_top = sum([amount for amount, tax in zip(taxes, line.taxes, strict=True) if not tax.inclusive])
    return goods + on_top - sum(discounts) + shipping
