"""Lives that laws of refunds and returns are asked of, and deciders that are broken in one way or another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from attrs import evolve

from mpcore import refunds
from mpcore.kernel import Actor, Decision, Done, Outcome, Refusal, Refused, changed, made, utc
from mpcore.orders import Order, OrderCommand
from mpcore.presets import PLAIN
from mpcore.refunds import (
    AfterSales,
    Context,
    ErasePersonalData,
    FireTimers,
    Refund,
    RefundCommand,
    RefundEvent,
    Return,
    after_sales_of,
)
from mpcore.testing import OPERATOR, PLACED_AT, SYSTEM, RefundAttempt, RefundLife, Scenario, entitled, placed
from tests.orders.say import cancel_lines, deliver, pay, ship
from tests.refunds.say import (
    ORDER,
    abandon,
    approve,
    ask,
    by_hand,
    did_not,
    force,
    line,
    of_cancellation,
    reject,
    retry,
    surplus,
    went_back,
    withdraw,
)
from tests.refunds.say_returns import (
    ADA,
    FIRE,
    accept,
    answer,
    arrive,
    ask_photos,
    came,
    deny,
    escalate,
    exchange,
    keep,
    receive,
    refund,
    refuse,
    send,
    supply,
    uphold,
    vendor,
    wants,
)

Decide = Callable[[AfterSales, RefundCommand, Context], Decision[RefundEvent]]
Execute = Callable[[AfterSales, RefundCommand, Context], Outcome[AfterSales, RefundEvent]]
decide, execute, evolved, facts_for = refunds.decide, refunds.execute, refunds.evolve, refunds.facts_for

LATE = utc(PLACED_AT + timedelta(days=90))
ERASE = ErasePersonalData(order=ORDER)


def life_of(story: Scenario) -> RefundLife:
    """The order of a story, and nothing that goes back of it yet."""
    order = story.state
    now = utc(PLACED_AT + timedelta(hours=2))
    return RefundLife(rules=PLAIN, order=order, order_history=story.history, state=after_sales_of(order), now=now)


def after(life: RefundLife, *commands: RefundCommand, who: Actor | None = None) -> RefundLife:
    """The life after commands, each of them accepted."""
    for command in commands:
        gate = refunds.GATES[type(command)]
        actor = who or (SYSTEM if type(SYSTEM) in gate.kinds else OPERATOR)
        following = life.after(command, life.context(actor))
        assert len(following.said) > len(life.said), refunds.execute(life.state, command, life.context(actor))
        life = following
    return life


def meanwhile(life: RefundLife, *commands: OrderCommand) -> RefundLife:
    """The life after commands about the order itself."""
    for command in commands:
        life = life.meanwhile(command, entitled(life.order, command))
    return life


def attempt(
    life: RefundLife, command: RefundCommand, who: Actor = OPERATOR, now: datetime | None = None
) -> RefundAttempt:
    ctx = life.context(who, life.now if now is None else utc(now))
    return RefundAttempt(life=life, command=command, context=ctx)


SOLD = life_of(Scenario(placed("v1", "v2", price="10.00", shipping="2.00")).after(pay("84.00"), ship(), deliver()))
"""The first part was delivered; of the second nothing was sent."""
ASKED = after(SOLD, ask(line(units=1)))
APPROVED = after(ASKED, approve())
FAILED = after(APPROVED, did_not())
GIVEN_BACK = after(APPROVED, went_back("10.00"))
REJECTED = after(ASKED, reject())
OPENED = after(SOLD, wants())
WAITING = after(OPENED, ask_photos())
ACCEPTED = after(OPENED, accept())
SENT = after(ACCEPTED, send("4.90"))
RECEIVED = after(ACCEPTED, receive(came(resaleable=1)))
UNDER_WAY = after(RECEIVED, refund())
REFUNDED = after(UNDER_WAY, approve(), went_back("10.00"))
CASE = after(OPENED, escalate("letter"), who=vendor())
HEARD = after(CASE, answer("photo"), who=ADA)
OWED = meanwhile(SOLD, cancel_lines("p2", ("p2.l1", 1)))
OVERPAID = meanwhile(SOLD, pay("5.00", "m2"))

ATTEMPTS = (
    attempt(SOLD, ask(line(units=1))),
    attempt(SOLD, ask()),
    attempt(SOLD, ask(line(units=1)), ADA),
    attempt(SOLD, force(ask(line(amount="3.00")))),
    attempt(SOLD, force(ask(line(amount="3.00"))), vendor()),
    attempt(OWED, of_cancellation(part="p2")),
    attempt(SOLD, of_cancellation()),
    attempt(OVERPAID, surplus()),
    attempt(OVERPAID, surplus("5.01")),
    attempt(ASKED, approve()),
    attempt(REJECTED, approve()),
    attempt(ASKED, reject()),
    attempt(GIVEN_BACK, reject()),
    attempt(ASKED, withdraw()),
    attempt(ASKED, withdraw(), vendor("v2")),
    attempt(APPROVED, went_back("10.00"), SYSTEM),
    attempt(APPROVED, went_back("10.01"), SYSTEM),
    attempt(APPROVED, went_back("4.00"), SYSTEM),
    attempt(APPROVED, did_not(), SYSTEM),
    attempt(ASKED, did_not(), SYSTEM),
    attempt(FAILED, retry()),
    attempt(ASKED, retry()),
    attempt(FAILED, by_hand()),
    attempt(ASKED, by_hand()),
    attempt(FAILED, abandon()),
    attempt(GIVEN_BACK, abandon()),
    attempt(SOLD, wants(), ADA),
    attempt(SOLD, wants(("p1.l1", 3)), ADA),
    attempt(OPENED, ask_photos()),
    attempt(ACCEPTED, ask_photos()),
    attempt(WAITING, supply("photo"), ADA),
    attempt(OPENED, supply("photo"), ADA),
    attempt(OPENED, accept()),
    attempt(OPENED, accept(address=None)),
    attempt(OPENED, refuse()),
    attempt(ACCEPTED, refuse()),
    attempt(ACCEPTED, send(), ADA),
    attempt(OPENED, send(), ADA),
    attempt(SENT, arrive(), SYSTEM),
    attempt(OPENED, arrive(), SYSTEM),
    attempt(SENT, receive(came(resaleable=1))),
    attempt(SENT, receive(came(units=2))),
    attempt(OPENED, keep(), ADA),
    attempt(RECEIVED, keep(), ADA),
    attempt(RECEIVED, refund()),
    attempt(OPENED, refund()),
    attempt(UNDER_WAY, approve()),
    attempt(REFUNDED, refund("r2")),
    attempt(RECEIVED, exchange()),
    attempt(OPENED, exchange()),
    attempt(OPENED, escalate("letter"), vendor()),
    attempt(OPENED, escalate(), vendor()),
    attempt(CASE, answer("photo"), ADA),
    attempt(OPENED, answer("photo"), ADA),
    attempt(HEARD, deny()),
    attempt(HEARD, uphold()),
    attempt(OPENED, deny()),
    attempt(OPENED, FIRE, SYSTEM, LATE),
    attempt(SENT, FIRE, SYSTEM, LATE),
    attempt(RECEIVED, FIRE, SYSTEM, LATE),
    attempt(CASE, FIRE, SYSTEM, LATE),
    attempt(OPENED, FIRE, vendor(), LATE),
    attempt(ASKED, ERASE, SYSTEM),
    attempt(ASKED, ERASE, vendor()),
)
"""Every command, accepted and refused."""


def deciding(broken: Decide, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both verbs decide in the broken way."""

    def executing(state: AfterSales, command: RefundCommand, ctx: Context) -> Outcome[AfterSales, RefundEvent]:
        decision = broken(state, command, ctx)
        if isinstance(decision, Refused):
            return decision
        return Done(refunds.evolve(state, *decision.events), decision.events)

    monkeypatch.setattr(refunds, "decide", broken)
    monkeypatch.setattr(refunds, "execute", executing)


