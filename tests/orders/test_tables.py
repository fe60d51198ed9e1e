"""Commands and events stand in tables, each with the function that is made for it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Any, get_args, get_type_hints

import pytest

from mpcore import orders
from mpcore.kernel import BrokenHistoryError, Lifecycle
from mpcore.orders.lifecycle import DispatchEvent, PaymentEvent, RequestEvent
from mpcore.testing import placed

# By their paths: of the same name as the packages there are the verbs.
_TABLES = vars(sys.modules["mpcore.orders.decide"])
DECIDERS: Mapping[type, Callable[..., Any]] = {**_TABLES["_OF_PARTS"], **_TABLES["_OF_WHOLES"]}
AFTER: Mapping[type, Callable[..., Any]] = vars(sys.modules["mpcore.orders.evolve"])["_AFTER"]


def of_its_own(table: Mapping[type, Callable[..., Any]], argument: str) -> bool:
    """Whether each function of a table is annotated with the class it stands beside."""
    for cls, function in table.items():
        taken = get_type_hints(function, vars(sys.modules[function.__module__]))[argument]
        if cls is not taken and cls not in get_args(taken):
            return False
    return True


def test_every_command_has_a_gate_and_a_decider() -> None:
    assert set(get_args(orders.OrderCommand)) == set(DECIDERS)
    assert set(get_args(orders.PartCommand)) == set(_TABLES["_OF_PARTS"])
    assert set(get_args(orders.WholeCommand)) == set(_TABLES["_OF_WHOLES"])
    assert set(orders.GATES) == {*get_args(orders.OrderCommand), orders.PlaceOrder}
    assert of_its_own(DECIDERS, "command")


def test_a_gate_stands_where_its_command_does() -> None:
    for command, gate in orders.GATES.items():
        assert gate.command is command
        assert gate.scope == gate.missing.scope == command.scope
        assert gate.kinds, f"nobody may ask {command.__name__}"
        assert not (gate.questions and gate.of_whole), "a command is about a part or about the whole"


def test_the_event_a_gate_waits_for_stands_in_a_table() -> None:
    of_parts = {event for row in orders.PART.rows.values() for event in row}
    assert {gate.event for gate in orders.GATES.values()} - {None} == of_parts - {orders.PaymentConfirmed}
    of_dispatches = {event for row in orders.DISPATCH.rows.values() for event in row}
    assert {gate.scan for gate in orders.GATES.values()} - {None} == of_dispatches


def test_every_timer_is_fired_but_the_one_that_only_tells() -> None:
    fired = set(vars(sys.modules["mpcore.orders.decide.timers"])["_WHAT_HAPPENS"])
    assert fired == set(orders.Timer) - {orders.Timer.SHIPPING_DUE_SOON}


@pytest.mark.parametrize(
    ("table", "events"),
    [
        (orders.PART, orders.PartEvent),
        (orders.DISPATCH, DispatchEvent),
        (orders.PAYMENT, PaymentEvent),
        (orders.REQUEST, RequestEvent),
        (orders.CHARGEBACK, orders.ChargebackFact),
        (orders.PAYOUT, orders.PayoutFact),
    ],
    ids=lambda one: getattr(one, "name", ""),
)
def test_every_event_of_a_lifecycle_stands_in_its_table(table: Lifecycle[Any, Any], events: object) -> None:
    assert {event for row in table.rows.values() for event in row} == set(get_args(events))


def test_every_event_is_followed() -> None:
    assert set(get_args(orders.OrderEvent)) == set(AFTER)
    assert of_its_own({cls: f for cls, f in AFTER.items() if "fact" not in get_type_hints(f)}, "event")
    assert of_its_own({cls: f for cls, f in AFTER.items() if "fact" in get_type_hints(f)}, "fact")


def test_a_function_in_a_wrong_place_is_noticed() -> None:
    assert not of_its_own({orders.CancelPart: DECIDERS[orders.ShipLines]}, "command")


def test_what_is_no_event_breaks_the_history() -> None:
    order = orders.replay(placed("v1"))
    with pytest.raises(BrokenHistoryError, match=r"^str is nothing that happens to an order$"):
        orders.evolve(order, "paid")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
