"""Something was said about an order besides its lines, or forgotten."""

from __future__ import annotations

from pendulum import DateTime

from mpcore.kernel import Metadata, PartId, frozen
from mpcore.orders.values import (
    Note,
    Properties,
)

__all__ = ["MetadataEdited", "NoteAdded", "PersonalDataErased", "PropertiesEdited"]


@frozen
class NoteAdded:
    """Something was written down (U4)."""

    note: Note


@frozen
class PropertiesEdited:
    """What is said about the order is this from now on (T15)."""

    at: DateTime
    properties: Properties
    changed: tuple[str, ...]
    """The names of what changed; never empty."""


@frozen
class MetadataEdited:
    """The host's own words on the order, or on a part of it, are these from now on."""

    part: PartId | None
    metadata: Metadata
    at: DateTime


@frozen
class PersonalDataErased:
    """Everything personal in the order is a tombstone."""

    at: DateTime
