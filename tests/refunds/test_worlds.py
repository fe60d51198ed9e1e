"""A small part explored whole: two lines of two units, and whatever may be asked, answered and told of it.

Two states that differ in nothing but names of what is over are one, so the world ends.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from mpcore import orders, refunds
from mpcore.kernel import DispatchId, Done, FactId, LineId, PartId, PayoutId, RefundId
from mpcore.money import from_minor
from mpcore.orders import CancelLines, Order, OrderCommand, OrderFact, PayoutPaid, PayoutRequested, Quantity, ShipLines
from mpcore.presets import PLAIN
from mpcore.refunds import (
    AfterSales,
    Context,
    RefundCause,
    RefundCommand,
    RefundPolicy,
    RefundStage,
    after_sales_of,
)
from mpcore.testing import OPERATOR, PLACED_AT, SYSTEM, Scenario, placed
from tests.orders.say import TRACKING, pay, ship
from tests.refunds.laws import nothing_is_left, nothing_is_lost
from tests.refunds.say import (
    ORDER,
    abandon,
    approve,
    ask,
    ask_all,
    by_hand,
    did_not,
    force,
    line,
    of_cancellation,
    reject,
    retry,
    went_back,
    withdraw,
)

SOON = PLACED_AT + timedelta(hours=1)
State = tuple[AfterSales, Order]
Key = tuple[object, ...]
P1 = PartId("p1")
LINES = (LineId("p1.l1"), LineId("p1.l2"))
CTX = orders.Context(now=SOON, actor=OPERATOR, policy=PLAIN.orders)


def key_of(state: State) -> Key:
    """What tells a state from others: not how it came about, nor what its refunds are called."""
    after, order = state
    [part] = order.parts
    names = {one.id: number for number, one in enumerate(after.refunds) if one.is_open}
    lines = [
        (
            line.shipped,
            line.cancelled,
            line.refunded,
            line.pending,
            line.refund_due,
            tuple([(names.get(one.refund or RefundId("")) is None, one.since, one.shares) for one in line.reductions]),
        )
        for line in part.lines
    ]
    open_ = sorted(
        (
            one.stage.value,
            one.mode.value,
            one.of_cancellation,
            repr(one.shares),
            repr(one.settled),
            repr([(share.payment, share.amount, share.settled, share.waits) for share in one.payments]),
        )
        for one in after.refunds
        if one.is_open
    )
    over = Counter[str]()
    for one in after.refunds:
        for share in one.payments if not one.is_open else ():
            over[share.payment] += share.settled
    owed = sum(one.settled_minor for one in after.refunds if one.of_cancellation)
    return tuple(lines), tuple(open_), tuple(sorted(over.items())), owed, part.stage, part.payout


@dataclass(frozen=True)
class Moves:
    """What may happen in a world besides requests and the answers to them; what varies together multiplies."""

    cancels: bool = False
    sends: bool = False
    pays_out: bool = False
    in_parts: bool = False
    """Whether providers give back a part of what they should."""
    at_once: int = 1
    """How many requests may be open."""


def requests(number: int, moves: Moves) -> Iterator[RefundCommand]:
    name = f"r{number:04}"
    yield ask(line(LINES[0], units=1), refund=name)
    yield ask(line(LINES[0], units=2), line(LINES[1], units=2), refund=name)
    yield ask(line(LINES[1], amount="0.01"), refund=name)
    yield ask_all(refund=name)
    if moves.pays_out:
        yield force(ask_all(refund=name, cause=RefundCause.DISPUTE))
    if moves.cancels:
        yield of_cancellation(name)


def answers(after: AfterSales, moves: Moves) -> Iterator[RefundCommand]:
    for one in after.refunds:
        if one.stage is RefundStage.REQUESTED:
            yield from (approve(one.id), reject(one.id), withdraw(one.id))
        if one.stage is RefundStage.FAILED:
            yield from (retry(one.id), by_hand(one.id), abandon(one.id))
        for share in one.payments if one.is_open else ():
            if share.left:
                yield did_not(share.payment, one.id, share.attempt)
                for amount in sorted({1, share.left} if moves.in_parts else {share.left}):
                    back = str(from_minor(amount, "EUR").amount)
                    yield went_back(back, share.payment, one.id, share.attempt)


def changes(order: Order, moves: Moves) -> Iterator[OrderCommand]:
    [part] = order.parts
    left = [Quantity(place.id, place.to_ship) for place in part.lines if place.to_ship]
    if left and moves.cancels:
        yield CancelLines(order=ORDER, part=P1, lines=(Quantity(left[-1].line, 1),))
    if left and moves.sends:
        yield ShipLines(order=ORDER, part=P1, dispatch=DispatchId("d1"), lines=tuple(left), tracking=TRACKING)
    if moves.pays_out:
        yield orders.CompletePart(order=ORDER, part=P1)


PAYOUT: tuple[OrderFact, ...] = (
    PayoutRequested(id=FactId("out1"), part=P1, payout=PayoutId("o"), at=SOON),
    PayoutPaid(id=FactId("out2"), part=P1, payout=PayoutId("o"), at=SOON),
)


def steps(state: State, moves: Moves, done: Counter[str]) -> Iterator[State]:
    """Every state that something leads to."""
    after, order = state
    policy = RefundPolicy(max_open_requests=moves.at_once, enforce_causes=False)
    for command in (*requests(len(after.refunds), moves), *answers(after, moves)):
        reports = isinstance(command, refunds.RecordRefundPayment | refunds.RecordRefundFailure)
        ctx = Context(now=SOON, actor=SYSTEM if reports else OPERATOR, policy=policy, order=order)
        match refunds.execute(after, command, ctx):
            case Done(following, events):
                told = order
                for fact in refunds.facts_for(following, events):
                    told = orders.record(told, fact).state
                done[type(command).__name__] += 1
                yield following, told
            case refused:
                done.update(f"not {reason.code}" for reason in refused.reasons)
    for change in changes(order, moves):
        match orders.execute(order, change, CTX):
            case Done(told, _):
                done[type(change).__name__] += 1
                yield after, told
            case _:
                pass
    for fact in PAYOUT if moves.pays_out else ():
        yield after, orders.record(order, fact).state


def reaching(goals: Iterable[Key], leads_to: dict[Key, set[Key]]) -> set[Key]:
    """The states from which something leads to one of these."""
    comes_from: dict[Key, set[Key]] = {}
    for before, following in leads_to.items():
        for each in following:
            comes_from.setdefault(each, set()).add(before)
    saved = set(goals)
    edge = list(saved)
    while edge:
        for before in comes_from.get(edge.pop(), set()) - saved:
            saved.add(before)
            edge.append(before)
    return saved


def explored(start: State, moves: Moves) -> tuple[dict[Key, State], dict[Key, set[Key]], Counter[str]]:
    """Every state there is, which leads to which, and what was done how often."""
    done = Counter[str]()
    known, leads_to, edge = {key_of(start): start}, dict[Key, set[Key]](), deque([start])
    while edge:
        state = edge.popleft()
        nothing_is_lost(*state)
        following: set[Key] = set()
        for each in steps(state, moves, done):
            key = key_of(each)
            following.add(key)
            if key not in known:
                known[key] = each
                edge.append(each)
        leads_to[key_of(state)] = following
    return known, leads_to, done


WORLDS = {
    "sent": Moves(sends=True),
    "cancelled": Moves(cancels=True),
    "paid out": Moves(sends=True, pays_out=True),
    "in parts": Moves(sends=True, in_parts=True),
    "two at once": Moves(at_once=2),
}


ALWAYS = {
    *("RequestRefund", "ApproveRefund", "RejectRefund", "WithdrawRefund", "RecordRefundPayment", "RecordRefundFailure"),
    *("RetryRefund", "SettleRefundByHand", "AbandonRefund", "not refunds.nothing_to_refund"),
}


@pytest.mark.parametrize("world", list(WORLDS), ids=list(WORLDS))
def test_in_a_small_world_nothing_is_lost_and_nobody_is_stuck(world: str) -> None:
    story = Scenario(placed("v1", lines=2, quantity=2, price="0.01", shipping="0.01"))
    order = story.after(pay("0.05"), *(() if WORLDS[world].sends or WORLDS[world].cancels else (ship(),))).state
    known, leads_to, done = explored((after_sales_of(order), order), WORLDS[world])
    missing = ALWAYS - done.keys()
    assert not missing
    assert len(known) > 300
    calm = {key for key, (after, _) in known.items() if not any(one.is_open for one in after.refunds)}
    assert reaching(calm, leads_to) == set(known), "an open refund that nobody ends"
    empty = {key for key, (_, order) in known.items() if order.parts[0].refunded == order.parts[0].paid}
    assert reaching(empty, leads_to) == set(known), "money that never goes back"
    for key in empty & calm:
        nothing_is_left(known[key][1])
