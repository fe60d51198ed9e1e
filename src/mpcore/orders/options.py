"""What an actor may do with an order now, filled in with the most that is allowed; and why not the rest.

It reads the same table of gates that `decide` reads.
"""

from __future__ import annotations

from mpcore.kernel import Option, Refusal
from mpcore.orders.commands import (
    CancelLines,
    CancelPart,
    CompletePart,
    OrderCommand,
    RecordDelivery,
    RecordPayment,
    ShipLines,
)
from mpcore.orders.context import Context
from mpcore.orders.gates import GATES, knows, knows_part, missing_scope, objections, wrong_stage
from mpcore.orders.lifecycle import DISPATCH
from mpcore.orders.model import Order, Part
from mpcore.orders.values import Quantity

__all__ = ["options"]

_OF_PARTS: tuple[type[ShipLines | CompletePart | CancelPart | CancelLines], ...] = (
    ShipLines,
    CompletePart,
    CancelPart,
    CancelLines,
)


def options(order: Order, ctx: Context) -> tuple[Option[OrderCommand], ...]:
    """One option per command and part (and dispatch, for deliveries) that the actor may know of; none for a stranger.

    An option without reasons is accepted when what only the actor can say is filled in rightly: ids, tracking,
    instants. The host's own rules judge whole commands, so they speak when one is asked.
    """
    if not knows(ctx.actor, order):
        return ()
    found: list[Option[OrderCommand]] = [_payment(order, ctx)]
    for part in order.parts:
        if not knows_part(ctx.actor, order, part):
            continue
        found += [_of_part(order, part, command, ctx) for command in _OF_PARTS]
        found += _deliveries(order, part, ctx)
    return tuple(found)


def _payment(order: Order, ctx: Context) -> Option[OrderCommand]:
    given: dict[str, object] = {"order": order.id}
    if lacking := missing_scope(GATES[RecordPayment], ctx.actor, None, ctx.policy):
        return Option(RecordPayment, given, (lacking,))
    if (owed := order.due_minor - order.received_minor) > 0:
        given["amount"] = order.money(owed)
    return Option(RecordPayment, given)


def _of_part(
    order: Order, part: Part, command: type[ShipLines | CompletePart | CancelPart | CancelLines], ctx: Context
) -> Option[OrderCommand]:
    given: dict[str, object] = {"order": order.id, "part": part.id}
    if command in (ShipLines, CancelLines):
        given["lines"] = tuple([Quantity(line.id, line.to_ship) for line in part.lines if line.to_ship])
    return Option(command, given, _objections(order, part, command, ctx), part.id)


def _objections(order: Order, part: Part, command: type[OrderCommand], ctx: Context) -> tuple[Refusal, ...]:
    gate = GATES[command]
    if lacking := missing_scope(gate, ctx.actor, part, ctx.policy):
        return (lacking,)
    if miss := wrong_stage(gate, part):
        return (miss,)
    return objections(gate, order, part, ctx.policy)


def _deliveries(order: Order, part: Part, ctx: Context) -> list[Option[OrderCommand]]:
    lacking = missing_scope(GATES[RecordDelivery], ctx.actor, part, ctx.policy)
    return [
        Option(
            RecordDelivery,
            {"order": order.id, "part": part.id, "dispatch": dispatch.id},
            () if lacking is None else (lacking,),
            part.id,
        )
        for dispatch in part.dispatches
        if DISPATCH.rows[dispatch.stage]
    ]
