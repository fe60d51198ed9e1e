"""Deciding and replaying beside transitions, python-statemachine and eventsourcing; read ratios, not times."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from eventsourcing.domain import Aggregate, event
from statemachine import State, StateMachine
from transitions import Machine

from benchmarks.lives import (
    BUYER,
    after,
    complete,
    context,
    deliver,
    history,
    life,
    member,
    pay,
    place_order,
    placed,
    ship,
    whole,
)
from benchmarks.ratio import turns
from mpcore import orders
from mpcore.kernel import BrokenHistoryError, LineId, MemberId, Operator, System
from mpcore.orders import Quantity

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture


class Step:
    """Two states and two triggers without conditions or callbacks, for `transitions`."""

    go: Callable[[], bool]
    back: Callable[[], bool]


def transitions_steps() -> Callable[[], object]:
    """Seven bare steps of `transitions`."""
    model = Step()
    table = [["go", "a", "b"], ["back", "b", "a"]]
    Machine(model, states=["a", "b"], transitions=table, initial="a")

    def run() -> None:
        for _ in range(7):
            model.go()
            model.back()

    return run  # fourteen: `seven` halves


class Flip(StateMachine):
    """The same for python-statemachine."""

    a = State(initial=True)
    b = State()
    go = a.to(b) | b.to(a)


def statemachine_steps() -> Callable[[], object]:
    """Seven bare steps of python-statemachine."""
    machine = Flip()

    def run() -> None:
        for _ in range(7):
            machine.send("go")  # pyright: ignore[reportUnknownMemberType] - its signature is half typed

    return run


def seven_commands() -> Callable[[], object]:
    """The seven commands of a life, each from the state before it: authority, state, every rule, events, next state."""
    order = placed()
    steps: list[tuple[orders.Order, orders.OrderCommand, orders.Context]] = []
    for command, ctx in life(order):
        steps.append((order, command, ctx))
        order = orders.execute(order, command, ctx).unwrap().state
    assert order.completed_at is not None
    execute = orders.execute

    def run() -> None:
        for state, command, ctx in steps:
            execute(state, command, ctx)

    return run


@pytest.mark.benchmark(group="seven commands")
@pytest.mark.parametrize("whose", ["mpcore", "transitions (twice)", "python-statemachine"])
def test_seven_commands(whose: str, benchmark: BenchmarkFixture) -> None:
    work = {
        "mpcore": seven_commands,
        "transitions (twice)": transitions_steps,
        "python-statemachine": statemachine_steps,
    }
    benchmark(work[whose]())


def test_a_command_costs_at_most_1_2_bare_steps_of_transitions_and_an_8th_of_python_statemachine() -> None:
    """All seven commands of a life in a row; beside it, for comparison, each of them by itself, and placing."""
    order = placed()
    work: dict[str, Callable[[], object]] = {}
    for number, (asked, ctx) in enumerate(life(order), 1):
        name = f"{number} {type(asked).__name__}"
        work[name] = lambda order=order, asked=asked, ctx=ctx: orders.execute(order, asked, ctx)  # type: ignore[misc]
        order = orders.execute(order, asked, ctx).unwrap().state
    refused, later = complete(1)
    purchase, first = place_order(), context(BUYER, 0)
    work |= {
        "refused": lambda: orders.execute(order, refused, later),
        "place": lambda: orders.place(purchase, first),
        "all seven": seven_commands(),
        "transitions": transitions_steps(),
        "python-statemachine": statemachine_steps(),
    }
    taken = turns(work)
    step, other = taken["transitions"] / 14, taken["python-statemachine"] / 7
    taken["all seven in a row"] = command = taken.pop("all seven") / 7
    taken["mean of each by itself"] = sum(taken[name] for name in taken if name[0].isdigit()) / 7
    print(f"\na bare step: transitions {step:.1f} µs, python-statemachine {other:.1f} µs")
    for name, time in taken.items():
        if name not in ("transitions", "python-statemachine"):
            print(f"  {name:24} {time:6.1f} µs = {time / step:.2f} bare steps of transitions")
    assert other >= 8 * command
    assert command <= 1.2 * step


def test_a_command_does_not_get_slower_with_the_history_behind_it() -> None:
    """The same command on a part after 0, 10, 100 and 300 parcels that were sent off and delivered before."""
    lengths = (0, 10, 100, 300)
    work: dict[str, Callable[[], object]] = {}
    for length in lengths:
        order = after(placed(quantity=500), pay(placed(quantity=500)))
        for parcel in range(length):
            order = after(order, ship(1, Quantity(LineId("l1-1"), 1), dispatch=f"d{parcel}"))
        command, ctx = ship(1, Quantity(LineId("l1-1"), 1), dispatch="x")
        work[str(length)] = lambda order=order, command=command, ctx=ctx: orders.execute(order, command, ctx)  # type: ignore[misc]
    taken = turns(work)
    print("\n", {length: f"{taken[str(length)]:.1f} µs" for length in lengths})
    assert taken["100"] <= 1.25 * taken["0"]
    assert taken["300"] <= 1.6 * taken["0"]


def test_options_over_all_commands_cost_at_most_five_commands() -> None:
    """For everybody who has options, in every state of a life, against the mean command of that life."""
    order = placed()
    states = [order]
    steps: list[tuple[orders.Order, orders.OrderCommand, orders.Context]] = []
    for command, ctx in life(order):
        steps.append((order, command, ctx))
        order = orders.execute(order, command, ctx).unwrap().state
        states.append(order)
    contexts = [context(actor, 5) for actor in (Operator(MemberId("ada")), member(1), BUYER, System())]

    def every_option() -> None:
        for state in states:
            for ctx in contexts:
                orders.options(state, ctx)

    def every_command() -> None:
        for state, command, ctx in steps:
            orders.execute(state, command, ctx)

    taken = turns({"options": every_option, "commands": every_command}, times=20)
    one, all_of_them = taken["commands"] / len(steps), taken["options"] / len(states) / len(contexts)
    print(f"\na command {one:.1f} µs, all options {all_of_them:.1f} µs: {all_of_them / one:.1f} commands")
    assert all_of_them <= 5 * one


def test_a_walk_of_a_thousand_events_is_linear() -> None:
    """Parcels sent off and delivered one by one: the second half of the walk costs what the first did."""

    def walk(events: int) -> Callable[[], object]:
        order = after(placed(quantity=events), pay(placed(quantity=events)))
        commands = [
            step
            for number in range(events // 2)
            for step in (
                ship(1, Quantity(LineId("l1-1"), 1), dispatch=f"d{number:04}"),
                deliver(1, f"d{number:04}"),
            )
        ]

        def run() -> None:
            after(order, *commands)

        return run

    taken = turns({str(events): walk(events) for events in (250, 500, 1000)}, rounds=5, times=1)
    print("\n", {events: f"{time / int(events):.1f} µs an event" for events, time in taken.items()})
    assert taken["1000"] <= 5 * taken["250"]


def test_a_command_is_linear_in_the_lines_of_its_part() -> None:
    sizes = (10, 100, 1000)
    work: dict[str, Callable[[], object]] = {}
    for size in sizes:
        order = after(placed(lines=size), pay(placed(lines=size)))
        command, ctx = ship(1, *whole(1, lines=size))
        work[f"ship {size}"] = lambda order=order, command=command, ctx=ctx: orders.execute(order, command, ctx)  # type: ignore[misc]
        cancel = orders.CancelPart(order=order.id, part=order.parts[0].id)
        by = context(Operator(MemberId("ada")), 2)
        work[f"cancel {size}"] = lambda order=order, cancel=cancel, by=by: orders.execute(order, cancel, by)  # type: ignore[misc]
        purchase = place_order(lines=size)
        first = context(BUYER, 0)
        work[f"place {size}"] = lambda purchase=purchase, first=first: orders.place(purchase, first)  # type: ignore[misc]
    taken = turns(work, times=5)
    print("\n", {name: f"{time:.0f} µs" for name, time in taken.items()})
    for verb in ("ship", "cancel", "place"):
        assert taken[f"{verb} 1000"] <= 15 * taken[f"{verb} 100"]


@dataclass
class EsLine:
    quantity: int
    shipped: int = 0
    cancelled: int = 0


@dataclass
class EsDispatch:
    sent: orders.Dispatch
    delivered_at: object = None


@dataclass
class EsPart:
    lines: dict[str, EsLine]
    total: int
    stage: orders.PartStage = orders.PartStage.AWAITING_PAYMENT
    paid: int = 0
    due_end: object = None
    dispatches: dict[str, EsDispatch] = field(default_factory=dict[str, EsDispatch])
    completed_at: object = None

    def follow(self, told: type[orders.PartEvent]) -> None:
        """Moves along the table, which has to allow it."""
        stage = orders.PART.target(self.stage, told)
        if stage is None:
            raise BrokenHistoryError(f"{self.stage} does not allow {told}")
        self.stage = stage


class EsOrder(Aggregate):
    """The same order on eventsourcing: the same ten events, the same counts kept, the same histories refused."""

    @event("Placed")
    def __init__(self, parts: tuple[orders.Part, ...]) -> None:
        self.parts: dict[str, EsPart] = {
            part.id: EsPart({line.id: EsLine(line.quantity) for line in part.lines}, part.total) for part in parts
        }
        self.payments: dict[str, int] = {}
        self.received = 0
        self.last_payment_at: datetime | None = None
        self.confirmed_at: object = None
        self.order_completed_at: object = None

    @event("PaymentRecorded")
    def record_payment(self, payment: str, amount: int, at: datetime) -> None:
        if payment in self.payments:
            raise BrokenHistoryError(f"payment {payment} is recorded twice")
        self.payments[payment] = amount
        self.received += amount
        self.last_payment_at = at if self.last_payment_at is None else max(self.last_payment_at, at)

    @event("PaymentConfirmed")
    def confirm(self, at: object, parts: tuple[orders.PartDue, ...]) -> None:
        for due in parts:
            part = self.parts[due.part]
            part.follow(orders.PaymentConfirmed)
            part.paid, part.due_end = part.total, due.due_end
        self.confirmed_at = at

    @event("LinesShipped")
    def ship(self, part: str, dispatch: orders.Dispatch) -> None:
        shipping = self.parts[part]
        if dispatch.id in shipping.dispatches:
            raise BrokenHistoryError(f"dispatch {dispatch.id} is sent off twice")
        shipping.follow(orders.LinesShipped)
        for packed in dispatch.lines:
            line = shipping.lines[packed.line]
            if line.shipped + packed.quantity > line.quantity - line.cancelled:
                raise BrokenHistoryError(f"line {packed.line} ships more units than it has")
            line.shipped += packed.quantity
        shipping.dispatches[dispatch.id] = EsDispatch(dispatch)

    @event("DeliveryRecorded")
    def deliver(self, part: str, dispatch: str, at: object) -> None:
        sent = self.parts[part].dispatches[dispatch]
        if sent.delivered_at is not None:
            raise BrokenHistoryError(f"dispatch {dispatch} is delivered twice")
        sent.delivered_at = at

    @event("PartCompleted")
    def complete(self, part: str, at: object) -> None:
        self.parts[part].follow(orders.PartCompleted)
        self.parts[part].completed_at = at

    @event("OrderCompleted")
    def end(self, at: object) -> None:
        if self.order_completed_at is not None:
            raise BrokenHistoryError("completed twice")
        self.order_completed_at = at


def es_history() -> Callable[[], object]:
    """Replays the same ten events on eventsourcing's aggregate."""
    placed_event, paid, confirmed, *_ = events = history()
    assert isinstance(placed_event, orders.OrderPlaced)
    assert isinstance(paid, orders.PaymentRecorded)
    assert isinstance(confirmed, orders.PaymentConfirmed)
    aggregate = EsOrder(parts=placed_event.parts)
    aggregate.record_payment(paid.payment.id, paid.payment.amount, paid.payment.happened_at)
    aggregate.confirm(confirmed.at, confirmed.parts)
    for told in events[3:]:
        match told:
            case orders.LinesShipped():
                aggregate.ship(told.part, told.dispatch)
            case orders.DeliveryRecorded():
                aggregate.deliver(told.part, told.dispatch, told.happened_at)
            case orders.PartCompleted():
                aggregate.complete(told.part, told.at)
            case orders.OrderCompleted():
                aggregate.end(told.at)
            case _:
                raise AssertionError(told)
    stored = tuple(aggregate.collect_events())
    assert len(stored) == len(events)

    def run() -> object:
        copy = None
        for each in stored:
            copy = each.mutate(copy)
        return copy

    return run


def test_replaying_is_no_slower_than_eventsourcing_on_an_equal_aggregate() -> None:
    events = history()
    taken = turns({"mpcore": lambda: orders.replay(events), "eventsourcing": es_history()})
    ours, theirs = taken["mpcore"], taken["eventsourcing"]
    print(f"\nten events {ours:.1f} µs, eventsourcing {theirs:.1f}: {theirs / ours:.2f} times faster")
    assert ours <= theirs


def test_deliveries_are_found_among_many(benchmark: BenchmarkFixture) -> None:
    order = after(placed(quantity=500), pay(placed(quantity=500)))
    for parcel in range(300):
        order = after(order, ship(1, Quantity(LineId("l1-1"), 1), dispatch=f"d{parcel}"))
    order = after(order, ship(1, Quantity(LineId("l1-1"), 1), dispatch="d"))
    command, ctx = deliver(1)
    benchmark(orders.execute, order, command, ctx)
