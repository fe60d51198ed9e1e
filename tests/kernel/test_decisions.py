"""What a decision is, and how it is taken apart."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime
from typing import assert_type

import pytest
from attrs import frozen

from mpcore.kernel import (
    Accepted,
    Context,
    Decision,
    Done,
    MalformedError,
    MpcoreError,
    NotFound,
    Option,
    Outcome,
    Refused,
    RefusedError,
    System,
    weigh,
)

NO = NotFound(thing="part", id="p1")
NOW = datetime(2026, 3, 26, 9, tzinfo=UTC)


def test_what_is_done_unwraps_to_itself() -> None:
    done: Outcome[int, str] = Done(1, ("a",))
    assert done.unwrap() is done
    assert_type(done.unwrap(), Done[int, str])


def test_what_is_refused_raises_when_unwrapped() -> None:
    with pytest.raises(RefusedError, match="there is no part p1") as caught:
        Refused((NO,)).unwrap()
    assert caught.value.refused == Refused((NO,))
    assert isinstance(caught.value, MpcoreError)


def test_decisions_are_matched() -> None:
    def said(decision: Decision[str]) -> str:
        match decision:
            case Accepted(events):
                return ",".join(events)
            case Refused(reasons):
                return ",".join(reason.code for reason in reasons)

    assert said(Accepted(("a", "b"))) == "a,b"
    assert said(Refused((NO,))) == "not_found"


def test_weighing_keeps_what_was_raised_in_its_order() -> None:
    other = NotFound(thing="line", id="l1")
    assert weigh(None, NO, None, other) == (NO, other)
    assert weigh() == weigh(None) == ()


def test_decisions_are_values() -> None:
    for value in (Accepted(("a",)), Done(1, ("a",)), Refused((NO,))):
        assert pickle.loads(pickle.dumps(value)) == value  # noqa: S301  (ours)
        hash(value)


@frozen
class Ask:
    thing: str
    count: int = 1


def test_an_option_is_filled_in_by_whoever_takes_it() -> None:
    option = Option(Ask, {"thing": "a", "count": 3})
    assert option.allowed
    assert option.fill() == Ask("a", 3)
    assert option.fill(count=1) == Ask("a", 1), "what is said in both is taken from the rest"
    assert not Option(Ask, {}, (NO,)).allowed


def test_a_context_has_its_now_in_utc_or_not_at_all() -> None:
    assert Context(now=NOW, actor=System(), policy=None).now == NOW
    with pytest.raises(MalformedError) as caught:
        Context(now=NOW.replace(tzinfo=None), actor=System(), policy=None)
    assert [fault.at for fault in caught.value.faults] == ["now"]
