"""What coupons give, found out slowly and in the open: fractions, loops and no tricks.

Written from the rules (rules.md §00.9, §7.7; numbers.md) and from what `evaluate`, the conditions and the benefits say
of themselves, and from nothing that computes in `mpcore.discounts` or `mpcore.money`.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

from mpcore.discounts import (
    AmountOff,
    Basket,
    Coupon,
    DiscountPolicy,
    FixedUnitPrice,
    Measured,
    MinimumSpend,
    OfVendors,
    Per,
    PercentOf,
    PercentOff,
    PercentPer,
    ShippingOff,
    Together,
)
from mpcore.money import Rounding


class Given(NamedTuple):
    """What one coupon takes off each line and each price of shipping."""

    lines: list[int]
    shipping: list[int]

    @property
    def total(self) -> int:
        return sum(self.lines) + sum(self.shipping)


def rounded(value: Fraction, rounding: Rounding) -> int:
    """Of amounts from 0 on."""
    below, above = floor(value), ceil(value)
    match rounding:
        case Rounding.UP | Rounding.CEILING:
            return above
        case Rounding.DOWN | Rounding.FLOOR:
            return below
        case _:
            pass
    if value - below != above - value:
        return below if value - below < above - value else above
    if rounding is Rounding.HALF_UP:
        return above
    if rounding is Rounding.HALF_DOWN:
        return below
    return below if below % 2 == 0 else above


def split(total: int, weights: Sequence[int]) -> list[int]:
    """By largest remainder, the earliest first on a tie; one unit at a time."""
    exact = [Fraction(total * weight, sum(weights)) for weight in weights]
    shares = [floor(each) for each in exact]
    while sum(shares) < total:
        lacking = [each - share for each, share in zip(exact, shares, strict=True)]
        shares[lacking.index(max(lacking))] += 1
    return shares


def split_with_room(total: int, weights: Sequence[int], rooms: Sequence[int]) -> list[int]:
    """The same, but nobody takes more than their room; what is too much for some goes to the others."""
    shares = split(total, weights)
    if all(share <= room for share, room in zip(shares, rooms, strict=True)):
        return shares
    full: dict[int, int] = {}
    while True:
        others = [i for i in range(len(weights)) if i not in full]
        left = total - sum(full.values())
        weight = sum([weights[i] for i in others])
        too_much = [i for i in others if weights[i] and Fraction(left * weights[i], weight) > rooms[i]]
        if not too_much:
            rest = dict(zip(others, split(left, [weights[i] for i in others]), strict=True)) if left else {}
            return [full.get(i, rest.get(i, 0)) for i in range(len(weights))]
        full |= {i: rooms[i] for i in too_much}


class Till:
    """A basket while coupons have their turns."""

    def __init__(self, basket: Basket, policy: DiscountPolicy) -> None:
        self.basket, self.policy = basket, policy
        self.prices = [int(line.unit_price.amount * 10 ** places(basket)) * line.quantity for line in basket.lines]
        self.least = [
            0
            if line.minimum_price is None
            else min(int(line.minimum_price.amount * 10 ** places(basket)) * line.quantity, price)
            for line, price in zip(basket.lines, self.prices, strict=True)
        ]
        self.shipping = [int(each.price.amount * 10 ** places(basket)) for each in basket.shipping]
        self.lines_left, self.shipping_left = list(self.prices), list(self.shipping)

    def take(self, given: Given) -> None:
        self.lines_left = [left - one for left, one in zip(self.lines_left, given.lines, strict=True)]
        self.shipping_left = [left - one for left, one in zip(self.shipping_left, given.shipping, strict=True)]

    def ceiling(self) -> int:
        """What is left of the most that all discounts on goods may come to."""
        taken = sum(self.prices) - sum(self.lines_left)
        if self.policy.most_percent is None:
            return sum(self.prices)
        return floor(sum(self.prices) * Fraction(self.policy.most_percent) / 100) - taken


def places(basket: Basket) -> int:
    return {"EUR": 2, "JPY": 0, "KWD": 3}[basket.currency]


def minor(amount: Decimal, basket: Basket) -> int:
    return int(amount * 10 ** places(basket))


def lines_for(coupon: Coupon, till: Till) -> list[int]:
    """The lines it is about; none where it does not apply."""
    found = [i for i, line in enumerate(till.basket.lines) if coupon.owner is None or line.vendor == coupon.owner]
    condition = coupon.terms.condition
    if isinstance(condition, OfVendors):
        return [i for i in found if till.basket.lines[i].vendor in condition.vendors]
    if isinstance(condition, MinimumSpend):
        counted = till.prices if condition.measured is Measured.BEFORE else till.lines_left
        enough = sum([counted[i] for i in found]) >= minor(condition.amount.amount, till.basket)
        return found if enough else []
    return found


def given_by(coupon: Coupon, till: Till) -> Given:
    """What it takes at its turn; nothing, where it does not apply."""
    basket, policy, benefit = till.basket, till.policy, coupon.terms.benefit
    lines = lines_for(coupon, till)
    nothing = Given([0] * len(basket.lines), [0] * len(basket.shipping))
    if not lines:
        return nothing
    if isinstance(benefit, ShippingOff):
        return shipping_by(benefit, lines, till, nothing)
    each: list[int] | None = None
    most: int | None = None
    total = 0
    if isinstance(benefit, PercentOff):
        ratio = Fraction(benefit.percent) / 100
        of = till.prices if policy.percent_of is PercentOf.ORIGINAL else till.lines_left
        if policy.percent_per is PercentPer.LINE:
            each = [rounded(of[i] * ratio, policy.rounding) for i in lines]
            total = sum(each)
        else:
            total = rounded(sum([of[i] for i in lines]) * ratio, policy.rounding)
            # A line gives no more than its own share, so the others make up for nothing.
            taken_of_them = policy.percent_of is PercentOf.ORIGINAL and till.prices != till.lines_left
            if total and (any(till.least) or taken_of_them):
                each = split(total, [of[i] for i in lines])
        most = None if benefit.most is None else minor(benefit.most.amount, basket)
        if most is not None and total > most:
            total = most
    elif isinstance(benefit, AmountOff):
        amount = minor(benefit.amount.amount, basket)
        if benefit.per is Per.ORDER:
            total = amount
        else:
            units = [1 if benefit.per is Per.LINE else basket.lines[i].quantity for i in lines]
            each = [amount * count for count in units]
            total = sum(each)
    else:
        assert isinstance(benefit, FixedUnitPrice)
        price = minor(benefit.price.amount, basket)
        each = [max(0, till.lines_left[i] - price * basket.lines[i].quantity) for i in lines]
        total = sum(each)
    rooms = [till.lines_left[i] - till.least[i] for i in lines]
    if each is None:
        total = min(total, sum(rooms), till.ceiling())
        if total <= 0:
            return nothing
        shares = split_with_room(total, [till.lines_left[i] for i in lines], rooms)
    else:
        clamped = [min(one, room) for one, room in zip(each, rooms, strict=True)]
        total = min(total, sum(clamped), till.ceiling())
        if total <= 0:
            return nothing
        shares = split(total, clamped)
    for i, share in zip(lines, shares, strict=True):
        nothing.lines[i] = share
    return nothing


def shipping_by(benefit: ShippingOff, lines: list[int], till: Till, nothing: Given) -> Given:
    basket = till.basket
    sellers = {(basket.lines[i].vendor, basket.lines[i].shop) for i in lines}
    sent = [i for i, each in enumerate(basket.shipping) if (each.vendor, each.shop) in sellers]
    lefts = [till.shipping_left[i] for i in sent]
    if not till.policy.on_shipping or not sum(lefts):
        return nothing
    if benefit.amount is not None:
        shares = split(min(minor(benefit.amount.amount, basket), sum(lefts)), lefts)
    else:
        assert benefit.free
        shares = lefts
    for i, share in zip(sent, shares, strict=True):
        nothing.shipping[i] = share
    return nothing


def evaluated(basket: Basket, coupons: Sequence[Coupon], policy: DiscountPolicy) -> dict[str, Given]:
    """What each coupon that applies gives, by its id, in the order of their turns; automatic ones without limits."""
    till, applied = Till(basket, policy), dict[str, Given]()
    turns = sorted(coupons, key=lambda each: (each.terms.stacking.lane, -each.terms.stacking.priority, each.id))
    alone, over = set[object](), set[tuple[object, object]]()
    owners: dict[str, object] = {each.id: each.owner for each in coupons}
    for place, coupon in enumerate(turns):
        together, group = coupon.terms.stacking.together, coupon.terms.stacking.group
        beside = [name for name in applied if owners[name] == coupon.owner]
        if coupon.owner in alone or (coupon.owner, group) in over or (together is Together.EXCLUSIVE and beside):
            continue
        given = given_by(coupon, till)
        if not given.total:
            continue
        winner = coupon
        if group is not None:
            over.add((coupon.owner, group))
            for rival in turns[place + 1 :]:
                same = rival.terms.stacking.group == group and rival.owner == coupon.owner
                if same and given_by(rival, till).total > given.total:
                    winner, given = rival, given_by(rival, till)
        if together is Together.EXCLUSIVE:
            alone.add(coupon.owner)
        applied[winner.id] = given
        till.take(given)
    return applied
