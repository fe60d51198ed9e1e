"""What a line cannot give, because of its minimum price or of what was taken off it before: who gives it then."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpcore.discounts import (
    AmountOff,
    Basket,
    Benefit,
    Case,
    DiscountPolicy,
    Gift,
    PercentOf,
    PercentOff,
    PercentPer,
    ShippingOff,
    Step,
    Tiers,
    evaluate,
)
from mpcore.money import money
from tests.discounts.say import basket, context, coupon, line, shipping

TEN, HALF = Decimal(10), Decimal(50)
PER_LINE = DiscountPolicy(percent_per=PercentPer.LINE)
ORIGINAL = DiscountPolicy(percent_of=PercentOf.ORIGINAL)
SENT = basket(
    line(1000, id="l1", vendor="v1"),
    line(1000, id="l2", vendor="v2"),
    shipping=(shipping(500, vendor="v1"), shipping(301, vendor="v2")),
)


def discounts(of: Basket, *benefits: Benefit, policy: DiscountPolicy | None = None) -> tuple[int, ...]:
    """What the coupons take off each line, one after the other."""
    coupons = [coupon(f"c{i}", benefit) for i, benefit in enumerate(benefits)]
    return evaluate(of, coupons, context(policy)).discounts


FLOOR = basket(line(10000, id="l1", minimum=10000), line(10000, id="l2", vendor="v2"))
HALVES: list[Benefit] = [PercentOff(HALF), Tiers((Step(units=1, percent=HALF),))]


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize("policy", [DiscountPolicy(), PER_LINE, ORIGINAL])
def test_what_a_line_cannot_give_of_a_percentage_falls_on_no_other(half: Benefit, policy: DiscountPolicy) -> None:
    assert discounts(FLOOR, half, policy=policy) == (0, 5000)
    for minimum, given_by_it in [(4999, 5000), (5000, 5000), (5001, 4999), (9999, 1), (20000, 0)]:
        of = basket(line(10000, id="l1", minimum=minimum), line(10000, id="l2", vendor="v2"))
        assert discounts(of, half, policy=policy) == (given_by_it, 5000)


def test_what_a_line_cannot_give_of_an_amount_goes_to_the_others() -> None:
    assert discounts(FLOOR, AmountOff(money("100", "EUR"))) == (0, 10000)
    assert discounts(FLOOR, Tiers((Step(units=1, amount=money("90", "EUR")),))) == (0, 9000)


@pytest.mark.parametrize("half", HALVES)
def test_what_others_took_of_a_line_falls_on_no_other(half: Benefit) -> None:
    of = basket((10000, 1), (10000, 1))
    for taken, given_by_it in [(0, 5000), (5000, 5000), (5001, 4999), (10000, 0)]:
        first = OffTheFirst(taken)
        assert discounts(of, first, half, policy=ORIGINAL) == (taken + given_by_it, 5000)
    assert discounts(of, OffTheFirst(6000), half) == (6000 + 2000, 5000), "of what is left, each gives its half"


class OffTheFirst:
    """So much off the first line."""

    code: ClassVar[str] = "tests.first"
    text: ClassVar[str] = "off the first line"

    def __init__(self, amount: int) -> None:
        self.amount = amount

    def gift(self, case: Case) -> Gift:
        assert case.lines[0] == 0
        return Gift((0,), self.amount, (self.amount,))


@pytest.mark.parametrize("policy", [DiscountPolicy(), PER_LINE, ORIGINAL])
def test_a_percentage_is_cut_to_its_most_after_what_is_forfeited(policy: DiscountPolicy) -> None:
    for most, second in [("60", 5000), ("50", 5000), ("49.99", 4999), ("0.01", 1)]:
        assert discounts(FLOOR, PercentOff(HALF, money(most, "EUR")), policy=policy) == (0, second)
        step = Step(units=1, percent=HALF, most=money(most, "EUR"))
        assert discounts(FLOOR, Tiers((step,)), policy=policy) == (0, second)
    of = basket(*[line(10000, id=f"l{i}", minimum=minimum) for i, minimum in enumerate((10000, 9000, 0))])
    assert discounts(of, PercentOff(HALF, money("60", "EUR")), policy=policy) == (0, 1000, 5000)
    assert discounts(of, PercentOff(HALF, money("30", "EUR")), policy=policy) == (0, 500, 2500)


def test_a_percentage_is_rounded_once_before_it_is_spread() -> None:
    """Half of 9 is 5 to be spread over 3, 3 and 3: the cent that the first cannot give is nobody's."""
    three = [line(3, id=f"l{i}") for i in range(3)]
    assert discounts(basket(*three), PercentOff(HALF)) == (2, 2, 1)
    assert discounts(basket(line(3, id="l0", minimum=2), *three[1:]), PercentOff(HALF)) == (1, 2, 1)
    assert discounts(basket(*three[:2], line(3, id="l2", minimum=2)), PercentOff(HALF)) == (2, 2, 1)


def test_a_percentage_off_shipping_of_which_something_was_taken_falls_on_no_other() -> None:
    amount = ShippingOff(price=money("3.01", "EUR"))
    coupons = [coupon("c1", amount), coupon("c2", ShippingOff(percent=Decimal(80)))]
    assert evaluate(SENT, coupons, context(ORIGINAL)).discounts_on_shipping == (500, 241)
    assert evaluate(SENT, coupons, context()).discounts_on_shipping == (440, 241)


amounts_of_lines = st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), min_size=1, max_size=5)


@given(amounts_of_lines, st.sampled_from([Decimal("0.1"), TEN, HALF, Decimal("99.9"), Decimal(100)]))
def test_no_line_gives_a_unit_more_than_its_part_of_the_percentage(
    amounts: list[tuple[int, int]], percent: Decimal
) -> None:
    """With minimum prices and without, each gives less than a unit more than its part of what it comes to in all."""
    lines = [line(price, id=f"l{i}", minimum=minimum) for i, (price, minimum) in enumerate(amounts)]
    free = [line(price, id=f"l{i}") for i, (price, _) in enumerate(amounts)]
    goods = [price for price, _ in amounts]
    total = rounded_half_up(sum(goods) * Fraction(percent) / 100)
    without = discounts(basket(*free), PercentOff(percent))
    assert sum(without) == total
    for price, one in zip(goods, without, strict=True):
        assert abs(one * sum(goods) - total * price) < max(1, sum(goods))
    rooms = [max(0, price - minimum) for price, minimum in amounts]
    assert discounts(basket(*lines), PercentOff(percent)) == tuple(map(min, without, rooms))


def rounded_half_up(value: Fraction) -> int:
    return floor(value + Fraction(1, 2))
