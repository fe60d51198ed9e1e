"""The order after something was said about it besides its lines, or forgotten."""

from __future__ import annotations

from mpcore.kernel import BrokenHistoryError, changed, erased, find, put
from mpcore.orders.events import MetadataEdited, NoteAdded, PersonalDataErased, PropertiesEdited
from mpcore.orders.evolve.parts import the_part, with_part
from mpcore.orders.model import Order

__all__ = ["forgotten", "metadata_edited", "noted", "properties_edited"]


def noted(order: Order, event: NoteAdded) -> Order:
    """One note more."""
    note = event.note
    if find(order.notes, note.id) is not None:
        raise BrokenHistoryError(f"note {note.id} of order {order.id} is added twice")
    if note.part is not None:
        the_part(order, note.part)
    return changed(order, notes=put(order.notes, note))


def properties_edited(order: Order, event: PropertiesEdited) -> Order:
    """What is said about the order is this now."""
    return changed(order, properties=event.properties)


def metadata_edited(order: Order, event: MetadataEdited) -> Order:
    """The host's own words are these now."""
    if event.part is None:
        return changed(order, metadata=event.metadata)
    at, part = the_part(order, event.part)
    return with_part(order, at, changed(part, metadata=event.metadata))


def forgotten(order: Order, event: PersonalDataErased) -> Order:
    """Everything personal is a tombstone."""
    return changed(erased(order), erased_at=event.at)
