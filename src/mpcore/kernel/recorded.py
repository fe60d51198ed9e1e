"""An event as a store keeps it: with when, by whom and in which place of which history."""

from __future__ import annotations

from typing import Generic, TypeVar

from attrs import field
from attrs.validators import ge, in_, instance_of
from pendulum import DateTime

from mpcore.kernel.ids import CommandId, MemberId
from mpcore.kernel.instants import utc
from mpcore.kernel.values import frozen

__all__ = ["Recorded"]

E = TypeVar("E", covariant=True)


@frozen(kw_only=True)
class Recorded(Generic[E]):
    """The envelope of an event; what it says is true of the record, not of the world."""

    stream: str
    """The id of the thing it happened to."""
    version: int = field(validator=[instance_of(int), ge(1)])
    """Its place in that thing's history, from 1."""
    event: E
    recorded_at: DateTime = field(converter=utc)
    actor_kind: str = field(validator=in_(("operator", "buyer", "vendor_member", "system")))
    """operator, buyer, vendor_member or system."""
    member: MemberId | None = None
    """Who of the staff; never a buyer, whose id stands in the order."""
    command: CommandId | None = None
    """The command it followed from, for idempotency and for asking why."""
