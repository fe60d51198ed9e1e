"""How coupons go with one another: lanes, priorities, exclusive ones, and groups of which the best applies."""

from __future__ import annotations

from decimal import Decimal

import pytest
from attrs import evolve

from mpcore.discounts import (
    AmountOff,
    BetterOffer,
    Coupon,
    Evaluation,
    MinimumSpend,
    NotApplied,
    NotCombinable,
    PercentOff,
    Stacking,
    Together,
    evaluate,
)
from mpcore.kernel import CouponId, MalformedError, Refusal, VendorId
from mpcore.money import money
from tests.discounts import say
from tests.discounts.say import but, exclusive, in_group

BASKET = say.basket((10000, 1))


def off(name: str, amount: str) -> Coupon:
    return say.coupon(name, AmountOff(money(amount, "EUR")))


def percent(name: str, amount: int) -> Coupon:
    return say.coupon(name, PercentOff(Decimal(amount)))


def too_dear(name: str) -> Coupon:
    """One that never applies to the basket."""
    return say.coupon(name, AmountOff(money("50", "EUR")), MinimumSpend(money("200", "EUR")))


def quote(*coupons: Coupon) -> Evaluation:
    return evaluate(BASKET, coupons, say.context())


def applied(*coupons: Coupon) -> list[tuple[str, int]]:
    return [(each.coupon, each.total) for each in quote(*coupons).applied]


def reasons(evaluation: Evaluation, coupon: str) -> tuple[Refusal, ...]:
    outcome = evaluation.of(CouponId(coupon))
    assert isinstance(outcome, NotApplied)
    return outcome.reasons


def test_lanes_go_before_priorities_and_priorities_before_ids() -> None:
    lane = but(percent("a", 10), stacking=Stacking(lane=1, priority=9))
    urgent = but(percent("z", 10), stacking=Stacking(priority=1))
    assert applied(lane, urgent, percent("b", 10)) == [("z", 1000), ("b", 900), ("a", 810)]


def test_a_negative_lane_goes_before_all_others() -> None:
    assert applied(percent("a", 10), but(off("b", "50"), stacking=Stacking(lane=-1))) == [("b", 5000), ("a", 500)]


# --- exclusive


def test_an_exclusive_coupon_applies_alone_and_the_others_name_it() -> None:
    evaluation = quote(exclusive(percent("a", 10)), off("b", "5"), in_group(off("c", "5"), "g"))
    assert [each.coupon for each in evaluation.applied] == ["a"]
    for other in ("b", "c"):
        assert reasons(evaluation, other) == (NotCombinable(coupon=CouponId(other), other=CouponId("a")),)


def test_an_exclusive_coupon_after_others_names_each_of_them() -> None:
    evaluation = quote(off("a", "1"), off("b", "1"), too_dear("c"), exclusive(percent("d", 90)))
    assert [each.coupon for each in evaluation.applied] == ["a", "b"]
    d = CouponId("d")
    assert reasons(evaluation, "d") == (
        NotCombinable(coupon=d, other=CouponId("a")),
        NotCombinable(coupon=d, other=CouponId("b")),
    )


def test_an_exclusive_coupon_that_gives_nothing_stands_in_nobodys_way() -> None:
    assert applied(exclusive(too_dear("a")), off("b", "5")) == [("b", 500)]
    nothing = say.coupon("a", PercentOff(Decimal("0.001")))
    assert applied(exclusive(nothing), off("b", "5")) == [("b", 500)]


def test_of_two_exclusive_coupons_the_first_in_turn_applies() -> None:
    assert applied(exclusive(off("a", "1")), exclusive(off("b", "50"))) == [("a", 100)]
    assert applied(exclusive(off("a", "1")), exclusive(off("b", "50"), priority=1)) == [("b", 5000)]


def test_that_it_does_not_combine_is_said_beside_every_other_reason() -> None:
    evaluation = quote(off("a", "1"), exclusive(too_dear("b")))
    codes = [reason.code for reason in reasons(evaluation, "b")]
    assert codes == ["discounts.not_combinable", "discounts.below_minimum"]


# --- groups


