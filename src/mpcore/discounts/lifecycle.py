"""Which event moves a coupon, and one order's use of it, from which stage to which."""

from __future__ import annotations

from mpcore.discounts.events import (
    CouponCommitted,
    CouponDeactivated,
    CouponHeld,
    CouponReactivated,
    CouponReleased,
    HoldDropped,
    HoldExpired,
    RedemptionEvent,
    StageEvent,
)
from mpcore.discounts.states import CouponStage, RedemptionStage
from mpcore.kernel import Lifecycle

__all__ = ["COUPON", "REDEMPTION"]

COUPON: Lifecycle[CouponStage, StageEvent] = Lifecycle(
    name="coupon",
    initial=CouponStage.ACTIVE,
    rows={
        CouponStage.ACTIVE: {CouponDeactivated: CouponStage.DEACTIVATED},
        CouponStage.DEACTIVATED: {CouponReactivated: CouponStage.ACTIVE},  # only where the policy allows it
    },
)

REDEMPTION: Lifecycle[RedemptionStage, RedemptionEvent] = Lifecycle(
    name="redemption",
    initial=RedemptionStage.HELD,  # or COMMITTED at once, where no checkout held it
    rows={
        RedemptionStage.HELD: {
            CouponHeld: RedemptionStage.HELD,  # the basket has changed
            CouponCommitted: RedemptionStage.COMMITTED,
            HoldDropped: RedemptionStage.DROPPED,
            HoldExpired: RedemptionStage.EXPIRED,
        },
        RedemptionStage.COMMITTED: {CouponReleased: RedemptionStage.RELEASED},
        RedemptionStage.DROPPED: {CouponHeld: RedemptionStage.HELD, CouponCommitted: RedemptionStage.COMMITTED},
        RedemptionStage.EXPIRED: {CouponHeld: RedemptionStage.HELD, CouponCommitted: RedemptionStage.COMMITTED},
        RedemptionStage.RELEASED: {},
    },
)
