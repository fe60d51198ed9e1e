"""Cancelling a part, or units of its lines, and what has to go back for it."""

from __future__ import annotations

from mpcore.kernel import (
    Refused,
    made,
    weigh,
)
from mpcore.orders import rules
from mpcore.orders.commands import (
    CancelLines,
    CancelPart,
)
from mpcore.orders.completion import completion
from mpcore.orders.context import Context
from mpcore.orders.decide.payment import confirmation
from mpcore.orders.events import (
    Events,
    LinesCancelled,
    OrderEvent,
    PartCancelled,
)
from mpcore.orders.evolve import evolve
from mpcore.orders.gates import Gate, objections, wrong_stage
from mpcore.orders.model import Order, Part
from mpcore.orders.shares import Shares, lowered, of_rest, of_units, to_refund
from mpcore.orders.states import PartStage

__all__ = ["cancel_lines", "cancel_part"]

# Members looked up once: an attribute of an Enum class costs as much as a rule.
_AWAITING_PAYMENT, _OPEN = PartStage.AWAITING_PAYMENT, PartStage.OPEN


def cancel_part(order: Order, part: Part, command: CancelPart, gate: Gate, ctx: Context) -> Events | Refused:
    """The whole part is cancelled, while nothing of it was shipped."""
    if miss := wrong_stage(gate, part):
        return Refused((miss,))
    if reasons := objections(gate, order, part, ctx.policy) + ctx.objections(order, command):
        return Refused(reasons)
    return _part_cancelled(order, part, command.reason, ctx)


def cancel_lines(order: Order, part: Part, command: CancelLines, gate: Gate, ctx: Context) -> Events | Refused:
    """Some units are cancelled; with the last of a part of which nothing was shipped, the part is."""
    if miss := wrong_stage(gate, part):
        return Refused((miss,))
    if reasons := weigh(
        *objections(gate, order, part, ctx.policy),
        *rules.must_fit(part, command.lines),
        *ctx.objections(order, command),
    ):
        return Refused(reasons)
    units = {wanted.line: wanted.quantity for wanted in command.lines}
    if not part.dispatches and sum(units.values()) == part.to_ship:
        return _part_cancelled(order, part, command.reason, ctx)
    shares = tuple(
        [of_units(line, line.cancelled, line.cancelled + units[line.id]) for line in part.lines if line.id in units]
    )
    off = sum([share.total for share in shares])
    cancelled = LinesCancelled(
        part=part.id,
        at=ctx.now,
        shares=shares,
        refund_due=_refund_due(part, shares),
        reason=command.reason,
    )
    # What is confirmed is what is owed for what is left.
    after = evolve(order, cancelled) if order.confirmed_at is None else order
    return (cancelled, *confirmation(after, order.received_minor, order.due_minor - off, ctx.now, ctx.policy))


def _refund_due(part: Part, shares: tuple[Shares, ...]) -> tuple[Shares, ...]:
    """What has to go back of what the buyer owes no more: nothing where it was not paid, and never more than was."""
    if part.stage is not _OPEN:
        return ()
    left = part.refundable
    lines = {line.id: line for line in part.lines}
    due: list[Shares] = []
    for share in shares:
        line = lines[share.line]
        back = lowered(line, to_refund(line, share, line.cancelled, line.cancelled + share.units), left)
        left -= back.total
        if back.total > 0:
            due.append(back)
    return tuple(due)


def _part_cancelled(order: Order, part: Part, reason: str | None, ctx: Context) -> tuple[OrderEvent, ...]:
    shares = tuple([of_rest(line) for line in part.lines])
    off = sum([share.total for share in shares])
    cancelled = made(
        PartCancelled,
        part=part.id,
        at=ctx.now,
        shares=shares,
        refund_due=_refund_due(part, shares),
        reason=reason,
    )
    return (
        cancelled,
        *confirmation(order, order.received_minor, order.due_minor - off, ctx.now, ctx.policy, without=part.id),
        *completion(order, ctx.now, gone=part.id),
    )
