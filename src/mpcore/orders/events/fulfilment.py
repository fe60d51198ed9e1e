"""A vendor worked on its part, and what became of what it sent off."""

from __future__ import annotations

from pendulum import DateTime

from mpcore.kernel import DispatchId, PartId, frozen
from mpcore.orders.events.shapes import OfPart, Scanned
from mpcore.orders.model import Dispatch
from mpcore.orders.values import (
    InvoiceRef,
    Tracking,
)

__all__ = [
    "CollectionRecorded",
    "DeliveryRecorded",
    "DispatchLost",
    "DispatchReturned",
    "LinesShipped",
    "OrderCompleted",
    "PartCompleted",
    "ShippingDeadlineMissed",
    "TrackingCorrected",
]


@frozen
class LinesShipped:
    """Units of some lines left the vendor together."""

    part: PartId
    dispatch: Dispatch


class DeliveryRecorded(Scanned):
    """A dispatch reached the buyer, or was collected."""


class PartCompleted(OfPart):
    """The vendor has said that its work on the part is done (U14)."""


@frozen
class OrderCompleted:
    """The last outstanding part is done and at least one was completed; told once in an order's life (U15, U16)."""

    at: DateTime
    invoices: tuple[InvoiceRef, ...]
    """One per completed part (U17)."""


@frozen
class TrackingCorrected:
    """A parcel is followed under another code than was said; the buyer is told anew (U9)."""

    part: PartId
    dispatch: DispatchId
    tracking: Tracking
    carrier: str | None
    at: DateTime


class CollectionRecorded(Scanned):
    """The buyer collected what was ready (U11)."""


class DispatchLost(Scanned):
    """Nobody knows where a dispatch is; who bears it was fixed when it was sent off (U13)."""


class DispatchReturned(Scanned):
    """A dispatch came back to its vendor."""


@frozen
class ShippingDeadlineMissed:
    """A due end passed before the milestone was reached (S26); told once in a part's life."""

    part: PartId
    at: DateTime
    due_end: DateTime
