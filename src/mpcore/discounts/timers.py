"""When to look at a coupon again, as data."""

from __future__ import annotations

from datetime import timedelta
from enum import Enum

from pendulum import DateTime

from mpcore.discounts.context import Context
from mpcore.discounts.model import Coupon
from mpcore.kernel import CouponId, OrderId, frozen
from mpcore.timing import later

__all__ = ["Due", "Timer", "due", "end_of"]

_INSTANT = timedelta(microseconds=1)


class Timer(Enum):
    """What a host should look at again at a certain instant; `FireTimers` does what is to be done."""

    HOLD_EXPIRES = "hold_expires"
    """A checkout took too long: what it holds counts no more, whether the timer is fired or not."""


@frozen
class Due:
    """A timer as data: the host fires at `at`, or later, or twice; all of it is harmless."""

    at: DateTime
    timer: Timer
    coupon: CouponId
    order: OrderId


def end_of(start: DateTime, duration: timedelta) -> DateTime:
    """The first instant after an exact duration, whose last instant is in it (rules.md §00.7)."""
    return later(start, duration + _INSTANT)


def due(coupon: Coupon, _: Context) -> tuple[Due, ...]:
    """The timers of a coupon, earliest first; one that has passed is for now."""
    timers = [Due(hold.expires_at, Timer.HOLD_EXPIRES, coupon.id, hold.id) for hold in coupon.holds]
    return tuple(sorted(timers, key=_in_time))


def _in_time(timer: Due) -> tuple[DateTime, str]:
    return timer.at, timer.order
