"""What a refund keeps back of a discount whose condition a return makes untrue: exact, never negative, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from typing import ClassVar

import pytest
from attrs import evolve, frozen
from hypothesis import given
from hypothesis import strategies as st

from mpcore.discounts import (
    AllOf,
    AmountOff,
    AnyOf,
    Applied,
    Basket,
    Case,
    ClawedBack,
    Context,
    Coupon,
    CouponStage,
    DiscountPolicy,
    During,
    Evaluation,
    Limits,
    Measured,
    MinimumSpend,
    NewToMarketplace,
    NotDiscounted,
    OfListings,
    OfVendors,
    OnConditionLost,
    PercentOf,
    PercentOff,
    ShippingOff,
    Shopper,
    Stacking,
    Step,
    Tiers,
    clawed_back,
    evaluate,
)
from mpcore.kernel import LineId, ListingId, MalformedError, Refusal, VendorId, changed
from mpcore.money import from_minor, money, prefix
from tests.discounts import say, some
from tests.discounts.say import NOW, but


def back(
    basket: Basket,
    coupon: Coupon,
    kept: Mapping[str, int],
    *others: Coupon,
    before: Mapping[str, int] | None = None,
    ctx: Context | None = None,
) -> ClawedBack:
    found = ctx or say.context()
    evaluation = evaluate(basket, (coupon, *others), found)
    return clawed_back(evaluation, coupon, named(kept), found, None if before is None else named(before))


def named(units: Mapping[str, int]) -> dict[LineId, int]:
    return {LineId(name): each for name, each in units.items()}


def later(coupon: Coupon, lane: int = 1) -> Coupon:
    """The same coupon, with its turn after those of lane 0."""
    return but(coupon, stacking=Stacking(lane=lane))


def of_kept(evaluation: Evaluation, kept: Mapping[LineId, int]) -> Basket:
    """What is kept, as a purchase of its own."""
    basket = evaluation.basket
    lines = [evolve(line, quantity=kept[line.id]) for line in basket.lines if kept[line.id]]
    sellers = {line.vendor for line in lines}
    return evolve(basket, lines=lines, shipping=[each for each in basket.shipping if each.vendor in sellers])


def had_on(applied: Applied, basket: Basket, kept: Mapping[LineId, int]) -> int:
    """What of a discount stands on what is kept: the last units, and the shipping of who still sells something."""
    sellers = {line.vendor for line in basket.lines if kept[line.id]}
    goods = sum(
        prefix(amount, line.quantity, line.quantity - kept[line.id], line.quantity)
        for line, amount in zip(basket.lines, applied.lines, strict=True)
    )
    shipping = zip(basket.shipping, applied.shipping, strict=True)
    return goods + sum(amount for each, amount in shipping if each.vendor in sellers)


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


# --- behind other coupons

HALF = say.coupon("c0", PercentOff(Decimal(50)))
TWO_SIXTIES = say.basket((6000, 1), (6000, 1))


@pytest.mark.rule("00.9")
def test_a_minimum_after_other_discounts_counts_what_they_left_of_what_is_kept() -> None:
    def ten(minimum: str) -> Coupon:
        after = MinimumSpend(money(minimum, "EUR"), Measured.AFTER)
        return later(clawing(say.coupon("c1", PercentOff(Decimal(10)), after)))

    assert back(TWO_SIXTIES, ten("50"), {"l1": 1}, HALF) == ClawedBack((300, 0), ())
    assert back(TWO_SIXTIES, ten("30.01"), {"l1": 1}, HALF).total == 300
    assert back(TWO_SIXTIES, ten("30"), {"l1": 1}, HALF).total == 0
    assert back(TWO_SIXTIES, ten("30.01"), {"l1": 1}, later(HALF, lane=2)).total == 0  # it had its turn after


@pytest.mark.rule("00.9")
def test_steps_behind_another_coupon_are_reached_by_what_it_left() -> None:
    steps = (
        Step(spend=money("20", "EUR"), percent=Decimal(5)),
        Step(spend=money("50", "EUR"), percent=Decimal(20)),
    )
    tiers = later(clawing(say.coupon("c1", Tiers(steps, Measured.AFTER))))
    assert back(TWO_SIXTIES, tiers, {"l2": 1}, HALF) == ClawedBack((0, 450), ())  # 20 % of 30.00, where 5 % are right


@pytest.mark.rule("00.9")
def test_lines_that_another_coupon_discounted_are_discounted_still() -> None:
    basket = say.basket(say.line(6000, id="l1", vendor="v2"), say.line(6000, id="l2"), say.line(3000, id="l3"))
    of_v2 = say.coupon("c0", PercentOff(Decimal(50)), owner="v2")
    minimum = AllOf([NotDiscounted(), MinimumSpend(money("50", "EUR"))])
    ten = later(clawing(say.coupon("c1", PercentOff(Decimal(10)), minimum)))
    assert back(basket, ten, {"l1": 1, "l3": 1}, of_v2) == ClawedBack((0, 0, 300), ())
    assert back(basket, ten, {"l1": 1, "l2": 1}, of_v2).total == 0


def test_what_another_coupon_took_off_shipping_is_taken_off_already() -> None:
    basket = say.basket(
        say.line(6000, 2, id="l1"),
        say.line(6000, 2, id="l2", vendor="v2"),
        shipping=[say.shipping(500), say.shipping(500, vendor="v2")],
    )
    four = say.coupon("c0", ShippingOff(amount=money("4", "EUR")), owner="v1")
    both = [AllOf([OfVendors({VendorId(each)}), MinimumSpend(money("100", "EUR"))]) for each in ("v1", "v2")]
    free = later(clawing(say.coupon("c1", ShippingOff(), AnyOf(both))))
    assert back(basket, free, {"l1": 2, "l2": 1}, four) == ClawedBack((0, 0), (0, 500))


def test_unit_shares_of_several_coupons_never_take_a_kept_unit_below_its_minimum_price() -> None:
    basket = say.basket(say.line(100, 3, minimum=99, id="l1"), say.line(5000, id="l2"))
    one = say.coupon("a", AmountOff(money("0.01", "EUR")), OfListings({ListingId("l1")}))
    two = say.coupon("b", AmountOff(money("0.01", "EUR")), OfListings({ListingId("l1")}))
    asked: list[Case] = []
    spy = later(clawing(say.coupon("c", PercentOff(Decimal(10)), Spy(asked))))
    evaluation = evaluate(basket, (one, two, spy), say.context())
    assert [each.lines for each in evaluation.applied[:2]] == [(1, 0), (1, 0)]
    for units, expected in ((1, 1), (2, 2)):
        asked.clear()
        clawed_back(evaluation, spy, {LineId("l1"): units}, say.context())
        (case,) = asked
        assert tuple(case.taken) == (expected,)
        assert case.left(0) >= case.basket.floors[0]


# --- several returns

THREE = say.basket((5000, 1), (4000, 1), (3000, 1))


@pytest.mark.rule("00.9")
def test_each_return_keeps_back_its_step_and_gives_back_what_it_need_not_have() -> None:
    two, one, none = {"l1": 1, "l2": 1}, {"l1": 1}, dict[str, int]()
    assert back(THREE, TEN_FROM_100, two) == ClawedBack((500, 400, 0), ())
    assert back(THREE, TEN_FROM_100, one, before=two) == ClawedBack((0, -400, 0), ())
    assert back(THREE, TEN_FROM_100, none, before=one) == ClawedBack((-500, 0, 0), ())
    assert back(THREE, TEN_FROM_100, one) == ClawedBack((500, 0, 0), ())
    assert back(THREE, TEN_FROM_100, two, before=two).total == 0
    everything = {"l1": 1, "l2": 1, "l3": 1}
    assert back(THREE, TEN_FROM_100, two, before=everything) == back(THREE, TEN_FROM_100, two)
    assert back(THREE, TEN_FROM_100, everything).total == 0


def test_nothing_sent_back_keeps_nothing_back_whatever_is_known_of_the_buyer_by_now() -> None:
    """Their first order is not their first any more, once it was placed."""
    basket = say.basket((10000, 2))
    first = clawing(say.coupon("c1", PercentOff(Decimal(10)), NewToMarketplace()))
    evaluation = evaluate(basket, [first], say.context(shopper=Shopper()))
    assert evaluation.discount == 2000
    by_now = say.context(shopper=Shopper(orders=1))
    assert clawed_back(evaluation, first, {LineId("l1"): 2}, by_now).total == 0
    assert clawed_back(evaluation, first, {LineId("l1"): 1}, by_now).total == 1000
    assert clawed_back(evaluation, first, {LineId("l1"): 1}, say.context(shopper=Shopper())).total == 0


def test_more_kept_than_before_and_more_before_than_was_bought_are_mistakes() -> None:
    with pytest.raises(MalformedError) as caught:
        back(THREE, TEN_FROM_100, {"l1": 1, "l2": 1}, before={"l1": 1})
    assert [fault.at for fault in caught.value.faults] == ["kept[l2]"]
    for before in ({"l9": 1}, {"l1": 2}, {"l1": -1}, {"l1": True}):
        with pytest.raises(MalformedError, match=r"before\[l"):
            back(THREE, TEN_FROM_100, {}, before=before)
    kept = but(TEN_FROM_100, on_condition_lost=OnConditionLost.KEEP)
    with pytest.raises(MalformedError, match=r"before\[l9\]"):
        back(THREE, kept, {}, before={"l9": 1})


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


@given(some.baskets(), st.data())
def test_of_one_coupon_what_is_left_is_what_a_purchase_of_the_kept_units_would_get(
    basket: Basket, data: st.DataObject
) -> None:
    ctx = say.context(data.draw(some.policies))
    for coupon in [clawing(each) for each in data.draw(some.coupons(basket.currency, most=2, least=1))]:
        evaluation = evaluate(basket, [coupon], ctx)
        kept = {line.id: data.draw(st.integers(0, line.quantity)) for line in basket.lines}
        found = clawed_back(evaluation, coupon, kept, ctx).total
        if not evaluation.applied or not any(kept.values()):
            assert found == 0
            continue
        fresh = evaluate(of_kept(evaluation, kept), [coupon], ctx)
        assert found == max(0, had_on(evaluation.applied[0], basket, kept) - fresh.discount)


@given(st.lists(st.tuples(st.integers(1, 3000), st.integers(1, 4)), min_size=1, max_size=4), st.data())
def test_behind_half_off_everything_it_is_what_a_purchase_of_the_kept_units_would_get(
    lines: list[tuple[int, int]], data: st.DataObject
) -> None:
    """Half of even prices has no cents left over, so that a purchase of the kept units has the same half off them."""
    basket = say.basket(*[(2 * price, units) for price, units in lines])
    minimum = MinimumSpend(from_minor(data.draw(st.integers(1, 12000)), "EUR"), data.draw(st.sampled_from(Measured)))
    benefit = data.draw(some.benefits("EUR"))
    coupon = later(clawing(say.coupon("c1", benefit, minimum)))
    ctx = say.context(DiscountPolicy(percent_of=data.draw(st.sampled_from(PercentOf))))
    evaluation = evaluate(basket, (HALF, coupon), ctx)
    kept = {line.id: data.draw(st.integers(0, line.quantity)) for line in basket.lines}
    found = clawed_back(evaluation, coupon, kept, ctx).total
    applied = evaluation.of(coupon.id)
    if not isinstance(applied, Applied) or not any(kept.values()):
        assert found == 0
        return
    fresh = evaluate(of_kept(evaluation, kept), (HALF, coupon), ctx).of(coupon.id)
    gives = fresh.total if isinstance(fresh, Applied) else 0
    assert found == max(0, had_on(applied, basket, kept) - gives)


@given(some.checkouts(), st.data())
def test_any_returns_to_the_same_kept_units_keep_back_the_same_and_nobody_gets_more_than_was_paid(
    checkout: tuple[Basket, tuple[Coupon, ...], DiscountPolicy], data: st.DataObject
) -> None:
    basket, coupons, policy = checkout
    ctx = say.context(policy)
    evaluation = evaluate(basket, [clawing(each) for each in coupons], ctx)
    path = [{line.id: line.quantity for line in basket.lines}]
    for _ in range(data.draw(st.integers(0, 3))):
        path.append({name: data.draw(st.integers(0, units)) for name, units in path[-1].items()})
    if data.draw(st.booleans()):
        path.append(dict.fromkeys(path[0], 0))
    for coupon in coupons:
        steps = [clawed_back(evaluation, coupon, now, ctx, was) for was, now in pairwise(path)]
        level = clawed_back(evaluation, coupon, path[-1], ctx)
        assert [sum(step.lines[i] for step in steps) for i in range(len(basket.lines))] == [*level.lines]
        assert [sum(step.shipping[i] for step in steps) for i in range(len(basket.shipping))] == [*level.shipping]
        for i, line in enumerate(evaluation.lines):
            name, n = line.line.id, line.line.quantity
            refunded = 0  # as orders refund: the unit shares of what was paid, less what each return keeps back
            for step, (was, now) in zip(steps, pairwise(path), strict=True):
                refunded += prefix(line.paid, n, n - was[name], n - now[name]) - step.lines[i]
            assert level.lines[i] >= 0
            assert refunded + level.lines[i] <= line.paid
            if not any(path[-1].values()):
                assert refunded == line.paid


@frozen
class Spy:
    """A condition that holds always, and remembers what it was asked about."""

    code: ClassVar[str] = "acme.spy"
    text: ClassVar[str] = "watched"

    asked: list[Case]

    @property
    def narrows(self) -> bool:
        return True

    def holds_for(self, case: Case) -> tuple[int, ...]:
        self.asked.append(case)
        return case.lines

    def why_not(self, case: Case) -> tuple[Refusal, ...]:
        raise AssertionError(case)  # it holds always
