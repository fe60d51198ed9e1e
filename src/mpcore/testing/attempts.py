"""Something to decide: a state, what is asked of it, and who asks when."""

from __future__ import annotations

from typing import Protocol, TypeVar

from mpcore import orders
from mpcore.kernel import Context, Outcome, frozen
from mpcore.orders import Order, OrderCommand, OrderEvent

__all__ = ["Attempt", "OrderAttempt"]

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
