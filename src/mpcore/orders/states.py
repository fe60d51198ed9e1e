"""The stored stages of a vendor's part, of a dispatch, of a payment and of a question.

Only what events have told is stored.  What can be read off the quantities and the money (processing, shipped,
refunded, the status of the whole order) is derived in `status.py`; hold is a flag; payment, refund and payout are
dimensions of their own. COMPLETED and CANCELLED end *fulfilment* only: deliveries, late payments, refunds and payouts
stay recordable.
"""

from __future__ import annotations

from enum import Enum

__all__ = ["ChargebackStage", "DispatchStage", "PartStage", "PaymentStage", "PayoutStage", "RequestStage"]


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
    """Sent off, or ready to be collected."""
    DELIVERED = "delivered"
    """It arrived, or was collected."""
    LOST = "lost"
    """Nobody knows where it is; it may still arrive."""
    RETURNED = "returned"
    """It came back to its vendor."""

    __hash__ = object.__hash__


class PayoutStage(Enum):
    """How far the vendor's money for a part is, as settlement has told."""

    NONE = "none"
    REQUESTED = "requested"
    PAID = "paid"
    REVERSED = "reversed"

    __hash__ = object.__hash__


class PaymentStage(Enum):
    """Where one payment of the buyer's stands; only what was received counts."""

    AUTHORISED = "authorised"
    """Promised by who pays it, and not captured."""
    RECEIVED = "received"
    FAILED = "failed"
    EXPIRED = "expired"
    """Its authorisation ended before it was captured."""

    __hash__ = object.__hash__


class RequestStage(Enum):
    """Where a buyer's request to cancel stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"

    __hash__ = object.__hash__


class ChargebackStage(Enum):
    """Where a chargeback stands, as the payment provider has told."""

    NONE = "none"
    OPEN = "open"
    WON = "won"
    """The money stays."""
    LOST = "lost"
    """The money went back."""

    __hash__ = object.__hash__
