"""Shipping, delivering and completing a vendor's part."""

from __future__ import annotations

from typing import TypeAlias

from pendulum import DateTime

from mpcore.kernel import IdTaken, NotFound, Refusal, Refused, WrongStage, find, made, weigh
from mpcore.orders import rules
from mpcore.orders.commands import (
    CompletePart,
    CorrectTracking,
    RecordCollection,
    RecordDelivery,
    RecordLoss,
    RecordReturnToSender,
    ShipLines,
)
from mpcore.orders.completion import completion
from mpcore.orders.context import Context
from mpcore.orders.events import (
    CollectionRecorded,
    DeliveryRecorded,
    Events,
    LinesShipped,
    PartCompleted,
    TrackingCorrected,
)
from mpcore.orders.gates import Gate, in_words, objections, wrong_stage
from mpcore.orders.lifecycle import DISPATCH
from mpcore.orders.model import Dispatch, Order, Part
from mpcore.orders.policy import OrderPolicy
from mpcore.orders.values import DispatchKind, Liability

__all__ = ["complete", "completed", "correct_tracking", "scan", "ship"]

_Scan: TypeAlias = RecordDelivery | RecordCollection | RecordLoss | RecordReturnToSender

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
    if (
        reasons := objections(gate, order, part, ctx)
        + rules.must_fit(part, command.lines)
        + weigh(
            rules.must_have_tracking(command.kind, command.tracking, policy),
            rules.must_accept_liability(command, policy),
            rules.must_offer_pickup(order, part, command),
            rules.must_not_be_in_the_future(happened_at, ctx.now, policy),
            rules.must_follow_the_payment(order, happened_at, policy),
        )
        + ctx.objections(order, command)
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
        strayed_at=None,
        metadata=command.metadata,
    )
    return (LinesShipped(part.id, dispatch),)


def correct_tracking(order: Order, part: Part, command: CorrectTracking, gate: Gate, ctx: Context) -> Events | Refused:
    """A parcel is followed under another code, until it arrived; what is known already changes nothing."""
    dispatch = find(part.dispatches, command.dispatch)
    if dispatch is None:
        return Refused((NotFound(thing="dispatch", id=command.dispatch, at="dispatch"),))
    if not DISPATCH.rows[dispatch.stage]:
        over = WrongStage(thing="dispatch", id=dispatch.id, stage=dispatch.stage, asked=in_words(CorrectTracking))
        return Refused((over,))
    carrier = command.carrier or dispatch.carrier
    if reasons := weigh(rules.must_have_tracking(dispatch.kind, command.tracking, ctx.policy)) + ctx.objections(
        order, command
    ):
        return Refused(reasons)
    if dispatch.tracking == command.tracking and dispatch.carrier == carrier:
        return ()
    return (TrackingCorrected(part.id, dispatch.id, command.tracking, carrier, ctx.now),)


def scan(order: Order, part: Part, command: _Scan, gate: Gate, ctx: Context) -> Events | Refused:
    """A dispatch arrived, was collected, is lost or came back; a repeated or older scan changes nothing (§00.10)."""
    dispatch = find(part.dispatches, command.dispatch)
    if dispatch is None:
        return Refused((NotFound(thing="dispatch", id=command.dispatch, at="dispatch"),))
    event = gate.scan
    if event is None or event not in DISPATCH.rows[dispatch.stage]:
        return ()  # a repeated or older scan changes nothing (rules.md §00.10)
    happened_at = command.happened_at or ctx.now
    if reasons := weigh(
        None if event is DeliveryRecorded else _misdirected(dispatch, gate),
        rules.must_not_be_in_the_future(happened_at, ctx.now, ctx.policy),
        rules.must_not_precede(happened_at, "its dispatch", dispatch.dispatched_at),
    ) + ctx.objections(order, command):
        return Refused(reasons)
    return (event(part.id, dispatch.id, happened_at),)


def _misdirected(dispatch: Dispatch, gate: Gate) -> Refusal | None:
    if gate.scan is CollectionRecorded:
        return rules.must_be_for_pickup(dispatch, in_words(gate.command))
    return rules.must_travel(dispatch, in_words(gate.command))


def complete(order: Order, part: Part, command: CompletePart, gate: Gate, ctx: Context) -> Events | Refused:
    """The vendor's work is done, and with the last part's the order is."""
    if miss := wrong_stage(gate, part):
        return Refused((miss,))
    if reasons := objections(gate, order, part, ctx) + ctx.objections(order, command):
        return Refused(reasons)
    return completed(order, part, ctx.now)


def completed(order: Order, part: Part, at: DateTime) -> Events:
    """The part is done, and with the last one the order."""
    return (PartCompleted(part.id, at), *completion(order, at, completed=part.id))


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
