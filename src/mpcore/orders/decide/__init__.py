"""What follows from a command, or every reason why nothing does.

A repeat of a known payment or dispatch is answered before the stages: the same content is accepted without events,
other content is refused.  Everything else goes through authority and state (`gates.py`), then its own rules here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mpcore.kernel import (
    Accepted,
    Buyer,
    Decision,
    Done,
    Fault,
    MalformedError,
    MissingScope,
    Outcome,
    PolicyMismatchError,
    Refused,
    made,
    weigh,
)
from mpcore.orders import rules
from mpcore.orders.commands import (
    CancelLines,
    CancelPart,
    CompletePart,
    OrderCommand,
    PlaceOrder,
    RecordDelivery,
    RecordPayment,
    ShipLines,
)
from mpcore.orders.context import Context
from mpcore.orders.decide.cancelling import cancel_lines, cancel_part
from mpcore.orders.decide.fulfilment import complete, deliver, ship
from mpcore.orders.decide.payment import confirmation, record_payment
from mpcore.orders.events import (
    Events,
    OrderEvent,
    OrderPlaced,
)
from mpcore.orders.evolve import born, evolve
from mpcore.orders.gates import GATES, Gate, admit, missing_scope
from mpcore.orders.model import Order, Part
from mpcore.orders.placing import must_be_placeable, parts_of

__all__ = ["decide", "execute", "place"]


def place(command: PlaceOrder, ctx: Context) -> Outcome[Order, OrderEvent]:
    """A new order, or why not.

    Authority: buyers place their own orders, operators and the system anybody's.  An order with nothing due is placed
    paid.
    """
    gate = GATES[PlaceOrder]
    if lacking := missing_scope(gate, ctx.actor, None, ctx.policy):
        return Refused((lacking,))
    if type(ctx.actor) is Buyer and ctx.actor != command.buyer:
        return Refused((MissingScope(scope=gate.scope, at="buyer"),))
    policy = ctx.policy
    happened_at = command.happened_at or ctx.now
    if reasons := weigh(
        *must_be_placeable(command, policy),
        rules.must_not_be_in_the_future(happened_at, ctx.now, policy),
        *ctx.objections(None, command),
    ):
        return Refused(reasons)
    placed = made(
        OrderPlaced,
        order=command.order,
        buyer=command.buyer,
        currency=command.currency,
        rule_book=policy.rule_book,
        placed_at=happened_at,
        parts=parts_of(command),
        channel=command.channel,
        properties=command.properties,
        metadata=command.metadata,
    )
    order = born(placed)
    if order.due_minor:
        return Done(order, (placed,))
    confirmed = confirmation(order, 0, 0, happened_at, policy)
    return Done(evolve(order, *confirmed), (placed, *confirmed))


def execute(order: Order, command: OrderCommand, ctx: Context) -> Outcome[Order, OrderEvent]:
    """The next state of the order and the events that lead there, or why not."""
    events = _follows(order, command, ctx)
    return events if isinstance(events, Refused) else Done(evolve(order, *events), events)


def decide(order: Order, command: OrderCommand, ctx: Context) -> Decision[OrderEvent]:
    """What would follow.

    A command for another order raises `MalformedError`, a context with another rule book `PolicyMismatchError`: both
    are the caller's mistakes, not answers.
    """
    events = _follows(order, command, ctx)
    return events if isinstance(events, Refused) else Accepted(events)


def _follows(order: Order, command: OrderCommand, ctx: Context) -> Events | Refused:
    if command.order != order.id:
        raise MalformedError(
            Fault("order", f"the command is for order {command.order!r}, the state is of {order.id!r}")
        )
    if ctx.policy.rule_book != order.rule_book:
        raise PolicyMismatchError(
            f"order {order.id!r} was placed under rule book {order.rule_book!r}, and the context carries "
            f"{ctx.policy.rule_book!r}; resolve it with RuleBooks.get(order.rule_book)"
        )
    gate = GATES[type(command)]
    if isinstance(command, RecordPayment):
        return record_payment(order, command, gate, ctx)
    part = admit(order, command.part, gate, ctx)
    return part if isinstance(part, Refused) else _OF_PARTS[type(command)](order, part, command, gate, ctx)


_OF_PARTS: Mapping[type[OrderCommand], Callable[[Order, Part, Any, Gate, Context], Events | Refused]] = {
    ShipLines: ship,
    RecordDelivery: deliver,
    CompletePart: complete,
    CancelPart: cancel_part,
    CancelLines: cancel_lines,
}
