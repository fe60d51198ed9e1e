"""Small worlds, explored whole: every state that commands lead to, and every command in each of them.

What cannot matter does not tell two states apart: instants (all is done at one), the names of dispatches, which of two
like vendors or lines is which.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from itertools import product
from typing import TypeAlias

from moneyed import Money

from mpcore import orders
from mpcore.kernel import Actor, DispatchId, Done, FactId, PartId, PaymentId, RefundId, Refusal, Refused, frozen, utc
from mpcore.orders import (
    CancelLines,
    CancelPart,
    CompletePart,
    DispatchStage,
    InvoiceRef,
    Order,
    OrderCommand,
    OrderCompleted,
    OrderEvent,
    OrderFact,
    Part,
    PartStage,
    Quantity,
    RecordDelivery,
    RecordPayment,
    RefundClosed,
    RefundOpened,
    RefundSettled,
    ShipLines,
    Status,
    Tracking,
)
from mpcore.orders.shares import whole
from mpcore.presets import PLAIN, RuleBook
from mpcore.testing.entitled import OPERATOR, entitled, vendor_member
from mpcore.testing.laws import life_holds
from mpcore.testing.scenario import PLACED_AT, placed
from mpcore.testing.words import shown

__all__ = ["World", "explore", "folded"]

_NOW = utc(PLACED_AT + timedelta(minutes=1))
_TRACKING = Tracking("JD014600003", "https://carrier.example/track")
_NOBODY = vendor_member("nobody")
_UNKNOWN = PartId("p0")

_PartKey: TypeAlias = tuple[str, tuple[tuple[int, int], ...], int, bool, bool, bool]
_Key: TypeAlias = tuple[tuple[_PartKey, ...], tuple[str, ...], int, bool, bool]


@frozen(kw_only=True)
class World:
    """What was found in a world."""

    states: int
    """Different states."""
    decisions: int
    """Commands decided and facts recorded in them."""
    accepted: Mapping[type[OrderCommand], int]
    """How often each command was accepted."""
    refused: Mapping[type[OrderCommand], int]
    """How often each command was refused."""
    reasons: frozenset[type[Refusal]]
    """Every reason that was given."""
    statuses: frozenset[Status]
    """Every status that an order had."""
    ends: int
    """States in which every part is completed or cancelled."""


def explore(
    *,
    vendors: int = 2,
    lines: int = 2,
    quantity: int = 2,
    rules: RuleBook = PLAIN,
    refunds: bool = False,
    most: int = 1_000_000,
) -> World:
    """Every state of an order of so many vendors, lines and units, to the fixpoint; with refunds of parts, or without.

    In each state the laws of an order hold, its status is the fold of its parts', it was called complete at most once
    and with one invoice per completed part; from each of them a sequence of commands leads to an end.  What does not
    hold is an `AssertionError`; more than `most` states are one too.
    """
    history = placed(*[f"v{number}" for number in range(1, vendors + 1)], lines=lines, quantity=quantity, rules=rules)
    start = orders.replay(history)
    half = PaymentId("m1"), PaymentId("m2"), start.money(start.total_minor // 2)
    known: dict[_Key, tuple[Order, tuple[OrderEvent, ...]]] = {_key(start): (start, history)}
    edge = deque(known)
    leads_to: dict[_Key, set[_Key]] = {}
    accepted: Counter[type[OrderCommand]] = Counter()
    refused: Counter[type[OrderCommand]] = Counter()
    reasons: set[type[Refusal]] = set()
    told = 0
    while edge:
        key = edge.popleft()
        order, history = known[key]
        _holds_in(order, history, rules)
        after: set[_Key] = set()
        steps: list[Done[Order, OrderEvent]] = []
        for command, actor in _commands(order, half):
            outcome = orders.execute(order, command, orders.Context(now=_NOW, actor=actor, policy=rules.orders))
            if isinstance(outcome, Refused):
                refused[type(command)] += 1
                reasons.update(map(type, outcome.reasons))
            else:
                accepted[type(command)] += 1
                steps.append(outcome)
        if refunds:
            facts = [orders.record(order, fact) for fact in _facts(order)]
            told += len(facts)
            steps += facts
        for step in steps:
            following = _key(step.state)
            _told_once(order, step)
            after.add(following)
            if following not in known:
                known[following] = step.state, (*history, *step.events)
                edge.append(following)
        leads_to[key] = after
        if len(known) > most:
            raise AssertionError(f"there are more than {most} states: something that cannot matter tells them apart")
    ends = {key for key, (order, _) in known.items() if all(part.stage in _ENDS for part in order.parts)}
    _nobody_is_stuck(leads_to, ends, known)
    return World(
        states=len(known),
        decisions=sum(accepted.values()) + sum(refused.values()) + told,
        accepted=dict(accepted),
        refused=dict(refused),
        reasons=frozenset(reasons),
        statuses=frozenset([orders.order_status(order, rules.orders) for order, _ in known.values()]),
        ends=len(ends),
    )


_ENDS = (PartStage.COMPLETED, PartStage.CANCELLED)


def folded(parts: Iterable[Status]) -> Status:
    """The status of an order whose parts have these, read off rules.md §7.2 step by step."""
    counts = Counter(parts)
    whole = counts.total()
    live = whole - counts[Status.CANCELLED] - counts[Status.REFUNDED]
    if counts[Status.CANCELLED] == whole:
        return Status.CANCELLED
    if not live:
        return Status.REFUNDED
    if counts[Status.COMPLETED] == live:
        return Status.COMPLETED
    if counts[Status.AWAITING_PAYMENT]:
        return Status.AWAITING_PAYMENT
    if counts[Status.ON_HOLD]:
        return Status.ON_HOLD
    if counts[Status.SHIPPED] + counts[Status.COMPLETED] == live:
        return Status.SHIPPED
    if counts[Status.PARTIALLY_SHIPPED] + counts[Status.SHIPPED] + counts[Status.COMPLETED]:
        return Status.PARTIALLY_SHIPPED
    return Status.PROCESSING


def _commands(order: Order, half: tuple[PaymentId, PaymentId, Money]) -> Iterator[tuple[OrderCommand, Actor]]:
    """Every command that could matter here, by somebody entitled; and some by others, or about what there is not."""
    for payment in half[:2]:
        yield RecordPayment(order=order.id, payment=payment, amount=half[2]), OPERATOR
    yield RecordPayment(order=order.id, payment=half[0], amount=half[2]), _NOBODY
    for part in order.parts:
        yield from ((command, entitled(order, command)) for command in _of_part(order, part))
        complete = CompletePart(order=order.id, part=part.id)
        yield complete, _NOBODY
        yield complete, OPERATOR
        yield RecordDelivery(order=order.id, part=part.id, dispatch=DispatchId("d0")), OPERATOR
    yield CancelPart(order=order.id, part=_UNKNOWN), OPERATOR


def _of_part(order: Order, part: Part) -> Iterator[OrderCommand]:
    left = [line.to_ship for line in part.lines]
    fresh = DispatchId(f"d{len(part.dispatches) + 1}")
    for units in product(*[range(most + 1) for most in left]):
        named = _named(part, units)
        yield ShipLines(order=order.id, part=part.id, dispatch=fresh, lines=named, tracking=_TRACKING)
        yield CancelLines(order=order.id, part=part.id, lines=named)
    too_many = _named(part, [most + 1 for most in left])
    yield ShipLines(order=order.id, part=part.id, dispatch=fresh, lines=too_many, tracking=_TRACKING)
    yield CancelLines(order=order.id, part=part.id, lines=too_many)
    yield CompletePart(order=order.id, part=part.id)
    yield CancelPart(order=order.id, part=part.id)
    for stage in DispatchStage:  # one of each: which one cannot matter
        for dispatch in [sent for sent in part.dispatches if sent.stage is stage][:1]:
            yield RecordDelivery(order=order.id, part=part.id, dispatch=dispatch.id)


def _named(part: Part, units: Iterable[int]) -> tuple[Quantity, ...]:
    return tuple([Quantity(line.id, count) for line, count in zip(part.lines, units, strict=True) if count])


def _facts(order: Order) -> Iterator[OrderFact]:
    name = FactId(f"f{len(order.facts)}")
    for part in order.parts:
        refund = RefundId(f"r-{part.id}")
        if part.open_refunds:
            yield RefundClosed(id=name, part=part.id, refund=refund, at=_NOW)
        else:
            yield RefundOpened(id=name, part=part.id, refund=refund, at=_NOW)
        if part.paid and part.refundable == part.paid == part.total:
            shares = tuple([whole(line) for line in part.lines])
            yield RefundSettled(id=name, part=part.id, refund=refund, shares=shares, at=_NOW)


def _key(order: Order) -> _Key:
    parts = tuple(sorted([_part_key(part) for part in order.parts]))
    payments = tuple([payment.id for payment in order.payments])
    return parts, payments, order.received_minor, order.confirmed_at is not None, order.completed_at is not None


def _part_key(part: Part) -> _PartKey:
    lines = tuple(sorted([(line.shipped, line.cancelled) for line in part.lines]))
    arrived = {dispatch.stage is DispatchStage.DELIVERED for dispatch in part.dispatches}
    delivered = 3 if len(arrived) > 1 else 2 if True in arrived else 1 if arrived else 0
    whole = part.paid == part.total
    return part.stage.value, lines, delivered, bool(part.open_refunds), bool(part.refunded), whole


def _holds_in(order: Order, history: tuple[OrderEvent, ...], rules: RuleBook) -> None:
    life_holds(history, order)
    status = orders.order_status(order, rules.orders)
    expected = folded([orders.part_status(part, rules.orders) for part in order.parts])
    if status is not expected:
        raise AssertionError(f"the order is called {status.name}; its parts make it {expected.name}\n{shown(order)}")


def _told_once(before: Order, step: Done[Order, OrderEvent]) -> None:
    """The order is called complete once, by an event that names the completed parts, one of them not paid back."""
    for event in step.events:
        if not isinstance(event, OrderCompleted):
            continue
        done = [part for part in step.state.parts if part.stage is PartStage.COMPLETED]
        named = event.invoices == tuple([InvoiceRef(before.id, part.id) for part in done])
        if before.completed_at is not None or not named or all(part.refunded_whole for part in done):
            raise AssertionError(f"called complete a second time, or of other parts: {event}\n{shown(before)}")


def _nobody_is_stuck(
    leads_to: Mapping[_Key, set[_Key]],
    ends: set[_Key],
    known: Mapping[_Key, tuple[Order, tuple[OrderEvent, ...]]],
) -> None:
    """From every state something leads to an end."""
    comes_from: dict[_Key, set[_Key]] = {}
    for key, after in leads_to.items():
        for following in after:
            comes_from.setdefault(following, set()).add(key)
    saved = set(ends)
    edge = list(ends)
    while edge:
        for before in comes_from.get(edge.pop(), ()):
            if before not in saved:
                saved.add(before)
                edge.append(before)
    if stuck := [key for key in leads_to if key not in saved]:
        order, history = known[stuck[0]]
        raise AssertionError(
            f"{len(stuck)} states lead to no end; the first:\n{shown(order)}\nafter:\n{shown(history)}"
        )
