"""The stored stages of a vendor's part and of a dispatch.

Only what events have told is stored.  What can be read off the quantities and the money (processing, shipped,
refunded, the status of the whole order) is derived in `status.py`; hold is a flag; payment, refund and payout are
dimensions of their own. COMPLETED and CANCELLED end *fulfilment* only: deliveries, late payments, refunds and payouts
stay recordable.
"""

from __future__ import annotations

from enum import Enum

__all__ = ["DispatchStage", "PartStage", "PayoutStage"]


class PartStage(Enum):
    """Where one vendor's part of an order stands."""

    AWAITING_PAYMENT = "awaiting_payment"
    """Placed; nobody may fulfil it yet (U2)."""
    OPEN = "open"
    """Paid for; the vendor ships and completes it."""
    COMPLETED = "completed"
    """The vendor has said that its work is done (U14); delivery may still come."""
    CANCELLED = "cancelled"
    """Nothing of it will be shipped."""

    __hash__ = object.__hash__  # by identity: stages are looked up in tables on every command


class DispatchStage(Enum):
    """Where what was sent off together stands."""

    IN_TRANSIT = "in_transit"
    DELIVERED = "delivered"

    __hash__ = object.__hash__


class PayoutStage(Enum):
    """How far the vendor's money for a part is, as settlement has told."""

    NONE = "none"
    REQUESTED = "requested"
    PAID = "paid"
    REVERSED = "reversed"

    __hash__ = object.__hash__
