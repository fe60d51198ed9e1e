"""Errors say every fault with its place, from as far out as they are seen."""

from __future__ import annotations

import copy
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpcore.kernel import (
    BrokenHistoryError,
    Fault,
    LifecycleError,
    MalformedError,
    MpcoreError,
    PolicyMismatchError,
    Refused,
    RefusedError,
    StaleVersionError,
    errors,
)

NAMES = st.sampled_from(["order", "lines", "x"])
STEPS = NAMES | st.sampled_from(["[0]", "[12]"])


def test_a_fault_says_where_and_what() -> None:
    assert str(Fault("lines[1].quantity", "0 is too few; give 1 or more")) == (
        "lines[1].quantity: 0 is too few; give 1 or more"
    )


def test_a_fault_of_the_whole_says_only_what() -> None:
    assert str(Fault("", "is not an order")) == "is not an order"


def test_faults_are_values() -> None:
    assert Fault("a", "b") == Fault("a", "b") != Fault("b", "a")
    assert len({Fault("a", "b"), Fault("a", "b")}) == 1
    assert pickle.loads(pickle.dumps(Fault("a", "b"))) == Fault("a", "b")  # noqa: S301  (it is our own)


@given(st.lists(st.builds(Fault, st.text(max_size=5), st.text(max_size=5)), max_size=5))
def test_every_fault_is_told_in_its_order(faults: list[Fault]) -> None:
    error = MalformedError(*faults)
    assert error.faults == tuple(faults)
    assert str(error) == "; ".join(map(str, faults))


@pytest.mark.parametrize(
    ("place", "rest", "joined"),
    [
        ("order", "lines", "order.lines"),
        ("order", "[2].id", "order[2].id"),
        ("lines[1]", "quantity", "lines[1].quantity"),
        ("[1]", "[2]", "[1][2]"),
        ("[1]", "id", "[1].id"),
        ("order", "", "order"),
        ("", "lines", "lines"),
        ("", "[0]", "[0]"),
        ("", "", ""),
    ],
)
def test_a_place_is_joined_as_one_would_write_it(place: str, rest: str, joined: str) -> None:
    assert MalformedError(Fault(rest, "no")).under(place).faults == (Fault(joined, "no"),)


@given(st.lists(STEPS, max_size=4), st.lists(NAMES, max_size=1))
def test_a_place_seen_level_by_level_is_the_path_from_the_outside(steps: list[str], last: list[str]) -> None:
    error = MalformedError(Fault("".join(last), "no"), Fault("", "nor this"))
    for step in reversed(steps):
        error = error.under(step)
    path = ".".join([*steps, *last]).replace(".[", "[")
    assert [fault.at for fault in error.faults] == [path, ".".join(steps).replace(".[", "[")]
    assert [fault.text for fault in error.faults] == ["no", "nor this"]


def test_seeing_it_from_further_out_leaves_the_error_as_it_was() -> None:
    error = MalformedError(Fault("id", "no"))
    outer = error.under("order")
    assert error.faults == (Fault("id", "no"),)
    assert outer.faults == (Fault("order.id", "no"),)
    assert type(outer) is MalformedError


def test_a_malformed_input_is_a_value_error_and_the_others_are_not() -> None:
    others = {BrokenHistoryError, StaleVersionError, PolicyMismatchError, LifecycleError, RefusedError}
    assert issubclass(MalformedError, ValueError)
    assert not any(issubclass(kind, ValueError) for kind in others)


def test_everything_that_is_raised_on_purpose_is_caught_by_one_name() -> None:
    kinds = [getattr(errors, name) for name in errors.__all__ if name != "Fault"]
    assert all(issubclass(kind, MpcoreError) for kind in kinds)
    assert {kind.__name__ for kind in kinds} == {
        "MpcoreError",
        "MalformedError",
        "BrokenHistoryError",
        "StaleVersionError",
        "PolicyMismatchError",
        "LifecycleError",
    }
    assert issubclass(MpcoreError, Exception)


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize(
    "error",
    [
        MalformedError(),
        MalformedError(Fault("a", "b"), Fault("", "c")),
        MalformedError(Fault("[0]", "b")).under("lines"),
        BrokenHistoryError("a shipment before the order"),
        StaleVersionError("order o1 is at version 5, not 4"),
        PolicyMismatchError("the order wants sipoko"),
        LifecycleError("no row"),
        RefusedError(Refused(())),
        MpcoreError(),
    ],
    ids=repr,
)
def test_an_error_crosses_to_another_process(error: MpcoreError, protocol: int) -> None:
    for there in (pickle.loads(pickle.dumps(error, protocol)), copy.copy(error)):  # noqa: S301  (it is our own)
        assert type(there) is type(error)
        assert str(there) == str(error)
        assert there.args == error.args
        assert getattr(there, "faults", None) == getattr(error, "faults", None)
