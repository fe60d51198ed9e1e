"""What several reasons have in common."""

from __future__ import annotations

from typing import ClassVar

from mpcore.kernel import CouponId, Refusal, frozen

__all__ = ["AboutCoupon"]


@frozen(kw_only=True)
class AboutCoupon(Refusal):
    """A reason that names a coupon and no more."""

    abstract: ClassVar[bool] = True

    coupon: CouponId
