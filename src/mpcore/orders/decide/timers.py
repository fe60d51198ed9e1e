"""What happens because time has passed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mpcore.kernel import Refused
from mpcore.orders.commands import FireTimers
from mpcore.orders.context import Context
from mpcore.orders.decide.cancelling import accepted, part_cancelled, units_cancelled
from mpcore.orders.decide.fulfilment import completed
from mpcore.orders.events import (
    AuthorisationExpired,
    BuyerReminded,
    CancellationDeclined,
    Events,
    PaymentConfirmed,
    ShippingDeadlineMissed,
)
from mpcore.orders.evolve import evolve
from mpcore.orders.gates import Gate
from mpcore.orders.model import Order, Part
from mpcore.orders.policy import Silence
from mpcore.orders.states import PartStage, PaymentStage
from mpcore.orders.timers import Due, Timer, due
from mpcore.orders.values import Cause, Quantity

__all__ = ["fire_timers"]


def fire_timers(order: Order, command: FireTimers, gate: Gate, ctx: Context) -> Events | Refused:
    """Whatever has become due by now, in the order in which it did; each changes what is due after it."""
    if reasons := ctx.objections(order, command):
        return Refused(reasons)
    events: Events = ()
    while following := _next(order, ctx):
        events += following
        order = evolve(order, *following)
    return events


def _next(order: Order, ctx: Context) -> Events:
    for timer in due(order, ctx):
        if timer.at > ctx.now:
            return ()
        happen = _WHAT_HAPPENS.get(timer.timer)
        if happen is not None and (events := happen(order, timer, ctx)):
            return events
    return ()


def _miss(order: Order, timer: Due, ctx: Context) -> Events:
    part = _of(order, timer)
    return () if part.due_end is None else (ShippingDeadlineMissed(part.id, ctx.now, part.due_end),)


def _remind(order: Order, timer: Due, ctx: Context) -> Events:
    """The buyer is reminded once, however many reminders were slept through; not of what is cancelled at once."""
    if any(other.timer is Timer.PAYMENT_DUE and other.at <= ctx.now for other in due(order, ctx)):
        return ()
    passed = [after for after in ctx.policy.remind_unpaid_after if order.placed_at + after <= ctx.now]
    return (BuyerReminded(ctx.now, len(passed)),)


def _cancel_unpaid(order: Order, timer: Due, ctx: Context) -> Events:
    """All that waits is cancelled: what came in is too little, and confirms no part because another went first."""
    events: Events = ()
    for part in order.parts:
        if part.stage is PartStage.AWAITING_PAYMENT:
            cancelled = part_cancelled(order, part, Cause.UNPAID, ctx)
            following = tuple([event for event in cancelled if not isinstance(event, PaymentConfirmed)])
            order = evolve(order, *following)
            events += following
    return events


def _expire(order: Order, timer: Due, ctx: Context) -> Events:
    """What ends at the instant of the timer; what ends later may still carry what becomes due until then."""
    return tuple(
        [
            AuthorisationExpired(payment.id, ctx.now)
            for payment in order.payments
            if payment.stage is PaymentStage.AUTHORISED and payment.expires_at == timer.at
        ]
    )


def _complete(order: Order, timer: Due, ctx: Context) -> Events:
    return completed(order, _of(order, timer), ctx.now)


def _cancel_missed(order: Order, timer: Due, ctx: Context) -> Events:
    part = _of(order, timer)
    left = tuple([Quantity(line.id, line.to_ship) for line in part.lines if line.to_ship])
    return units_cancelled(order, part, left, Cause.DEADLINE, ctx)


def _silence(order: Order, timer: Due, ctx: Context) -> Events:
    part = _of(order, timer)
    requests = ctx.policy.requests
    if requests is None or requests.silence is Silence.DECLINES:
        return (CancellationDeclined(part.id, ctx.now, by_silence=True),)
    return accepted(order, part, ctx, by_silence=True)


def _of(order: Order, timer: Due) -> Part:
    return next(part for part in order.parts if part.id == timer.part)


_WHAT_HAPPENS: Mapping[Timer, Callable[[Order, Due, Context], Events]] = {
    Timer.SHIPPING_DUE: _miss,
    Timer.PAYMENT_REMINDER: _remind,
    Timer.PAYMENT_DUE: _cancel_unpaid,
    Timer.AUTHORISATION_ENDS: _expire,
    Timer.COMPLETION: _complete,
    Timer.MISSED_CANCELLATION: _cancel_missed,
    Timer.ANSWER_DUE: _silence,
}
"""That something is due soon changes nothing: hosts tell whom they like."""
