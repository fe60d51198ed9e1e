"""The stored stages of a coupon and of its redemptions.

SCHEDULED, EXPIRED and EXHAUSTED are never stored: `coupon_status` derives them (rules.md §7.7).
"""

from __future__ import annotations

from enum import Enum

__all__ = ["CouponStage", "RedemptionStage"]


class CouponStage(Enum):
    """Whether a coupon may be used at all."""

    ACTIVE = "active"
    DEACTIVATED = "deactivated"
    """Nobody redeems it any more; orders that have, keep their discount (W20)."""


class RedemptionStage(Enum):
    """Where one order's use of a coupon stands."""

    HELD = "held"
    """A checkout has it, for a while; it counts against the limits, and is no use yet."""
    COMMITTED = "committed"
    """The order is placed: one use (W21)."""
    RELEASED = "released"
    """The use was given back; this order never uses it again."""
    DROPPED = "dropped"
    """The checkout gave it up; it may have it again."""
    EXPIRED = "expired"
    """The checkout took too long; it may have it again, if there still is one."""
