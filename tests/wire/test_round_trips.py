"""What `dump` writes, `load` reads: every class, after every step of a life."""

from __future__ import annotations

import json
import pickle
from datetime import date, timedelta
from decimal import Decimal
from typing import assert_type, get_args

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from moneyed import Money

from mpcore import orders, presets, timing, wire
from mpcore.kernel import (
    Actor,
    Buyer,
    BuyerId,
    CommandId,
    Done,
    Fault,
    LineId,
    MalformedError,
    MemberId,
    OrderId,
    PartId,
    Personal,
    Recorded,
)
from mpcore.money import money
from mpcore.orders import Order, OrderCommand, OrderEvent, OrderPolicy, PlaceOrder
from mpcore.wire import Json
from mpcore.wire.jsontext import is_list, is_object
from tests.wire import asking, eventful, lives


def is_json(data: object) -> bool:
    """Whether it is JSON all the way down, without fractions."""
    if is_object(data):
        return all(type(key) is str for key in data) and all(map(is_json, data.values()))
    if is_list(data):
        return all(map(is_json, data))
    return data is None or type(data) in (str, int, bool)


def there_and_back(kind: lives.Form, value: object) -> None:
    data = wire.dump(value)
    assert is_json(data)
    assert wire.load(kind, data) == value
    text = wire.dumps(value)
    assert text == json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    assert wire.loads(kind, text) == value
    assert wire.loads(kind, text.encode()) == value
    assert wire.dumps(wire.loads(kind, text)) == text


@given(lives.placings, lives.policies, st.data())
def test_a_life_travels_after_every_step(placing: PlaceOrder, policy: OrderPolicy, data: st.DataObject) -> None:
    there_and_back(PlaceOrder, placing)
    there_and_back(PlaceOrder | OrderCommand, placing)
    there_and_back(OrderPolicy, policy)
    if policy.shipping_charge is orders.ShippingCharge.INCLUDED:
        policy = evolve(policy, shipping_charge=orders.ShippingCharge.SEPARATE)
    placed = orders.place(placing, lives.context(policy, 0)).unwrap()
    state, history = placed.state, placed.events
    there_and_back(Order, state)
    paying = asking.paying(state) if data.draw(st.booleans()) else ()
    for step in range(1, 9):
        actor, command = data.draw(asking.asked(state, policy, step))
        if step <= len(paying):
            actor, command = lives.OPERATOR, paying[step - 1]
        there_and_back(OrderCommand, command)
        done = orders.execute(state, command, lives.context(policy, step, actor))
        if isinstance(done, Done):
            state, history = done.state, history + done.events
            there_and_back(Order, state)
            there_and_back(tuple[OrderEvent, ...], done.events)
    again = wire.loads(tuple[OrderEvent, ...], wire.dumps(history))
    assert orders.replay(again) == state


def test_everything_that_can_happen_travels() -> None:
    states, history = eventful.life()
    assert {type(event) for event in history} == set(get_args(OrderEvent))
    for _, _, command in eventful.steps():
        there_and_back(OrderCommand, command)
    for event in history:
        there_and_back(OrderEvent, event)
    for state in states:
        there_and_back(Order, state)
    for event in history:
        if isinstance(event, get_args(orders.OrderFact)):
            there_and_back(orders.OrderFact, event)
    assert orders.replay(wire.loads(tuple[OrderEvent, ...], wire.dumps(history))) == states[-1]


def test_what_was_forgotten_stays_forgotten_on_the_way() -> None:
    states, history = eventful.life()
    assert "Ada" in wire.dumps(history)
    forgotten = orders.forget(history)
    text = wire.dumps(forgotten)
    there_and_back(tuple[OrderEvent, ...], forgotten)
    assert orders.replay(wire.loads(tuple[OrderEvent, ...], text)) == states[-1]
    for name in ("Ada", "ada@", "75007", "+33", "étage", "trop tard"):
        assert name not in text + wire.dumps(states[-1])


@given(lives.actors)
def test_actors_travel(actor: Actor) -> None:
    there_and_back(Actor, actor)
    there_and_back(type(actor), actor)


@given(lives.deadlines, lives.policies)
def test_policies_travel(deadline: timing.ShippingDeadline, policy: OrderPolicy) -> None:
    there_and_back(timing.ShippingDeadline, deadline)
    there_and_back(timing.WorkingCalendar, deadline.calendar)
    there_and_back(timing.CutOffs, deadline.cut_offs)
    there_and_back(presets.RuleBook, presets.RuleBook(orders=policy))


@pytest.mark.parametrize("book", tuple(presets.ALL), ids=lambda book: book.id)
def test_presets_travel(book: presets.RuleBook) -> None:
    there_and_back(presets.RuleBook, book)
    there_and_back(presets.RuleBook, book.what_if({"orders.underpayment_tolerance": 7}))


def test_an_envelope_travels_with_its_event() -> None:
    for version, event in enumerate(lives.life()[1], 1):
        there_and_back(
            Recorded[OrderEvent],
            Recorded[OrderEvent](
                stream="o7",
                version=version,
                event=event,
                recorded_at=lives.later(version),
                actor_kind="operator",
                member=MemberId("m1"),
                command=CommandId("c1"),
            ),
        )


def test_an_envelope_cannot_be_read_without_knowing_what_it_is_of() -> None:
    with pytest.raises(TypeError, match=r"Recorded\[OrderEvent\]"):
        wire.load(Recorded, {})  # pyright: ignore[reportUnknownArgumentType]


def test_notices_travel() -> None:
    states, events = eventful.life()
    told = {notice for state in states for notice in orders.notices(state, events, eventful.POLICY)}
    assert {notice.kind for notice in told} == set(orders.NoticeKind)
    for notice in told:
        there_and_back(orders.Notice, notice)


