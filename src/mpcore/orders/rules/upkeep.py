"""Reasons against notes, properties, and forgetting."""

from __future__ import annotations

from typing import ClassVar

from attrs import fields_dict

from mpcore.kernel import Kind, Refusal, VendorMember, frozen
from mpcore.orders.commands import EditProperties
from mpcore.orders.context import Context
from mpcore.orders.model import Order, Part
from mpcore.orders.rules.about import AboutOrder, AboutPart
from mpcore.orders.states import PartStage
from mpcore.orders.values import Properties

__all__ = [
    "AddressTooLate",
    "NotAProperty",
    "NotesClosed",
    "PersonalDataNeeded",
    "must_be_current",
    "must_be_properties",
    "must_have_something_to_address",
    "must_need_no_personal_data",
]

_PROPERTIES = frozenset(fields_dict(Properties))
"""The whitelist of T15."""

_LIVE = (PartStage.AWAITING_PAYMENT, PartStage.OPEN)


class NotesClosed(AboutPart):
    """The part is completed or cancelled."""

    code: ClassVar[str] = "orders.notes_closed"
    kind: ClassVar[Kind] = Kind.TOO_LATE
    text: ClassVar[str] = "part {part} of order {order} is closed, and so are its notes"
    rule_ids: ClassVar[tuple[str, ...]] = ("U4",)


def must_be_current(order: Order, part: Part, ctx: Context) -> NotesClosed | None:
    """Vendors write about orders that are under way, unless the policy lets them write later (U4)."""
    if part.stage in _LIVE or ctx.policy.notes_on_closed or not isinstance(ctx.actor, VendorMember):
        return None
    return NotesClosed(order=order.id, part=part.id)


@frozen(kw_only=True)
class NotAProperty(Refusal):
    """It is not among what may be said about an order besides its lines."""

    code: ClassVar[str] = "orders.not_a_property"
    kind: ClassVar[Kind] = Kind.INVALID
    text: ClassVar[str] = "{name} is no property of an order"
    remedy: ClassVar[str | None] = "edit what is one; lines are never edited: cancel them, and place another order"
    rule_ids: ClassVar[tuple[str, ...]] = ("T15", "T16")

    name: str


def must_be_properties(command: EditProperties) -> tuple[NotAProperty, ...]:
    """Only properties are edited, all named or none; lines and whatever else are not (T15, T16)."""
    return tuple(
        [
            NotAProperty(name=name, at=f"changing[{index}]")
            for index, name in enumerate(command.changing)
            if name not in _PROPERTIES
        ]
    )


class AddressTooLate(AboutOrder):
    """Everything was sent off to where it was to go."""

    code: ClassVar[str] = "orders.address_too_late"
    kind: ClassVar[Kind] = Kind.TOO_LATE
    text: ClassVar[str] = "nothing of order {order} is left to send to another address"
    rule_ids: ClassVar[tuple[str, ...]] = ("T15",)


def must_have_something_to_address(order: Order, command: EditProperties) -> AddressTooLate | None:
    """A new address reaches what was not sent off; where there is no such thing, it is refused (T15)."""
    if "shipping_address" not in command.changing:
        return None
    if command.properties.shipping_address == order.properties.shipping_address:
        return None
    if any(part.stage in _LIVE and part.to_ship for part in order.parts):
        return None
    return AddressTooLate(order=order.id, at="properties.shipping_address")


class PersonalDataNeeded(AboutOrder):
    """The order cannot be fulfilled without it."""

    code: ClassVar[str] = "orders.personal_data_needed"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "units of order {order} are left to ship, to somebody, somewhere"
    remedy: ClassVar[str | None] = "ship or cancel them first"


def must_need_no_personal_data(order: Order, ctx: Context) -> PersonalDataNeeded | None:
    """Nobody is forgotten before the goods are sent off."""
    if any(part.stage in _LIVE and part.to_ship for part in order.parts):
        return PersonalDataNeeded(order=order.id)
    return None
