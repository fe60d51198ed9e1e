"""Reasons why a basket is not priced as it was: what the buyer saw no longer holds."""

from __future__ import annotations

from enum import Enum
from typing import ClassVar

from moneyed import Money

from mpcore.discounts.rules.about import AboutCoupon
from mpcore.kernel import Kind, Refusal, frozen

__all__ = ["BasketChanged", "CouponGained", "CouponLost", "DiscountChanged", "DiscountMoved", "OfBasket"]


class OfBasket(Enum):
    """What of a basket differs."""

    BUYER = "buyer"
    CURRENCY = "currency"
    CHANNEL = "channel"
    LINES = "lines"
    SELLER = "seller"
    LISTING = "listing"
    QUANTITY = "quantity"
    UNIT_PRICE = "unit_price"
    TAXES = "taxes"
    SHIPPING = "shipping"


@frozen(kw_only=True)
class BasketChanged(Refusal):
    """The basket itself is another one: `at` says where, as a path into the basket that is priced now."""

    code: ClassVar[str] = "discounts.basket_changed"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "the basket is not what it was priced as: {what}"
    remedy: ClassVar[str | None] = "show the buyer the new prices"

    what: OfBasket


@frozen(kw_only=True)
class CouponLost(AboutCoupon):
    """It applied, and applies no more."""

    code: ClassVar[str] = "discounts.coupon_lost"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "coupon {coupon} gave {amount} and no longer applies: {reasons}"
    remedy: ClassVar[str | None] = "show the buyer the new prices"

    amount: Money
    """What it gave."""
    reasons: tuple[str, ...]
    """The codes of every reason; none where it was not asked about again."""


@frozen(kw_only=True)
class CouponGained(AboutCoupon):
    """It did not apply, and does now."""

    code: ClassVar[str] = "discounts.coupon_gained"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "coupon {coupon} applies now and gives {amount}"
    remedy: ClassVar[str | None] = "show the buyer the new prices"

    amount: Money


@frozen(kw_only=True)
class DiscountChanged(AboutCoupon):
    """It gives another amount."""

    code: ClassVar[str] = "discounts.discount_changed"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "coupon {coupon} gave {before} and gives {after} now"
    remedy: ClassVar[str | None] = "show the buyer the new prices"

    before: Money
    after: Money


class DiscountMoved(AboutCoupon):
    """It gives the same amount, on other lines or paid by others."""

    code: ClassVar[str] = "discounts.discount_moved"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "what coupon {coupon} gives is on other lines now, or paid by others"
    remedy: ClassVar[str | None] = "show the buyer the new prices"
