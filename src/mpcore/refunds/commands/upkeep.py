"""What happens to the refunds and returns of an order in time, and what is forgotten of them."""

from __future__ import annotations

from typing import ClassVar

from mpcore.kernel import OrderId, Scope, frozen

__all__ = ["ErasePersonalData", "FireTimers"]


@frozen(kw_only=True)
class FireTimers:
    """Whatever has become due by now happens: too early nothing does, and twice is as good as once."""

    scope: ClassVar[Scope] = Scope("refunds.fire_timers")

    order: OrderId


@frozen(kw_only=True)
class ErasePersonalData:
    """Everything personal in the refunds and returns of the order becomes a tombstone."""

    scope: ClassVar[Scope] = Scope("refunds.erase_personal_data")

    order: OrderId
