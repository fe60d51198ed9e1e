"""What differs between two evaluations of a basket: the one the buyer saw, and the one made to place the order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from mpcore.discounts.basket import Basket, BasketLine
from mpcore.discounts.evaluation import Applied, Evaluation, NotApplied
from mpcore.discounts.funding import Funding
from mpcore.discounts.rules.pricing import (
    BasketChanged,
    CouponGained,
    CouponLost,
    DiscountChanged,
    DiscountMoved,
    OfBasket,
)
from mpcore.discounts.values import Minor
from mpcore.kernel import CouponId, LineId, ShopId, VendorId
from mpcore.money import from_minor

__all__ = ["Change", "changes"]

Change: TypeAlias = BasketChanged | CouponLost | CouponGained | DiscountChanged | DiscountMoved
"""One thing that differs; a refusal, so that an order is refused with all of them."""

_Split: TypeAlias = tuple[Mapping[LineId, Minor], Mapping[tuple[VendorId, ShopId | None], Minor], Funding]


def changes(before: Evaluation, after: Evaluation) -> tuple[Change, ...]:
    """Everything that differs between two evaluations of what should be one basket; nothing where they agree.

    Where there is nothing, every line and every price of shipping costs the same, with the same discounts by coupon
    and funder and the same taxes.  Lines are told apart by their ids, shipping by its seller; titles, categories, tags,
    typed codes and reasons of coupons that never applied do not count.  First comes what differs about the basket, then
    the coupons that were lost or give something else, then those that were gained.

    Price again with the lines, and the prices of shipping, in the order they were shown in.  The order by itself is no
    difference, but cents that are left over, of a discount as of its funders' shares, go by position: the same lines in
    another order may have them elsewhere, which is `DiscountMoved`.
    """
    found: list[Change] = _of_baskets(before.basket, after.basket)
    if before.tax_rounding is not after.tax_rounding:
        found.append(BasketChanged(what=OfBasket.TAXES))
    now = {applied.coupon: applied for applied in after.applied}
    for applied in before.applied:
        again = now.pop(applied.coupon, None)
        change = _lost(applied, before, after) if again is None else _of_discounts(applied, again, before, after)
        if change is not None:
            found.append(change)
    currency = after.basket.currency
    found += [CouponGained(coupon=each.coupon, amount=from_minor(each.total, currency)) for each in now.values()]
    return tuple(found)


def _lost(applied: Applied, before: Evaluation, after: Evaluation) -> CouponLost:
    outcome = after.of(applied.coupon)
    reasons = tuple([reason.code for reason in outcome.reasons]) if isinstance(outcome, NotApplied) else ()
    amount = from_minor(applied.total, before.basket.currency)
    return CouponLost(coupon=applied.coupon, amount=amount, reasons=reasons)


def _of_discounts(
    one: Applied, other: Applied, before: Evaluation, after: Evaluation
) -> DiscountChanged | DiscountMoved | None:
    coupon: CouponId = one.coupon
    was, now = from_minor(one.total, before.basket.currency), from_minor(other.total, after.basket.currency)
    if was != now:
        return DiscountChanged(coupon=coupon, before=was, after=now)
    return None if _split(one, before.basket) == _split(other, after.basket) else DiscountMoved(coupon=coupon)


def _split(applied: Applied, basket: Basket) -> tuple[_Split, _Split]:
    """What it gives, and what of it the vendors pay, by line and by seller."""
    lines, shipping = applied.by_vendors
    return (
        _by_names(basket, applied.lines, applied.shipping, applied.funding),
        _by_names(basket, lines, shipping, applied.funding),
    )


def _by_names(basket: Basket, lines: tuple[Minor, ...], shipping: tuple[Minor, ...], funding: Funding) -> _Split:
    of_lines = zip(basket.lines, lines, strict=True)
    of_shipping = zip(basket.shipping, shipping, strict=True)
    return (
        {line.id: amount for line, amount in of_lines if amount},
        {(each.vendor, each.shop): amount for each, amount in of_shipping if amount},
        funding,
    )


def _of_baskets(before: Basket, after: Basket) -> list[Change]:
    found: list[Change] = []
    heads = (
        (OfBasket.BUYER, before.buyer, after.buyer),
        (OfBasket.CURRENCY, before.currency, after.currency),
        (OfBasket.CHANNEL, before.channel, after.channel),
    )
    found += [BasketChanged(what=what, at=what.value) for what, was, now in heads if was != now]
    known = {line.id: line for line in before.lines}
    for i, line in enumerate(after.lines):
        was = known.pop(line.id, None)
        if was is None:
            found.append(BasketChanged(what=OfBasket.LINES, at=f"lines[{i}]"))
        else:
            found += _of_lines(was, line, f"lines[{i}]")
    found += [BasketChanged(what=OfBasket.LINES, at="lines") for _ in known]
    prices = {(each.vendor, each.shop): each for each in before.shipping}
    for i, each in enumerate(after.shipping):
        priced = prices.pop((each.vendor, each.shop), None)
        if priced is None or priced.price != each.price:
            found.append(BasketChanged(what=OfBasket.SHIPPING, at=f"shipping[{i}]"))
        elif priced.taxes != each.taxes:
            found.append(BasketChanged(what=OfBasket.TAXES, at=f"shipping[{i}].taxes"))
    found += [BasketChanged(what=OfBasket.SHIPPING, at="shipping") for _ in prices]
    return found


def _of_lines(before: BasketLine, after: BasketLine, at: str) -> list[Change]:
    compared = (
        (OfBasket.SELLER, (before.vendor, before.shop), (after.vendor, after.shop)),
        (OfBasket.LISTING, (before.listing, before.variant), (after.listing, after.variant)),
        (OfBasket.QUANTITY, before.quantity, after.quantity),
        (OfBasket.UNIT_PRICE, before.unit_price, after.unit_price),
        (OfBasket.TAXES, before.taxes, after.taxes),
    )
    places = {OfBasket.SELLER: "vendor"}
    return [
        BasketChanged(what=what, at=f"{at}.{places.get(what, what.value)}") for what, was, now in compared if was != now
    ]
