"""Notes, properties, metadata, and forgetting."""

from __future__ import annotations

from attrs import evolve

from mpcore.kernel import IdTaken, MissingScope, NotFound, Refused, VendorMember, WrongStage, erased, find, weigh
from mpcore.orders import rules
from mpcore.orders.commands import AddNote, EditMetadata, EditProperties, ErasePersonalData
from mpcore.orders.context import Context
from mpcore.orders.events import Events, MetadataEdited, NoteAdded, PersonalDataErased, PropertiesEdited
from mpcore.orders.gates import Gate, admit, in_words, objections_of_whole
from mpcore.orders.model import Order, Part
from mpcore.orders.states import PartStage
from mpcore.orders.values import Author, Note, Visibility

__all__ = ["add_note", "edit_metadata", "edit_properties", "erase_personal_data"]


def add_note(order: Order, command: AddNote, gate: Gate, ctx: Context) -> Events | Refused:
    """Something is written down, by a vendor about its part or by an operator about anything; a repeat is harmless."""
    by_vendor = isinstance(ctx.actor, VendorMember)
    part: Part | None = None
    if command.part is not None:
        known_part = admit(order, command.part, gate, ctx)
        if isinstance(known_part, Refused):
            return known_part
        part = known_part
    elif by_vendor:
        return Refused((MissingScope(scope=gate.scope, at="part"),))
    if by_vendor and command.visibility is Visibility.OPERATOR:
        return Refused((MissingScope(scope=gate.scope, at="visibility"),))
    note = Note(
        id=command.note,
        part=command.part,
        visibility=command.visibility,
        author=Author.VENDOR if by_vendor else Author.OPERATOR,
        text=command.text,
        at=ctx.now,
    )
    known = find(order.notes, command.note)
    if known is not None:
        return () if _says(known, note) else Refused((IdTaken(thing="note", id=command.note, at="note"),))
    closed = None if part is None else rules.must_be_current(order, part, ctx)
    if reasons := weigh(closed) + ctx.objections(order, command):
        return Refused(reasons)
    return (NoteAdded(note),)


def edit_properties(order: Order, command: EditProperties, gate: Gate, ctx: Context) -> Events | Refused:
    """What is said about the order is this now; where nothing is new, nothing happens (T15)."""
    strange = rules.must_be_properties(command)
    edited = {
        name: getattr(command.properties, name)
        for name in (() if strange else command.changing)
        if getattr(command.properties, name) != getattr(order.properties, name)
    }
    if not edited and not strange:
        return ()
    if all(part.stage is PartStage.CANCELLED for part in order.parts):
        stage, asked = PartStage.CANCELLED, in_words(EditProperties)
        return Refused((WrongStage(thing="order", id=order.id, stage=stage, asked=asked),))
    too_late = rules.must_have_something_to_address(order, command)
    if reasons := strange + weigh(too_late) + ctx.objections(order, command):
        return Refused(reasons)
    return (PropertiesEdited(ctx.now, evolve(order.properties, **edited), tuple(edited)),)


def edit_metadata(order: Order, command: EditMetadata, gate: Gate, ctx: Context) -> Events | Refused:
    """The host's own words are these now; where nothing is new, nothing happens."""
    part = None if command.part is None else order.part(command.part)
    if command.part is not None and part is None:
        return Refused((NotFound(thing="part", id=command.part, at="part"),))
    if reasons := ctx.objections(order, command):
        return Refused(reasons)
    known = order.metadata if part is None else part.metadata
    return () if known == command.metadata else (MetadataEdited(command.part, command.metadata, ctx.now),)


def erase_personal_data(order: Order, command: ErasePersonalData, gate: Gate, ctx: Context) -> Events | Refused:
    """Everything personal becomes a tombstone; where nothing personal is left, nothing happens."""
    if reasons := objections_of_whole(gate, order, ctx) + ctx.objections(order, command):
        return Refused(reasons)
    return () if erased(order) == order else (PersonalDataErased(ctx.now),)


def _says(known: Note, note: Note) -> bool:
    """Whether it is the same note, written at whatever time."""
    return (
        known.part == note.part
        and known.visibility is note.visibility
        and known.author is note.author
        and known.text == note.text
    )
