"""Small worlds of one return, explored whole: every command and every timer, from every state that can be reached."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import fields
from pendulum import DateTime

from mpcore import orders, refunds
from mpcore.kernel import (
    Actor,
    Done,
    PaymentId,
    RefundId,
    Refused,
    VendorId,
    changed,
    frozen,
)
from mpcore.money import from_minor
from mpcore.orders import Order
from mpcore.refunds import (
    AfterSales,
    Context,
    RecordRefundFailure,
    RecordRefundPayment,
    Refund,
    RefundCommand,
    RefundMethod,
    RefundPolicy,
    RefundStage,
    Return,
    ReturnAddress,
)
from mpcore.testing import OPERATOR, SYSTEM
from tests.refunds.say import ORDER, abandon, approve, by_hand, reject, retry
from tests.refunds.say_returns import (
    ADA,
    DELIVERED_AT,
    FIRE,
    WAREHOUSE,
    accept,
    answer,
    arrive,
    ask_photos,
    came,
    delivered,
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


@frozen(kw_only=True)
class State:
    """An order, its returns and refunds, and what time it is."""

    order: Order
    after: AfterSales
    now: DateTime


@frozen(kw_only=True)
class World:
    """A policy, and whether the host knows where the vendor wants goods sent back to."""

    policy: RefundPolicy
    known: bool = False
    talks: bool = True
    """Whether documents are asked for and cases opened, or money goes back in every way."""

    def ctx(self, state: State, who: Actor) -> Context:
        addresses = [ReturnAddress(VendorId("v1"), WAREHOUSE)] if self.known else []
        return Context(now=state.now, actor=who, policy=self.policy, order=state.order, return_addresses=addresses)

    def beginning(self) -> State:
        story = delivered(shipping="4.90")
        return State(order=story.state, after=refunds.after_sales_of(story.state), now=DELIVERED_AT)

    def done(self, state: State, command: RefundCommand, who: Actor) -> State | None:
        """The state after a command, the order told of it; None where it is refused."""
        match refunds.execute(state.after, command, self.ctx(state, who)):
            case Done(after, events):
                order = state.order
                for fact in refunds.facts_for(after, events):
                    order = orders.record(order, fact).state
                return changed(state, order=order, after=after)
            case Refused():
                return None

    def due(self, state: State) -> tuple[refunds.Due, ...]:
        return refunds.due(state.after, self.ctx(state, SYSTEM))

    def fired(self, state: State) -> State | None:
        """The state once the next timer has been fired; None where there is none."""
        timers = self.due(state)
        if not timers:
            return None
        return self.done(changed(state, now=max(state.now, timers[0].at)), FIRE, SYSTEM)

    def following(self, state: State) -> Iterator[tuple[RefundCommand, State]]:
        """Every state that some command, or the next timer, leads to."""
        for command, who in commands(state, talks=self.talks):
            after = self.done(state, command, who)
            if after is not None:
                yield command, after
        after = self.fired(state)
        if after is not None:
            yield FIRE, after


def commands(state: State, *, talks: bool) -> Iterator[tuple[RefundCommand, Actor]]:
    """Everything that anybody might ask; of documents and cases in one half of the worlds, of money in the other."""
    one = state.after.returns[0] if state.after.returns else None
    if one is None:
        yield wants(("p1.l1", 2)), ADA
        return
    name = f"r{one.refunds}"
    simple: list[tuple[RefundCommand, Actor]] = [
        (accept(), vendor()),
        (refuse(), OPERATOR),
        (send("4.90"), ADA),
        (arrive(), SYSTEM),
        (keep(), ADA),
        (exchange(), vendor()),
        (refund(name), vendor()),
    ]
    talk: list[tuple[RefundCommand, Actor]] = [
        (ask_photos(), vendor()),
        (supply("d"), ADA),
        (escalate("d"), vendor()),
        (escalate("d"), ADA),
        (answer("d"), vendor()),
        (answer("d"), ADA),
        (uphold(), OPERATOR),
        (deny(), OPERATOR),
    ]
    yield from simple + talk if talks else simple
    if not talks:
        yield refund(name, method=RefundMethod.OTHER), vendor()
    for units in (0, 2) if talks else (0, 1, 2):
        yield receive(came(units=units, resaleable=units // 2)), vendor()
    for given in state.after.refunds:
        if given.is_open:
            yield from _of_refund(given, talks=talks, halves=not state.order.parts[0].refunded)


def _of_refund(given: Refund, *, talks: bool, halves: bool) -> Iterator[tuple[RefundCommand, Actor]]:
    for command in (approve, reject) if talks else (approve, reject, retry, by_hand, abandon):
        yield command(given.id), OPERATOR
    for share in given.payments:
        amounts = [share.left, share.left // 2] if halves and not talks and not share.settled else [share.left]
        for amount in amounts if share.left else ():
            yield went(given.id, share.payment, share.attempt, amount), SYSTEM
        if not talks:
            yield failed(given.id, share.payment, share.attempt), SYSTEM


def went(given: RefundId, payment: PaymentId, attempt: int, amount: int) -> RecordRefundPayment:
    back = from_minor(amount, "EUR")
    return RecordRefundPayment(order=ORDER, refund=given, payment=payment, attempt=attempt, amount=back)


def failed(given: RefundId, payment: PaymentId, attempt: int) -> RecordRefundFailure:
    return RecordRefundFailure(order=ORDER, refund=given, payment=payment, attempt=attempt, failure="expired")


def key(state: State) -> tuple[object, ...]:
    """What makes a state another one: everything but instants, names and counts that only grow."""
    (line,) = state.order.parts[0].lines
    money = (line.gone, state.order.parts[0].refunded, state.order.parts[0].refundable)
    open_ = [_shape(one) for one in state.after.refunds if one.is_open]
    return (tuple(_returned(one) for one in state.after.returns), tuple(open_), money)


def _shape(given: Refund) -> tuple[object, ...]:
    waits = tuple((share.left, share.waits) for share in given.payments)
    return given.stage, given.mode, given.method, given.amount, given.settled_minor, waits


_GROWS = {"refund", "refunds", "due", "opened_at", "accepted_at", "sent_at", "arrived_at", "received_at", "ended_at"}


def _returned(one: Return) -> tuple[object, ...]:
    told = [getattr(one, field.name) for field in fields(Return) if field.name not in _GROWS | {"case"}]
    seen = [one.sent_at is None, one.arrived_at is None, one.received_at is None, one.refund is None]
    case = None if one.case is None else (one.case.stage, one.case.resumes, one.case.by_buyer)
    return (*told, *seen, case)


def explored(world: World, most: int = 20_000) -> list[State]:
    """Every state that can be reached, one for each key, to the fixpoint."""
    start = world.beginning()
    seen, edge = {key(start): start}, [start]
    while edge:
        for _, after in world.following(edge.pop()):
            if key(after) not in seen:
                seen[key(after)] = after
                edge.append(after)
                assert len(seen) < most
    return list(seen.values())


def ended(world: World, state: State, steps: int = 20) -> State:
    """The state once only time, the marketplace and the payment provider have acted; no buyer and no vendor."""
    for _ in range(steps):
        if not any(one.is_open for one in state.after.returns):
            return state
        after = _approved(world, state) or world.fired(state)
        assert after is not None, state.after.returns
        state = after
    raise AssertionError(f"it does not end: {state.after.returns}")


def _approved(world: World, state: State) -> State | None:
    """The next thing that is done for a refund under way."""
    for one in state.after.refunds:
        if one.is_open:
            if one.stage is RefundStage.REQUESTED:
                return world.done(state, approve(one.id), OPERATOR)
            if one.stage is RefundStage.FAILED or one.method is not RefundMethod.ORIGINAL:
                return world.done(state, by_hand(one.id), OPERATOR)
            share = next(share for share in one.payments if share.waits)
            return world.done(state, went(one.id, share.payment, share.attempt, share.left), SYSTEM)
    return None
