"""The next state of an order after an event.

History is not argued with: what cannot have happened raises `BrokenHistoryError`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from mpcore.kernel import BrokenHistoryError, made
from mpcore.orders.events import (
    AuthorisationExpired,
    BuyerReminded,
    CancellationAccepted,
    CancellationDeclined,
    CancellationRequested,
    CancellationWithdrawn,
    CollectionRecorded,
    DeliveryRecorded,
    DispatchLost,
    DispatchReturned,
    LinesCancelled,
    LinesShipped,
    MetadataEdited,
    NoteAdded,
    OrderCompleted,
    OrderEvent,
    OrderPlaced,
    PartCancelled,
    PartCompleted,
    PartHeld,
    PartReleased,
    PaymentAuthorised,
    PaymentConfirmed,
    PaymentFailed,
    PaymentRecorded,
    PersonalDataErased,
    PropertiesEdited,
    ShippingDeadlineMissed,
    TrackingCorrected,
    VacationRecorded,
)
from mpcore.orders.evolve import cancelling, facts, fulfilment, holding, payment, refunds, upkeep
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
    RefundSettled,
    SurplusRefunded,
)
from mpcore.orders.model import Order

__all__ = ["born", "evolve", "evolved", "replay"]


def replay(history: Iterable[OrderEvent]) -> Order:
    """The order after its whole history, which begins with `OrderPlaced`."""
    events = iter(history)
    first = next(events, None)
    if not isinstance(first, OrderPlaced):
        said = "nothing" if first is None else type(first).__name__
        raise BrokenHistoryError(f"an order's history begins with OrderPlaced, this one with {said}")
    return evolved(born(first), events)


def born(placed: OrderPlaced) -> Order:
    """The order as it was placed."""
    return made(
        Order,
        id=placed.order,
        buyer=placed.buyer,
        currency=placed.currency,
        rule_book=placed.rule_book,
        placed_at=placed.placed_at,
        parts=placed.parts,
        channel=placed.channel,
        properties=placed.properties,
        metadata=placed.metadata,
        payments=(),
        received_minor=0,
        last_payment_at=None,
        confirmed_at=None,
        completed_at=None,
        surplus_refunded=0,
        reminders=0,
        notes=(),
        erased_at=None,
        facts=(),
    )


def evolve(order: Order, *events: OrderEvent) -> Order:
    """The order after these events."""
    return evolved(order, events)


def evolved(order: Order, events: Iterable[OrderEvent]) -> Order:
    """`evolve`, for events that are at hand together."""
    for event in events:
        after = _AFTER.get(type(event))
        if after is None:
            raise BrokenHistoryError(f"{type(event).__name__} is nothing that happens to an order")
        order = after(order, event)
    return order


def _placed_again(order: Order, event: OrderPlaced) -> Order:
    raise BrokenHistoryError(f"order {order.id} is placed twice")


_AFTER: Mapping[type[OrderEvent], Callable[[Order, Any], Order]] = {
    OrderPlaced: _placed_again,
    PaymentRecorded: payment.paid,
    PaymentAuthorised: payment.authorised,
    PaymentFailed: payment.failed,
    AuthorisationExpired: payment.expired,
    BuyerReminded: payment.reminded,
    PaymentConfirmed: payment.confirmed,
    LinesShipped: fulfilment.shipped,
    TrackingCorrected: fulfilment.tracking_corrected,
    DeliveryRecorded: fulfilment.delivered,
    CollectionRecorded: fulfilment.delivered,
    DispatchLost: fulfilment.strayed,
    DispatchReturned: fulfilment.strayed,
    ShippingDeadlineMissed: fulfilment.missed,
    PartCompleted: fulfilment.completed,
    OrderCompleted: fulfilment.done,
    PartHeld: holding.held,
    PartReleased: holding.released,
    VacationRecorded: holding.away,
    LinesCancelled: cancelling.lines_cancelled,
    PartCancelled: cancelling.part_cancelled,
    CancellationRequested: cancelling.requested,
    CancellationAccepted: cancelling.answered,
    CancellationDeclined: cancelling.answered,
    CancellationWithdrawn: cancelling.answered,
    NoteAdded: upkeep.noted,
    PropertiesEdited: upkeep.properties_edited,
    MetadataEdited: upkeep.metadata_edited,
    PersonalDataErased: upkeep.forgotten,
    RefundOpened: refunds.opened,
    RefundClosed: refunds.closed,
    RefundSettled: refunds.settled,
    PayoutRequested: facts.payout,
    PayoutCancelled: facts.payout,
    PayoutPaid: facts.payout,
    PayoutReversed: facts.payout,
    ChargebackOpened: facts.chargeback,
    ChargebackWon: facts.chargeback,
    ChargebackLost: facts.chargeback_lost,
    SurplusRefunded: facts.surplus_refunded,
}
