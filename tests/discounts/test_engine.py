"""What applies and what does not, with every reason; floors, ceilings, shipping, owners, and hosts' own mistakes."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from itertools import permutations

import pytest

from mpcore.discounts import (
    AmountOff,
    Applied,
    Basket,
    BudgetExhausted,
    BuyerLimitReached,
    CodeHeld,
    CodeNotGiven,
    CodeUnknown,
    CodeUsed,
    Coupon,
    CouponCurrency,
    CouponExhausted,
    CouponExpired,
    CouponInactive,
    CouponNotStarted,
    CouponStage,
    DiscountPolicy,
    During,
    Evaluation,
    FixedUnitPrice,
    Given,
    Hold,
    Limits,
    NotApplied,
    OfVendors,
    Per,
    PercentOf,
    PercentOff,
    PercentPer,
    ShippingOff,
    Shopper,
    SingleUseCode,
    Uses,
    evaluate,
)
from mpcore.discounts.rules import CeilingReached, ComesToNothing, NotForShipping, NothingToDiscount, WrongVendor
from mpcore.kernel import Buyer, BuyerId, CouponId, MalformedError, OrderId, Refusal, VendorId, changed
from mpcore.money import money
from tests.discounts import say
from tests.discounts.say import NOW, but


def percent(amount: str, most: str | None = None) -> PercentOff:
    return PercentOff(Decimal(amount), None if most is None else money(most, "EUR"))


def off(amount: str, per: Per = Per.ORDER, currency: str = "EUR") -> AmountOff:
    return AmountOff(money(amount, currency), per)


def quote(basket: Basket, *coupons: Coupon, policy: DiscountPolicy | None = None, **ctx: object) -> Evaluation:
    return evaluate(basket, coupons, say.context(policy, **ctx))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def reasons(evaluation: Evaluation, coupon: str = "c1") -> tuple[type[Refusal], ...]:
    outcome = evaluation.of(CouponId(coupon))
    assert isinstance(outcome, NotApplied)
    assert all(reason.message for reason in outcome.reasons)
    return tuple([type(reason) for reason in outcome.reasons])


# --- the cases of numbers.md


def test_ten_percent_on_four_prices_per_line_and_on_the_order() -> None:
    basket = say.basket((106, 1), (206, 1), (306, 1), (406, 1))
    per_line = quote(basket, say.coupon("c1", percent("10")), policy=DiscountPolicy(percent_per=PercentPer.LINE))
    assert per_line.discounts == (11, 21, 31, 41)
    assert per_line.discount == 104
    on_the_order = quote(basket, say.coupon("c1", percent("10")))
    assert on_the_order.discount == 102
    assert on_the_order.discounts == (11, 21, 30, 40)


def test_two_percentages_one_after_the_other_and_both_on_the_original_price() -> None:
    basket = say.basket((5000, 1), (15000, 1))
    both = say.coupon("c1", percent("10")), say.coupon("c2", percent("10"))
    first, second = quote(basket, *both).applied
    assert (first.lines, second.lines) == ((500, 1500), (450, 1350))
    first, second = quote(basket, *both, policy=DiscountPolicy(percent_of=PercentOf.ORIGINAL)).applied
    assert (first.lines, second.lines) == ((500, 1500), (500, 1500))


def test_a_fixed_amount_is_spread_in_proportion() -> None:
    assert quote(say.basket((5000, 1), (15000, 1)), say.coupon("c1", off("30"))).discounts == (750, 2250)


def test_twenty_percent_and_then_ten_off() -> None:
    evaluation = quote(say.basket((10000, 1)), say.coupon("c1", percent("20")), say.coupon("c2", off("10")))
    assert evaluation.total == 7000


def test_floors_are_respected_and_what_one_line_cannot_take_goes_to_the_others() -> None:
    basket = say.basket(
        say.line(1000, id="l1"),
        say.line(2000, id="l2", minimum=1900),
        say.line(5000, id="l3", minimum=5000),
        say.line(3000, id="l4", minimum=2600),
    )
    assert quote(basket, say.coupon("c1", off("12"))).discounts == (700, 100, 0, 400)
    basket = say.basket(say.line(5000, id="l1", minimum=4500), say.line(6000, id="l2"))
    assert quote(basket, say.coupon("c1", off("25"))).discounts == (500, 2000)


def test_weights_of_the_allocation_cases() -> None:
    assert quote(say.basket((4300, 1), (1400, 1), (2300, 1)), say.coupon("c1", off("2.99"))).discounts == (161, 52, 86)
    assert quote(say.basket((4300, 1), (1400, 1), (2300, 1)), say.coupon("c1", off("3"))).discounts == (161, 53, 86)
    assert quote(say.basket((0, 1), (999, 1), (999, 1)), say.coupon("c1", off("0.95"))).discounts == (0, 48, 47)


# --- what it may take


def test_when_every_share_rounds_to_nothing_the_cent_still_lands_somewhere() -> None:
    assert quote(say.basket(*[(999, 1)] * 7), say.coupon("c1", off("0.01"))).discounts == (1, 0, 0, 0, 0, 0, 0)


def test_a_fixed_order_discount_is_given_once_over_all_vendors() -> None:
    basket = say.basket(*[say.line(1000, id=f"l{i}", vendor=f"v{i}") for i in range(1, 4)])
    evaluation = quote(basket, say.coupon("c1", off("10")))
    assert evaluation.discounts == (334, 333, 333)
    assert [part.discount for part in evaluation.parts] == [334, 333, 333]


@pytest.mark.rule("00.9")
def test_a_discount_never_exceeds_what_it_applies_to_and_says_what_it_offered() -> None:
    evaluation = quote(say.basket((300, 1), (200, 2)), say.coupon("c1", off("50")))
    (applied,) = evaluation.applied
    assert (applied.lines, applied.total, applied.offered) == ((300, 400), 700, 5000)
    assert evaluation.total == 0


def test_a_per_line_amount_is_clamped_and_the_rest_forfeited() -> None:
    basket = say.basket(say.line(300, id="l1"), say.line(2000, id="l2"), say.line(1000, id="l3", minimum=900))
    (applied,) = quote(basket, say.coupon("c1", off("5", Per.LINE))).applied
    assert (applied.lines, applied.offered) == ((300, 500, 100), 1500)


def test_a_minimum_price_above_the_price_stops_discounts_and_nothing_else() -> None:
    basket = say.basket(say.line(1000, id="l1", minimum=1500), say.line(1000, id="l2"))
    assert quote(basket, say.coupon("c1", off("4"))).discounts == (0, 400)
    alone = say.basket(say.line(1000, minimum=1500))
    assert reasons(quote(alone, say.coupon("c1", off("4")))) == (NothingToDiscount,)


def test_a_capped_percentage_per_line_gives_no_more_than_its_cap() -> None:
    basket = say.basket((1000, 1), (1000, 1), (1000, 1))
    policy = DiscountPolicy(percent_per=PercentPer.LINE)
    (applied,) = quote(basket, say.coupon("c1", percent("50", "0.50")), policy=policy).applied
    assert applied.lines == (17, 17, 16)


def test_the_ceiling_is_over_all_discounts_on_goods_together() -> None:
    basket = say.basket((1000, 1), (1001, 1), shipping=[say.shipping(500)])
    policy = DiscountPolicy(most_percent=Decimal(30))
    coupons = (
        say.coupon("c1", percent("20")),
        say.coupon("c2", percent("20")),
        say.coupon("c3", percent("20")),
        say.coupon("c4", ShippingOff()),
    )
    evaluation = quote(basket, *coupons, policy=policy)
    first, second, third = evaluation.applied
    assert (first.total, second.total, second.offered) == (400, 200, 320)
    assert sum(evaluation.discounts) == 600  # 30 % of 20.01, rounded down
    assert third.shipping == (500,)
    assert reasons(evaluation, "c3") == (CeilingReached,)
    outcome = evaluation.of(CouponId("c3"))
    assert isinstance(outcome, NotApplied)
    assert "30 %" in outcome.reasons[0].message


def test_a_ceiling_lowers_amounts_per_line_in_proportion() -> None:
    policy = DiscountPolicy(most_percent=Decimal(10))
    (applied,) = quote(say.basket((1000, 1), (3000, 1)), say.coupon("c1", off("10", Per.LINE)), policy=policy).applied
    assert (applied.lines, applied.offered) == ((200, 200), 2000)


def test_a_percentage_that_rounds_to_nothing_says_so_and_one_of_nothing_says_that() -> None:
    assert reasons(quote(say.basket((4, 1)), say.coupon("c1", percent("10")))) == (ComesToNothing,)
    assert quote(say.basket((5, 1)), say.coupon("c1", percent("10"))).discount == 1
    assert reasons(quote(say.basket((0, 1)), say.coupon("c1", percent("10")))) == (NothingToDiscount,)
    assert reasons(quote(say.basket(), say.coupon("c1", percent("10")))) == (NothingToDiscount,)


# --- shipping, and whose coupon it is


def test_a_coupon_about_shipping_leaves_goods_alone_and_the_other_way_round() -> None:
    basket = say.basket((1000, 1), shipping=[say.shipping(500)])
    evaluation = quote(basket, say.coupon("c1", percent("10")), say.coupon("c2", ShippingOff(percent=Decimal(50))))
    assert (evaluation.discounts, evaluation.discounts_on_shipping) == ((100,), (250,))
    assert evaluation.total == 1150


@pytest.mark.rule("W19")
def test_a_policy_without_discounts_on_shipping_refuses_them_by_name() -> None:
    basket = say.basket((1000, 1), shipping=[say.shipping(500)])
    coupon = say.coupon("c1", ShippingOff())
    assert reasons(quote(basket, coupon, policy=DiscountPolicy(on_shipping=False))) == (NotForShipping,)
    assert quote(basket, coupon).discounts_on_shipping == (500,)


@pytest.mark.rule("00.8")
def test_a_vendors_coupon_touches_the_vendors_own_lines_and_shipping_only() -> None:
    basket = say.basket(
        say.line(1000, id="l1", vendor="v1"),
        say.line(1000, id="l2", vendor="v2"),
        shipping=[say.shipping(400, vendor="v1"), say.shipping(600, vendor="v2")],
    )
    goods, shipping = say.coupon("c1", percent("50"), owner="v2"), say.coupon("c2", ShippingOff(), owner="v2")
    evaluation = quote(basket, goods, shipping)
    assert evaluation.discounts == (0, 500)
    assert evaluation.discounts_on_shipping == (0, 600)
    assert dict(evaluation.funded_by_vendor) == {"v1": 0, "v2": 1100}
    assert reasons(quote(basket, say.coupon("c1", percent("50"), owner="v3"))) == (WrongVendor,)
    everybody = quote(basket, say.coupon("c1", percent("50")), say.coupon("c2", ShippingOff()))
    assert (everybody.discounts, everybody.discounts_on_shipping) == ((500, 500), (400, 600))


# --- what stands against a coupon


@pytest.mark.rule("W20")
def test_a_deactivated_coupon_gives_nothing() -> None:
    coupon = say.coupon("c1", percent("10"))
    assert quote(say.basket((1000, 1)), coupon).discount == 100
    gone = changed(coupon, stage=CouponStage.DEACTIVATED)
    assert reasons(quote(say.basket((1000, 1)), gone)) == (CouponInactive,)


def test_a_coupon_applies_from_its_start_on_and_before_its_end() -> None:
    second = timedelta(seconds=1)
    basket = say.basket((1000, 1))
    valid = but(say.coupon("c1", percent("10")), valid=During(start=NOW, end=NOW + second))
    assert reasons(quote(basket, valid, now=NOW - second)) == (CouponNotStarted,)
    assert quote(basket, valid, now=NOW).discount == 100
    assert quote(basket, valid, now=NOW + second - timedelta(microseconds=1)).discount == 100
    assert reasons(quote(basket, valid, now=NOW + second)) == (CouponExpired,)


def test_every_reason_is_given_at_once() -> None:
    coupon = but(
        say.coupon("c1", percent("10"), OfVendors(frozenset({VendorId("v9")}))),
        valid=During(end=NOW),
        code="SAVE",
        currency="USD",
        limits=Limits(total=0, per_buyer=1),
    )
    coupon = changed(coupon, stage=CouponStage.DEACTIVATED)
    shopper = Shopper(uses=(Uses(coupon.id, 1),))
    found = reasons(quote(say.basket((1000, 1)), coupon, shopper=shopper))
    assert found[:-1] == (
        CouponInactive,
        CouponExpired,
        CouponExhausted,
        BuyerLimitReached,
        CouponCurrency,
        CodeNotGiven,
    )
    assert found[-1].code == "discounts.nothing_matches"


def held(order: str, amount: int = 0, code: str | None = None, buyer: str = "b2") -> Hold:
    return Hold(
        id=OrderId(order), buyer=Buyer(BuyerId(buyer)), amount=amount, code=code, expires_at=NOW + timedelta(minutes=1)
    )


@pytest.mark.rule("W21", "00.9")
def test_a_limit_counts_uses_and_holds_but_not_the_orders_own_hold() -> None:
    basket = say.basket((1000, 1))
    coupon = changed(but(say.coupon("c1", percent("10")), limits=Limits(total=2)), committed=1)
    assert quote(basket, coupon).discount == 100
    busy = changed(coupon, holds=(held("o2"),))
    assert reasons(quote(basket, busy)) == (CouponExhausted,)
    own = say.context()
    assert evaluate(basket, (busy,), changed(own, order=OrderId("o2"))).discount == 100
    assert quote(basket, busy, now=NOW + timedelta(minutes=1)).discount == 100  # the hold is over


def test_a_limit_per_buyer_counts_this_buyers_uses() -> None:
    basket = say.basket((1000, 1))
    coupon = but(say.coupon("c1", percent("10")), limits=Limits(per_buyer=1))
    assert quote(basket, coupon, shopper=Shopper()).discount == 100
    used = Shopper(uses=(Uses(coupon.id, 1),))
    assert reasons(quote(basket, coupon, shopper=used)) == (BuyerLimitReached,)
    of_policy = DiscountPolicy(per_buyer_most=1)
    assert reasons(quote(basket, say.coupon("c1", percent("10")), policy=of_policy, shopper=used)) == (
        BuyerLimitReached,
    )
    with pytest.raises(MalformedError, match=r"shopper\.uses"):
        quote(basket, coupon)


def test_a_budget_is_not_overdrawn_by_what_it_would_really_give() -> None:
    coupon = but(say.coupon("c1", off("5")), limits=Limits(budget=money("10", "EUR")))
    spent = changed(coupon, given=(Given("EUR", 600),))
    assert quote(say.basket((400, 1)), spent, shopper=Shopper()).discount == 400
    assert reasons(quote(say.basket((401, 1)), spent, shopper=Shopper())) == (BudgetExhausted,)
    holding = changed(spent, holds=(held("o2", amount=1),))
    assert reasons(quote(say.basket((400, 1)), holding, shopper=Shopper())) == (BudgetExhausted,)
    yen = say.basket((1000, 1), currency="JPY")
    foreign = but(say.coupon("c1", percent("1")), limits=Limits(budget=money("10", "EUR")))
    assert reasons(quote(yen, foreign, shopper=Shopper())) == (CouponCurrency,)


# --- codes


def test_a_coupon_with_a_code_applies_where_it_was_typed_in_any_spelling() -> None:
    coupon = but(say.coupon("c1", percent("10")), code="SAVE20")
    (applied,) = quote(say.basket((1000, 1), codes=[" save-20 "]), coupon).applied
    assert applied.code == "SAVE20"
    assert reasons(quote(say.basket((1000, 1)), coupon)) == (CodeNotGiven,)


def test_a_refused_coupon_says_the_code_as_it_was_typed() -> None:
    coupon = but(say.coupon("c1", percent("10")), code="SAVE20", valid=During(end=NOW))
    outcome = quote(say.basket((1000, 1), codes=["save 20"]), coupon).of(coupon.id)
    assert isinstance(outcome, NotApplied)
    assert outcome.code == "save 20"


@pytest.mark.parametrize("hostile", ["ЅАVЕ20", "A" * 10_000, "SAVE20\0", "", " - ", "Save20", "＄", "ſave20"])
def test_an_unknown_code_is_told_back_cut_short_and_gives_nothing(hostile: str) -> None:
    coupon = but(say.coupon("c1", percent("10")), code="A" * 60)
    evaluation = quote(say.basket((1000, 1), codes=[hostile]), coupon)
    assert not evaluation.applied
    *_, stranger = evaluation.refused
    assert (stranger.coupon, stranger.code) == (None, hostile[:60])
    assert [type(reason) for reason in stranger.reasons] == [CodeUnknown]


def test_one_code_of_two_vendors_gives_each_their_own() -> None:
    basket = say.basket(say.line(1000, id="l1", vendor="v1"), say.line(1000, id="l2", vendor="v2"), codes=["HELLO"])
    both = [but(say.coupon(f"c{i}", percent("10"), owner=f"v{i}"), code="HELLO") for i in (1, 2)]
    assert quote(basket, *both).discounts == (100, 100)
    assert not quote(basket, *both).refused


def test_of_several_single_use_codes_the_first_that_is_free_is_taken() -> None:
    coupon = but(say.coupon("c1", percent("10")), single_use_codes=True)
    codes = tuple([SingleUseCode(code=code, coupon=coupon.id, used=code == "A1") for code in ("A1", "B2", "C3")])
    shopper = Shopper(codes=codes)

    def typed(*typed_ones: str, of: Coupon = coupon) -> Evaluation:
        return quote(say.basket((1000, 1), codes=typed_ones), of, shopper=shopper)

    assert [each.code for each in typed("a1", "c3", "b2").applied] == ["C3"]
    assert not typed("a1", "c3", "b2").refused
    assert reasons(typed("a1")) == (CodeUsed,)
    assert reasons(typed()) == (CodeNotGiven,)
    holding = changed(coupon, holds=(held("o2", code="B2"),))
    assert reasons(typed("b2", of=holding)) == (CodeHeld,)
    assert [each.code for each in typed("b2", "c3", of=holding).applied] == ["C3"]
    unknown = typed("d4")
    assert [each.coupon for each in unknown.refused] == ["c1", None]


# --- the order they are given in, and mistakes


def test_the_order_in_which_coupons_are_given_does_not_matter() -> None:
    basket = say.basket((1000, 1), (333, 3), codes=["nope"])
    coupons = [
        say.coupon("c1", percent("10")),
        say.in_group(say.coupon("c2", off("3")), "g", lane=1),
        say.in_group(say.coupon("c3", off("4")), "g", lane=2),
        say.exclusive(say.coupon("c4", off("1")), lane=3),
    ]
    found = {evaluate(basket, given, say.context()) for given in permutations(coupons)}
    assert len(found) == 1


def test_a_coupon_given_twice_is_a_mistake_whatever_its_turns() -> None:
    one = say.coupon("c1", percent("10"))
    other = say.exclusive(say.coupon("c1", off("1")), lane=5)
    for twice in ((one, one), (one, say.coupon("c2", percent("1")), other)):
        with pytest.raises(MalformedError, match="c1"):
            quote(say.basket((1000, 1)), *twice)


@pytest.mark.parametrize(("currency", "shares"), [("JPY", (5, 5)), ("EUR", (5, 5)), ("KWD", (5, 5))])
def test_amounts_are_minor_units_in_every_currency(currency: str, shares: tuple[int, ...]) -> None:
    basket = say.basket((50, 1), (50, 1), currency=currency)
    assert quote(basket, say.coupon("c1", percent("10"))).discounts == shares
    price = {"JPY": "40", "EUR": "0.40", "KWD": "0.040"}[currency]
    (applied,) = quote(basket, say.coupon("c1", FixedUnitPrice(money(price, currency)))).applied
    assert isinstance(applied, Applied)
    assert applied.lines == (10, 10)
