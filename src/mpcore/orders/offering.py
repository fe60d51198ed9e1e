"""What an actor may do with an order now, filled in with the most that is allowed; and why not the rest.

It reads the same table of gates that `decide` reads.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from mpcore.kernel import Option, Refusal, made
from mpcore.orders.commands import (
    AddNote,
    AnswerCancellation,
    CancelLines,
    CancelPart,
    CompletePart,
    ConfirmPayment,
    CorrectTracking,
    EditMetadata,
    EditProperties,
    ErasePersonalData,
    FireTimers,
    HoldPart,
    OrderCommand,
    PartCommand,
    RecordAuthorisation,
    RecordCollection,
    RecordDelivery,
    RecordLoss,
    RecordPayment,
    RecordPaymentFailure,
    RecordReturnToSender,
    RecordVacation,
    ReleasePart,
    RemindBuyer,
    RequestCancellation,
    ShipLines,
    WholeCommand,
    WithdrawCancellation,
)
from mpcore.orders.context import Context
from mpcore.orders.gates import (
    GATES,
    knows,
    knows_part,
    missing_scope,
    missing_scope_of_whole,
    objections,
    objections_of_whole,
    wrong_stage,
)
from mpcore.orders.lifecycle import DISPATCH
from mpcore.orders.model import Dispatch, Order, Part
from mpcore.orders.states import PaymentStage
from mpcore.orders.values import DispatchKind, Quantity

__all__ = ["options"]

_Given: TypeAlias = dict[str, object]


def options(order: Order, ctx: Context) -> tuple[Option[OrderCommand], ...]:
    """One option per command and part (and dispatch, for scans) that the actor may know of; none for a stranger.

    An option without reasons is accepted when what only the actor can say is filled in rightly: ids, tracking,
    instants, a yes or a no. The host's own rules judge whole commands, so they speak when one is asked.
    """
    if not knows(ctx.actor, order):
        return ()
    found = _of_whole(order, ctx)
    for part in order.parts:
        if knows_part(ctx.actor, order, part):
            found += _of_part(order, part, ctx)
            for dispatch in part.dispatches:
                found += _of_dispatch(order, part, dispatch, ctx)
    return tuple(found)


def _of_whole(order: Order, ctx: Context) -> list[Option[OrderCommand]]:
    found: list[Option[OrderCommand]] = []
    for command, give in _WHOLES.items():
        gate = GATES[command]
        lacking = missing_scope_of_whole(gate, ctx.actor, order.parts, ctx.policy)
        reasons = objections_of_whole(gate, order, ctx) if lacking is None else (lacking,)
        for given in give(order):
            given["order"] = order.id
            found.append(made(Option, command=command, given=given, reasons=reasons, part=None))
    return found


def _of_part(order: Order, part: Part, ctx: Context) -> list[Option[OrderCommand]]:
    found: list[Option[OrderCommand]] = []
    for command, give in _PARTS.items():
        given = give(part)
        given["order"], given["part"] = order.id, part.id
        reasons = _against(order, part, command, ctx)
        found.append(made(Option, command=command, given=given, reasons=reasons, part=part.id))
    return found


def _of_dispatch(order: Order, part: Part, dispatch: Dispatch, ctx: Context) -> list[Option[OrderCommand]]:
    row = DISPATCH.rows[dispatch.stage]
    found: list[Option[OrderCommand]] = []
    for command, kinds in _DISPATCHES.items() if row else ():
        gate = GATES[command]
        if dispatch.kind in kinds and (gate.scan is None or gate.scan in row):
            given: _Given = {"order": order.id, "part": part.id, "dispatch": dispatch.id}
            lacking = missing_scope(gate, ctx.actor, part, ctx.policy)
            reasons = () if lacking is None else (lacking,)
            found.append(made(Option, command=command, given=given, reasons=reasons, part=part.id))
    return found


def _against(order: Order, part: Part, command: type[OrderCommand], ctx: Context) -> tuple[Refusal, ...]:
    gate = GATES[command]
    if lacking := missing_scope(gate, ctx.actor, part, ctx.policy):
        return (lacking,)
    if miss := wrong_stage(gate, part):
        return (miss,)
    return objections(gate, order, part, ctx)


def _nothing(_: object) -> list[_Given]:
    return [{}]


def _owed(order: Order) -> list[_Given]:
    owed = order.due_minor - order.received_minor
    return [{"amount": order.money(owed)}] if owed > 0 else [{}]


def _promised(order: Order) -> list[_Given]:
    return [{"payment": known.id} for known in order.payments if known.stage is PaymentStage.AUTHORISED] or [{}]


def _properties(order: Order) -> list[_Given]:
    return [{"properties": order.properties, "changing": ()}]


def _metadata(order: Order) -> list[_Given]:
    return [{"metadata": order.metadata}]


def _no_more(_: Part) -> _Given:
    return {}


def _lines(part: Part) -> _Given:
    return {"lines": tuple([Quantity(line.id, line.to_ship) for line in part.lines if line.to_ship])}


_WHOLES: Mapping[type[WholeCommand], Callable[[Order], list[_Given]]] = {
    RecordPayment: _owed,
    RecordAuthorisation: _owed,
    RecordPaymentFailure: _promised,
    ConfirmPayment: _nothing,
    RemindBuyer: _nothing,
    AddNote: _nothing,
    EditProperties: _properties,
    EditMetadata: _metadata,
    ErasePersonalData: _nothing,
    FireTimers: _nothing,
}

_PARTS: Mapping[type[PartCommand], Callable[[Part], _Given]] = {
    ShipLines: _lines,
    CompletePart: _no_more,
    HoldPart: _no_more,
    ReleasePart: _no_more,
    RecordVacation: _no_more,
    CancelPart: _no_more,
    CancelLines: _lines,
    RequestCancellation: _no_more,
    WithdrawCancellation: _no_more,
    AnswerCancellation: _no_more,
}

_ALL, _PICKUP = frozenset(DispatchKind), frozenset({DispatchKind.PICKUP})
_DISPATCHES: Mapping[type[PartCommand], frozenset[DispatchKind]] = {
    CorrectTracking: frozenset({DispatchKind.TRACKED}),
    RecordDelivery: _ALL,
    RecordCollection: _PICKUP,
    RecordLoss: _ALL - _PICKUP,
    RecordReturnToSender: _ALL - _PICKUP,
}
