"""Walks and explored worlds find what is broken."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest
from attrs import evolve
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from mpcore import orders
from mpcore.kernel import Done, NotFound, Outcome, Refused, changed
from mpcore.orders import (
    AnswerCancellation,
    CancellationRequests,
    CancelLines,
    CancelPart,
    ChargebackLost,
    ChargebackWon,
    CompletePart,
    ConfirmedBy,
    ConfirmPayment,
    Context,
    DispatchStage,
    FireTimers,
    HoldPart,
    LinesShipped,
    NotShipped,
    OnHold,
    Order,
    OrderCommand,
    OrderCompleted,
    OrderEvent,
    OrderPolicy,
    PartStage,
    PaymentRecorded,
    ReleasePart,
    Status,
    WithdrawCancellation,
)
from mpcore.presets import PLAIN
from mpcore.testing import OrderWalk, explore

Execute = Callable[[Order, OrderCommand, Context], Outcome[Order, OrderEvent]]
execute, evolved, replay = orders.execute, orders.evolve, orders.replay
order_status, record = orders.order_status, orders.record

QUICK = PLAIN.what_if({"orders.require_shipment": False})
"""Lives end soon."""

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
FAST = settings(
    max_examples=200,
    stateful_step_count=40,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=SLOW,
)


def untold(order: Order, command: OrderCommand, ctx: Context) -> Outcome[Order, OrderEvent]:
    """Nobody is told that the order is complete."""
    outcome = execute(order, command, ctx)
    if isinstance(outcome, Refused):
        return outcome
    events = tuple([event for event in outcome.events if not isinstance(event, OrderCompleted)])
    return Done(evolved(order, *events), events)


def twice_told(order: Order, command: OrderCommand, ctx: Context) -> Outcome[Order, OrderEvent]:
    """The order is called complete again and again."""
    return execute(evolve(order, completed_at=None), command, ctx)


def misnamed(order: Order, command: OrderCommand, ctx: Context) -> Outcome[Order, OrderEvent]:
    """The order is called complete, without its invoices."""
    outcome = execute(order, command, ctx)
    if isinstance(outcome, Refused):
        return outcome
    events = [evolve(event, invoices=()) if isinstance(event, OrderCompleted) else event for event in outcome.events]
    return Done(outcome.state, tuple(events))


def waiting(order: Order, command: OrderCommand, ctx: Context) -> Outcome[Order, OrderEvent]:
    """A part with one line cancelled is never completed."""
    outcome = execute(order, command, ctx)
    if isinstance(command, CompletePart) and any(line.cancelled for part in order.parts for line in part.lines):
        return Refused((NotShipped(order=order.id, part=command.part, left=1),))
    return outcome


def uncounted(order: Order, *events: OrderEvent) -> Order:
    """Payments are kept, and not counted."""
    for event in events:
        before = order.received_minor
        order = evolved(order, event)
        if isinstance(event, PaymentRecorded):
            order = changed(order, received_minor=before)
    return order


def uncounted_units(order: Order, *events: OrderEvent) -> Order:
    """A parcel counts one unit too many."""
    for event in events:
        order = evolved(order, event)
        if isinstance(event, LinesShipped):
            parts = [
                changed(part, lines=(changed(part.lines[0], shipped=part.lines[0].shipped + 1), *part.lines[1:]))
                if part.id == event.part
                else part
                for part in order.parts
            ]
            order = changed(order, parts=tuple(parts))
    return order


def executing(evolving: Callable[..., Order]) -> Execute:
    def broken(order: Order, command: OrderCommand, ctx: Context) -> Outcome[Order, OrderEvent]:
        outcome = execute(order, command, ctx)
        return outcome if isinstance(outcome, Refused) else Done(evolving(order, *outcome.events), outcome.events)

    return broken


def unheld(order: Order, command: OrderCommand, ctx: Context) -> Outcome[Order, OrderEvent]:
    """A part that is on hold is held once more."""
    outcome = execute(order, command, ctx)
    if isinstance(command, HoldPart) and isinstance(outcome, Refused) and isinstance(outcome.reasons[0], OnHold):
        return Done(order, ())
    return outcome


def unread(order: Order, command: OrderCommand, ctx: Context) -> Outcome[Order, OrderEvent]:
    """Nobody remembers which notes were written."""
    return execute(changed(order, notes=()), command, ctx)


def overslept(order: Order, command: OrderCommand, ctx: Context) -> Outcome[Order, OrderEvent]:
    """Timers fire a day late."""
    return execute(
        order, command, evolve(ctx, now=ctx.now.subtract(days=1)) if isinstance(command, FireTimers) else ctx
    )


@pytest.mark.parametrize("broken", [untold, twice_told, unheld, unread, overslept], ids=lambda broken: broken.__name__)
def test_a_walk_finds_a_broken_decider(broken: Execute, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(orders, "execute", broken)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(OrderWalk.using(rules=QUICK), settings=FAST)


def test_a_walk_finds_what_is_not_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(orders, "forget", tuple)
    with pytest.raises(AssertionError, match="something personal was not forgotten"):
        run_state_machine_as_test(OrderWalk.using(rules=QUICK), settings=FAST)


@pytest.mark.parametrize("evolving", [uncounted, uncounted_units], ids=lambda evolving: evolving.__name__)
def test_a_walk_finds_a_broken_evolver(evolving: Callable[..., Order], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(orders, "evolve", evolving)
    monkeypatch.setattr(orders, "execute", executing(evolving))

    def replaying(history: Iterable[OrderEvent]) -> Order:
        placed, *events = history
        return evolving(replay((placed,)), *events)

    monkeypatch.setattr(orders, "replay", replaying)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(OrderWalk.using(rules=QUICK), settings=FAST)


def test_a_walk_finds_a_fact_that_counts_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    def doubling(order: Order, fact: orders.OrderFact) -> Done[Order, OrderEvent]:
        if any(known.id == fact.id for known in order.facts):
            return Done(evolve(order, completed_at=None), (fact,))
        return record(order, fact)

    monkeypatch.setattr(orders, "record", doubling)
    with pytest.raises(AssertionError, match="told twice"):
        run_state_machine_as_test(OrderWalk.using(rules=QUICK), settings=FAST)


def test_a_walk_under_a_rule_book_stays_under_it() -> None:
    walk = OrderWalk.using(rules=PLAIN, also=())
    assert (walk.rule_book, walk.also) == (PLAIN, ())
    assert (OrderWalk.rule_book, OrderWalk.also) == (None, ())
    assert isinstance(walk.TestCase, type)


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (untold, "nobody was told"),
        (twice_told, "the history gives"),
        (misnamed, "or of other parts"),
        (waiting, "lead to no end"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_an_exploration_finds_a_broken_decider(broken: Execute, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(orders, "execute", broken)
    with pytest.raises(AssertionError, match=words):
        explore(lines=1)


ASKING = PLAIN.what_if({"orders.requests": CancellationRequests()})
BY_HAND = PLAIN.what_if({"orders.confirmed_by": ConfirmedBy.OPERATOR})


def refusing(*commands: type[OrderCommand]) -> Execute:
    """These are never accepted."""

    def broken(order: Order, command: OrderCommand, ctx: Context) -> Outcome[Order, OrderEvent]:
        if isinstance(command, commands):
            return Refused((NotFound(thing="order", id=order.id),))
        return execute(order, command, ctx)

    return broken


def sent_back_for_ever(order: Order, command: OrderCommand, ctx: Context) -> Outcome[Order, OrderEvent]:
    """What came back keeps its part from being completed."""
    part = order.part(command.part) if isinstance(command, CompletePart) else None
    if part is not None and any(dispatch.stage is DispatchStage.RETURNED for dispatch in part.dispatches):
        return Refused((NotShipped(order=order.id, part=part.id, left=1),))
    return execute(order, command, ctx)


def test_an_exploration_finds_parts_that_are_stopped_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    explore(vendors=1, lines=1, quantity=1, holds=True)
    monkeypatch.setattr(orders, "execute", refusing(ReleasePart, CancelPart, CancelLines))
    with pytest.raises(AssertionError, match="lead to no end"):
        explore(vendors=1, lines=1, quantity=1, holds=True)


def test_an_exploration_finds_buyers_who_wait_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    silent = refusing(AnswerCancellation, WithdrawCancellation, CancelPart, CancelLines)
    monkeypatch.setattr(orders, "execute", silent)
    explore(vendors=1, lines=1, quantity=1, rules=ASKING, requests=True, timers=True)  # silence answers them
    with pytest.raises(AssertionError, match="lead to no end"):
        explore(vendors=1, lines=1, quantity=1, rules=ASKING, requests=True)


def test_an_exploration_finds_parcels_that_are_waited_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    explore(vendors=1, lines=1, quantity=1, scans=True)
    monkeypatch.setattr(orders, "execute", sent_back_for_ever)
    with pytest.raises(AssertionError, match="lead to no end"):
        explore(vendors=1, lines=1, quantity=1, scans=True)


def test_an_exploration_finds_payments_that_nobody_confirms(monkeypatch: pytest.MonkeyPatch) -> None:
    explore(vendors=1, lines=1, quantity=1, rules=BY_HAND, payments=True)
    monkeypatch.setattr(orders, "execute", refusing(ConfirmPayment, CancelPart, CancelLines))
    with pytest.raises(AssertionError, match="lead to no end"):
        explore(vendors=1, lines=1, quantity=1, rules=BY_HAND, payments=True)


def test_an_exploration_finds_a_chargeback_that_is_never_over(monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(order: Order, fact: orders.OrderFact) -> Done[Order, OrderEvent]:
        over = isinstance(fact, ChargebackWon | ChargebackLost)
        return Done(order, ()) if over else record(order, fact)

    explore(vendors=1, lines=1, quantity=1, chargebacks=True)
    monkeypatch.setattr(orders, "record", endless)
    with pytest.raises(AssertionError, match="lead to no end"):
        explore(vendors=1, lines=1, quantity=1, chargebacks=True)


def test_an_exploration_asks_whether_what_was_written_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    explore(vendors=1, lines=1, quantity=1, upkeep=True)
    monkeypatch.setattr(orders, "forget", tuple)
    with pytest.raises(AssertionError, match="something personal was not forgotten"):
        explore(vendors=1, lines=1, quantity=1, upkeep=True)


def test_an_exploration_finds_a_status_that_is_not_the_fold(monkeypatch: pytest.MonkeyPatch) -> None:
    def naive(order: Order, policy: OrderPolicy) -> Status:
        if any(part.stage is PartStage.CANCELLED for part in order.parts):
            return Status.PROCESSING
        return order_status(order, policy)

    monkeypatch.setattr(orders, "order_status", naive)
    with pytest.raises(AssertionError, match="the order is called PROCESSING"):
        explore(lines=1, quantity=1)


def test_an_exploration_finds_parts_that_are_waited_for_after_their_refund(monkeypatch: pytest.MonkeyPatch) -> None:
    def quiet(order: Order, fact: orders.OrderFact) -> Done[Order, OrderEvent]:
        after = evolved(order, fact)
        return Done(after, (fact,))

    monkeypatch.setattr(orders, "record", quiet)
    with pytest.raises(AssertionError, match="nobody was told"):
        explore(lines=1, quantity=1, refunds=True)


def test_an_exploration_ends() -> None:
    with pytest.raises(AssertionError, match="more than 10 states"):
        explore(most=10)


def test_a_world_says_what_was_found() -> None:
    world = explore(vendors=1, lines=1, quantity=1)
    assert world.decisions == sum(world.accepted.values()) + sum(world.refused.values())
    assert NotFound in world.reasons
    assert CancelPart in world.accepted
    assert world.ends < world.states
