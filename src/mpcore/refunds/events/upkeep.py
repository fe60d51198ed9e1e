"""What was forgotten of the refunds and returns of an order."""

from __future__ import annotations

from pendulum import DateTime

from mpcore.kernel import OrderId, frozen

__all__ = ["PersonalDataErased"]


@frozen(kw_only=True)
class PersonalDataErased:
    """Everything personal became a tombstone."""

    order: OrderId
    at: DateTime
