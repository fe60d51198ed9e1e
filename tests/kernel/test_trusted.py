"""The cheap way to frozen values gives what the dear one gives."""

from __future__ import annotations

import pickle

import pytest
from attrs import evolve, field, frozen
from attrs.exceptions import FrozenInstanceError
from hypothesis import given
from hypothesis import strategies as st

from mpcore import orders
from mpcore.kernel import Fault, OrderId, changed, made
from mpcore.orders import Order
from mpcore.testing import placed


@frozen(slots=False)
class Part:
    id: str
    quantity: int = 1
    _seen: bool = field(default=False, alias="seen")


@frozen(slots=False)
class Gift(Part):
    wrapping: str = "paper"


VALUES = st.builds(Gift, st.text(max_size=3), st.integers(), st.booleans(), st.text(max_size=3))


@given(VALUES, st.integers())
def test_a_changed_value_is_the_evolved_one(gift: Gift, quantity: int) -> None:
    before = repr(gift)
    new = changed(gift, quantity=quantity)
    assert new == evolve(gift, quantity=quantity)
    assert hash(new) == hash(evolve(gift, quantity=quantity))
    assert repr(new) == repr(evolve(gift, quantity=quantity))
    assert type(new) is Gift
    assert repr(gift) == before


def test_an_order_made_of_the_fields_of_another_is_equal_to_it() -> None:
    order = orders.replay(placed("v1", "v2"))
    copy = made(Order, **vars(order))
    assert copy == order
    assert hash(copy) == hash(order)
    assert repr(copy) == repr(order)
    assert changed(order, id=order.id) == order
    assert changed(order, id=OrderId("o2")) == evolve(order, id=OrderId("o2")) != order


def test_a_change_of_nothing_is_an_equal_copy_of_its_own() -> None:
    part = Part("p1")
    copy = changed(part)
    assert copy == part
    assert copy is not part
    assert vars(copy) is not vars(part)


def test_several_fields_change_at_once() -> None:
    assert changed(Gift("p1"), id="p2", wrapping="foil") == Gift("p2", wrapping="foil")


@pytest.mark.parametrize("value", [made(Fault, at="id", text="no"), changed(Fault("", "no"), at="id")])
def test_values_made_cheaply_are_frozen_and_survive_a_pickle(value: Fault) -> None:
    assert value == Fault("id", "no")
    assert hash(value) == hash(Fault("id", "no"))
    with pytest.raises(FrozenInstanceError):
        value.at = "x"  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    with pytest.raises(FrozenInstanceError):
        del value.at  # pyright: ignore[reportAttributeAccessIssue]
    assert pickle.loads(pickle.dumps(value)) == value  # noqa: S301  (it is our own)
    assert evolve(value, at="x") == Fault("x", "no")


def test_a_field_that_is_not_there_cannot_be_changed() -> None:
    with pytest.raises(TypeError, match=r"^Part has no field amount, count$"):
        changed(Part("p1"), count=2, quantity=2, amount=2)
    with pytest.raises(TypeError, match=r"^Part has no field wrapping$"):
        changed(Part("p1"), wrapping="foil")


def test_a_value_is_made_of_each_of_its_fields_those_with_defaults_too() -> None:
    with pytest.raises(TypeError, match=r"^Fault wants each of its fields, and was given at$"):
        made(Fault, at="id")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    with pytest.raises(TypeError, match=r"^Fault wants each of its fields, and was given $"):
        made(Fault)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


def test_a_value_is_made_of_no_more_than_its_fields() -> None:
    with pytest.raises(TypeError, match="wants each of its fields, and was given at, text, why"):
        made(Fault, at="id", text="no", why="?")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


def test_neither_way_looks_at_the_values() -> None:
    @frozen(slots=False)
    class Small:
        size: int = field(converter=int)

        def __attrs_post_init__(self) -> None:
            assert self.size < 10

    assert repr(made(Small, size="99").size) == "'99'"
    assert changed(Small(1), size=99).size == 99
