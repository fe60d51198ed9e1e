"""Commands and events stand in tables, each with the function that is made for it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Any, get_args, get_type_hints

import pytest

from mpcore import orders
from mpcore.kernel import BrokenHistoryError
from mpcore.testing import placed

# By their paths: of the same name as the packages there are the verbs.
DECIDERS: Mapping[type, Callable[..., Any]] = vars(sys.modules["mpcore.orders.decide"])["_OF_PARTS"]
AFTER: Mapping[type, Callable[..., Any]] = vars(sys.modules["mpcore.orders.evolve"])["_AFTER"]


def of_its_own(table: Mapping[type, Callable[..., Any]], argument: str) -> bool:
    """Whether each function of a table is annotated with the class it stands beside."""
    for cls, function in table.items():
        taken = get_type_hints(function, vars(sys.modules[function.__module__]))[argument]
        if cls is not taken and cls not in get_args(taken):
            return False
    return True


def test_every_command_has_a_gate_and_a_decider() -> None:
    assert set(get_args(orders.OrderCommand)) == {*DECIDERS, orders.RecordPayment}
    assert set(orders.GATES) == {*get_args(orders.OrderCommand), orders.PlaceOrder}
    assert of_its_own(DECIDERS, "command")


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
