"""The context of decisions about orders."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from mpcore import kernel
from mpcore.kernel import Refusal, frozen, weigh
from mpcore.orders.commands import OrderCommand, PlaceOrder
from mpcore.orders.model import Order
from mpcore.orders.policy import OrderPolicy

if TYPE_CHECKING:  # `wire` resolves it; deciding needs nothing of it
    from mpcore.discounts import Evaluation

__all__ = ["Context", "OrderRule"]


@frozen(kw_only=True)
class Context(kernel.Context[OrderPolicy]):
    """The time, who asks, the policy of the order's rule book, and the host's own rules."""

    vendor_cancellations: int | None = None
    """How many sales the part's vendor cancelled before; asked only where the policy has a fee for that."""
    repriced: Evaluation | None = None
    """The basket priced again, now; asked for where an order is placed with the evaluation its buyer saw."""
    also: tuple[OrderRule, ...] = ()
    """Asked in the third stage; they may refuse, never permit."""

    def objections(self, order: Order | None, command: PlaceOrder | OrderCommand) -> tuple[Refusal, ...]:
        """What the host's own rules have against it."""
        return weigh(*[rule(order, command, self) for rule in self.also]) if self.also else ()


OrderRule: TypeAlias = Callable[[Order | None, PlaceOrder | OrderCommand, Context], Refusal | None]
"""A host's own rule: the order (None while it is being placed), the command, the context; the objection, or None."""
