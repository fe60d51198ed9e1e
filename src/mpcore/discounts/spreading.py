"""From what a benefit would give to what it takes off each line and each price of shipping, to the minor unit.

A line never costs less than its minimum price, nor less than nothing; what it cannot take of an amount for several
goes to the others, what it cannot take of its own amount, or of a percentage, is forfeited.  The ceiling of the policy
stands above all.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import sub

from mpcore.discounts import rules
from mpcore.discounts.case import Case, Gift
from mpcore.discounts.values import Minor
from mpcore.kernel import CouponId, Fault, MalformedError, Refusal
from mpcore.money import allocate_with_floors, rate
from mpcore.money.allocation import largest_remainder

__all__ = ["check_positions", "mistake", "refusal", "room_under_the_ceiling", "spread", "why_nothing"]


def spread(gift: Gift, case: Case, coupon: CouponId) -> tuple[Minor, ...] | None:
    """What each position of the gift gets of it; None where nobody gets anything.

    A gift that no basket could give raises `MalformedError`: it is a mistake in the class of the coupon's benefit.
    """
    basket, on_shipping = case.basket, gift.on_shipping
    total, amounts = gift.total, gift.amounts
    if amounts is not None or on_shipping or gift.lines is not case.lines or type(total) is not int or total < 0:
        _check(gift, case, coupon)
    lefts = case.lefts(gift.lines, on_shipping=True) if on_shipping else case.lefts(gift.lines)
    floors = None if on_shipping or not basket.floors_in_all else [basket.floors[i] for i in gift.lines]
    if amounts is None:
        left = basket.goods_in_all if lefts is basket.goods else sum(lefts)
        room = left if floors is None else left - sum(floors)
    else:
        rooms = lefts if floors is None else map(sub, lefts, floors)
        amounts = tuple(map(min, amounts, rooms))
        left = room = sum(amounts)
    if case.ctx.policy.most_percent is not None and not on_shipping:
        room = min(room, room_under_the_ceiling(case))
    if total > room:  # noqa: PLR1730 - half as dear as min()
        total = room
    if total <= 0:
        return None
    if amounts is not None:
        return largest_remainder(total, amounts, left)
    if floors is None:
        return largest_remainder(total, lefts, left)
    return tuple([-change for change in allocate_with_floors(-total, lefts, floors)])


def room_under_the_ceiling(case: Case) -> Minor:
    """How much more the policy lets coupons take off goods: so many percent of all goods, rounded down."""
    goods, most = case.basket.goods_in_all, case.ctx.policy.most_percent
    if most is not None:
        percent = rate(most)
        goods = goods * percent.numerator // (100 * percent.denominator)
    return goods - sum(case.taken)


def why_nothing(coupon: CouponId, gift: Gift, case: Case) -> tuple[Refusal, ...]:
    """Every reason why `spread` gives nobody anything."""
    reasons: list[Refusal] = []
    room = sum(case.lefts(gift.lines, on_shipping=gift.on_shipping))
    if not gift.on_shipping:
        room -= sum([case.basket.floors[i] for i in gift.lines])
        most = case.ctx.policy.most_percent
        if most is not None and room_under_the_ceiling(case) <= 0 < case.basket.goods_in_all - sum(case.taken):
            reasons.append(rules.CeilingReached(coupon=coupon, most_percent=most))
    if room <= 0 or (gift.total and not reasons):
        reasons.append(rules.NothingToDiscount(coupon=coupon))
    return tuple(reasons) or (rules.ComesToNothing(coupon=coupon),)


def refusal(given: object, coupon: CouponId) -> Refusal:
    """What a benefit gave that is no gift: a reason why not; anything else raises `MalformedError`."""
    if not isinstance(given, Refusal):
        raise mistake(coupon, "benefit", "gives neither a Gift nor a Refusal")
    return given


def _check(gift: Gift, case: Case, coupon: CouponId) -> None:
    if gift.lines is not case.lines or gift.on_shipping:
        check_positions(gift.lines, case.shipping if gift.on_shipping else case.lines, coupon, "benefit")
    total, amounts = gift.total, gift.amounts
    if type(total) is not int or total < 0:
        raise mistake(coupon, "benefit", "gives a total that is no int from 0 on")
    if amounts is None:
        return
    if len(amounts) != len(gift.lines):
        raise mistake(coupon, "benefit", "does not give one amount for each of its lines")
    if any(type(amount) is not int or amount < 0 for amount in amounts):
        raise mistake(coupon, "benefit", "gives an amount that is no int from 0 on")
    if total > sum(amounts):
        raise mistake(coupon, "benefit", "gives more in all than its amounts come to")


def check_positions(given: Sequence[int], among: tuple[int, ...], coupon: CouponId, whose: str) -> None:
    """Positions that were not asked about, or out of order, raise `MalformedError`: a mistake in a host's class."""
    before = -1
    for i in given:
        if type(i) is not int or i <= before:
            raise mistake(coupon, whose, "names positions that are not ascending")
        before = i
    if given is not among and not frozenset(among).issuperset(given):
        raise mistake(coupon, whose, "names positions that it was not asked about")


def mistake(coupon: CouponId, whose: str, what: str) -> MalformedError:
    """The error that a host's condition or benefit makes, by the coupon that has it."""
    return MalformedError(Fault(f"coupons[{coupon[:60]}].terms.{whose}", f"{what}; correct its class"))
