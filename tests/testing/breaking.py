"""Stories that laws are asked of, and deciders that are broken in one way or another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from mpcore import orders
from mpcore.kernel import Actor, Decision, Done, Outcome, Personal, Refusal, Refused, changed, made, utc
from mpcore.orders import (
    BuyerCancels,
    CancellationRequests,
    Context,
    FireTimers,
    Order,
    OrderCommand,
    OrderEvent,
    Properties,
    Tracking,
)
from mpcore.presets import ALL, PLAIN
from mpcore.testing import PLACED_AT, OrderAttempt, Scenario, entitled, placed, vendor_member
from tests.orders.say import (
    answer,
    ask,
    authorise,
    cancel,
    cancel_lines,
    collect,
    complete,
    confirm,
    correct,
    decline,
    deliver,
    edit,
    edit_metadata,
    erase,
    fire,
    hold,
    lose,
    pay,
    release,
    remind,
    send_back,
    ship,
    vacation,
    withdraw,
    write,
)

Decide = Callable[[Order, OrderCommand, Context], Decision[OrderEvent]]
Execute = Callable[[Order, OrderCommand, Context], Outcome[Order, OrderEvent]]
decide, execute, evolved = orders.decide, orders.execute, orders.evolve

LATER = utc(PLACED_AT + timedelta(hours=1))
LATE, EARLY = utc(PLACED_AT + timedelta(days=1)), utc(PLACED_AT - timedelta(days=1))

LENIENT = PLAIN.what_if(
    {
        "orders.vendor_may_cancel": True,
        "orders.vendor_may_hold": True,
        "orders.buyer_cancels": BuyerCancels.WHILE_UNPAID,
        "orders.requests": CancellationRequests(window=timedelta(hours=24)),
        "orders.confirmed_by": orders.ConfirmedBy.OPERATOR,
        "orders.complete_after": timedelta(days=2),
    }
)
"""A marketplace in which everybody may do something."""

NEW = Scenario(placed("v1", "v2"))
PAID = NEW.after(pay("80.00"))
SHIPPED = PAID.after(ship("p1"), ship("p2"))
DONE = SHIPPED.after(complete("p1"), complete("p2"))

WAITING = Scenario(placed("v1", "v2", pickup=True, rules=LENIENT), LENIENT)
"""Nothing came in yet."""
CONFIRMED = WAITING.after(pay("80.00"), confirm())
ASKED = CONFIRMED.after(ask())
RELAXED = PLAIN.what_if({"orders.requests": CancellationRequests(), "orders.require_shipment": False})
_RELAXED = Scenario(placed("v1", "v2", rules=RELAXED), RELAXED).after(pay("80.00"), ask())
LAPSED = _RELAXED.later(timedelta(days=3)).after(complete())
"""Silence has declined, though no timer was fired, and the part was completed."""
HELD = CONFIRMED.after(hold())
READY = CONFIRMED.after(ship("p1", kind=orders.DispatchKind.PICKUP))
"""To be collected."""


def attempt(story: Scenario, command: OrderCommand, actor: Actor | None = None, now: datetime = LATER) -> OrderAttempt:
    book = ALL.get(story.state.rule_book) if story.rules is None else story.rules
    who = entitled(story.state, command) if actor is None else actor
    ctx = Context(now=utc(now), actor=who, policy=book.orders, vendor_cancellations=0)
    return OrderAttempt(state=story.state, command=command, context=ctx, history=story.history)


ATTEMPTS = (
    attempt(NEW, pay("80.00")),
    attempt(NEW, ship()),
    attempt(NEW, complete()),
    attempt(NEW, cancel()),
    attempt(PAID, ship()),
    attempt(PAID, pay("80.00")),
    attempt(PAID, ship("p1", ("p1.l1", 3))),
    attempt(PAID, complete()),
    attempt(PAID, deliver()),
    attempt(SHIPPED, ship("p1", dispatch="d2")),
    attempt(SHIPPED, cancel()),
    attempt(SHIPPED, deliver()),
    attempt(SHIPPED, complete()),
    attempt(DONE, complete()),
    attempt(DONE, cancel()),
    attempt(WAITING, authorise("80.00", expires_at=LATE)),
    attempt(WAITING.after(authorise("80.00", expires_at=LATE)), fire(), now=LATE),
    attempt(WAITING, decline()),
    attempt(WAITING, confirm()),
    attempt(WAITING.after(pay("80.00")), confirm()),
    attempt(WAITING, remind()),
    attempt(CONFIRMED, remind()),
    attempt(CONFIRMED, ask()),
    attempt(ASKED, ship()),
    attempt(ASKED, withdraw()),
    attempt(ASKED, answer(accept=False)),
    attempt(ASKED, answer(accept=True)),
    attempt(ASKED, fire(), now=PLACED_AT + timedelta(days=9)),
    attempt(CONFIRMED, answer(accept=True)),
    attempt(CONFIRMED, hold()),
    attempt(HELD, hold()),
    attempt(HELD, release()),
    attempt(HELD, ship()),
    attempt(CONFIRMED, release()),
    attempt(CONFIRMED, vacation(PLACED_AT)),
    attempt(READY, collect()),
    attempt(READY, lose()),
    attempt(SHIPPED, lose()),
    attempt(SHIPPED, collect()),
    attempt(SHIPPED.after(lose()), send_back()),
    attempt(SHIPPED, correct(tracking=Tracking("JD014600009"))),
    attempt(SHIPPED.after(deliver()), correct()),
    attempt(CONFIRMED, write("it is blue")),
    attempt(CONFIRMED, write("all of it", part=None)),
    attempt(CONFIRMED, edit(Properties(email=Personal("ada@example.org")))),
    attempt(CONFIRMED, edit_metadata({"colour": "red"}, "p1")),
    attempt(CONFIRMED, erase()),
    attempt(SHIPPED, erase()),
    attempt(PAID, fire(), now=PLACED_AT + timedelta(days=9)),
    attempt(LAPSED, answer(accept=True)),  # from a clock that is behind
    attempt(LAPSED, withdraw()),
    attempt(LAPSED, answer(accept=True), now=PLACED_AT + timedelta(days=9)),
    attempt(PAID, fire(), vendor_member("v1")),
    attempt(PAID, cancel_lines("p1", ("p1.l1", 1))),
    attempt(PAID, cancel_lines("p1", ("p1.l1", 3))),
    attempt(NEW, pay("-1.00")),
    attempt(NEW, authorise("-1.00")),
    attempt(PAID, decline()),
    attempt(ASKED, ask()),
    attempt(CONFIRMED, withdraw()),
    attempt(DONE, vacation(PLACED_AT)),
    attempt(PAID, send_back()),
    attempt(PAID, write(part="p9")),
    attempt(PAID.after(cancel("p1"), cancel("p2")), edit(Properties(tags=("gift",)))),
    attempt(PAID, edit_metadata({"colour": "red"}, "p9")),
)
"""Every command, accepted and refused."""


def deciding(broken: Decide, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both verbs decide in the broken way."""

    def executing(order: Order, command: OrderCommand, ctx: Context) -> Outcome[Order, OrderEvent]:
        decision = broken(order, command, ctx)
        if isinstance(decision, Refused):
            return decision
        return Done(orders.evolve(order, *decision.events), decision.events)

    monkeypatch.setattr(orders, "decide", broken)
    monkeypatch.setattr(orders, "execute", executing)


def refusing(*reasons: Refusal) -> Decide:
    def broken(*_: object) -> Decision[OrderEvent]:
        return made(Refused, reasons=reasons)

    return broken


def firing(broken: Callable[[Order, Context], Outcome[Order, OrderEvent]], monkeypatch: pytest.MonkeyPatch) -> None:
    """Timers are fired in the broken way; all else is as it was."""

    def executing(order: Order, command: OrderCommand, ctx: Context) -> Outcome[Order, OrderEvent]:
        return broken(order, ctx) if isinstance(command, FireTimers) else execute(order, command, ctx)

    monkeypatch.setattr(orders, "execute", executing)


def fired(order: Order, ctx: Context) -> Done[Order, OrderEvent]:
    """What firing leads to where nothing is broken."""
    return execute(order, FireTimers(order=order.id), ctx).unwrap()


def with_part(order: Order, **fields: object) -> Order:
    return changed(order, parts=(changed(order.parts[0], **fields), *order.parts[1:]))


def with_line(order: Order, **fields: object) -> Order:
    lines = order.parts[0].lines
    return with_part(order, lines=(changed(lines[0], **fields), *lines[1:]))
