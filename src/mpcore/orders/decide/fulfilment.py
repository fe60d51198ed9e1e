"""Shipping, delivering and completing a vendor's part."""

from __future__ import annotations

from mpcore.kernel import (
    IdTaken,
    NotFound,
    Refused,
    find,
    made,
    weigh,
)
from mpcore.orders import rules
from mpcore.orders.commands import (
    CompletePart,
    RecordDelivery,
    ShipLines,
)
from mpcore.orders.completion import completion
from mpcore.orders.context import Context
from mpcore.orders.events import (
    DeliveryRecorded,
    Events,
    LinesShipped,
    PartCompleted,
)
from mpcore.orders.gates import Gate, objections, wrong_stage
from mpcore.orders.lifecycle import DISPATCH
from mpcore.orders.model import Dispatch, Order, Part
from mpcore.orders.policy import OrderPolicy
from mpcore.orders.values import DispatchKind, Liability

__all__ = ["complete", "deliver", "ship"]

_TRACKED, _UNTRACKED = DispatchKind.TRACKED, DispatchKind.UNTRACKED


def ship(order: Order, part: Part, command: ShipLines, gate: Gate, ctx: Context) -> Events | Refused:
    """Units of some lines were sent off; a repeat says what is known and changes nothing."""
    policy = ctx.policy
    happened_at = command.happened_at or ctx.now
    known = find(part.dispatches, command.dispatch)
    if known is not None:
        same = _says(known, command)
        return () if same else Refused((IdTaken(thing="dispatch", id=command.dispatch, at="dispatch"),))
    if miss := wrong_stage(gate, part):
        return Refused((miss,))
    if reasons := weigh(
        *objections(gate, order, part, policy),
        *rules.must_fit(part, command.lines),
        rules.must_have_tracking(command, policy),
        rules.must_accept_liability(command, policy),
        rules.must_offer_pickup(order, part, command),
        rules.must_not_be_in_the_future(happened_at, ctx.now, policy),
        rules.must_follow_the_payment(order, happened_at, policy),
        *ctx.objections(order, command),
    ):
        return Refused(reasons)
    dispatch = made(
        Dispatch,
        id=command.dispatch,
        lines=command.lines,
        kind=command.kind,
        liability=_liability(command.kind, policy),
        tracking=command.tracking,
        carrier=command.carrier,
        address=order.properties.shipping_address,
        dispatched_at=happened_at,
        stage=DISPATCH.initial,
        delivered_at=None,
        metadata=command.metadata,
    )
    return (LinesShipped(part.id, dispatch),)


def deliver(order: Order, part: Part, command: RecordDelivery, gate: Gate, ctx: Context) -> Events | Refused:
    """A dispatch arrived; a repeated or older scan changes nothing (rules.md §00.10)."""
    dispatch = find(part.dispatches, command.dispatch)
    if dispatch is None:
        return Refused((NotFound(thing="dispatch", id=command.dispatch, at="dispatch"),))
    if DeliveryRecorded not in DISPATCH.rows[dispatch.stage]:
        return ()  # a repeated or older scan changes nothing (rules.md §00.10)
    happened_at = command.happened_at or ctx.now
    if reasons := weigh(
        rules.must_not_be_in_the_future(happened_at, ctx.now, ctx.policy),
        rules.must_not_precede(happened_at, "its dispatch", dispatch.dispatched_at),
        *ctx.objections(order, command),
    ):
        return Refused(reasons)
    return (DeliveryRecorded(part.id, dispatch.id, happened_at),)


def complete(order: Order, part: Part, command: CompletePart, gate: Gate, ctx: Context) -> Events | Refused:
    """The vendor's work is done, and with the last part's the order is."""
    if miss := wrong_stage(gate, part):
        return Refused((miss,))
    if reasons := objections(gate, order, part, ctx.policy) + ctx.objections(order, command):
        return Refused(reasons)
    completed = PartCompleted(part.id, ctx.now)
    return (completed, *completion(order, ctx.now, completed=part.id))


def _says(known: Dispatch, command: ShipLines) -> bool:
    """Whether the command says again what is known of the dispatch, its lines in whatever order."""
    return (
        set(known.lines) == set(command.lines)
        and len(known.lines) == len(command.lines)
        and known.kind is command.kind
        and known.tracking == command.tracking
        and known.carrier == command.carrier
        and known.metadata == command.metadata
        and (command.happened_at is None or known.dispatched_at == command.happened_at)
    )


def _liability(kind: DispatchKind, policy: OrderPolicy) -> Liability:
    """Who bears the loss of what is sent off now (U13)."""
    if kind is _TRACKED:
        return policy.tracked_loss_liability
    return Liability.VENDOR if kind is _UNTRACKED else Liability.NOBODY
