"""What happened to an order, in words: one entry per event that a person would want to read.

An actor reads what `seen` lets them know, and no more.  Nobody's free text is repeated: reasons and notes are in the
history and in the order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from pendulum import DateTime

from mpcore.kernel import Actor, Buyer, DispatchId, PartId, System, VendorMember, frozen
from mpcore.orders.events import (
    CancellationRequested,
    CollectionRecorded,
    DeliveryRecorded,
    DispatchLost,
    DispatchReturned,
    LinesShipped,
    NoteAdded,
    OrderEvent,
    OrderPlaced,
    PaymentAuthorised,
    PaymentConfirmed,
    PaymentRecorded,
    PersonalDataErased,
    PropertiesEdited,
    ShippingDeadlineMissed,
    VacationRecorded,
)
from mpcore.orders.evolve import replay
from mpcore.orders.facts import (
    ChargebackLost,
    ChargebackOpened,
    ChargebackWon,
    PayoutCancelled,
    PayoutPaid,
    PayoutRequested,
    PayoutReversed,
    RefundClosed,
    RefundOpened,
)
from mpcore.orders.gates import knows, knows_part
from mpcore.orders.model import Order
from mpcore.orders.views.seen import may_read
from mpcore.orders.views.statements import Statement
from mpcore.orders.views.telling import TOLD
from mpcore.subaccounts.sensitive import Sensitive, opens

__all__ = ["Entry", "timeline"]


@frozen(kw_only=True)
class Entry:
    """Something that happened."""

    at: DateTime
    """When, in UTC."""
    part: PartId | None
    """To which part; None: to the order."""
    dispatch: DispatchId | None
    said: Statement


def timeline(
    history: Iterable[OrderEvent], order: Order | None = None, actor: Actor | None = None
) -> tuple[Entry, ...]:
    """What happened, the earliest first; what happened at one instant, in the order in which it was recorded.

    With an actor, what `seen` lets them know: nothing for a stranger, their own parts for a vendor's staff, who read
    the same whatever happens to others. Without, everything. The order is what the whole history leads to; where it is
    left out it is replayed, and a history that cannot have happened raises `BrokenHistoryError`.
    """
    events = tuple(history)
    order = replay(events) if order is None else order
    reader = System() if actor is None else actor
    if not knows(reader, order):
        return ()
    found: list[Entry] = []
    for event in events:
        tell = TOLD.get(type(event))
        statement = tell(order, event, reader) if tell is not None and _may_know(event, order, reader) else None
        if statement is None:
            continue
        found.append(_entry(event, statement))
    return tuple(sorted(found, key=_when))


def _when(entry: Entry) -> DateTime:
    return entry.at


def _entry(event: OrderEvent, statement: Statement) -> Entry:
    dispatch = event.dispatch.id if isinstance(event, LinesShipped) else getattr(event, "dispatch", None)
    return Entry(at=_instant(event), part=_part(event), dispatch=dispatch, said=statement)


def _instant(event: OrderEvent) -> DateTime:
    match event:
        case OrderPlaced():
            return event.placed_at
        case PaymentRecorded() | PaymentAuthorised():
            return event.payment.happened_at
        case LinesShipped():
            return event.dispatch.dispatched_at
        case DeliveryRecorded() | CollectionRecorded() | DispatchLost() | DispatchReturned():
            return event.happened_at
        case CancellationRequested():
            return event.request.requested_at
        case VacationRecorded():
            return event.away.start
        case NoteAdded():
            return event.note.at
        case _:
            return event.at


def _part(event: OrderEvent) -> PartId | None:
    return event.note.part if isinstance(event, NoteAdded) else getattr(event, "part", None)


_NOT_FOR_BUYERS: Final = frozenset(
    {
        ShippingDeadlineMissed,
        VacationRecorded,
        RefundOpened,
        RefundClosed,
        PayoutRequested,
        PayoutCancelled,
        PayoutPaid,
        PayoutReversed,
        ChargebackOpened,
        ChargebackWon,
        ChargebackLost,
    }
)
_SENSITIVE: Final[Mapping[type[OrderEvent], Sensitive]] = {
    PayoutRequested: Sensitive.PAYOUTS,
    PayoutCancelled: Sensitive.PAYOUTS,
    PayoutPaid: Sensitive.PAYOUTS,
    PayoutReversed: Sensitive.PAYOUTS,
    ChargebackOpened: Sensitive.BILLS,
    ChargebackWon: Sensitive.BILLS,
    ChargebackLost: Sensitive.BILLS,
}
"""What is kept from staff who have no need of it (H17)."""

_OF_WHOLE_FOR_VENDORS: Final = frozenset({OrderPlaced, PropertiesEdited, PersonalDataErased})


def _may_know(event: OrderEvent, order: Order, actor: Actor) -> bool:
    if isinstance(event, NoteAdded):
        return may_read(event.note, order, actor)
    if isinstance(actor, Buyer):
        return type(event) not in _NOT_FOR_BUYERS
    kind, part = _SENSITIVE.get(type(event)), _part(event)
    known = None if part is None else order.part(part)
    if kind is not None and not opens(kind, actor, None if known is None else known.shop):
        return False
    if not isinstance(actor, VendorMember) or type(event) in _OF_WHOLE_FOR_VENDORS:
        return True
    if isinstance(event, PaymentConfirmed):
        return any(_is_of(due.part, order, actor) for due in event.parts)
    return _is_of(_part(event), order, actor)


def _is_of(name: PartId | None, order: Order, actor: Actor) -> bool:
    part = None if name is None else order.part(name)
    return part is not None and knows_part(actor, order, part)
