"""What differs between what the buyer saw and what is priced now: everything, by name, and nothing else."""

from __future__ import annotations

from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from mpcore.discounts import (
    AmountOff,
    Basket,
    BasketChanged,
    Coupon,
    CouponGained,
    CouponLost,
    CouponStage,
    DiscountChanged,
    DiscountMoved,
    DiscountPolicy,
    Evaluation,
    Funding,
    MinimumSpend,
    OfBasket,
    OfVendors,
    Per,
    PercentOff,
    TaxRate,
    changes,
    evaluate,
)
from mpcore.kernel import (
    SHOP,
    Buyer,
    BuyerId,
    CouponId,
    Kind,
    LineId,
    ListingId,
    SalesChannel,
    ShowId,
    VendorId,
    changed,
)
from mpcore.money import Rounding, money
from tests.discounts import say, some

BASKET = say.basket(
    say.line(1000, id="l1"),
    say.line(2000, 2, id="l2", vendor="v2"),
    shipping=[say.shipping(500), say.shipping(600, vendor="v2")],
)
TEN = say.coupon("c1", PercentOff(Decimal(10)))
VAT = TaxRate(rate_id="FR-20", rate=Decimal(20))


def quote(*coupons: Coupon, basket: Basket = BASKET) -> Evaluation:
    return evaluate(basket, coupons, say.context())


@given(some.checkouts())
def test_an_evaluation_made_again_differs_in_nothing(
    checkout: tuple[Basket, tuple[Coupon, ...], DiscountPolicy],
) -> None:
    basket, coupons, policy = checkout
    before = evaluate(basket, coupons, say.context(policy))
    assert changes(before, evaluate(basket, coupons[::-1], say.context(policy))) == ()


@settings(max_examples=200)
@given(some.baskets(currency="EUR"), some.coupons("EUR"), some.coupons("EUR"), some.policies, some.policies)
def test_where_nothing_differs_every_amount_is_the_same(
    basket: Basket, one: tuple[Coupon, ...], other: tuple[Coupon, ...], policy: DiscountPolicy, second: DiscountPolicy
) -> None:
    before = evaluate(basket, one, say.context(policy))
    after = evaluate(basket, other, say.context(second))
    same = before.lines == after.lines and before.shipping == after.shipping
    assert same is (changes(before, after) == ())


def test_a_coupon_that_was_lost_comes_with_all_its_reasons() -> None:
    gone = changed(say.but(TEN, code="SAVE"), stage=CouponStage.DEACTIVATED)
    expected = ("discounts.coupon_inactive", "discounts.code_not_given")
    found = changes(quote(TEN), quote(gone))
    assert found == (CouponLost(coupon=TEN.id, amount=money("5", "EUR"), reasons=expected),)
    assert found[0].message.startswith("coupon c1 gave 5.00 EUR and no longer applies: discounts.coupon_inactive")
    (lost,) = changes(quote(TEN), quote())
    assert lost == CouponLost(coupon=TEN.id, amount=money("5", "EUR"), reasons=())


def test_a_coupon_that_was_gained_comes_with_its_amount() -> None:
    (found,) = changes(quote(), quote(TEN))
    assert found == CouponGained(coupon=TEN.id, amount=money("5", "EUR"))


def test_a_coupon_that_gives_another_amount_comes_with_both() -> None:
    (found,) = changes(quote(TEN), quote(say.coupon("c1", PercentOff(Decimal(20)))))
    assert found == DiscountChanged(coupon=TEN.id, before=money("5", "EUR"), after=money("10", "EUR"))
    assert found.kind is Kind.CONFLICT


def test_the_same_amount_on_other_lines_or_paid_by_others_is_a_difference() -> None:
    five = AmountOff(money("5", "EUR"))
    before = quote(say.coupon("c1", five, OfVendors(frozenset({VendorId("v1")}))))
    after = quote(say.coupon("c1", five, OfVendors(frozenset({VendorId("v2")}))))
    assert changes(before, after) == (DiscountMoved(coupon=TEN.id),)
    assert changes(quote(TEN), quote(say.but(TEN, funding=Funding(1, 1)))) == (DiscountMoved(coupon=TEN.id),)


@pytest.mark.parametrize(
    ("field", "value", "what"),
    [
        ("unit_price", money("9.99", "EUR"), OfBasket.UNIT_PRICE),
        ("quantity", 2, OfBasket.QUANTITY),
        ("listing", ListingId("other"), OfBasket.LISTING),
        ("variant", "xl", OfBasket.LISTING),
        ("taxes", (VAT,), OfBasket.TAXES),
    ],
)
def test_what_differs_about_a_line_is_named(field: str, value: object, what: OfBasket) -> None:
    line = evolve(BASKET.lines[0], **{field: value})  # type: ignore[arg-type]
    (found,) = changes(quote(), quote(basket=evolve(BASKET, lines=(line, BASKET.lines[1]))))
    assert found == BasketChanged(what=what, at=f"lines[0].{what.value}")