def test_timers_travel() -> None:
    policy, states = eventful.POLICY, eventful.life()[0]
    timers = [timer for state in states for timer in orders.due(state, lives.context(policy, 0))]
    assert {timer.timer for timer in timers} == set(orders.Timer)
    there_and_back(list[orders.Due], timers)
    for timer in timers:
        there_and_back(orders.Due, timer)


@given(
    st.one_of(lives.monies, lives.instants, lives.durations, lives.decimals, lives.metadata, lives.texts, st.booleans())
)
def test_single_values_travel(value: object) -> None:
    there_and_back(type(value), value)


WRITTEN: list[tuple[object, Json]] = [
    (money("12.50", "EUR"), {"amount": "12.50", "currency": "EUR"}),
    (money("-1250", "JPY"), {"amount": "-1250", "currency": "JPY"}),
    (timing.instant("2018-02-03T11:00:00.5+01:00"), "2018-02-03T10:00:00.500000Z"),
    (timedelta(hours=24), "PT24H"),
    (timedelta(minutes=90), "PT1H30M"),
    (timedelta(0), "PT0S"),
    (timedelta(seconds=-61, microseconds=-500_000), "-PT1M1.5S"),
    (timedelta.max, "PT23999999999H59M59.999999S"),
    (timedelta.min, "-PT23999999976H"),
    (Decimal("0.20"), "0.20"),
    (Decimal("1E+3"), "1000"),
    (date(2026, 5, 1), "2026-05-01"),
    (Personal("Ada"), {"value": "Ada"}),
    (Personal(None), {"erased": True}),
    (frozenset({"b", "a"}), ["a", "b"]),
    (orders.PartStage.AWAITING_PAYMENT, "awaiting_payment"),
    (tuple[str, ...](), []),
]


@pytest.mark.parametrize(("value", "data"), WRITTEN)
def test_how_a_value_is_written(value: object, data: Json) -> None:
    assert wire.dump(value) == data


def test_the_tag_comes_first_and_defaults_are_written() -> None:
    assert wire.dump(Buyer(BuyerId("b1"))) == {"type": "kernel.buyer/1", "id": "b1", "guest": False}
    order = wire.dump(lives.life()[0][0])
    assert isinstance(order, dict)
    assert next(iter(order)) == "type"
    assert order["buyer"] == {"id": "b1", "guest": False}, "its place says what it is, so it needs no tag"
    assert order["completed_at"] is None


def test_defaults_may_be_missing_when_read() -> None:
    assert wire.load(Buyer, {"id": "b1"}) == Buyer(BuyerId("b1"))
    assert wire.loads(presets.RuleBook, "{}") == presets.RuleBook()
    assert wire.loads(OrderPolicy, '{"shipping": {"amount": 3}}').shipping == timing.ShippingDeadline(amount=3)


ODD: dict[str, lives.Form] = {"number": 1.5, "list": [], "part": "", "payment": "pay1"}
"""What no type checker would let into the fields below."""

UNWRITABLE: dict[str, tuple[object, str]] = {
    "an id that is none": (orders.InvoiceRef(OrderId(""), PartId("p")), "order"),
    "a number that is none": (orders.Due(lives.START, orders.Timer.SHIPPING_DUE, OrderId("o"), ODD["number"]), "part"),
    "a number too large": (orders.Quantity(LineId("l1"), 2**63), "quantity"),
    "half a surrogate pair": (orders.Tracking("\ud800"), "code"),
    "a list for a tuple": (orders.OrderCompleted(lives.START, ODD["list"]), "invoices"),
    "deep inside": (
        orders.OrderCompleted(lives.START, (orders.InvoiceRef(OrderId("o"), ODD["part"]),)),
        "invoices[0].part",
    ),
    "another class": (orders.PaymentRecorded(ODD["payment"]), "payment"),
    "a naive instant": (orders.PartCompleted(PartId("p"), lives.START.naive()), "at"),
    "a bare dict": ({"a": 1}, ""),
    "a stranger": (object(), ""),
    "money that is not finite": (Money("NaN", "EUR"), "amount"),
    "a personal value": (orders.Properties(email=Personal("\0")), "email.value"),
}


@pytest.mark.parametrize(("value", "at"), UNWRITABLE.values(), ids=UNWRITABLE)
def test_what_could_not_be_read_is_not_written(value: object, at: str) -> None:
    with pytest.raises(MalformedError) as caught:
        wire.dump(value)
    assert [fault.at for fault in caught.value.faults] == [at]
    assert all(isinstance(fault, Fault) and fault.text for fault in caught.value.faults)


def test_type_checkers_know_what_comes_out() -> None:
    order, command = lives.life()[0][-1], orders.CompletePart(order=OrderId("o7"), part=PartId("p1"))
    assert_type(wire.load(Order, wire.dump(order)), Order)
    assert_type(wire.loads(OrderCommand, wire.dumps(command)), OrderCommand)
    assert_type(wire.load(tuple[OrderEvent, ...], []), tuple[OrderEvent, ...])


def test_a_wire_can_be_pickled() -> None:
    again = pickle.loads(pickle.dumps(wire.Wire(size=5_000_000)))  # noqa: S301 - our own
    assert again.size == 5_000_000
    assert again.dump(lives.START) == wire.dump(lives.START)


def test_what_was_read_can_be_pickled() -> None:
    order = lives.life()[0][-1]
    read = wire.load(Order, wire.dump(order))
    assert pickle.loads(pickle.dumps(read)) == order  # noqa: S301 - our own
    assert hash(read) == hash(order)
