"""What several events have in common; they inherit it, which makes them cheap to define."""

from __future__ import annotations

from pendulum import DateTime

from mpcore.kernel import DispatchId, PartId, PaymentId, frozen

__all__ = ["Answered", "OfPart", "OfPayment", "Scanned"]


@frozen
class OfPart:
    """Something happened to a part."""

    part: PartId
    at: DateTime


@frozen
class Answered(OfPart):
    """A buyer's request was answered."""

    by_silence: bool = False
    """Whether nobody answered in time."""


@frozen
class OfPayment:
    """Something happened to a payment."""

    payment: PaymentId
    at: DateTime


@frozen
class Scanned:
    """Something happened to a dispatch."""

    part: PartId
    dispatch: DispatchId
    happened_at: DateTime
