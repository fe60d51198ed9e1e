"""The next state of an order after an event.

History is not argued with: what cannot have happened raises `BrokenHistoryError`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from mpcore.kernel import BrokenHistoryError, made
from mpcore.orders.events import (
    DeliveryRecorded,
    LinesCancelled,
    LinesShipped,
    OrderCompleted,
    OrderEvent,
    OrderPlaced,
    PartCancelled,
    PartCompleted,
    PaymentConfirmed,
    PaymentRecorded,
)
from mpcore.orders.evolve import cancelling, facts, fulfilment, payment
from mpcore.orders.facts import (
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

__all__ = ["born", "evolve", "replay"]


def replay(history: Iterable[OrderEvent]) -> Order:
    """The order after its whole history, which begins with `OrderPlaced`."""
    events = iter(history)
    first = next(events, None)
    if not isinstance(first, OrderPlaced):
        said = "nothing" if first is None else type(first).__name__
        raise BrokenHistoryError(f"an order's history begins with OrderPlaced, this one with {said}")
    return evolve(born(first), *events)


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
        facts=(),
    )


def evolve(order: Order, *events: OrderEvent) -> Order:
    """The order after these events."""
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
    PaymentConfirmed: payment.confirmed,
    LinesShipped: fulfilment.shipped,
    DeliveryRecorded: fulfilment.delivered,
    PartCompleted: fulfilment.completed,
    OrderCompleted: fulfilment.done,
    PartCancelled: cancelling.part_cancelled,
    LinesCancelled: cancelling.lines_cancelled,
    RefundOpened: facts.refund_opened,
    RefundClosed: facts.refund_closed,
    RefundSettled: facts.refund_settled,
    PayoutRequested: facts.payout,
    PayoutCancelled: facts.payout,
    PayoutPaid: facts.payout,
    PayoutReversed: facts.payout,
    SurplusRefunded: facts.surplus_refunded,
}
