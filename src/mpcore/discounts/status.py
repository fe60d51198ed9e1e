"""What is shown of a coupon: derived from its stage, its window, its counts and its holds, never stored (§7.7)."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from mpcore.discounts import rules
from mpcore.discounts.model import Coupon
from mpcore.discounts.states import CouponStage
from mpcore.kernel import utc

__all__ = ["CouponStatus", "coupon_status"]


class CouponStatus(Enum):
    """The shown status of a coupon; of those that are true at once, the first."""

    DEACTIVATED = "deactivated"
    EXPIRED = "expired"
    SCHEDULED = "scheduled"
    EXHAUSTED = "exhausted"
    """What orders use and checkouts hold leaves nothing: no use more, or nothing of the budget."""
    ACTIVE = "active"


def coupon_status(coupon: Coupon, now: datetime) -> CouponStatus:
    """The status of a coupon at an instant; a naive one raises `MalformedError`."""
    at = utc(now, "now")
    if coupon.stage is CouponStage.DEACTIVATED:
        return CouponStatus.DEACTIVATED
    if rules.must_not_be_over(coupon, at) is not None:
        return CouponStatus.EXPIRED
    if rules.must_be_valid(coupon, at) is not None:
        return CouponStatus.SCHEDULED
    if rules.must_not_be_exhausted(coupon, at) is not None or rules.budget_left(coupon, at) == 0:
        return CouponStatus.EXHAUSTED
    return CouponStatus.ACTIVE
