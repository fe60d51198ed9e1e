"""Our values compare, hash and print as attrs' own do."""

from __future__ import annotations

from itertools import product
from typing import Any

import attrs
import pytest
from attrs import field
from hypothesis import given
from hypothesis import strategies as st

from mpcore.kernel import Fault, frozen
from mpcore.kernel.values import frozen as same


def fresh(decorate: Any) -> Any:  # noqa: ANN401
    """A class with every kind of field."""

    @decorate
    class Thing:
        id: str
        count: int = 1
        _seen: bool = field(default=False, alias="seen")
        hidden: str = field(default="", repr=False)
        aside: int = field(default=0, eq=False)

    return Thing


OURS, THEIRS = fresh(frozen), fresh(attrs.frozen(slots=False))
ARGUMENTS = st.tuples(st.sampled_from("ab"), st.integers(0, 1), st.booleans(), st.sampled_from("xy"), st.integers(0, 1))


@given(ARGUMENTS, ARGUMENTS)
def test_values_are_equal_where_those_of_attrs_are(one: tuple[Any, ...], other: tuple[Any, ...]) -> None:
    assert (OURS(*one) == OURS(*other)) == (THEIRS(*one) == THEIRS(*other))
    assert (OURS(*one) != OURS(*other)) == (THEIRS(*one) != THEIRS(*other))
    if OURS(*one) == OURS(*other):
        assert hash(OURS(*one)) == hash(OURS(*other))
    assert repr(OURS(*one)) == repr(THEIRS(*one))


def test_values_of_other_classes_are_never_equal() -> None:
    assert OURS("a") != THEIRS("a")
    assert OURS("a") != ("a", 1, False, "")
    assert Fault("a", "b") != object()


def test_what_changes_what_is_compared_changes_the_hash() -> None:
    every = product("ab", (1, 2), (True, False), "xy")
    hashes = {hash(OURS(*values)) for values in every}
    assert len(hashes) == 16
    assert hash(OURS("a", aside=1)) == hash(OURS("a", aside=2))


def test_a_class_without_fields_has_one_value() -> None:
    @frozen
    class Nothing:
        pass

    assert Nothing() == Nothing()
    assert len({Nothing(), Nothing()}) == 1
    assert repr(Nothing()) == "Nothing()"


def test_a_subclass_is_another_class_decorated_or_not() -> None:
    class Plain(Fault):
        pass

    @frozen
    class More(Fault):
        more: int = 0

    assert Plain("a", "b") == Plain("a", "b") != Fault("a", "b")
    assert More("a", "b", 1) != More("a", "b", 2)
    assert len({Plain("a", "b"), Plain("a", "b")}) == 1


def test_switches_and_methods_of_ones_own_win() -> None:
    @frozen(eq=False)
    class Alone:
        id: str

    @frozen(kw_only=True)
    class Own:
        id: str

        def __eq__(self, other: object) -> bool:
            return True

        def __hash__(self) -> int:
            return 7

        def __repr__(self) -> str:
            return "own"

    assert Alone("a") != Alone("a")
    assert Own(id="a") == 3
    assert hash(Own(id="a")) == 7
    assert repr(Own(id="a")) == "own"
    with pytest.raises(TypeError):
        Own("a")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    assert same is frozen
