"""What an order has of its coupons: which shares, on which parts, and when they are given back."""

from __future__ import annotations

from collections.abc import Iterable

from mpcore.discounts import ReleaseOn
from mpcore.kernel import CouponId, PartId, frozen
from mpcore.orders.model import Order, Part
from mpcore.orders.shares import Minor
from mpcore.orders.states import PartStage

__all__ = ["CouponShare", "coupon_shares", "released_coupons"]


@frozen(kw_only=True)
class CouponShare:
    """What one coupon took off one part when the order was placed."""

    coupon: CouponId
    part: PartId
    amount: Minor


def coupon_shares(order: Order) -> tuple[CouponShare, ...]:
    """What each coupon took off each part, in the order of the parts; what it took nothing off is not there."""
    found: dict[tuple[CouponId, PartId], Minor] = {}
    for part in order.parts:
        for line in part.lines:
            for discount in line.discounts:
                if discount.coupon is not None and discount.amount:
                    key = discount.coupon, part.id
                    found[key] = found.get(key, 0) + discount.amount
    return tuple([CouponShare(coupon=coupon, part=part, amount=amount) for (coupon, part), amount in found.items()])


def released_coupons(order: Order, release_on: Iterable[ReleaseOn]) -> tuple[CouponId, ...]:
    """The coupons whose use is given back, as the order stands and the policy says (W21, rules.md §00.9).

    `ReleaseOn.CANCELLED`: no part that received a share remains live.  `ReleaseOn.FULL_REFUND`: each of them is
    cancelled, or was paid back whole.  Look whenever a part was cancelled or money went back; releasing one twice is
    harmless.
    """
    causes = frozenset(release_on)
    if not causes:
        return ()
    parts = {part.id: part for part in order.parts}
    live: dict[CouponId, bool] = {}
    for share in coupon_shares(order):
        gone = _is_gone(parts[share.part], refunded=ReleaseOn.FULL_REFUND in causes)
        live[share.coupon] = live.get(share.coupon, False) or not gone
    return tuple([coupon for coupon, is_live in live.items() if not is_live])


def _is_gone(part: Part, *, refunded: bool) -> bool:
    return part.stage is PartStage.CANCELLED or (refunded and part.refunded_whole)
