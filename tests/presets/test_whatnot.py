"""Whatnot's seller coupons, as its help pages have them (external: WN-COUPON)."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from moneyed import Money

from mpcore import discounts
from mpcore.discounts import (
    AmountOff,
    Basket,
    BasketLine,
    CapRequired,
    CodeNotAllowed,
    Coupon,
    CreateCoupon,
    NewToVendor,
    PercentOff,
    Shipping,
    ShippingOff,
    Shopper,
    Terms,
    Uses,
    evaluate,
)
from mpcore.kernel import (
    SHOP,
    Buyer,
    BuyerId,
    CouponId,
    Done,
    Grant,
    LineId,
    ListingId,
    MemberId,
    Refused,
    SalesChannel,
    Scope,
    ShowId,
    VendorId,
    VendorMember,
)
from mpcore.money import money
from mpcore.presets import WHATNOT, seller_coupon

NOW = datetime(2026, 11, 27, 18, tzinfo=UTC)
VENDOR = VendorId("v1")
SELLER = VendorMember(VENDOR, MemberId("m1"), (Grant({Scope("discounts.manage")}),))
SHOW = SalesChannel(ShowId("friday"))


def usd(amount: str) -> Money:
    return money(amount, "USD")


def ask(terms: Terms) -> Done[Coupon, discounts.CouponEvent] | Refused:
    ctx = discounts.Context(now=NOW, actor=SELLER, policy=WHATNOT.discounts, code_taken=False)
    return discounts.create(CreateCoupon(coupon=CouponId("c1"), owner=VENDOR, terms=terms), ctx)


def refused(terms: Terms) -> list[str]:
    outcome = ask(terms)
    assert isinstance(outcome, Refused)
    return [reason.code for reason in outcome.reasons]


def basket(channel: SalesChannel = SHOW, price: str = "30.00") -> Basket:
    line = BasketLine(
        id=LineId("l1"),
        vendor=VENDOR,
        listing=ListingId("card"),
        title="A rare card",
        quantity=1,
        unit_price=usd(price),
    )
    return Basket(
        buyer=Buyer(BuyerId("ada")),
        currency="USD",
        lines=[line],
        shipping=[Shipping(vendor=VENDOR, price=usd("5.00"))],
        codes=["FRIDAY5"],
        channel=channel,
    )


def given(terms: Terms, asked: Basket, shopper: Shopper) -> int | list[str]:
    """What it takes off, or the codes of why it takes nothing."""
    coupon = ask(terms).unwrap().state
    ctx = discounts.Context(now=NOW, actor=SELLER, policy=WHATNOT.discounts, shopper=shopper)
    evaluation = evaluate(asked, [coupon], ctx)
    return evaluation.discount or [reason.code for each in evaluation.refused for reason in each.reasons]


NEW = Shopper(uses=[Uses(CouponId("c1"), 0)])
FIVE = seller_coupon("FRIDAY5", AmountOff(usd("5")), shows=[ShowId("friday")], minimum=usd("20"))


@pytest.mark.rule("W19")
def test_codes_are_four_to_fifteen_capitals_and_digits() -> None:
    for code in ("ABCD", "A1B2C3D4E5F6G7H"):
        assert isinstance(ask(seller_coupon(code, AmountOff(usd("5")))), Done)
    for code in ("ABC", "A1B2C3D4E5F6G7H8", "friday", "FRI-5"):
        assert refused(seller_coupon(code, AmountOff(usd("5")))) == [CodeNotAllowed.code]


@pytest.mark.rule("W19")
def test_a_percentage_names_the_most_it_gives() -> None:
    assert refused(seller_coupon("TEN10", PercentOff(Decimal(10)))) == [CapRequired.code]
    assert isinstance(ask(seller_coupon("TEN10", PercentOff(Decimal(10), most=usd("20")))), Done)


def test_nothing_is_taken_off_shipping() -> None:
    terms = Terms(title="Free", code="FREE1", benefit=ShippingOff(amount=usd("5")))
    assert refused(terms) == ["discounts.none_on_shipping"]
    everything = seller_coupon("FRIDAY5", AmountOff(usd("500")), shows=[ShowId("friday")])
    assert given(everything, basket(), NEW) == 3000, "what is left of it is forfeited"


def test_it_is_for_purchases_in_its_shows_from_its_minimum_on() -> None:
    assert given(FIVE, basket(), NEW) == 500
    assert given(FIVE, basket(SHOP), NEW) == ["discounts.channel_mismatch"]
    assert given(FIVE, basket(SalesChannel(ShowId("monday"))), NEW) == ["discounts.channel_mismatch"]
    assert given(FIVE, basket(price="20.00"), NEW) == 500
    assert given(FIVE, basket(price="19.99"), NEW) == ["discounts.below_minimum"]
    anywhere = seller_coupon("FRIDAY5", AmountOff(usd("5")))
    assert given(anywhere, basket(SalesChannel(ShowId("monday"))), NEW) == 500
    assert given(anywhere, basket(SHOP), NEW) == ["discounts.channel_mismatch"]


def test_each_buyer_uses_it_once_and_some_only_new_ones() -> None:
    again = Shopper(uses=[Uses(CouponId("c1"), 1)], orders=1, vendors=[VENDOR])
    assert given(FIVE, basket(), again) == ["discounts.buyer_limit_reached"]
    welcome = seller_coupon("FRIDAY5", AmountOff(usd("5")), audience=NewToVendor())
    assert given(welcome, basket(), NEW) == 500
    known = Shopper(uses=[Uses(CouponId("c1"), 0)], orders=1, vendors=[VENDOR])
    assert given(welcome, basket(), known) == ["discounts.audience_mismatch"]
