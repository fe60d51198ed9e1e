"""What has happened to a coupon.

An event about an order's use of it happens to that order's `Redemption` too (`redemption_after`).
"""

from __future__ import annotations

from typing import TypeAlias

from pendulum import DateTime

from mpcore.discounts.model import Terms
from mpcore.discounts.values import Minor
from mpcore.kernel import SHOP, Buyer, CouponId, OrderId, RuleBookId, SalesChannel, VendorId, frozen

__all__ = [
    "CouponCommitted",
    "CouponCreated",
    "CouponDeactivated",
    "CouponEvent",
    "CouponHeld",
    "CouponReactivated",
    "CouponReleased",
    "Events",
    "HoldDropped",
    "HoldExpired",
    "RedemptionEvent",
    "StageEvent",
]


@frozen(kw_only=True)
class Happened:
    """Something that happened to a coupon."""

    coupon: CouponId
    at: DateTime


@frozen(kw_only=True)
class CouponCreated(Happened):
    """There is a new coupon."""

    owner: VendorId | None
    terms: Terms
    rule_book: RuleBookId


class CouponDeactivated(Happened):
    """It was deactivated; `CouponInactive` is the name of the reason that follows from it."""


class CouponReactivated(Happened):
    """It is active again."""


@frozen(kw_only=True)
class OfOrder(Happened):
    """Something that happened to an order's use of it."""

    order: OrderId


@frozen(kw_only=True)
class Redeemed(OfOrder):
    """The facts of the basket, in minor units of its currency."""

    buyer: Buyer
    currency: str
    amount: Minor
    """What the coupon gives."""
    goods: Minor
    """The goods of the basket, before every discount."""
    paid: Minor
    """The goods of the basket, after every discount."""
    channel: SalesChannel = SHOP
    code: str | None = None


@frozen(kw_only=True)
class CouponHeld(Redeemed):
    """A checkout has it for a while, or what it has it for has changed."""

    expires_at: DateTime
    """The first instant at which it is held no more."""


class CouponCommitted(Redeemed):
    """An order uses it."""


@frozen(kw_only=True)
class CouponReleased(OfOrder):
    """An order gave its use back."""

    currency: str
    amount: Minor
    """What it had given."""


class HoldDropped(OfOrder):
    """A checkout gave it up."""


class HoldExpired(OfOrder):
    """A checkout took too long; `at` is when the hold had expired, however late that was noticed."""


StageEvent: TypeAlias = CouponDeactivated | CouponReactivated
"""The events in the coupon's table."""

RedemptionEvent: TypeAlias = CouponHeld | CouponCommitted | CouponReleased | HoldDropped | HoldExpired
"""The events in the redemption's table."""

CouponEvent: TypeAlias = CouponCreated | StageEvent | RedemptionEvent
"""Everything that can stand in a coupon's history."""

Events: TypeAlias = tuple[CouponEvent, ...]
"""What a decision leads to, in order."""
