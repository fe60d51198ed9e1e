"""Cures of what is known of the order, and of what its policy says of it."""

from __future__ import annotations

from datetime import timedelta

from attrs import evolve

from mpcore import orders
from mpcore.kernel import DispatchId, Refusal, WrongStage, changed, put
from mpcore.orders import (
    PART,
    AlreadyShipped,
    AnswerTooLate,
    BuyerCancels,
    CancelPart,
    CancelRequest,
    ChargebackStage,
    CorrectTracking,
    Dispatch,
    DispatchKind,
    DispatchStage,
    Liability,
    NoCancellationPending,
    NotOnHold,
    Order,
    OrderCommand,
    PartStage,
    Pauses,
    PaymentStage,
    Quantity,
    RecordCollection,
    RecordDelivery,
    RecordLoss,
    RecordPaymentFailure,
    RecordReturnToSender,
    RemindBuyer,
)
from mpcore.testing.cures.cases import Case, part_of, with_part, with_units_left
from mpcore.timing import Window, later

__all__ = [
    "asked_or_not",
    "covered",
    "in_time",
    "not_charged_back",
    "not_refunded",
    "of_the_right_kind",
    "offered_for_pickup",
    "open_to_notes",
    "relieved",
    "sent_off",
    "shipped_or_not",
    "staged",
    "stopped_or_not",
    "waiting_for_payment",
    "with_something_to_address",
]


def staged(reason: Refusal, order: Order, command: OrderCommand, ctx: orders.Context) -> Case:
    """What the reason names is in a stage that leads on: the part, the first of the order, a dispatch, a payment."""
    thing = reason.thing if isinstance(reason, WrongStage) else ""
    if thing == "payment" and isinstance(command, RecordPaymentFailure):
        known = [payment for payment in order.payments if payment.id == command.payment]
        promised = put(order.payments, changed(known[0], stage=PaymentStage.AUTHORISED))
        return changed(order, payments=promised), command, ctx
    if thing == "dispatch":
        return _with_dispatch(order, command, stage=DispatchStage.IN_TRANSIT), command, ctx
    part = order.parts[0] if thing == "order" else part_of(order, command)
    return with_part(order, changed(part, stage=PartStage.OPEN)), command, ctx


def _with_dispatch(order: Order, command: OrderCommand, **fields: object) -> Order:
    """The order with something else about the dispatch that the command speaks of."""
    if not isinstance(command, CorrectTracking | RecordDelivery | RecordCollection | RecordLoss | RecordReturnToSender):
        return order
    part = part_of(order, command)
    sent = [changed(one, **fields) if one.id == command.dispatch else one for one in part.dispatches]
    return with_part(order, changed(part, dispatches=tuple(sent)))


def of_the_right_kind(_: Refusal, order: Order, command: OrderCommand, ctx: orders.Context) -> Case:
    """What is collected was made ready for it; what is lost, or comes back, travels."""
    kind = DispatchKind.PICKUP if isinstance(command, RecordCollection) else DispatchKind.TRACKED
    return _with_dispatch(order, command, kind=kind), command, ctx


def waiting_for_payment(_: Refusal, order: Order, command: OrderCommand, ctx: orders.Context) -> Case:
    """Nothing is confirmed, and a part waits for it; to remind of it, nothing came in or is promised either."""
    waiting = changed(order.parts[0], stage=PartStage.AWAITING_PAYMENT)
    order = changed(with_part(order, waiting), confirmed_at=None)
    if isinstance(command, RemindBuyer):
        order = changed(order, payments=(), received_minor=0)
    return order, command, ctx


def covered(_: Refusal, order: Order, command: OrderCommand, ctx: orders.Context) -> Case:
    """What is due came in."""
    return changed(order, received_minor=order.due_minor), command, ctx


def relieved(_: Refusal, order: Order, command: OrderCommand, ctx: orders.Context) -> Case:
    """The policy lets vendors ship what is not paid."""
    return order, command, evolve(ctx, policy=evolve(ctx.policy, allow_ship_unpaid=True))


