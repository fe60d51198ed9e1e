"""For every reason that an order gives: the smallest change that takes it away.

`laws.reasoned` applies them: a reason that stays when its cause is gone, or goes when it is not, names the wrong cause.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import count
from typing import TypeAlias

from attrs import evolve

from mpcore import orders
from mpcore.kernel import (
    BeforeItsCause,
    DispatchId,
    Duplicate,
    Exceeds,
    IdTaken,
    InTheFuture,
    MissingScope,
    NotFound,
    NothingNamed,
    OutOfRange,
    PaymentId,
    Refusal,
    WrongStage,
    changed,
    put,
    utc,
)
from mpcore.money import from_minor
from mpcore.orders import (
    AlreadyRefunded,
    AlreadyShipped,
    CancelLines,
    CurrencyMismatch,
    Dispatch,
    DispatchKind,
    InvalidTracking,
    Liability,
    LiabilityNotAccepted,
    NothingToShip,
    NotPaid,
    NotShipped,
    OnHold,
    Order,
    OrderCommand,
    Part,
    PartStage,
    PickupNotOffered,
    Quantity,
    RecordDelivery,
    RecordPayment,
    RefundPending,
    ShipLines,
    Tracking,
    TrackingNotExpected,
    TrackingRequired,
    TrackingUrlRequired,
    UntrackedNotAllowed,
)
from mpcore.testing.entitled import entitled

__all__ = ["HOSTS", "Case", "cause_of", "cured", "unused"]

Case: TypeAlias = tuple[Order, OrderCommand, orders.Context]
"""What a decision is made of."""

_TRACKING = Tracking("JD014600003", "https://carrier.example/track")

HOSTS = "the host's own rules"
"""The cause of every reason that is not ours."""

_CAUSES: dict[type[Refusal], str] = {
    NotPaid: "payment",
    OnHold: "hold",
    NotShipped: "units shipped",
    AlreadyShipped: "units shipped",
    RefundPending: "refunds",
    AlreadyRefunded: "refunds",
    NothingToShip: "units named",
    NothingNamed: "units named",
    Exceeds: "units named",
    Duplicate: "units named",
    TrackingRequired: "tracking",
    TrackingUrlRequired: "tracking",
    InvalidTracking: "tracking",
    TrackingNotExpected: "tracking",
    UntrackedNotAllowed: "risk",
    LiabilityNotAccepted: "risk",
    PickupNotOffered: "pickup",
    InTheFuture: "time",
    BeforeItsCause: "time",
    CurrencyMismatch: "amount",
    IdTaken: "identity",
    NotFound: "identity",
    MissingScope: "authority",
    WrongStage: "stage",
}


def unused(known: Sequence[str]) -> str:
    """An id that none of these is."""
    return next(name for number in count(1) if (name := f"new-{number}") not in known)


def cause_of(reason: Refusal) -> str:
    """What the reason is about; two reasons with one cause go together."""
    if isinstance(reason, NotFound) and reason.thing == "line":
        return "units named"
    if isinstance(reason, OutOfRange):
        return "amount" if reason.at == "amount" else "units named"
    return _CAUSES.get(type(reason), HOSTS)


def cured(reason: Refusal, order: Order, command: OrderCommand, ctx: orders.Context) -> Case:
    """The same case without what the reason names; a reason of the host's own goes with the rule that gave it."""
    match cause_of(reason):
        case "identity":
            return _identified(reason, order, command, ctx)
        case "authority":
            return order, command, evolve(ctx, actor=entitled(order, command))
        case "time":
            return _dated(reason, order, command, ctx)
        case "amount":
            return order, _counted(order, command), ctx
        case "units named" if not isinstance(command, RecordPayment):
            part = _with_units(_part_of(order, command))
            line = next(line for line in part.lines if line.to_ship)
            if isinstance(command, ShipLines | CancelLines):
                command = evolve(command, lines=(Quantity(line.id, 1),))
            return _with(order, part), command, ctx
        case "the host's own rules":
            also = tuple(rule for rule in ctx.also if rule(order, command, ctx) != reason)
            return order, command, evolve(ctx, also=also)
        case _ if isinstance(command, ShipLines) and cause_of(reason) in {"tracking", "risk"}:
            return order, *_sent(reason, command, ctx)
        case _:
            return _restored(reason, order, command, ctx)


