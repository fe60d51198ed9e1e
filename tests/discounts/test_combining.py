"""The best combination: exact against every subset, never worse than any one coupon, and explained."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mpcore.discounts import (
    EXACT_UP_TO,
    AmountOff,
    Basket,
    CodeNotGiven,
    Combination,
    Coupon,
    DiscountPolicy,
    Measured,
    MinimumSpend,
    NotChosen,
    PercentOff,
    Shopper,
    SingleUseCode,
    Stacking,
    best_combination,
    evaluate,
)
from mpcore.kernel import CouponId, MalformedError
from mpcore.money import money
from tests.discounts import say, some
from tests.discounts.say import but, exclusive, in_group

BASKET = say.basket((10000, 1))


def off(name: str, amount: str) -> Coupon:
    return say.coupon(name, AmountOff(money(amount, "EUR")))


def percent(name: str, amount: int) -> Coupon:
    return say.coupon(name, PercentOff(Decimal(amount)))


def best(*coupons: Coupon, basket: Basket = BASKET, always: Sequence[Coupon] = ()) -> Combination:
    return best_combination(basket, coupons, say.context(), always)


def names(found: Combination) -> list[str]:
    return [each.id for each in found.coupons]


def turns(coupons: Sequence[Coupon]) -> list[Coupon]:
    return sorted(coupons, key=lambda each: (each.terms.stacking.lane, -each.terms.stacking.priority, each.id))


def subsets(coupons: Sequence[Coupon]) -> Iterator[tuple[Coupon, ...]]:
    """The fewest first; of as many, those whose turns come first."""
    for count in range(len(coupons) + 1):
        yield from combinations(turns(coupons), count)


@settings(max_examples=200)
@given(some.checkouts(most=6, most_lines=4), st.integers(0, 2))
def test_it_is_what_trying_every_subset_finds(
    checkout: tuple[Basket, tuple[Coupon, ...], DiscountPolicy], fixed: int
) -> None:
    basket, coupons, policy = checkout
    always, optional = coupons[:fixed], coupons[fixed:]
    ctx = say.context(policy)
    found = best_combination(basket, optional, ctx, always)
    expected = max(subsets(optional), key=lambda each: evaluate(basket, (*each, *always), ctx).discount)
    assert list(found.coupons) == turns((*expected, *always))
    assert found.evaluation == evaluate(found.evaluation.basket, found.coupons, ctx)
    assert found.evaluation.discount == evaluate(basket, (*expected, *always), ctx).discount
    assert {each.coupon for each in found.left_out} == {each.id for each in optional} - {each.id for each in expected}
    assert all(each.reasons for each in found.left_out)
    assert found.exact


@settings(max_examples=25)
@given(st.data())
def test_of_more_than_twelve_it_is_never_worse_than_any_one_or_than_those_that_give_most(data: st.DataObject) -> None:
    basket = data.draw(some.baskets(currency="EUR", most_lines=3))
    coupons = data.draw(some.coupons("EUR", most=16, least=13))
    ctx = say.context()
    found = best_combination(basket, coupons, ctx)
    assert found.evaluation.discount >= max([evaluate(basket, (each,), ctx).discount for each in coupons])
    alone = sorted(turns(coupons), key=lambda each: -evaluate(basket, (each,), ctx).discount)
    assert found.evaluation.discount >= best_combination(basket, alone[:EXACT_UP_TO], ctx).evaluation.discount
    assert found.exact is (len([each for each in coupons if each.owner in (None, *basket.by_vendor)]) <= EXACT_UP_TO)


def test_beyond_twelve_what_helps_is_added_one_by_one() -> None:
    many = [off(f"c{i:02}", "1") for i in range(20)]
    found = best(*many)
    assert (len(found.coupons), found.evaluation.discount, found.exact) == (20, 2000, False)
    assert best(*many[:12]).exact


def test_those_that_can_never_apply_do_not_count() -> None:
    many = [off(f"c{i:02}", "1") for i in range(12)]
    never = [but(off(f"d{i}", "1"), currency="USD") for i in range(5)]
    found = best(*many, *never)
    assert found.exact
    assert len(found.coupons) == 12


def test_one_exclusive_coupon_against_several_that_go_together() -> None:
    alone = exclusive(off("a", "30"))
    assert names(best(alone, off("b", "20"), off("c", "9"))) == ["a"]
    assert names(best(alone, off("b", "20"), off("c", "11"))) == ["b", "c"]


def test_of_equals_the_fewest_and_then_the_first_in_turn() -> None:
    assert names(best(off("a", "10"), off("b", "10"), exclusive(off("c", "20")))) == ["c"]
    assert names(best(exclusive(off("b", "20")), exclusive(off("a", "20")))) == ["a"]
    assert names(best(exclusive(off("b", "20"), priority=1), exclusive(off("a", "20")))) == ["b"]
    assert names(best(percent("a", 100), off("b", "100"))) == ["a"]


def test_declining_one_coupon_can_give_more() -> None:
    """The percentage takes the basket below what the other one asks for."""
    small = percent("a", 5)
    large = but(off("b", "40"), condition=MinimumSpend(money("98", "EUR"), Measured.AFTER))
    assert evaluate(BASKET, (small, large), say.context()).discount == 500
    found = best(small, large)
    assert (names(found), found.evaluation.discount) == (["b"], 4000)
    (left,) = found.left_out
    assert [type(reason) for reason in left.reasons] == [NotChosen]


def test_a_member_that_loses_may_bring_its_groups_turn_forward() -> None:
    """The percentage of the group is worth more before the amount is taken off, so the small member is worth having."""
    early, late = in_group(off("a", "1"), "g"), in_group(percent("b", 50), "g", lane=9)
    between = but(off("m", "80"), stacking=Stacking(lane=5))
    found = best(early, late, between)
    assert names(found) == ["a", "m", "b"]
    assert found.evaluation.discount == 5000 + 5000


def test_what_is_always_there_is_no_candidate() -> None:
    found = best(off("a", "30"), always=[exclusive(off("b", "5"), priority=1)])
    assert (names(found), found.evaluation.discount) == (["b"], 500)
    (left,) = found.left_out
    assert [reason.code for reason in left.reasons] == ["discounts.not_combinable"]
    many = [but(off(f"z{i:04}", "0.01"), stacking=Stacking(lane=1)) for i in range(1500)]
    assert best(off("a", "30"), always=many).evaluation.discount == 3000 + 1500


def test_no_coupons_and_nothing_to_buy() -> None:
    assert (names(best()), best().evaluation.discount, best().left_out) == ([], 0, ())
    assert names(best(off("a", "1"), basket=say.basket())) == []


def test_codes_of_those_left_out_are_not_asked_for_again() -> None:
    kept, left = but(exclusive(off("a", "20")), code="KEPT"), but(off("b", "10"), code="LEFT")
    single = but(off("c", "10"), single_use_codes=True)
    untyped = but(off("d", "99"), code="UNTYPED")
    basket = say.basket((10000, 1), codes=["left", "nope", "kept", "one-1"])
    shopper = Shopper(codes=(SingleUseCode(code="ONE1", coupon=single.id),))
    ctx = say.context(shopper=shopper)
    found = best_combination(basket, (kept, left, single, untyped), ctx)
    assert names(found) == ["a"]
    assert found.evaluation.basket.codes == ("nope", "kept")
    assert [each.code for each in found.evaluation.refused] == ["nope"]
    why = {each.coupon: [type(reason) for reason in each.reasons] for each in found.left_out}
    assert why == {"b": [NotChosen], "c": [NotChosen], "d": [CodeNotGiven]}


def test_a_coupon_given_twice_is_a_mistake() -> None:
    for given_twice in ([off("a", "1"), off("a", "1")], [off("a", "1")]):
        with pytest.raises(MalformedError, match="'a'"):
            best(*given_twice, always=[off("a", "2")])


@given(st.lists(st.integers(1, 6000), min_size=1, max_size=5, unique=True))
def test_of_exclusive_coupons_it_is_the_one_that_gives_most(cents: list[int]) -> None:
    coupons = [exclusive(off(f"c{cent}", f"{cent // 100}.{cent % 100:02}")) for cent in cents]
    assert names(best(*coupons)) == [CouponId(f"c{max(cents)}")]
