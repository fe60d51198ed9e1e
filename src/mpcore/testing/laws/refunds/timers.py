"""The law of what time does: firing late, early or twice is as good as firing in time."""

from __future__ import annotations

from datetime import timedelta

from attrs import evolve
from pendulum import DateTime

from mpcore import refunds
from mpcore.kernel import Done
from mpcore.refunds import AfterSales, Due, FireTimers, RefundEvent, ReturnId, Timer
from mpcore.testing.attempts import RefundAttempt
from mpcore.testing.entitled import SYSTEM
from mpcore.testing.laws.words import hold
from mpcore.testing.refund_life import told
from mpcore.timing import later

__all__ = ["timely"]

_ROUNDS = 100
_INSTANT = timedelta(microseconds=1)


def timely(attempt: RefundAttempt) -> None:
    """Timers may be fired at any time: too early nothing happens, and twice is as good as once.

    Nothing is left to do once they were fired; and what silence first means for each return is the same late as in
    time.  What follows from it has its own time from then on, so that nobody is late who could not have known; and
    whether money can go back depends on what else does by then.  So at the instant of the attempt, and at the last of
    the timers' own.
    """
    ctx = evolve(attempt.context, actor=SYSTEM, also=())
    waiting = refunds.due(attempt.state, ctx)
    hold(list(waiting) == sorted(waiting, key=_at), attempt, "what is due first does not come first", waiting)
    if waiting:
        early, _ = _fired(attempt, attempt.state, evolve(ctx, now=later(waiting[0].at, -_INSTANT)))
        hold(early.events == (), attempt, f"before {waiting[0].timer.name} it happens already", early.events)
    for now in dict.fromkeys((ctx.now, *[timer.at for timer in waiting[-1:]])):
        _fired_late(attempt, evolve(ctx, now=now), waiting)


def _at(timer: Due) -> DateTime:
    return timer.at


def _fired_late(attempt: RefundAttempt, ctx: refunds.Context, waiting: tuple[Due, ...]) -> None:
    late, after = _fired(attempt, attempt.state, ctx)
    again, _ = _fired(attempt, late.state, after)
    hold(again == Done(late.state, ()), attempt, "fired twice, the timers do more than once", again.events)
    left = [timer for timer in refunds.due(late.state, after) if timer.at <= ctx.now]
    hold(not left, attempt, "the timers were fired, and are due all the same", tuple(left))
    punctual = _first(_fired_one_by_one(attempt, ctx))
    found = _first(late.events)
    for timer in waiting:
        if timer.at <= ctx.now and timer.timer is not Timer.REFUND_DUE:
            one, other = found.get(timer.return_id), punctual.get(timer.return_id)
            hold(one is not None, attempt, f"{timer.timer.name} is due, and nothing happens", timer)
            words = f"fired late, {timer.timer.name} does something else than in time"
            hold(one is other, attempt, words, one, other)


def _fired_one_by_one(attempt: RefundAttempt, ctx: refunds.Context) -> tuple[RefundEvent, ...]:
    """What happens where the timers are fired one after the other, each at its own instant, until now."""
    state, end = attempt.state, ctx.now
    events: tuple[RefundEvent, ...] = ()
    now: DateTime | None = None
    for _ in range(_ROUNDS):
        waiting = [timer for timer in refunds.due(state, ctx) if timer.at <= end]
        if not waiting:
            return events
        now = waiting[0].at if now is None else max(now, waiting[0].at)
        done, ctx = _fired(attempt, state, evolve(ctx, now=now))
        hold(done.events != (), attempt, f"{waiting[0].timer.name} is due, and nothing happens", waiting[0])
        state, events = done.state, events + done.events
    hold(holds=False, attempt=attempt, broken="there is no end to what the timers do")
    return events


def _fired(
    attempt: RefundAttempt, state: AfterSales, ctx: refunds.Context
) -> tuple[Done[AfterSales, RefundEvent], refunds.Context]:
    """What firing leads to, and the context with the order that was told of it."""
    outcome = refunds.execute(state, FireTimers(order=state.order), ctx)
    hold(isinstance(outcome, Done), attempt, "the timers cannot be fired", outcome)
    done = outcome.unwrap()
    return done, evolve(ctx, order=told(ctx.order, done.state, done.events).state)


def _first(events: tuple[RefundEvent, ...]) -> dict[ReturnId, type[RefundEvent]]:
    """The first thing that happened to each return."""
    found: dict[ReturnId, type[RefundEvent]] = {}
    for event in events:
        name: ReturnId | None = getattr(event, "return_id", None)
        if name is not None:
            found.setdefault(name, type(event))
    return found
