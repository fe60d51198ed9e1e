"""Something was cancelled, or asked to be."""

from __future__ import annotations

from pendulum import DateTime

from mpcore.kernel import PartId, frozen
from mpcore.orders.events.shapes import Answered, OfPart
from mpcore.orders.shares import Minor, Shares
from mpcore.orders.values import (
    CancelRequest,
    Cause,
)

__all__ = [
    "CancellationAccepted",
    "CancellationDeclined",
    "CancellationRequested",
    "CancellationWithdrawn",
    "LinesCancelled",
    "PartCancelled",
]


@frozen(kw_only=True)
class LinesCancelled:
    """Some units of a part will not be shipped; something of it remains."""

    part: PartId
    at: DateTime
    shares: tuple[Shares, ...]
    """What the buyer owes no more, line by line; without shipping, which goes with the last of the part."""
    refund_due: tuple[Shares, ...] = ()
    """What has to go back of it: where it was paid, these shares less what went back before (rules.md §00.3)."""
    reason: str | None = None
    cause: Cause


@frozen(kw_only=True)
class PartCancelled:
    """Nothing of a part will be shipped."""

    part: PartId
    at: DateTime
    shares: tuple[Shares, ...]
    """What the buyer owes no more, line by line, with all the shipping."""
    refund_due: tuple[Shares, ...] = ()
    """What has to go back of it: where it was paid, these shares less what went back before (rules.md §00.3)."""
    reason: str | None = None
    cause: Cause
    fee: Minor = 0
    """What the vendor owes the marketplace for cancelling a sale; settlement takes it."""


@frozen
class CancellationRequested:
    """The buyer asked for a part to be cancelled (X-W3)."""

    part: PartId
    request: CancelRequest


class CancellationWithdrawn(OfPart):
    """The buyer took the request back."""


class CancellationDeclined(Answered):
    """The sale stands (X-W3)."""


class CancellationAccepted(Answered):
    """The part is cancelled for its buyer (X-W3)."""