def _identified(reason: Refusal, order: Order, command: OrderCommand, ctx: orders.Context) -> Case:
    """The actor knows the order and the part; the dispatch is there; the new id is new."""
    if isinstance(reason, IdTaken):
        if isinstance(command, RecordPayment):
            return order, evolve(command, payment=PaymentId(unused([known.id for known in order.payments]))), ctx
        if isinstance(command, ShipLines):
            known = _part_of(order, command).dispatches
            return order, evolve(command, dispatch=DispatchId(unused([sent.id for sent in known]))), ctx
    if isinstance(reason, NotFound) and not isinstance(command, RecordPayment):
        if reason.thing == "part" and order.part(command.part) is None:
            return order, evolve(command, part=order.parts[0].id), ctx
        if reason.thing == "dispatch" and isinstance(command, RecordDelivery):
            part = _part_of(order, command)
            sent = Dispatch(
                id=command.dispatch,
                lines=(Quantity(part.lines[0].id, 1),),
                kind=DispatchKind.UNTRACKED,
                liability=Liability.VENDOR,
                dispatched_at=order.placed_at,
            )
            return _with(order, changed(part, dispatches=put(part.dispatches, sent))), command, ctx
    return order, command, evolve(ctx, actor=entitled(order, command))


def _dated(reason: Refusal, order: Order, command: OrderCommand, ctx: orders.Context) -> Case:
    """It happened neither later than now nor earlier than what it follows."""
    at = reason.cause_at if isinstance(reason, BeforeItsCause) else ctx.now
    ctx = evolve(ctx, now=max(ctx.now, utc(at)))
    if isinstance(command, RecordPayment | ShipLines | RecordDelivery):
        return order, evolve(command, happened_at=at), ctx
    return order, command, ctx


def _counted(order: Order, command: OrderCommand) -> OrderCommand:
    """The amount is in the order's currency and not negative."""
    if not isinstance(command, RecordPayment):
        return command
    return evolve(command, amount=from_minor(abs(command.amount_minor) % 10**12, order.currency))


def _sent(reason: Refusal, command: ShipLines, ctx: orders.Context) -> tuple[OrderCommand, orders.Context]:
    """The tracking suits the kind, and the risk is taken."""
    match reason:
        case TrackingNotExpected():
            return evolve(command, tracking=None), ctx
        case UntrackedNotAllowed():
            return command, evolve(ctx, policy=evolve(ctx.policy, allow_untracked=True))
        case LiabilityNotAccepted():
            return evolve(command, liability_accepted=True), ctx
        case _:
            return evolve(command, tracking=_TRACKING), ctx


def _restored(reason: Refusal, order: Order, command: OrderCommand, ctx: orders.Context) -> Case:
    """The part is as the reason would have it."""
    if isinstance(command, RecordPayment):
        return order, command, ctx
    part = _part_of(order, command)
    match reason:
        case NotPaid():
            return order, command, evolve(ctx, policy=evolve(ctx.policy, allow_ship_unpaid=True))
        case OnHold():
            part = changed(part, held=False)
        case RefundPending() | AlreadyRefunded():
            lines = tuple([changed(line, refunded=None) for line in part.lines])
            part = changed(part, lines=lines, open_refunds=(), refunded=0)
        case PickupNotOffered():
            part = changed(part, pickup_offered=True)
        case WrongStage():
            part = changed(part, stage=PartStage.OPEN)
        case AlreadyShipped():
            lines = tuple([changed(line, shipped=0) for line in part.lines])
            part = changed(part, dispatches=(), lines=lines)
        case NotShipped():
            lines = tuple([changed(line, shipped=line.quantity - line.cancelled) for line in part.lines])
            sent = Dispatch(
                id=DispatchId("sent"),
                lines=(Quantity(part.lines[0].id, 1),),
                kind=DispatchKind.UNTRACKED,
                liability=Liability.VENDOR,
                dispatched_at=utc(order.placed_at + timedelta()),
            )
            part = changed(part, lines=lines, dispatches=part.dispatches or (sent,))
        case _:
            pass
    return _with(order, part), command, ctx


def _with_units(part: Part) -> Part:
    """The part, with at least one unit left."""
    if part.to_ship:
        return part
    first = changed(part.lines[0], quantity=part.lines[0].quantity + 1)
    return changed(part, lines=(first, *part.lines[1:]))


def _part_of(order: Order, command: OrderCommand) -> Part:
    found = None if isinstance(command, RecordPayment) else order.part(command.part)
    return order.parts[0] if found is None else found


def _with(order: Order, part: Part) -> Order:
    return changed(order, parts=tuple([part if other.id == part.id else other for other in order.parts]))
