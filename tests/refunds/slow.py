"""What of a line may go back, slowly and plainly: unit by unit, component by component, in fractions.

Written beside `mpcore.refunds.entitlement`, without it.  A line is a row of units.  Whatever goes back either takes the
next units of the row, or lowers every unit that is still in it; the last unit takes whatever is left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import floor

from mpcore.orders import Line, Part, Shares

__all__ = ["SlowLine", "SlowPart", "Vector", "vector"]

Vector = tuple[int, ...]
"""Goods, shipping, then each tax, then each discount."""


def vector(share: Shares) -> Vector:
    return (share.goods, share.shipping, *share.taxes, *share.discounts)


def nth(amount: int, of: int, number: int) -> int:
    """What falls on one of so many, counted from nought."""
    return floor(Fraction(amount * (number + 1), of)) - floor(Fraction(amount * number, of))


def split(amount: int, weights: Sequence[int]) -> list[int]:
    """So much in proportion, rounded down; what is over goes to the largest remainders, of equal ones to the first."""
    if not sum(weights):
        return [0 for _ in weights]
    exact = [Fraction(amount * weight, sum(weights)) for weight in weights]
    down = [floor(one) for one in exact]
    by_remainder = sorted(range(len(weights)), key=lambda place: (down[place] - exact[place], place))
    for place in by_remainder[: amount - sum(down)]:
        down[place] += 1
    return down


@dataclass
class Taken:
    name: str
    units: int
    parts: Vector
    since: int
    """How many units were gone when it was taken; what has no units lowers those after them."""


@dataclass
class SlowLine:
    line: Line
    """As it was placed; only what never changes is read."""
    taken: list[Taken] = field(default_factory=list[Taken])

    @property
    def of_shipping(self) -> list[bool]:
        """Which components are of the shipping."""
        taxes = [tax.on_shipping for tax in self.line.taxes]
        return [False, True, *taxes, *[off.on_shipping for off in self.line.discounts]]

    @property
    def signs(self) -> list[int]:
        """How each component counts in the total."""
        return [1, 1, *[0 if tax.inclusive else 1 for tax in self.line.taxes], *[-1 for _ in self.line.discounts]]

    @property
    def whole(self) -> Vector:
        line = self.line
        return (line.goods, line.shipping, *[x.amount for x in line.taxes], *[x.amount for x in line.discounts])

    @property
    def gone(self) -> int:
        return sum(one.units for one in self.taken)

    @property
    def left(self) -> Vector:
        back = [one.parts for one in self.taken]
        return tuple(whole - sum(parts[place] for parts in back) for place, whole in enumerate(self.whole))

    def total(self, parts: Vector) -> int:
        return sum(sign * part for sign, part in zip(self.signs, parts, strict=True))

    def only(self, parts: Vector, *, shipping: bool) -> Vector:
        """Only what is of the shipping, or only what is not."""
        return tuple(part if of is shipping else 0 for part, of in zip(parts, self.of_shipping, strict=True))

    def price(self, number: int) -> Vector:
        """What one unit costs now, without shipping."""
        line = self.line
        off = [one.amount for one in line.discounts if not one.on_shipping]
        net = line.goods - sum(off)
        parts = [nth(amount, line.quantity, number) for amount in self.only(self.whole, shipping=False)]
        parts[0] = nth(net, line.quantity, number) + sum(nth(amount, line.quantity, number) for amount in off)
        for one in self.taken:
            if not one.units and number >= one.since:
                lower = self.only(one.parts, shipping=False)
                for place, amount in enumerate(lower):
                    parts[place] -= nth(amount, line.quantity - one.since, number - one.since)
        return tuple(parts)

    def next_units(self, units: int) -> Vector:
        """What the next so many units come to, without shipping."""
        left = self.only(self.left, shipping=False)
        prices = [self.price(self.gone + number) for number in range(units)]
        return tuple(max(0, min(sum(price[place] for price in prices), most)) for place, most in enumerate(left))

    def portion(self, parts: Vector, amount: int) -> Vector:
        """So much of a portion, in each component the same part of it."""
        if amount >= self.total(parts):
            return parts
        taxes, discounts = self.line.taxes, self.line.discounts
        of_taxes, of_discounts = parts[2 : 2 + len(taxes)], parts[2 + len(taxes) :]
        net = parts[0] - sum(x for x, one in zip(of_discounts, discounts, strict=True) if not one.on_shipping)
        kept = parts[1] - sum(x for x, one in zip(of_discounts, discounts, strict=True) if one.on_shipping)
        on_top = [0 if one.inclusive else x for x, one in zip(of_taxes, taxes, strict=True)]
        goods, shipping, *shares = split(amount, [net, kept, *on_top])
        for place, tax in enumerate(taxes):
            if tax.inclusive:
                shares[place] = floor(Fraction(of_taxes[place] * amount, self.total(parts)))
        off: list[int] = []
        for x, one in zip(of_discounts, discounts, strict=True):
            paid, all_of_it = (shipping, kept) if one.on_shipping else (goods, net)
            off.append(floor(Fraction(x * paid, all_of_it)) if all_of_it else 0)
        goods += sum(x for x, one in zip(off, discounts, strict=True) if not one.on_shipping)
        shipping += sum(x for x, one in zip(off, discounts, strict=True) if one.on_shipping)
        return (goods, shipping, *shares, *off)

    def take(self, name: str, units: int, parts: Vector) -> None:
        self.taken.append(Taken(name, units, parts, self.gone))

    def give_back(self, name: str) -> None:
        """What was taken under that name is there again."""
        self.taken = [one for one in self.taken if one.name != name]


@dataclass
class SlowPart:
    lines: dict[str, SlowLine]

    @classmethod
    def of(cls, part: Part) -> SlowPart:
        """A part that was just paid; what was cancelled before is gone."""
        slow = cls({line.id: SlowLine(line) for line in part.lines})
        for line in part.lines:
            if line.cancelled:
                model = slow.lines[line.id]
                prices = [model.price(number) for number in range(line.cancelled)]
                model.take("unpaid", line.cancelled, tuple(map(sum, zip(*prices, strict=True))))
        return slow

    def rest(self) -> dict[str, Vector]:
        """All that is left."""
        return {name: line.left for name, line in self.lines.items()}

    def amount(self, amount: int) -> dict[str, Vector]:
        """So much of all that is left."""
        return self._of(self.rest(), amount)

    def shipping(self, amount: int) -> dict[str, Vector]:
        """So much of the shipping that is left."""
        return self._of({name: line.only(line.left, shipping=True) for name, line in self.lines.items()}, amount)

    def _of(self, whole: dict[str, Vector], amount: int) -> dict[str, Vector]:
        amounts = split(amount, [self.lines[name].total(parts) for name, parts in whole.items()])
        pairs = zip(whole.items(), amounts, strict=True)
        return {name: self.lines[name].portion(parts, x) for (name, parts), x in pairs if x}
