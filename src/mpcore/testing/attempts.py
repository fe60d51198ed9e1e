"""Something to decide: a state, what is asked of it, and who asks when."""

from __future__ import annotations

from typing import Protocol, TypeVar

from mpcore import orders, refunds
from mpcore.kernel import Context, Outcome, frozen
from mpcore.orders import Order, OrderCommand, OrderEvent
from mpcore.refunds import AfterSales, RefundCommand, RefundEvent
from mpcore.testing.refund_life import RefundLife

__all__ = ["Attempt", "OrderAttempt", "RefundAttempt"]

S_co = TypeVar("S_co", covariant=True)
C_co = TypeVar("C_co", covariant=True)


class Attempt(Protocol[S_co, C_co]):
    """What a test of any decider needs: the state, the command, the context, and what comes of them."""

    @property
    def state(self) -> S_co:
        """The thing as it is."""
        ...

    @property
    def command(self) -> C_co:
        """What is asked of it."""
        ...

    @property
    def context(self) -> Context[object]:
        """Who asks, when, and under which policy."""
        ...

    def execute(self) -> Outcome[S_co, object]:
        """What comes of it; the same each time."""
        ...


@frozen(kw_only=True)
class OrderAttempt:
    """An order with the history that led to it, a command, and a context; an `Attempt[Order, OrderCommand]`."""

    state: Order
    command: OrderCommand
    context: orders.Context
    history: tuple[OrderEvent, ...]
    """`replay(history) == state`, unless the library is broken."""

    def execute(self) -> Outcome[Order, OrderEvent]:
        """`orders.execute` of the three."""
        return orders.execute(self.state, self.command, self.context)


@frozen(kw_only=True)
class RefundAttempt:
    """An order's refunds and returns with what led to them, a command, and a context that has the order.

    An `Attempt[AfterSales, RefundCommand]`.
    """

    life: RefundLife
    command: RefundCommand
    context: refunds.Context

    @property
    def state(self) -> AfterSales:
        """The refunds and returns as they are."""
        return self.life.state

    @property
    def order(self) -> Order:
        """The order, told of everything that happened to them."""
        return self.life.order

    @property
    def history(self) -> tuple[RefundEvent, ...]:
        """`replay(order, history) == state`, unless the library is broken."""
        return self.life.history

    def execute(self) -> Outcome[AfterSales, RefundEvent]:
        """`refunds.execute` of the three."""
        return refunds.execute(self.state, self.command, self.context)
