"""The law of timers fails where something happens too early, too late, twice, never, or without end."""

from __future__ import annotations

import sys
from datetime import timedelta

import pytest
from attrs import evolve

from mpcore import orders
from mpcore.kernel import Done, MissingScope, Outcome, Refused
from mpcore.orders import (
    BuyerReminded,
    CancellationRequests,
    Context,
    Due,
    FireTimers,
    Order,
    OrderEvent,
    Part,
    PaymentConfirmed,
    ShippingDeadlineMissed,
    Silence,
)
from mpcore.presets import PLAIN
from mpcore.testing import PLACED_AT, SYSTEM, OrderAttempt, Scenario, laws, placed
from mpcore.timing import later
from tests.orders.say import ask, authorise, complete, pay
from tests.testing.breaking import ATTEMPTS, NEW, PAID, attempt, fired, firing

MICRO, DAY = timedelta(microseconds=1), timedelta(days=1)
LATE = PLACED_AT.add(days=30)
MISSED = attempt(PAID, complete(), now=LATE)
"""Two parts that nobody shipped, long after their due end."""


def test_timely_sees_timers_that_cannot_be_fired(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object) -> Outcome[Order, OrderEvent]:
        return Refused((MissingScope(scope=FireTimers.scope),))

    firing(forbidden, monkeypatch)
    with pytest.raises(AssertionError, match="the timers cannot be fired"):
        laws.timely(MISSED)


def test_timely_sees_what_happens_too_early(monkeypatch: pytest.MonkeyPatch) -> None:
    firing(lambda order, ctx: fired(order, evolve(ctx, now=later(ctx.now, MICRO))), monkeypatch)
    with pytest.raises(AssertionError, match="before SHIPPING_DUE it happens already"):
        laws.timely(MISSED)


def test_timely_sees_what_does_not_happen_at_its_own_instant(monkeypatch: pytest.MonkeyPatch) -> None:
    firing(lambda order, ctx: fired(order, evolve(ctx, now=later(ctx.now, -MICRO))), monkeypatch)
    with pytest.raises(AssertionError, match="SHIPPING_DUE is due, and nothing happens"):
        laws.timely(MISSED)


def test_timely_sees_what_never_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    firing(lambda order, _: Done(order, ()), monkeypatch)
    with pytest.raises(AssertionError, match="the timers were fired, and are due all the same"):
        laws.timely(MISSED)


def test_timely_sees_what_happens_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    def again(order: Order, ctx: Context) -> Outcome[Order, OrderEvent]:
        part = order.parts[0]
        if part.due_end is None or part.due_end > ctx.now:
            return fired(order, ctx)
        return Done(order, (ShippingDeadlineMissed(part.id, ctx.now, part.due_end),))

    firing(again, monkeypatch)
    with pytest.raises(AssertionError, match="fired twice, the timers do more than once"):
        laws.timely(MISSED)


def test_timely_sees_an_end_that_never_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    def nagging(order: Order, ctx: Context) -> Outcome[Order, OrderEvent]:
        if ctx.now >= LATE or fired(order, ctx).events == ():
            return fired(order, ctx)
        return Done(order, (BuyerReminded(ctx.now),))

    firing(nagging, monkeypatch)
    with pytest.raises(AssertionError, match="there is no end to what the timers do"):
        laws.timely(MISSED)


def test_timely_sees_what_is_lost_where_the_timers_are_late(monkeypatch: pytest.MonkeyPatch) -> None:
    def sleepy(order: Order, ctx: Context) -> Outcome[Order, OrderEvent]:
        done = fired(order, ctx)
        if ctx.now < LATE or not done.events:
            return done
        missed = [part if part.missed_at else evolve(part, missed_at=ctx.now) for part in order.parts]
        return Done(evolve(order, parts=tuple(missed)), ())

    firing(sleepy, monkeypatch)
    with pytest.raises(AssertionError, match="fired late, the timers do something else than in time"):
        laws.timely(MISSED)


def test_timely_sees_timers_out_of_order(monkeypatch: pytest.MonkeyPatch) -> None:
    due = orders.due

    def backwards(order: Order, ctx: Context) -> tuple[Due, ...]:
        return due(order, ctx)[::-1]

    reminding = PLAIN.what_if({"orders.remind_unpaid_after": (DAY,), "orders.cancel_unpaid_after": 2 * DAY})
    story = Scenario(placed("v1", rules=reminding), reminding)
    laws.timely(attempt(story, complete()))
    monkeypatch.setattr(orders, "due", backwards)
    with pytest.raises(AssertionError, match="what is due first does not come first"):
        laws.timely(attempt(story, complete()))


def granted() -> OrderAttempt:
    """Silence grants a request before the due end, and nobody fires a timer until long after it."""
    granting = PLAIN.what_if({"orders.requests": CancellationRequests(silence=Silence.ACCEPTS)})
    story = Scenario(placed("v1", rules=granting), granting).after(pay("40.00"), ask())
    return attempt(story, complete(), now=LATE)


@pytest.mark.rule("S26", "X-W3")
def test_what_silence_has_cancelled_in_time_is_not_missed_though_the_timer_was_late(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Found by this law: cancelled when the timer fired, after the due end, the part was called missed too."""
    one = granted()
    assert ShippingDeadlineMissed not in map(type, fired(one.state, evolve(one.context, actor=SYSTEM)).events)
    laws.timely(one)

    def naive(part: Part, _: object) -> object:
        return part.cancelled_at

    monkeypatch.setattr(sys.modules["mpcore.orders.timers"], "_cancelled_at", naive)
    with pytest.raises(AssertionError, match="fired late, the timers do something else than in time"):
        laws.timely(one)


def test_what_silence_lets_begin_begins_when_its_timer_is_fired() -> None:
    """Found by a long walk: with what was cancelled all that was left to pay went, and the rest was confirmed late."""
    granting = PLAIN.what_if({"orders.requests": CancellationRequests(silence=Silence.ACCEPTS)})
    half = Scenario(placed("v1", "v2", rules=granting), granting).after(pay("40.00"), ask())
    one = attempt(half, complete(), now=LATE)
    events = fired(one.state, evolve(one.context, actor=SYSTEM)).events
    [opened] = [event for event in events if isinstance(event, PaymentConfirmed)]
    [due] = opened.parts
    assert due.part == "p2"
    assert due.due_end is not None
    assert due.due_end > LATE, "its vendor could not know before"
    laws.timely(one)


def test_timely_holds_of_what_is_not_broken() -> None:
    promised = NEW.after(authorise("80.00", expires_at=PLACED_AT.add(days=1), at=PLACED_AT))
    for one in (MISSED, granted(), attempt(promised, complete(), now=LATE), *ATTEMPTS):
        laws.timely(one)
