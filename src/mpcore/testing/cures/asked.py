"""Cures of what was asked: who asks, under which ids, about how much, when."""

from __future__ import annotations

from datetime import timedelta

from attrs import evolve, fields_dict

from mpcore import orders
from mpcore.kernel import BeforeItsCause, DispatchId, IdTaken, NoteId, NotFound, PaymentId, Refusal, changed, put, utc
from mpcore.money import from_minor
from mpcore.orders import (
    AddNote,
    CancellationRequests,
    CancelLines,
    CorrectTracking,
    Dispatch,
    DispatchKind,
    EditMetadata,
    EditProperties,
    Liability,
    LiabilityNotAccepted,
    Order,
    OrderCommand,
    PartCommand,
    Properties,
    Quantity,
    RecordAuthorisation,
    RecordCollection,
    RecordDelivery,
    RecordLoss,
    RecordPayment,
    RecordPaymentFailure,
    RecordReturnToSender,
    RequestCancellation,
    ShipLines,
    TrackingNotExpected,
    UntrackedNotAllowed,
)
from mpcore.testing.cures.cases import TRACKING, Case, named, part_of, unused, with_part, with_units_left
from mpcore.testing.entitled import entitled

__all__ = ["at_a_risk", "counted", "dated", "entitled_to_it", "identified", "tracked", "well_named", "with_units"]


def entitled_to_it(_: Refusal, order: Order, command: OrderCommand, ctx: orders.Context) -> Case:
    """Somebody asks who may, where the marketplace lets anybody ask it."""
    policy = ctx.policy
    if isinstance(command, RequestCancellation) and policy.requests is None:
        policy = evolve(policy, requests=CancellationRequests())
    return order, command, evolve(ctx, actor=entitled(order, command), policy=policy)


def identified(reason: Refusal, order: Order, command: OrderCommand, ctx: orders.Context) -> Case:
    """The actor knows the order and the part; the dispatch is there; the new id is new."""
    if isinstance(reason, IdTaken):
        return order, _under_a_new_id(order, command), ctx
    if (
        isinstance(reason, NotFound)
        and reason.thing == "part"
        and isinstance(command, PartCommand | AddNote | EditMetadata)
    ):
        wanted = named(command)
        if wanted is not None and order.part(wanted) is None:
            return order, evolve(command, part=order.parts[0].id), ctx
    if isinstance(reason, NotFound) and reason.thing == "dispatch":
        return _sent_off(order, command), command, ctx
    return order, command, evolve(ctx, actor=entitled(order, command))


def _under_a_new_id(order: Order, command: OrderCommand) -> OrderCommand:
    match command:
        case RecordPayment() | RecordAuthorisation():
            return evolve(command, payment=PaymentId(unused([known.id for known in order.payments])))
        case ShipLines():
            known = part_of(order, command).dispatches
            return evolve(command, dispatch=DispatchId(unused([sent.id for sent in known])))
        case AddNote():
            return evolve(command, note=NoteId(unused([known.id for known in order.notes])))
        case _:
            return command


def _sent_off(order: Order, command: OrderCommand) -> Order:
    """The order with the dispatch that the command speaks of, of a kind that suits it."""
    match command:
        case CorrectTracking():
            kind = DispatchKind.TRACKED
        case RecordCollection():
            kind = DispatchKind.PICKUP
        case RecordDelivery() | RecordLoss() | RecordReturnToSender():
            kind = DispatchKind.UNTRACKED
        case _:
            return order
    part = part_of(order, command)
    sent = Dispatch(
        id=command.dispatch,
        lines=(Quantity(part.lines[0].id, 1),),
        kind=kind,
        liability=Liability.VENDOR,
        dispatched_at=order.placed_at,
    )
    return with_part(order, changed(part, dispatches=put(part.dispatches, sent)))


def dated(reason: Refusal, order: Order, command: OrderCommand, ctx: orders.Context) -> Case:
    """It happened neither later than now, give or take, nor earlier than what it follows; now stays what it is."""
    if isinstance(reason, BeforeItsCause) and isinstance(command, RecordAuthorisation) and reason.at == "expires_at":
        return order, evolve(command, expires_at=None), ctx
    at = utc(reason.cause_at if isinstance(reason, BeforeItsCause) else ctx.now)
    skew = max(ctx.policy.clock_skew, at - ctx.now, timedelta())
    ctx = evolve(ctx, policy=evolve(ctx.policy, clock_skew=skew))
    match command:
        case RecordPayment() | RecordAuthorisation() | RecordPaymentFailure() | ShipLines():
            return order, evolve(command, happened_at=at), ctx
        case RecordDelivery() | RecordCollection() | RecordLoss() | RecordReturnToSender():
            return order, evolve(command, happened_at=at), ctx
        case _:
            return order, command, ctx


def counted(_: Refusal, order: Order, command: OrderCommand, ctx: orders.Context) -> Case:
    """The amount is in the order's currency and not negative."""
    if isinstance(command, RecordPayment | RecordAuthorisation):
        amount = from_minor(abs(command.amount_minor) % 10**12, order.currency)
        return order, evolve(command, amount=amount), ctx
    return order, command, ctx


def with_units(_: Refusal, order: Order, command: OrderCommand, ctx: orders.Context) -> Case:
    """The part has a unit left, and that unit is named."""
    part = with_units_left(part_of(order, command))
    line = next(line for line in part.lines if line.to_ship)
    if isinstance(command, ShipLines | CancelLines):
        command = evolve(command, lines=(Quantity(line.id, 1),))
    return with_part(order, part), command, ctx


def tracked(reason: Refusal, order: Order, command: OrderCommand, ctx: orders.Context) -> Case:
    """The tracking suits the kind of the dispatch."""
    if isinstance(command, ShipLines):
        tracking = None if isinstance(reason, TrackingNotExpected) else TRACKING
        return order, evolve(command, tracking=tracking), ctx
    if not isinstance(command, CorrectTracking):
        return order, command, ctx
    if isinstance(reason, TrackingNotExpected):
        part = part_of(order, command)
        sent = [dispatch for dispatch in part.dispatches if dispatch.id == command.dispatch]
        followed = put(part.dispatches, changed(sent[0], kind=DispatchKind.TRACKED))
        return with_part(order, changed(part, dispatches=followed)), command, ctx
    return order, evolve(command, tracking=TRACKING), ctx


def at_a_risk(reason: Refusal, order: Order, command: OrderCommand, ctx: orders.Context) -> Case:
    """The risk may be taken, and is."""
    if isinstance(reason, UntrackedNotAllowed):
        return order, command, evolve(ctx, policy=evolve(ctx.policy, allow_untracked=True))
    if isinstance(reason, LiabilityNotAccepted) and isinstance(command, ShipLines):
        return order, evolve(command, liability_accepted=True), ctx
    return order, command, ctx


def well_named(_: Refusal, order: Order, command: OrderCommand, ctx: orders.Context) -> Case:
    """Only what is a property is edited."""
    if not isinstance(command, EditProperties):
        return order, command, ctx
    known = tuple([name for name in command.changing if name in fields_dict(Properties)])
    return order, evolve(command, changing=known), ctx