def test_lines_that_came_and_went_are_named() -> None:
    more = evolve(BASKET, lines=(*BASKET.lines, say.line(1, id="l3")))
    assert changes(quote(), quote(basket=more)) == (BasketChanged(what=OfBasket.LINES, at="lines[2]"),)
    assert changes(quote(basket=more), quote()) == (BasketChanged(what=OfBasket.LINES, at="lines"),)
    moved = evolve(BASKET, lines=(evolve(BASKET.lines[0], id=LineId("l9")), BASKET.lines[1]))
    assert len(changes(quote(), quote(basket=moved))) == 2
    sold = evolve(
        BASKET, lines=(BASKET.lines[0], evolve(BASKET.lines[1], vendor=VendorId("v1"))), shipping=BASKET.shipping[:1]
    )
    found = changes(quote(), quote(basket=sold))
    assert found == (
        BasketChanged(what=OfBasket.SELLER, at="lines[1].vendor"),
        BasketChanged(what=OfBasket.SHIPPING, at="shipping"),
    )


def test_shipping_that_costs_otherwise_is_named() -> None:
    dearer = evolve(BASKET, shipping=(BASKET.shipping[0], say.shipping(601, vendor="v2")))
    assert changes(quote(), quote(basket=dearer)) == (BasketChanged(what=OfBasket.SHIPPING, at="shipping[1]"),)
    taxed = evolve(BASKET, shipping=(evolve(BASKET.shipping[0], taxes=(VAT,)), BASKET.shipping[1]))
    assert changes(quote(), quote(basket=taxed)) == (BasketChanged(what=OfBasket.TAXES, at="shipping[0].taxes"),)
    free = evolve(BASKET, shipping=())
    assert changes(quote(basket=free), quote()) == (
        BasketChanged(what=OfBasket.SHIPPING, at="shipping[0]"),
        BasketChanged(what=OfBasket.SHIPPING, at="shipping[1]"),
    )


def test_another_buyer_channel_and_rounding_are_named() -> None:
    other = evolve(BASKET, buyer=Buyer(BuyerId("b2")), channel=SalesChannel(ShowId("s1")))
    assert BASKET.channel is SHOP
    assert [(each.code, each.at) for each in changes(quote(), quote(basket=other))] == [
        ("discounts.basket_changed", "buyer"),
        ("discounts.basket_changed", "channel"),
    ]
    rounded = evaluate(BASKET, (), say.context(DiscountPolicy(tax_rounding=Rounding.DOWN)))
    assert changes(quote(), rounded) == (BasketChanged(what=OfBasket.TAXES),)
    yen = say.basket((1000, 1), currency="JPY")
    found = changes(quote(TEN, basket=say.basket((1000, 1))), quote(TEN, basket=yen))
    assert BasketChanged(what=OfBasket.CURRENCY, at="currency") in found
    assert DiscountChanged(coupon=TEN.id, before=money("1", "EUR"), after=money("100", "JPY")) in found


def test_titles_tags_and_typed_codes_are_no_difference() -> None:
    renamed = evolve(
        BASKET,
        lines=[evolve(line, title="new", tags={"t"}) for line in BASKET.lines],
        codes=("nope",),
    )
    assert changes(quote(TEN), quote(TEN, basket=renamed)) == ()


def test_the_order_of_lines_is_a_difference_only_where_cents_that_are_left_over_move() -> None:
    turned = evolve(BASKET, lines=BASKET.lines[::-1], shipping=BASKET.shipping[::-1])
    assert changes(quote(TEN), quote(TEN, basket=turned)) == ()
    twins = say.basket((1000, 1), (1000, 1))
    other_way = evolve(twins, lines=twins.lines[::-1])
    cent = say.coupon("c1", AmountOff(money("0.01", "EUR")))
    assert changes(quote(cent, basket=twins), quote(cent, basket=other_way)) == (DiscountMoved(coupon=cent.id),)
    halves = say.but(say.coupon("c1", AmountOff(money("0.05", "EUR"), Per.LINE)), funding=Funding(1, 1))
    before, after = quote(halves, basket=twins), quote(halves, basket=other_way)
    assert before.discounts == after.discounts == (5, 5)
    assert changes(before, after) == (DiscountMoved(coupon=cent.id),)


def test_everything_is_said_at_once_the_basket_first() -> None:
    cheaper = evolve(BASKET, lines=(BASKET.lines[0], evolve(BASKET.lines[1], quantity=1)))
    minimum = say.coupon("c2", AmountOff(money("1", "EUR")), MinimumSpend(money("40", "EUR")))
    before, after = (
        quote(TEN, minimum),
        quote(TEN, minimum, say.coupon("c0", AmountOff(money("1", "EUR"))), basket=cheaper),
    )
    assert [(each.code, getattr(each, "coupon", None)) for each in changes(before, after)] == [
        ("discounts.basket_changed", None),
        ("discounts.discount_changed", CouponId("c1")),
        ("discounts.coupon_lost", CouponId("c2")),
        ("discounts.coupon_gained", CouponId("c0")),
    ]


@given(st.integers(1, 5000))
def test_amounts_that_agree_are_no_difference(price: int) -> None:
    basket = say.basket((price, 3))
    assert changes(quote(TEN, basket=basket), quote(TEN, basket=basket)) == ()
