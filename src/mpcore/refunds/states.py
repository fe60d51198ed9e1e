"""The stored stages of a refund, of a return and of a protection case; what can be read from them is not stored."""

from __future__ import annotations

from enum import Enum
from typing import Final

__all__ = ["OPEN_RETURNS", "OPEN_STAGES", "CaseStage", "RefundStage", "ReturnStage"]


class RefundStage(Enum):
    """How far a refund is (rules.md §7.5)."""

    REQUESTED = "requested"
    APPROVED = "approved"
    """The money is on its way back."""
    FAILED = "failed"
    """Not all of it could be given back; it is tried again, given back by hand, or abandoned."""
    COMPLETED = "completed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    ABANDONED = "abandoned"
    """What did not go back never will by this refund."""

    __hash__ = object.__hash__  # by identity: stages are looked up in tables on every command


OPEN_STAGES: Final = frozenset({RefundStage.REQUESTED, RefundStage.APPROVED, RefundStage.FAILED})
"""While a refund is in one of these it keeps its money, and its part waits for it (rules.md §00.6)."""


class ReturnStage(Enum):
    """How far goods are on their way back (rules.md §7.6)."""

    REQUESTED = "requested"
    """The vendor answers."""
    INFO_REQUESTED = "info_requested"
    """The buyer supplies the documents that the vendor asked for (S31)."""
    ACCEPTED = "accepted"
    """The buyer sends the goods back."""
    IN_TRANSIT = "in_transit"
    RECEIVED = "received"
    """The goods are back; the money is not."""
    ESCALATED = "escalated"
    """The other side answers, then the marketplace decides; until it has, nothing else happens (S36)."""
    REFUNDED = "refunded"
    """Its money went back, or there was none left to go back."""
    EXCHANGED = "exchanged"
    """Another order came in the place of the money."""
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    """The buyer keeps the goods."""
    EXPIRED = "expired"
    """The buyer did not do in time what was the buyer's to do, or the parcel was lost; if it comes, it goes on."""


OPEN_RETURNS: Final = frozenset(
    {
        ReturnStage.REQUESTED,
        ReturnStage.INFO_REQUESTED,
        ReturnStage.ACCEPTED,
        ReturnStage.IN_TRANSIT,
        ReturnStage.RECEIVED,
        ReturnStage.ESCALATED,
    }
)
"""While a return is in one of these somebody waits for somebody, until an instant that is stored with it."""


class CaseStage(Enum):
    """How far the marketplace is with what was brought before it, and how it decided (S36, S37)."""

    OPEN = "open"
    """The side that did not open it answers."""
    HEARD = "heard"
    """Both sides have spoken, or let their time pass: the marketplace decides."""
    UPHELD = "upheld"
    """The vendor is right: the return is rejected."""
    DENIED = "denied"
    """The buyer is: the return goes on where it was, and the vendor cannot stop it any more."""

    __hash__ = object.__hash__  # by identity, as those of returns
