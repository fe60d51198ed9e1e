"""Reasons why a coupon gives nothing to this basket."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from mpcore.discounts.rules.about import AboutCoupon
from mpcore.kernel import CouponId, Kind, frozen

__all__ = [
    "BetterOffer",
    "CeilingReached",
    "ComesToNothing",
    "CouponCurrency",
    "NotChosen",
    "NotCombinable",
    "NotForShipping",
    "NothingToDiscount",
    "WrongVendor",
]


@frozen(kw_only=True)
class CouponCurrency(AboutCoupon):
    """It is in another currency than the basket."""

    code: ClassVar[str] = "discounts.currency_mismatch"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "coupon {coupon} is for {expected}, the basket is in {given}"

    expected: str
    given: str


class WrongVendor(AboutCoupon):
    """Nothing in the basket is of the vendor whose coupon it is."""

    code: ClassVar[str] = "discounts.wrong_vendor"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "nothing here is sold by the vendor of coupon {coupon}"
    rule_ids: ClassVar[tuple[str, ...]] = ("W19",)


class NothingToDiscount(AboutCoupon):
    """What it would apply to costs nothing more, or may not cost less."""

    code: ClassVar[str] = "discounts.nothing_to_discount"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "nothing is left that coupon {coupon} could take something off"


class ComesToNothing(AboutCoupon):
    """What it gives is rounded to nothing here."""

    code: ClassVar[str] = "discounts.comes_to_nothing"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "what coupon {coupon} gives here comes to less than the smallest unit of the currency"


@frozen(kw_only=True)
class CeilingReached(AboutCoupon):
    """All discounts on goods together take as much as the policy lets them."""

    code: ClassVar[str] = "discounts.ceiling_reached"
    kind: ClassVar[Kind] = Kind.LIMIT
    text: ClassVar[str] = "coupons may take {most_percent} % off at most, so nothing is left for coupon {coupon}"

    most_percent: Decimal


class NotForShipping(AboutCoupon):
    """The policy lets no coupon be about shipping."""

    code: ClassVar[str] = "discounts.not_for_shipping"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "coupon {coupon} is about shipping, and coupons are for goods only"
    rule_ids: ClassVar[tuple[str, ...]] = ("W19",)


@frozen(kw_only=True)
class NotCombinable(AboutCoupon):
    """One of the two applies alone."""

    code: ClassVar[str] = "discounts.not_combinable"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "coupon {coupon} does not go with coupon {other}"

    other: CouponId


@frozen(kw_only=True)
class BetterOffer(AboutCoupon):
    """Another coupon of its group gives as much, or more."""

    code: ClassVar[str] = "discounts.better_offer"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "coupon {other} gives as much as coupon {coupon}, or more"

    other: CouponId


class NotChosen(AboutCoupon):
    """Of several coupons, the best combination has it not."""

    code: ClassVar[str] = "discounts.not_chosen"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "coupon {coupon} is left out: others give as much without it, or more"
