"""The refunds and returns of an order after an event.  History is not argued with: what cannot have happened raises."""

from __future__ import annotations

from collections.abc import Iterable

from mpcore.kernel import BrokenHistoryError, changed, erased
from mpcore.orders import Order
from mpcore.refunds.events import PersonalDataErased, RefundEvent
from mpcore.refunds.events.returns import ReturnHappened
from mpcore.refunds.evolve.refunds import answered, refund_evolved
from mpcore.refunds.evolve.returns import return_evolved
from mpcore.refunds.model import AfterSales

__all__ = ["after_sales_of", "answered", "evolve", "evolved", "replay"]


def after_sales_of(order: Order) -> AfterSales:
    """The refunds of an order that has none yet; there is nothing to create."""
    return AfterSales(order=order.id, currency=order.currency, rule_book=order.rule_book)


def replay(order: Order, history: Iterable[RefundEvent]) -> AfterSales:
    """The refunds of an order after their whole history."""
    return evolved(after_sales_of(order), history)


def evolve(after_sales: AfterSales, *events: RefundEvent) -> AfterSales:
    """The refunds after these events."""
    return evolved(after_sales, events)


def evolved(after_sales: AfterSales, events: Iterable[RefundEvent]) -> AfterSales:
    """`evolve`, for events that are at hand together."""
    for event in events:
        if event.order != after_sales.order:
            raise BrokenHistoryError(f"{type(event).__name__} is of order {event.order}, not {after_sales.order}")
        if isinstance(event, PersonalDataErased):
            after_sales = changed(erased(after_sales), erased_at=event.at)
        elif isinstance(event, ReturnHappened):
            after_sales = return_evolved(after_sales, event)
        else:
            after_sales = refund_evolved(after_sales, event)
    return after_sales