def offered_for_pickup(_: Refusal, order: Order, command: OrderCommand, ctx: orders.Context) -> Case:
    """The buyer may collect."""
    return with_part(order, changed(part_of(order, command), pickup_offered=True)), command, ctx


def stopped_or_not(reason: Refusal, order: Order, command: OrderCommand, ctx: orders.Context) -> Case:
    """The part is on hold where it has to be, and not where it must not."""
    pauses = Pauses((Window(order.placed_at),)) if isinstance(reason, NotOnHold) else Pauses()
    return with_part(order, changed(part_of(order, command), pauses=pauses)), command, ctx


def shipped_or_not(reason: Refusal, order: Order, command: OrderCommand, ctx: orders.Context) -> Case:
    """Nothing of the part was shipped where that is wanted, and all of it where it is not."""
    part = part_of(order, command)
    if isinstance(reason, AlreadyShipped):
        lines = tuple([changed(line, shipped=0) for line in part.lines])
        return with_part(order, changed(part, dispatches=(), lines=lines)), command, ctx
    lines = tuple([changed(line, shipped=line.quantity - line.cancelled) for line in part.lines])
    sent = Dispatch(
        id=DispatchId("sent"),
        lines=(Quantity(part.lines[0].id, 1),),
        kind=DispatchKind.UNTRACKED,
        liability=Liability.VENDOR,
        dispatched_at=order.placed_at,
    )
    return with_part(order, changed(part, lines=lines, dispatches=part.dispatches or (sent,))), command, ctx


def not_refunded(_: Refusal, order: Order, command: OrderCommand, ctx: orders.Context) -> Case:
    """No refund of the part is open, and nothing of it went back."""
    part = part_of(order, command)
    lines = tuple([changed(line, refunded=None) for line in part.lines])
    return with_part(order, changed(part, lines=lines, open_refunds=(), refunded=0)), command, ctx


def not_charged_back(_: Refusal, order: Order, command: OrderCommand, ctx: orders.Context) -> Case:
    """No chargeback of the part is open."""
    return with_part(order, changed(part_of(order, command), chargeback=ChargebackStage.NONE)), command, ctx


def asked_or_not(reason: Refusal, order: Order, command: OrderCommand, ctx: orders.Context) -> Case:
    """The buyer waits for an answer, with time left, where that is wanted, and never asked where it is not."""
    part = part_of(order, command)
    if not isinstance(reason, NoCancellationPending | AnswerTooLate):
        return with_part(order, changed(part, request=None)), command, ctx
    request = CancelRequest(requested_at=ctx.now, ends_at=later(ctx.now, timedelta(hours=48)))
    stage = part.stage if PART.rows[part.stage] else PartStage.OPEN
    return with_part(order, changed(part, request=request, stage=stage)), command, ctx


def in_time(_: Refusal, order: Order, command: OrderCommand, ctx: orders.Context) -> Case:
    """The policy gives the buyer more time."""
    policy = ctx.policy
    if isinstance(command, CancelPart):
        policy = evolve(policy, buyer_cancels=BuyerCancels.BEFORE_DISPATCH)
    elif policy.requests is not None:
        policy = evolve(policy, requests=evolve(policy.requests, window=None))
    return order, command, evolve(ctx, policy=policy)


def open_to_notes(_: Refusal, order: Order, command: OrderCommand, ctx: orders.Context) -> Case:
    """The policy lets vendors write about what is closed."""
    return order, command, evolve(ctx, policy=evolve(ctx.policy, notes_on_closed=True))


def with_something_to_address(_: Refusal, order: Order, command: OrderCommand, ctx: orders.Context) -> Case:
    """Something is left to send, to whatever address."""
    part = changed(with_units_left(order.parts[0]), stage=PartStage.OPEN)
    return with_part(order, part), command, ctx


def sent_off(_: Refusal, order: Order, command: OrderCommand, ctx: orders.Context) -> Case:
    """Nothing is left to send."""
    for part in order.parts:
        lines = tuple([changed(line, shipped=line.quantity - line.cancelled) for line in part.lines])
        order = with_part(order, changed(part, lines=lines))
    return order, command, ctx
