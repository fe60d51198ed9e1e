"""The law of what time does: firing late, early or twice is as good as firing in time."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from attrs import evolve
from pendulum import DateTime

from mpcore import orders
from mpcore.kernel import Done, PartId, PaymentId
from mpcore.orders import (
    AuthorisationExpired,
    CancellationAccepted,
    CancellationDeclined,
    Due,
    FireTimers,
    LinesCancelled,
    Order,
    OrderEvent,
    PartCancelled,
    PaymentConfirmed,
    ShippingDeadlineMissed,
    Timer,
)
from mpcore.testing.attempts import OrderAttempt
from mpcore.testing.entitled import SYSTEM
from mpcore.testing.laws.words import hold
from mpcore.timing import later

__all__ = ["timely"]

_ROUNDS = 100
_INSTANT = timedelta(microseconds=1)


def timely(attempt: OrderAttempt) -> None:
    """Timers may be fired at any time: too early nothing happens, and twice is as good as once.

    Nothing is left to do once they were fired; and late, all at once, what lapses, ends, is cancelled or is called
    missed is what does where each is fired at its own instant.  So at the instant of the attempt, and at the last of
    the timers' own.
    """
    ctx = evolve(attempt.context, actor=SYSTEM, also=())
    waiting = _effective(attempt.state, ctx)
    hold(waiting == sorted(waiting, key=_at), attempt, "what is due first does not come first", waiting)
    if waiting:
        early = _fired(attempt, attempt.state, ctx, later(waiting[0].at, -_INSTANT))
        hold(early.events == (), attempt, f"before {waiting[0].timer.name} it happens already", early.events)
    for now in dict.fromkeys((ctx.now, *[timer.at for timer in waiting[-1:]])):
        _fired_late(attempt, evolve(ctx, now=now))


def _fired_late(attempt: OrderAttempt, ctx: orders.Context) -> None:
    late = _fired(attempt, attempt.state, ctx, ctx.now)
    again = _fired(attempt, late.state, ctx, ctx.now)
    hold(again == Done(late.state, ()), attempt, "fired twice, the timers do more than once", again.events)
    left = [timer for timer in _effective(late.state, ctx) if timer.at <= ctx.now]
    hold(not left, attempt, "the timers were fired, and are due all the same", left)
    punctual = _fired_one_by_one(attempt, ctx)
    words = "fired late, the timers do something else than in time"
    opened = _opened(late.events) & _opened(punctual)
    same = _in_short(late.events, opened) == _in_short(punctual, opened)
    hold(same, attempt, words, late.events, punctual)


def _fired_one_by_one(attempt: OrderAttempt, ctx: orders.Context) -> tuple[OrderEvent, ...]:
    """What happens where the timers are fired one after the other, each at its own instant, until now."""
    order = attempt.state
    events: tuple[OrderEvent, ...] = ()
    now: DateTime | None = None
    for _ in range(_ROUNDS):
        waiting = [timer for timer in _effective(order, ctx) if timer.at <= ctx.now]
        if not waiting:
            return events
        now = waiting[0].at if now is None else max(now, waiting[0].at)
        done = _fired(attempt, order, ctx, now)
        hold(done.events != (), attempt, f"{waiting[0].timer.name} is due, and nothing happens", waiting[0])
        order, events = done.state, events + done.events
    hold(holds=False, attempt=attempt, broken="there is no end to what the timers do")
    return events


def _fired(attempt: OrderAttempt, order: Order, ctx: orders.Context, now: DateTime) -> Done[Order, OrderEvent]:
    outcome = orders.execute(order, FireTimers(order=order.id), evolve(ctx, now=now))
    hold(isinstance(outcome, Done), attempt, "the timers cannot be fired", outcome)
    return outcome.unwrap()


def _effective(order: Order, ctx: orders.Context) -> list[Due]:
    """The timers, but for those that only say that something will be due."""
    return [timer for timer in orders.due(order, ctx) if timer.timer is not Timer.SHIPPING_DUE_SOON]


def _at(timer: Due) -> DateTime:
    return timer.at


def _opened(events: tuple[OrderEvent, ...]) -> frozenset[PartId]:
    """The parts that were confirmed meanwhile, since what was cancelled by time had been all that was still to pay."""
    return frozenset([part.part for event in events if isinstance(event, PaymentConfirmed) for part in event.parts])


def _in_short(
    events: tuple[OrderEvent, ...], opened: frozenset[PartId]
) -> Counter[tuple[type[OrderEvent], PartId | PaymentId]]:
    """What happened to which part or payment, but for what depends on when the timers are fired.

    Reminders are sent once for all that were slept through; what is completed so long after units of it were cancelled
    is completed later the later that was; and the clock of a part that is opened starts when it is.
    """
    found: Counter[tuple[type[OrderEvent], PartId | PaymentId]] = Counter()
    for event in events:
        match event:
            case ShippingDeadlineMissed() | PartCancelled() | LinesCancelled():
                found[type(event), event.part] += event.part not in opened
            case CancellationAccepted() | CancellationDeclined():
                found[type(event), event.part] += 1
            case AuthorisationExpired():
                found[type(event), event.payment] += 1
            case _:
                pass
    return found