def test_of_a_group_only_the_best_applies_and_the_others_name_it() -> None:
    evaluation = quote(in_group(off("a", "5"), "g"), in_group(off("b", "7"), "g"), in_group(off("c", "6"), "g"))
    assert [(each.coupon, each.total) for each in evaluation.applied] == [("b", 700)]
    for loser in ("a", "c"):
        assert reasons(evaluation, loser) == (BetterOffer(coupon=CouponId(loser), other=CouponId("b")),)


def test_where_two_of_a_group_give_the_same_the_first_in_turn_applies() -> None:
    assert applied(in_group(off("b", "5"), "g"), in_group(off("a", "5"), "g")) == [("a", 500)]
    assert applied(in_group(off("b", "5"), "g", priority=1), in_group(off("a", "5"), "g")) == [("b", 500)]


def test_two_groups_do_not_compete() -> None:
    assert applied(in_group(off("a", "5"), "g"), in_group(off("b", "7"), "h")) == [("a", 500), ("b", 700)]


def test_a_group_has_its_turn_with_its_first_member_whatever_the_lanes_of_the_others() -> None:
    first, late = in_group(percent("a", 10), "g"), in_group(percent("z", 20), "g", lane=9)
    between = but(off("m", "50"), stacking=Stacking(lane=5))
    assert applied(late, between, first) == [("z", 2000), ("m", 5000)]


def test_a_member_that_gives_nothing_does_not_bring_its_groups_turn_forward() -> None:
    never, late = in_group(too_dear("a"), "g"), in_group(percent("z", 20), "g", lane=9)
    between = but(off("m", "50"), stacking=Stacking(lane=5))
    assert applied(never, between, late) == applied(between, late) == [("m", 5000), ("z", 1000)]


def test_members_that_cannot_apply_keep_their_own_reasons() -> None:
    evaluation = quote(in_group(too_dear("a"), "g"), in_group(off("b", "1"), "g"), in_group(too_dear("c"), "g"))
    for refused in ("a", "c"):
        assert [reason.code for reason in reasons(evaluation, refused)] == ["discounts.below_minimum"]


def test_a_member_is_no_exclusive_one() -> None:
    with pytest.raises(MalformedError, match="group"):
        Stacking(together=Together.EXCLUSIVE, group="g")
    with pytest.raises(MalformedError, match="group"):
        Stacking(together=Together.BEST_OF)


# --- owners


def owned(of: Coupon, vendor: str) -> Coupon:
    return evolve(of, owner=VendorId(vendor))


TWO_VENDORS = say.basket(say.line(1000, id="l1", vendor="v1"), say.line(2000, id="l2", vendor="v2"))


def given(*coupons: Coupon) -> dict[str, int]:
    evaluation = evaluate(TWO_VENDORS, coupons, say.context())
    return {each.coupon: each.total for each in evaluation.applied}


def test_an_exclusive_coupon_of_a_vendor_keeps_nobody_elses_from_anybody() -> None:
    tiny = owned(exclusive(off("tiny", "0.01"), lane=-9), "v1")
    others = (owned(percent("of v2", 30), "v2"), percent("of the marketplace", 20))
    assert given(tiny, *others) == {"tiny": 1, "of the marketplace": 600, "of v2": 480}
    assert given(tiny, owned(off("more", "5.00"), "v1")) == {"tiny": 1}, "and its own vendor's it does"


def test_an_exclusive_coupon_of_the_marketplace_is_kept_off_by_the_marketplaces_only() -> None:
    alone = exclusive(percent("alone", 10), lane=5)
    assert given(alone, owned(off("of v1", "1.00"), "v1")) == {"of v1": 100, "alone": 290}
    assert given(alone, off("another", "1.00")) == {"another": 100}


def test_two_vendors_groups_of_one_name_do_not_compete() -> None:
    first = owned(in_group(off("first", "1.00"), "sale"), "v1")
    second = owned(in_group(off("second", "2.00"), "sale"), "v2")
    third = in_group(off("third", "3.00"), "sale")
    assert given(first, second, third) == {"first": 100, "second": 200, "third": 300}
    assert given(first, owned(in_group(off("better", "4.00"), "sale"), "v1")) == {"better": 400}
