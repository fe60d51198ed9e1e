"""The context of decisions about orders."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from mpcore import kernel
from mpcore.kernel import Refusal, frozen, weigh
from mpcore.orders.commands import OrderCommand, PlaceOrder
from mpcore.orders.model import Order
from mpcore.orders.policy import OrderPolicy

__all__ = ["Context", "OrderRule"]


@frozen(kw_only=True)
class Context(kernel.Context[OrderPolicy]):
    """The time, who asks, the policy of the order's rule book, and the host's own rules."""

    vendor_cancellations: int | None = None
    """How many sales the part's vendor cancelled before; asked only where the policy has a fee for that."""
    also: tuple[OrderRule, ...] = ()
    """Asked in the third stage; they may refuse, never permit."""

    def objections(self, order: Order | None, command: PlaceOrder | OrderCommand) -> tuple[Refusal, ...]:
        """What the host's own rules have against it."""
        return weigh(*[rule(order, command, self) for rule in self.also]) if self.also else ()


OrderRule: TypeAlias = Callable[[Order | None, PlaceOrder | OrderCommand, Context], Refusal | None]
"""A host's own rule: the order (None while it is being placed), the command, the context; the objection, or None."""
