"""Facts that other packages told enter an order here: no actor, no argument, and each but once."""

from __future__ import annotations

from mpcore.kernel import BrokenHistoryError, Done, find
from mpcore.orders.completion import completion
from mpcore.orders.events import OrderEvent
from mpcore.orders.evolve import evolve
from mpcore.orders.facts import OrderFact
from mpcore.orders.model import Order

__all__ = ["record"]


def record(order: Order, fact: OrderFact) -> Done[Order, OrderEvent]:
    """The order after a fact, and what follows from it.

    Facts may come late and in any order: a refund is not opened again once it ended, and a payout moves only along its
    table. A fact with a known id and the same content changes nothing; with other content, about a part that is not the
    order's, or of more money than there is, it raises `BrokenHistoryError`. A refund that takes the last outstanding
    part out completes the order (U16).
    """
    known = find(order.facts, fact.id)
    if known == fact:
        return Done(order, ())
    if known is not None:
        raise BrokenHistoryError(f"fact {fact.id} of order {order.id} is known with other content")
    after = evolve(order, fact)
    follows = completion(after, fact.at)
    return Done(evolve(after, *follows), (fact, *follows))
