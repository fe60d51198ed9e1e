"""Baskets, coupons and cases in few words: lines `l1`, `l2`… of vendor `v1` unless said otherwise, in EUR."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from attrs import evolve

from mpcore.discounts import (
    ALWAYS,
    Basket,
    BasketLine,
    Benefit,
    Case,
    Condition,
    Context,
    Coupon,
    DiscountPolicy,
    Shipping,
    Shopper,
    Stacking,
    Terms,
    Together,
)
from mpcore.kernel import (
    SHOP,
    Buyer,
    BuyerId,
    CouponId,
    LineId,
    ListingId,
    MemberId,
    Operator,
    SalesChannel,
    ShopId,
    VendorId,
    utc,
)
from mpcore.money import from_minor

NOW = utc(datetime.fromisoformat("2026-03-26T09:00:00+00:00"))
BUYER = Buyer(BuyerId("b1"))


def line(
    price: int = 1000,
    quantity: int = 1,
    *,
    id: str = "l1",  # noqa: A002 - as the field is called
    vendor: str = "v1",
    shop: str | None = None,
    listing: str | None = None,
    categories: Iterable[str] = (),
    tags: Iterable[str] = (),
    minimum: int | None = None,
    currency: str = "EUR",
) -> BasketLine:
    """Prices are in minor units; the listing is called as the line, unless it is named."""
    return BasketLine(
        id=LineId(id),
        vendor=VendorId(vendor),
        shop=None if shop is None else ShopId(shop),
        listing=ListingId(id if listing is None else listing),
        title="a thing",
        quantity=quantity,
        unit_price=from_minor(price, currency),
        categories=frozenset(categories),
        tags=frozenset(tags),
        minimum_price=None if minimum is None else from_minor(minimum, currency),
    )


def shipping(price: int, *, vendor: str = "v1", shop: str | None = None, currency: str = "EUR") -> Shipping:
    return Shipping(
        vendor=VendorId(vendor), shop=None if shop is None else ShopId(shop), price=from_minor(price, currency)
    )


def basket(
    *lines: BasketLine | tuple[int, int],
    shipping: Sequence[Shipping] = (),
    codes: Sequence[str] = (),
    channel: SalesChannel = SHOP,
    buyer: Buyer = BUYER,
    currency: str = "EUR",
) -> Basket:
    """Of lines, or of (price in minor units, quantity) for lines `l1`, `l2`…."""
    return Basket(
        buyer=buyer,
        currency=currency,
        lines=tuple(
            [
                line(*each, id=f"l{i}", currency=currency) if isinstance(each, tuple) else each
                for i, each in enumerate(lines, start=1)
            ]
        ),
        shipping=tuple(shipping),
        codes=tuple(codes),
        channel=channel,
    )


def context(policy: DiscountPolicy | None = None, *, shopper: Shopper | None = None, now: datetime = NOW) -> Context:
    return Context(now=utc(now), actor=Operator(MemberId("m1")), policy=policy or DiscountPolicy(), shopper=shopper)


def case(
    of: Basket,
    *,
    ctx: Context | None = None,
    lines: Sequence[int] | None = None,
    taken: Sequence[int] | None = None,
    taken_of_shipping: Sequence[int] | None = None,
) -> Case:
    """A coupon's turn: about all lines, nothing taken off yet, unless said otherwise."""
    return Case(
        basket=of,
        ctx=ctx or context(),
        lines=of.positions if lines is None else tuple(lines),
        taken=of.nothing if taken is None else tuple(taken),
        taken_of_shipping=of.nothing_of_shipping if taken_of_shipping is None else tuple(taken_of_shipping),
        scope=of.positions,
    )


def coupon(id: str, benefit: Benefit, condition: Condition = ALWAYS, *, owner: str | None = None) -> Coupon:  # noqa: A002
    """One that applies by itself."""
    return Coupon(
        id=CouponId(id),
        owner=None if owner is None else VendorId(owner),
        terms=Terms(title=id, benefit=benefit, condition=condition),
        created_at=NOW,
    )


def but(of: Coupon, **changed: object) -> Coupon:
    """The same coupon with other terms."""
    return evolve(of, terms=evolve(of.terms, **changed))  # type: ignore[arg-type]


def in_group(of: Coupon, group: str, *, lane: int = 0, priority: int = 0) -> Coupon:
    """The same coupon, as one of a group of which only the best applies."""
    stacking = Stacking(together=Together.BEST_OF, group=group, lane=lane, priority=priority)
    return but(of, stacking=stacking)


def exclusive(of: Coupon, *, lane: int = 0, priority: int = 0) -> Coupon:
    """The same coupon, which applies alone."""
    return but(of, stacking=Stacking(together=Together.EXCLUSIVE, lane=lane, priority=priority))
