"""What a cancellation would give back: for limits on what a member spends, and for a page that warns."""

from __future__ import annotations

from attrs import evolve
from moneyed import Money

from mpcore.kernel import Refused
from mpcore.money import from_minor
from mpcore.orders.commands import OrderCommand
from mpcore.orders.context import Context
from mpcore.orders.decide import decide
from mpcore.orders.events import LinesCancelled, PartCancelled
from mpcore.orders.model import Order

__all__ = ["refund_due"]


def refund_due(order: Order, command: OrderCommand, ctx: Context) -> Money:
    """What would have to go back to the buyer, were a command asked for now: the total of what its events say is due.

    Nothing where it cancels nothing that was paid, and where it is refused.  The host's own rules (`ctx.also`) are not
    asked, so one of them may ask this.  The caller's mistakes are those of `decide`.
    """
    decision = decide(order, command, evolve(ctx, also=()))
    events = () if isinstance(decision, Refused) else decision.events
    cancelled = [event for event in events if isinstance(event, PartCancelled | LinesCancelled)]
    return from_minor(sum([share.total for event in cancelled for share in event.refund_due]), order.currency)
