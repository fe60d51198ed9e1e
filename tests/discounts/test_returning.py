"""What a refund keeps back of a discount whose condition a return makes untrue: exact, never negative, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpcore.discounts import (
    AmountOff,
    Basket,
    ClawedBack,
    Context,
    Coupon,
    CouponStage,
    DiscountPolicy,
    During,
    Limits,
    MinimumSpend,
    OnConditionLost,
    PercentOff,
    ShippingOff,
    Shopper,
    clawed_back,
    evaluate,
)
from mpcore.kernel import LineId, MalformedError, changed
from mpcore.money import money, prefix
from tests.discounts import say, some
from tests.discounts.say import NOW, but


def back(
    basket: Basket, coupon: Coupon, kept: Mapping[str, int], *others: Coupon, ctx: Context | None = None
) -> ClawedBack:
    found = ctx or say.context()
    evaluation = evaluate(basket, (coupon, *others), found)
    return clawed_back(evaluation, coupon, {LineId(name): units for name, units in kept.items()}, found)


def clawing(coupon: Coupon) -> Coupon:
    return but(coupon, on_condition_lost=OnConditionLost.CLAW_BACK)


TEN_FROM_100 = clawing(say.coupon("c1", PercentOff(Decimal(10)), MinimumSpend(money("100", "EUR"))))
BASKET = say.basket(say.line(3000, 3, id="l1"), say.line(4000, 1, id="l2"), shipping=[say.shipping(500)])


@pytest.mark.rule("00.9")
def test_a_lost_minimum_takes_back_all_that_was_given_on_what_is_kept() -> None:
    assert back(BASKET, TEN_FROM_100, {"l1": 3}) == ClawedBack((900, 0), (0,))
    assert back(BASKET, TEN_FROM_100, {"l1": 1, "l2": 1}) == ClawedBack((300, 400), (0,))
    assert back(BASKET, TEN_FROM_100, {"l2": 1}).total == 400


@pytest.mark.rule("00.9")
def test_what_the_kept_units_would_have_got_by_themselves_is_left() -> None:
    assert back(BASKET, TEN_FROM_100, {"l1": 3, "l2": 1}).total == 0
    without_condition = clawing(say.coupon("c1", PercentOff(Decimal(10))))
    assert back(BASKET, without_condition, {"l1": 1}).total == 0
    fixed = clawing(say.coupon("c1", AmountOff(money("30", "EUR")), MinimumSpend(money("50", "EUR"))))
    assert back(BASKET, fixed, {"l1": 2}).total == 0  # they would have got more on so little
    assert back(BASKET, fixed, {"l2": 1}).total == 923  # the share of 40 in 130


@pytest.mark.rule("00.9")
def test_keep_keeps_and_nothing_kept_and_nothing_given_give_nothing() -> None:
    kept = but(TEN_FROM_100, on_condition_lost=OnConditionLost.KEEP)
    assert back(BASKET, kept, {"l1": 1}).total == 0
    assert back(BASKET, TEN_FROM_100, {}).total == 0
    assert back(BASKET, TEN_FROM_100, {"l1": 0, "l2": 0}).total == 0
    assert back(say.basket((100, 1)), TEN_FROM_100, {"l1": 1}).total == 0


def test_what_counts_is_what_was_promised_when_it_was_bought() -> None:
    ctx = say.context()
    evaluation = evaluate(BASKET, (TEN_FROM_100,), ctx)
    later = but(TEN_FROM_100, on_condition_lost=OnConditionLost.KEEP)
    assert clawed_back(evaluation, later, {LineId("l1"): 3}, ctx).total == 900


def test_limits_stages_windows_and_codes_do_not_count_again() -> None:
    basket = say.basket((10000, 2), codes=["SAVE"])
    coupon = but(clawing(say.coupon("c1", PercentOff(Decimal(10)))), code="SAVE", limits=Limits(total=1, per_buyer=1))
    ctx = say.context(DiscountPolicy(per_buyer_most=1), shopper=Shopper())
    evaluation = evaluate(basket, (coupon,), ctx)
    assert evaluation.discount == 2000
    spent = changed(but(coupon, valid=During(end=NOW - timedelta(1))), committed=1, stage=CouponStage.DEACTIVATED)
    assert clawed_back(evaluation, spent, {LineId("l1"): 1}, say.context(DiscountPolicy(per_buyer_most=1))).total == 0


def test_free_shipping_is_taken_back_while_something_of_the_shop_is_kept() -> None:
    basket = say.basket(
        say.line(6000, id="l1", vendor="v1"),
        say.line(6000, id="l2", vendor="v2"),
        shipping=[say.shipping(400, vendor="v1"), say.shipping(600, vendor="v2")],
    )
    free = clawing(say.coupon("c1", ShippingOff(), MinimumSpend(money("100", "EUR"))))
    assert back(basket, free, {"l1": 1}) == ClawedBack((0, 0), (400, 0))
    assert back(basket, free, {"l1": 1, "l2": 1}).total == 0


def test_an_unknown_line_and_more_than_was_bought_are_mistakes() -> None:
    evaluation = evaluate(BASKET, (TEN_FROM_100,), say.context())
    for kept in ({"l9": 1}, {"l1": 4}, {"l1": -1}, {"l1": True}):
        with pytest.raises(MalformedError, match=r"kept\[l"):
            clawed_back(evaluation, TEN_FROM_100, {LineId(name): units for name, units in kept.items()}, say.context())


@given(some.checkouts(), st.data())
def test_it_is_never_negative_never_more_than_was_given_and_exact_in_all(
    checkout: tuple[Basket, tuple[Coupon, ...], DiscountPolicy], data: st.DataObject
) -> None:
    basket, coupons, policy = checkout
    ctx = say.context(policy)
    evaluation = evaluate(basket, [clawing(each) for each in coupons], ctx)
    kept = {line.id: data.draw(st.integers(0, line.quantity)) for line in basket.lines}
    for coupon in coupons:
        found = clawed_back(evaluation, coupon, kept, ctx)
        applied = next((each for each in evaluation.applied if each.coupon == coupon.id), None)
        if applied is None:
            assert found.total == 0
            continue
        for line, amount, taken in zip(basket.lines, applied.lines, found.lines, strict=True):
            units = kept[line.id]
            assert 0 <= taken <= prefix(amount, line.quantity, line.quantity - units, line.quantity)
        for amount, taken in zip(applied.shipping, found.shipping, strict=True):
            assert 0 <= taken <= amount
        assert found.total == sum(found.lines) + sum(found.shipping)
