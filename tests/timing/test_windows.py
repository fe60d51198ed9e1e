"""Half-open windows, and durations with their last instant."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpcore.kernel.errors import MalformedError
from mpcore.timing import Window, instant, later, merged, within

ZERO = instant("2026-01-01T00:00:00Z")
TICK = timedelta(microseconds=1)


def at(hours: float) -> datetime:
    return ZERO + timedelta(hours=hours)


@st.composite
def windows(draw: st.DrawFn) -> Window:
    start = draw(st.integers(0, 20))
    length = draw(st.one_of(st.none(), st.integers(0, 8)))
    return Window(at(start), None if length is None else at(start + length))


def test_a_window_contains_its_start_and_not_its_end() -> None:
    window = Window(at(1), at(2))
    assert not window.contains(at(1) - TICK)
    assert window.contains(at(1))
    assert window.contains(at(2) - TICK)
    assert not window.contains(at(2))


def test_an_open_window_contains_everything_from_its_start_on() -> None:
    window = Window(at(1))
    assert window.end is None
    assert not window.contains(at(1) - TICK)
    assert window.contains(datetime(9999, 12, 31, tzinfo=UTC))


def test_a_window_may_be_empty_and_then_contains_nothing() -> None:
    assert not Window(at(1), at(1)).contains(at(1))


def test_a_window_cannot_end_before_it_starts() -> None:
    with pytest.raises(
        MalformedError, match=r"^end: the window ends before it starts; give an end not before the start$"
    ):
        Window(at(1), at(1) - TICK)


def test_windows_refuse_naive_times_at_their_place() -> None:
    with pytest.raises(MalformedError, match=r"^start: "):
        Window(datetime(2026, 1, 1))  # noqa: DTZ001 - naive on purpose
    with pytest.raises(MalformedError, match=r"^end: "):
        Window(at(0), datetime(2026, 1, 2))  # noqa: DTZ001 - the same
    with pytest.raises(MalformedError, match=r"^at: "):
        Window(at(0)).contains(datetime(2026, 1, 2))  # noqa: DTZ001 - the same


@given(windows(), windows(), st.integers(-1, 30))
def test_an_overlap_contains_what_both_contain(one: Window, other: Window, hour: int) -> None:
    common = one.overlap(other)
    assert common == other.overlap(one)
    inside = common is not None and common.contains(at(hour))
    assert inside == (one.contains(at(hour)) and other.contains(at(hour)))


def test_windows_that_only_touch_have_nothing_in_common() -> None:
    assert Window(at(0), at(1)).overlap(Window(at(1), at(2))) is None


@given(st.lists(windows(), max_size=6), st.integers(-1, 30))
def test_merged_windows_contain_the_same_instants(given: list[Window], hour: int) -> None:
    found = merged(given)
    assert any(w.contains(at(hour)) for w in found) == any(w.contains(at(hour)) for w in given)


@given(st.lists(windows(), max_size=6))
def test_merged_windows_are_in_order_and_apart(given: list[Window]) -> None:
    found = merged(given)
    assert all(one.end is not None and one.end < two.start for one, two in pairwise(found))
    assert merged(reversed(given)) == found == merged(found)


def test_windows_are_values() -> None:
    window = Window(at(1), at(2))
    assert window == Window(at(1), at(2))
    assert hash(window) == hash(Window(at(1), at(2)))
    assert pickle.loads(pickle.dumps(window)) == window  # noqa: S301 - our own bytes
    assert copy.deepcopy(window) == window


@pytest.mark.parametrize(
    ("after", "valid"),
    [
        (-TICK, False),
        (timedelta(), True),
        (timedelta(hours=72) - TICK, True),
        (timedelta(hours=72), True),
        (timedelta(hours=72) + TICK, False),
    ],
)
def test_an_activation_link_is_valid_at_exactly_72_hours_and_not_a_microsecond_later(
    after: timedelta, *, valid: bool
) -> None:
    assert within(ZERO, timedelta(hours=72), later(ZERO, after)) is valid


def test_an_exact_duration_does_not_care_about_summer_time() -> None:
    start = datetime.fromisoformat("2026-03-28T12:00:00+01:00")
    assert within(start, timedelta(hours=24), datetime.fromisoformat("2026-03-29T13:00:00+02:00"))
    assert not within(start, timedelta(hours=24), datetime.fromisoformat("2026-03-29T13:00:00.000001+02:00"))
