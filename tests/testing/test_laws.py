"""Laws of decisions fail where a decider, an evolver or a wire is broken in the way the law speaks of."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import get_args

import pytest
from attrs import evolve

from mpcore import orders, wire
from mpcore.kernel import (
    Accepted,
    BrokenHistoryError,
    Decision,
    Done,
    IdTaken,
    NotFound,
    Outcome,
    PartId,
    Refused,
    changed,
)
from mpcore.orders import (
    CancellationDeclined,
    Context,
    DeliveryRecorded,
    NoteAdded,
    Order,
    OrderCommand,
    OrderCompleted,
    OrderEvent,
    PartCompleted,
    PartReleased,
    PaymentRecorded,
    ShipLines,
)
from mpcore.testing import OrderAttempt, Scenario, laws
from tests.orders.say import (
    answer,
    collect,
    complete,
    deliver,
    erase,
    fire,
    hold,
    pay,
    remind,
    ship,
    vacation,
    write,
)
from tests.testing.breaking import (
    ASKED,
    ATTEMPTS,
    CONFIRMED,
    DONE,
    NEW,
    PAID,
    READY,
    SHIPPED,
    WAITING,
    attempt,
    decide,
    deciding,
    evolved,
    execute,
    refusing,
)


def test_every_command_is_attempted_accepted_and_refused() -> None:
    outcomes = {(type(one.command), isinstance(one.execute(), Done)) for one in ATTEMPTS}
    assert outcomes == {(kind, done) for kind in get_args(OrderCommand) for done in (True, False)}


@pytest.mark.parametrize("law", laws.OF_ATTEMPTS, ids=lambda law: law.__name__)
def test_each_law_holds_of_what_is_not_broken(law: Callable[[OrderAttempt], None]) -> None:
    for one in ATTEMPTS:
        law(one)


def test_closed_sees_events_that_cannot_be_applied(monkeypatch: pytest.MonkeyPatch) -> None:
    def twice(order: Order, command: OrderCommand, ctx: Context) -> Decision[OrderEvent]:
        decision = decide(order, command, ctx)
        return Accepted(decision.events * 2) if isinstance(decision, Accepted) else decision

    monkeypatch.setattr(orders, "decide", twice)
    with pytest.raises(AssertionError, match="its events cannot be applied"):
        laws.closed(attempt(PAID, ship()))


def test_closed_sees_two_verbs_that_disagree(monkeypatch: pytest.MonkeyPatch) -> None:
    def generous(order: Order, command: OrderCommand, ctx: Context) -> Decision[OrderEvent]:
        decision = decide(order, command, ctx)
        return Accepted(()) if isinstance(decision, Refused) else decision

    monkeypatch.setattr(orders, "decide", generous)
    with pytest.raises(AssertionError, match="decide and execute disagree"):
        laws.closed(attempt(NEW, ship()))
    monkeypatch.setattr(orders, "decide", refusing(NotFound(thing="x", id="y")))
    with pytest.raises(AssertionError, match="decide and execute disagree"):
        laws.closed(attempt(NEW, ship()))


def test_closed_sees_a_refusal_without_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    deciding(refusing(), monkeypatch)
    with pytest.raises(AssertionError, match="refused without a reason"):
        laws.closed(attempt(NEW, ship()))


def test_still_sees_a_decider_that_changes_the_order(monkeypatch: pytest.MonkeyPatch) -> None:
    def meddling(order: Order, command: OrderCommand, ctx: Context) -> Outcome[Order, OrderEvent]:
        vars(order)["received_minor"] = order.received_minor + 1
        return execute(order, command, ctx)

    monkeypatch.setattr(orders, "execute", meddling)
    with pytest.raises(AssertionError, match="deciding has changed the order"):
        laws.still(evolve(attempt(NEW, ship()), state=evolve(NEW.state)))


def test_still_sees_a_decider_that_changes_its_mind(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = count()

    def fickle(*_: object) -> Outcome[Order, OrderEvent]:
        return Refused((NotFound(thing="order", id=str(next(numbers))),))

    monkeypatch.setattr(orders, "execute", fickle)
    with pytest.raises(AssertionError, match="decided differently the second time"):
        laws.still(attempt(NEW, ship()))


def forgiving(*kinds: type[OrderEvent]) -> Callable[..., Order]:
    """An evolver that takes events of these kinds whenever they come."""

    def lenient(order: Order, *events: OrderEvent) -> Order:
        try:
            return evolved(order, *events)
        except BrokenHistoryError:
            if isinstance(events[0], kinds):
                return order
            raise

    return lenient


ENDED: dict[str, tuple[Scenario, type[OrderEvent], str]] = {
    "a part": (DONE, PartCompleted, "part p1 is COMPLETED"),
    "a part that is released": (DONE, PartReleased, "part p1 is COMPLETED"),
    "a payment": (PAID, PaymentRecorded, "payment m1 is RECEIVED"),
    "a dispatch": (SHIPPED.after(deliver()), DeliveryRecorded, "dispatch d1 is DELIVERED"),
    "a dispatch that was collected": (READY.after(collect()), DeliveryRecorded, "dispatch d1 is DELIVERED"),
    "a request": (
        ASKED.after(answer(accept=False)),
        CancellationDeclined,
        "the request to cancel p1 is DECLINED",
    ),
}


@pytest.mark.parametrize("case", ENDED)
def test_final_sees_an_event_after_the_end(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    story, event, words = ENDED[case]
    laws.final(attempt(story, complete()))
    monkeypatch.setattr(orders, "evolve", forgiving(event))
    with pytest.raises(AssertionError, match=f"{words}, and still this applies"):
        laws.final(attempt(story, complete()))


def test_every_event_of_the_parts_table_is_tried_after_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: set[type[OrderEvent]] = set()

    def watching(order: Order, *events: OrderEvent) -> Order:
        tried.update(map(type, events))
        return evolved(order, *events)

    monkeypatch.setattr(orders, "evolve", watching)
    laws.final(attempt(DONE, complete()))
    assert tried >= set(get_args(orders.PartEvent))


@pytest.mark.parametrize("command", [complete(), fire(), answer(accept=True)], ids=lambda one: type(one).__name__)
def test_final_sees_a_command_after_the_end(command: OrderCommand, monkeypatch: pytest.MonkeyPatch) -> None:
    def reopening(order: Order, _: OrderCommand, ctx: Context) -> Outcome[Order, OrderEvent]:
        return Done(order, (PartCompleted(part=PartId("p1"), at=ctx.now),))

    monkeypatch.setattr(orders, "execute", reopening)
    with pytest.raises(AssertionError, match="part p1 is COMPLETED, and still this is accepted"):
        laws.final(attempt(DONE, command))


def test_repeatable_sees_a_repeat_that_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def forgetful(order: Order, command: OrderCommand, ctx: Context) -> Outcome[Order, OrderEvent]:
        if any(payment.id == "m1" for payment in order.payments):
            return Refused((IdTaken(thing="payment", id="m1"),))
        return execute(order, command, ctx)

    monkeypatch.setattr(orders, "execute", forgetful)
    with pytest.raises(AssertionError, match="said again, it is not harmless"):
        laws.repeatable(attempt(NEW, pay("80.00")))


@pytest.mark.parametrize(
    ("story", "command"),
    [
        (CONFIRMED, write("hello")),
        (SHIPPED, deliver()),
        (SHIPPED, erase()),
        (CONFIRMED, vacation(DONE.state.placed_at)),
    ],
    ids=["a note", "a scan", "forgetting", "a vacation"],
)
def test_repeatable_sees_a_repeat_that_changes_something(
    story: Scenario, command: OrderCommand, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = CONFIRMED.when(write("more", note="n9")).events
    assert isinstance(note[0], NoteAdded)
    laws.repeatable(attempt(story, command))

    def repeating(order: Order, asked: OrderCommand, ctx: Context) -> Outcome[Order, OrderEvent]:
        outcome = execute(order, asked, ctx)
        return outcome if isinstance(outcome, Refused) else Done(outcome.state, outcome.events or note)

    monkeypatch.setattr(orders, "execute", repeating)
    with pytest.raises(AssertionError, match="said again, it is not harmless"):
        laws.repeatable(attempt(story, command))


@pytest.mark.parametrize(
    ("story", "command"),
    [(SHIPPED, complete()), (CONFIRMED, hold()), (ASKED, answer(accept=False))],
    ids=["completing", "holding", "answering"],
)
def test_repeatable_sees_what_happens_twice(
    story: Scenario, command: OrderCommand, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(order: Order, *_: object) -> Outcome[Order, OrderEvent]:
        return Done(order, ())

    laws.repeatable(attempt(story, command))
    monkeypatch.setattr(orders, "execute", silent)
    with pytest.raises(AssertionError, match="it happens twice"):
        laws.repeatable(attempt(story, command))


def test_buyers_may_be_reminded_again() -> None:
    one = attempt(WAITING, remind())
    assert orders.execute(WAITING.after(remind()).state, one.command, one.context).unwrap().events
    laws.repeatable(one)


def test_carried_sees_a_wire_that_loses_something(monkeypatch: pytest.MonkeyPatch) -> None:
    load = wire.load

    def losing(kind: type[object], data: wire.Json) -> object:
        loaded = load(kind, data)
        if isinstance(loaded, Order):
            return changed(loaded, payments=())
        return evolve(loaded, lines=()) if isinstance(loaded, ShipLines) else loaded

    monkeypatch.setattr(wire, "load", losing)
    with pytest.raises(AssertionError, match="over the wire the order becomes another"):
        laws.carried(attempt(PAID, ship()))
    with pytest.raises(AssertionError, match="over the wire the command becomes another"):
        laws.carried(attempt(NEW, ship()))


def test_all_hold_asks_the_laws_of_the_order_that_comes_of_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def quiet(order: Order, command: OrderCommand, ctx: Context) -> Decision[OrderEvent]:
        decision = decide(order, command, ctx)
        if isinstance(decision, Refused):
            return decision
        return Accepted(tuple([event for event in decision.events if not isinstance(event, OrderCompleted)]))

    deciding(quiet, monkeypatch)
    last = attempt(SHIPPED.after(complete("p1")), complete("p2"))
    with pytest.raises(AssertionError, match="nobody was told"):
        laws.all_hold(last)
