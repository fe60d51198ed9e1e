"""The cheap way to frozen values gives what the dear one gives."""

from __future__ import annotations

import ast
import importlib
import pickle
from pathlib import Path
from types import ModuleType

import pytest
from attrs import evolve, field, fields, frozen, has
from attrs.exceptions import FrozenInstanceError
from hypothesis import given
from hypothesis import strategies as st

from mpcore import orders
from mpcore.discounts import case
from mpcore.discounts import model as coupons
from mpcore.kernel import Fault, OrderId, changed, decision, errors, made
from mpcore.orders import Order, model, shares, values
from mpcore.refunds import context as refund_asking
from mpcore.refunds import model as after_sales
from mpcore.refunds import notifying, return_values
from mpcore.refunds import values as refund_values
from mpcore.subaccounts import context as asking
from mpcore.subaccounts import model as companies
from mpcore.subaccounts import policy as deciding
from mpcore.testing import placed

SRC = Path(str(orders.__file__)).parent.parent


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


CALLS = [
    (path.relative_to(SRC).as_posix(), call.lineno, call)
    for path in sorted(SRC.rglob("*.py"))
    if path.name != "personal.py" and "testing" not in path.parts  # one takes the names from the value itself
    for call in ast.walk(ast.parse(path.read_text()))
    if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in ("made", "changed")
]


def misnamed(call: ast.Call, module: ModuleType) -> set[str]:
    """The names in a call that are no field of the class it makes, or that it forgets; or that no class has."""
    given = {keyword.arg or "**" for keyword in call.keywords}
    if ast.unparse(call.func) == "made":
        cls = getattr(module, ast.unparse(call.args[0]))
        return given ^ {each.name for each in fields(cls)}
    known = [{each.name for each in fields(cls)} for cls in CHANGED]
    return set() if any(given <= names for names in known) else given


OF_REFUNDS = (after_sales, refund_values, return_values, notifying, refund_asking, decision)

CHANGED = [
    cls
    for module in (model, values, shares, coupons, case, companies, asking, deciding, *OF_REFUNDS)
    for cls in vars(module).values()
    if isinstance(cls, type) and has(cls)
]


@pytest.mark.parametrize(("file", "line", "call"), CALLS, ids=[f"{file}:{line}" for file, line, _ in CALLS])
def test_every_value_is_made_of_each_of_its_fields_and_changed_in_fields_it_has(
    file: str, line: int, call: ast.Call
) -> None:
    module = importlib.import_module("mpcore." + file.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
    assert not misnamed(call, module), f"{file}:{line}"


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ("made(Fault, at=1)", {"text"}),
        ("made(Fault, at=1, text=2, why=3)", {"why"}),
        ("made(Fault, text=2, **more)", {"at", "**"}),
        ("changed(part, stagee=1)", {"stagee"}),
        ("changed(part, received_minor=1, dispatches=2)", {"received_minor", "dispatches"}),
        ("changed(part, **more)", {"**"}),
    ],
)
def test_what_is_misnamed_is_noticed(code: str, wrong: set[str]) -> None:
    (statement,) = ast.parse(code).body
    assert isinstance(statement, ast.Expr)
    assert isinstance(statement.value, ast.Call)
    assert misnamed(statement.value, errors) == wrong


def test_there_are_calls_to_look_at() -> None:
    assert len(CALLS) > 20


def test_neither_way_looks_at_the_values() -> None:
    @frozen(slots=False)
    class Small:
        size: int = field(converter=int)

        def __attrs_post_init__(self) -> None:
            assert self.size < 10

    assert repr(made(Small, size="99").size) == "'99'"
    assert changed(Small(1), size=99).size == 99
