"""A refusal that is raised: every reason in words, and on its way between processes."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Mapping
from types import MappingProxyType

import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

from mpcore.kernel import (
    Accepted,
    Done,
    MpcoreError,
    NotFound,
    NothingNamed,
    Option,
    PartId,
    Refusal,
    Refused,
    RefusedError,
    weigh,
)

NO_PART = NotFound(thing="part", id="p1")
NO_LINE = NotFound(thing="line", id="l1", at="lines[0].id")
NOTHING = NothingNamed(thing="line")


def test_one_reason_is_told_as_it_is() -> None:
    assert str(Refused((NO_PART,))) == "there is no part p1"


def test_several_reasons_are_told_in_their_order() -> None:
    assert str(Refused((NO_PART, NOTHING, NO_LINE))) == (
        "there is no part p1; and at least one line has to be named; and there is no line l1"
    )


def test_a_refusal_that_is_raised_says_why() -> None:
    refused = Refused((NO_PART, NOTHING))
    with pytest.raises(MpcoreError) as caught:
        refused.unwrap()
    assert type(caught.value) is RefusedError
    assert caught.value.refused is refused
    assert str(caught.value) == str(refused)
    assert not isinstance(caught.value, ValueError), "it is an answer, not a malformed input"


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_refusal_that_is_raised_crosses_to_another_process(protocol: int) -> None:
    error = RefusedError(Refused((NO_PART, NO_LINE)))
    there = pickle.loads(pickle.dumps(error, protocol))  # noqa: S301  (it is our own)
    assert type(there) is RefusedError
    assert there.refused == error.refused
    assert str(there) == str(error)
    assert copy.copy(error).refused == error.refused


def test_decisions_are_told_apart_by_what_is_in_them() -> None:
    assert Accepted((1,)) == Accepted((1,)) != Accepted((1, 1))
    assert Done("s", ()) == Done("s", ()) != Done("t", ())
    assert Refused((NO_PART, NO_LINE)) != Refused((NO_LINE, NO_PART))
    nothing: tuple[object, object] = Accepted(()), Done(None, ())
    assert nothing[0] != nothing[1]
    assert len({Accepted(()), Accepted(()), Refused((NO_PART,)), Refused((NO_PART,))}) == 2


@given(st.lists(st.none() | st.sampled_from([NO_PART, NO_LINE, NOTHING])))
def test_weighing_leaves_out_silence_and_nothing_else(objections: list[Refusal | None]) -> None:
    assert weigh(*objections) == tuple(reason for reason in objections if reason is not None)


@frozen
class Ask:
    part: str
    count: int = 1


def test_an_option_is_allowed_as_long_as_nothing_stands_against_it() -> None:
    option = Option(Ask, {"part": "p1"})
    assert (option.allowed, option.reasons, option.part) == (True, (), None)
    for reasons in ((NO_PART,), (NO_PART, NOTHING)):
        assert not Option(Ask, {}, reasons, PartId("p1")).allowed


@pytest.mark.parametrize("known", [{"part": "p1"}, MappingProxyType({"part": "p1"})], ids=["dict", "proxy"])
def test_filling_an_option_leaves_it_as_it_was(known: Mapping[str, object]) -> None:
    option = Option(Ask, known)
    assert option.fill(part="p2", count=2) == Ask("p2", 2)
    assert option.fill() == Ask("p1")
    assert option.given == {"part": "p1"}


def test_an_option_that_is_refused_is_filled_in_all_the_same() -> None:
    assert Option(Ask, {"part": "p1"}, (NO_PART,)).fill() == Ask("p1"), "so that it can be asked again later"


def test_what_a_command_does_not_know_or_lacks_is_its_own_error() -> None:
    with pytest.raises(TypeError):
        Option(Ask, {}).fill()
    with pytest.raises(TypeError):
        Option(Ask, {"part": "p1"}).fill(parts="p2")


def test_options_pickle_and_compare() -> None:
    option = Option(Ask, {"part": "p1"}, (NO_PART,), PartId("p1"))
    assert pickle.loads(pickle.dumps(option)) == option  # noqa: S301  (it is our own)
    assert option != Option(Ask, {"part": "p1"})
