"""What a vendor does with its part, and what becomes of what it sent off."""

from __future__ import annotations

from typing import ClassVar

from attrs import field, validators
from attrs.converters import optional
from pendulum import DateTime

from mpcore.kernel import (
    NO_METADATA,
    DispatchId,
    Metadata,
    OrderId,
    PartId,
    Scope,
    a_text,
    an_id,
    frozen,
)
from mpcore.orders.commands.forms import happened, quantities
from mpcore.orders.commands.shapes import OfPart, Scan
from mpcore.orders.values import (
    DispatchKind,
    Quantity,
    Tracking,
)

__all__ = [
    "CompletePart",
    "CorrectTracking",
    "RecordCollection",
    "RecordDelivery",
    "RecordLoss",
    "RecordReturnToSender",
    "ShipLines",
]


@frozen(kw_only=True)
class ShipLines:
    """Units of some lines leave together (U6, U7): tracked, at the vendor's risk (U12, U13), or for pickup (U11)."""

    scope: ClassVar[Scope] = Scope("orders.ship")

    order: OrderId
    part: PartId
    dispatch: DispatchId = field(validator=an_id)
    lines: tuple[Quantity, ...] = field(converter=quantities)
    kind: DispatchKind = DispatchKind.TRACKED
    tracking: Tracking | None = None
    carrier: str | None = field(default=None, validator=validators.optional(a_text))
    liability_accepted: bool = False
    """Needed to ship untracked: the vendor answers for what does not arrive (U13)."""
    happened_at: DateTime | None = field(default=None, converter=optional(happened))
    metadata: Metadata = NO_METADATA


@frozen(kw_only=True)
class CorrectTracking:
    """A parcel is followed under another code than was said; the buyer is told anew (U9)."""

    scope: ClassVar[Scope] = Scope("orders.ship")

    order: OrderId
    part: PartId
    dispatch: DispatchId
    tracking: Tracking
    carrier: str | None = field(default=None, validator=validators.optional(a_text))


class RecordDelivery(Scan):
    """A dispatch reached the buyer; a repeated or older scan changes nothing (rules.md §00.10)."""

    scope: ClassVar[Scope] = Scope("orders.record_delivery")


class RecordCollection(Scan):
    """The buyer collected what was ready for pickup (U11)."""

    scope: ClassVar[Scope] = Scope("orders.record_collection")


class RecordLoss(Scan):
    """A dispatch is lost; who bears it was fixed when it was sent off (U13)."""

    scope: ClassVar[Scope] = Scope("orders.record_loss")


class RecordReturnToSender(Scan):
    """A dispatch came back to its vendor unopened."""

    scope: ClassVar[Scope] = Scope("orders.record_return_to_sender")


class CompletePart(OfPart):
    """The vendor says that its work on the part is done (U14)."""

    scope: ClassVar[Scope] = Scope("orders.complete")