def refusing(*reasons: Refusal) -> Decide:
    def broken(*_: object) -> Decision[RefundEvent]:
        return made(Refused, reasons=reasons)

    return broken


def firing(
    broken: Callable[[AfterSales, Context], Outcome[AfterSales, RefundEvent]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Timers are fired in the broken way; all else is as it was."""

    def executing(state: AfterSales, command: RefundCommand, ctx: Context) -> Outcome[AfterSales, RefundEvent]:
        return broken(state, ctx) if isinstance(command, FireTimers) else execute(state, command, ctx)

    monkeypatch.setattr(refunds, "execute", executing)


def fired(state: AfterSales, ctx: Context) -> Done[AfterSales, RefundEvent]:
    """What firing leads to where nothing is broken."""
    return execute(state, FIRE, ctx).unwrap()


def with_refund(life: RefundLife, **fields: object) -> RefundLife:
    """The life with something else about its refund."""
    [one] = life.state.refunds
    other: Refund = changed(one, **fields)
    return evolve(life, state=changed(life.state, refunds=(other,)))


def with_return(life: RefundLife, **fields: object) -> RefundLife:
    """The life with something else about its return."""
    [one] = life.state.returns
    other: Return = changed(one, **fields)
    return evolve(life, state=changed(life.state, returns=(other,)))


def with_line(order: Order, **fields: object) -> Order:
    """The order with something else about its first line."""
    part = order.parts[0]
    first = changed(part.lines[0], **fields)
    return changed(order, parts=(changed(part, lines=(first, *part.lines[1:])), *order.parts[1:]))
