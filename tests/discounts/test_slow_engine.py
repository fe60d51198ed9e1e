"""The engine and the slow one, which shares nothing with it, give the same to every coupon, line and shipping."""

from __future__ import annotations

from hypothesis import given, settings

from mpcore.discounts import Basket, Coupon, DiscountPolicy, evaluate
from tests.discounts import say, slow_engine, some


@settings(max_examples=300)
@given(some.checkouts())
def test_the_engine_gives_what_the_slow_one_gives(
    checkout: tuple[Basket, tuple[Coupon, ...], DiscountPolicy],
) -> None:
    basket, coupons, policy = checkout
    evaluation = evaluate(basket, coupons, say.context(policy))
    expected = slow_engine.evaluated(basket, coupons, policy)
    found = {each.coupon: (list(each.lines), list(each.shipping)) for each in evaluation.applied}
    assert list(found) == list(expected)
    assert found == {name: (each.lines, each.shipping) for name, each in expected.items()}
    assert {each.coupon for each in evaluation.refused} == {each.id for each in coupons} - expected.keys()
    assert all(each.reasons for each in evaluation.refused)


@settings(max_examples=60)
@given(some.checkouts(most=3, most_lines=30))
def test_so_it_does_for_long_baskets(checkout: tuple[Basket, tuple[Coupon, ...], DiscountPolicy]) -> None:
    basket, coupons, policy = checkout
    evaluation = evaluate(basket, coupons, say.context(policy))
    expected = slow_engine.evaluated(basket, coupons, policy)
    assert {each.coupon: list(each.lines) for each in evaluation.applied} == {
        name: each.lines for name, each in expected.items()
    }
