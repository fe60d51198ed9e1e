"""What is said about an order besides its lines, and what becomes of it in time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from attrs import field

from mpcore.kernel import (
    Fault,
    MalformedError,
    Metadata,
    NoteId,
    OrderId,
    PartId,
    Personal,
    Scope,
    a_personal_text,
    an_id,
    frozen,
)
from mpcore.orders.commands.shapes import OfOrder
from mpcore.orders.values import (
    Properties,
    Visibility,
)

__all__ = ["AddNote", "EditMetadata", "EditProperties", "ErasePersonalData", "FireTimers"]


def _names(given: Iterable[str]) -> tuple[str, ...]:
    if isinstance(given, str):
        raise MalformedError(Fault("changing", "is one text; give the names one by one"))
    return tuple(given)


@frozen(kw_only=True)
class AddNote:
    """Somebody writes something down about the order, or about a part of it (U4)."""

    scope: ClassVar[Scope] = Scope("orders.note")

    order: OrderId
    note: NoteId = field(validator=an_id)
    text: Personal[str] = field(validator=a_personal_text)
    visibility: Visibility = Visibility.PRIVATE
    part: PartId | None = None
    """Of which part; None: of the order, which only operators write about."""


@frozen(kw_only=True)
class EditProperties:
    """Some of what is said about the order is to be this (T15); lines are no property, and are never edited (T16)."""

    scope: ClassVar[Scope] = Scope("orders.edit_properties")

    order: OrderId
    properties: Properties
    """What those that change are to be; the others are not looked at."""
    changing: tuple[str, ...] = field(converter=_names)
    """The names of the properties that change, such as `email`; to empty one, name it and leave it out above."""


@frozen(kw_only=True)
class EditMetadata:
    """The host's own words on the order, or on a part of it, are to be these; no rule reads them."""

    scope: ClassVar[Scope] = Scope("orders.edit_metadata")

    order: OrderId
    metadata: Metadata
    part: PartId | None = None


class ErasePersonalData(OfOrder):
    """Everything personal in the order becomes a tombstone."""

    scope: ClassVar[Scope] = Scope("orders.erase_personal_data")


class FireTimers(OfOrder):
    """Whatever has become due by now happens: too early nothing does, and twice is as good as once."""

    scope: ClassVar[Scope] = Scope("orders.fire_timers")
