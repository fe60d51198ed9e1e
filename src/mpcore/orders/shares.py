"""Portions of a line's money, component by component, exact to the minor unit.

The k-th of n units has the prefix difference `amount*k//n - amount*(k-1)//n` of every component, so that units add up
to the line in whatever steps they are taken.  Nothing is ever allocated again over a growing portion
(architecture.md, Money).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from attrs import Attribute, frozen

from mpcore.kernel import LineId, made
from mpcore.money import check_currency, prefix

if TYPE_CHECKING:
    from mpcore.orders.model import Line

__all__ = ["Minor", "Shares", "a_currency", "joined", "not_yet_refunded", "of_rest", "of_units"]

Minor: TypeAlias = int
"""An amount in whole minor units (cents, say) of the order's currency."""


@frozen(kw_only=True, slots=False)
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
    discounts = tuple([prefix(discount.amount, n, start, stop) for discount in line.discounts])
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
    discounts = tuple([prefix(discount.amount, n, start, n) for discount in line.discounts])
    return _summed(line, n - start, _goods(line, start, n, discounts), taxes, discounts, line.shipping)


def _goods(line: Line, start: int, stop: int, discounts: tuple[Minor, ...]) -> Minor:
    """What was paid for the goods of these units, and what was taken off it.

    Each is split by itself and the goods follow: were the goods split too, a unit could cost less than nothing (goods
    of 1.98 with 1.01 and 0.97 off would be two units of 0.01 and -0.01).
    """
    paid = line.goods - sum([discount.amount for discount in line.discounts])
    return prefix(paid, line.quantity, start, stop) + sum(discounts)


def not_yet_refunded(line: Line, share: Shares) -> Shares:
    """What can still go back of the next units of a line: never more, component by component, than is left of it."""
    back = line.refunded
    if back is None:
        return share
    gone = of_units(line, 0, line.cancelled)
    goods = _left(share.goods, line.goods, gone.goods, back.goods)
    taxes = tuple(
        [
            _left(wanted, tax.amount, before, returned)
            for wanted, tax, before, returned in zip(share.taxes, line.taxes, gone.taxes, back.taxes, strict=True)
        ]
    )
    discounts = tuple(
        [
            _left(wanted, discount.amount, before, returned)
            for wanted, discount, before, returned in zip(
                share.discounts, line.discounts, gone.discounts, back.discounts, strict=True
            )
        ]
    )
    shipping = _left(share.shipping, line.shipping, 0, back.shipping)
    return _summed(line, share.units, goods, taxes, discounts, shipping)


def _left(wanted: Minor, whole: Minor, cancelled: Minor, refunded: Minor) -> Minor:
    # Refunds of units cancelled before are among what was refunded.
    return max(0, min(wanted, whole - max(cancelled, refunded)))


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
    on_top = sum([amount for amount, tax in zip(taxes, line.taxes, strict=True) if not tax.inclusive])
    return Shares(
        line=line.id,
        units=units,
        goods=goods,
        taxes=taxes,
        discounts=discounts,
        shipping=shipping,
        total=goods + on_top - sum(discounts) + shipping,
    )
