"""Working calendars and cut-offs."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, date, datetime, time, timedelta
from typing import cast

import attrs
import pendulum
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpcore.kernel.errors import MalformedError
from mpcore.timing import CutOffs, WorkingCalendar

DAY = timedelta(days=1)
DATES = st.dates(date(2026, 1, 1), date(2026, 3, 31))
CALENDARS = st.builds(
    WorkingCalendar,
    weekend=st.sets(st.integers(1, 7), max_size=6),
    holidays=st.one_of(st.lists(DATES, max_size=5), st.lists(DATES, max_size=60)),
)


def worked(calendar: WorkingCalendar, day: date) -> bool:
    return day.isoweekday() not in calendar.weekend and day not in calendar.holidays


def counted(calendar: WorkingCalendar, day: date, n: int) -> date:
    """The n-th working day after a date, by going there."""
    step = DAY if n > 0 else -DAY
    if n == 0:
        day, n, step = day - DAY, 1, DAY
    while n:
        day += step
        n -= (1 if n > 0 else -1) if worked(calendar, day) else 0
    return day


@pytest.mark.rule("X-W1")
@pytest.mark.parametrize(
    ("start", "n", "holidays", "expected"),
    [
        (date(2026, 3, 23), 2, (), date(2026, 3, 25)),
        (date(2026, 3, 27), 2, (), date(2026, 3, 31)),
        (date(2026, 3, 27), 2, (date(2026, 3, 30),), date(2026, 4, 1)),
        (date(2026, 3, 28), 1, (), date(2026, 3, 30)),
        (date(2026, 3, 27), 0, (), date(2026, 3, 27)),
        (date(2026, 3, 28), 0, (), date(2026, 3, 30)),
        (date(2026, 3, 28), 0, (date(2026, 3, 30), date(2026, 3, 31)), date(2026, 4, 1)),
        (date(2026, 3, 30), -1, (), date(2026, 3, 27)),
        (date(2026, 3, 29), -1, (date(2026, 3, 27),), date(2026, 3, 26)),
    ],
)
def test_working_days_pass_over_weekends_and_holidays(
    start: date, n: int, holidays: tuple[date, ...], expected: date
) -> None:
    assert WorkingCalendar(holidays=holidays).add(start, n) == expected


@given(CALENDARS, DATES, st.integers(-60, 60))
def test_adding_leads_where_counting_day_by_day_does(calendar: WorkingCalendar, start: date, n: int) -> None:
    assert calendar.add(start, n) == counted(calendar, start, n)


@given(CALENDARS, DATES)
def test_a_day_is_worked_if_it_is_neither_weekend_nor_holiday(calendar: WorkingCalendar, day: date) -> None:
    assert calendar.is_working(day) == worked(calendar, day)


@given(CALENDARS, DATES, DATES)
def test_the_days_between_are_those_after_the_start_up_to_the_end(
    calendar: WorkingCalendar, start: date, end: date
) -> None:
    start, end = min(start, end), max(start, end)
    days = [start + n * DAY for n in range(1, (end - start).days + 1)]
    assert calendar.working_days_between(start, end) == sum(worked(calendar, day) for day in days)
    assert calendar.working_days_between(end, start) == -calendar.working_days_between(start, end)


@given(CALENDARS, DATES, st.integers(1, 200))
def test_counting_undoes_adding(calendar: WorkingCalendar, start: date, n: int) -> None:
    assert calendar.working_days_between(start, calendar.add(start, n)) == n


def test_counting_far_is_as_exact_as_counting_near() -> None:
    assert WorkingCalendar().add(date(2026, 3, 27), 1_000_000) == date(2026, 3, 27) + timedelta(days=1_400_000)


def test_holidays_are_kept_sorted_and_once_whatever_they_come_in() -> None:
    days = [date(2026, 5, 1), pendulum.date(2026, 1, 1), date(2026, 5, 1)]
    calendar = WorkingCalendar(weekend=[7, 6, 7], holidays=iter(days))
    assert calendar.weekend == (6, 7)
    assert calendar.holidays == (date(2026, 1, 1), date(2026, 5, 1))
    assert {type(day) for day in calendar.holidays} == {date}


@pytest.mark.parametrize(
    ("weekend", "place"),
    [
        (range(1, 8), "weekend"),
        ((0,), "weekend[0]"),
        ((6, 8), "weekend[1]"),
        ((True,), "weekend[0]"),
        ((6.0,), "weekend[0]"),
        (("6",), "weekend[0]"),
        ("67", "weekend"),
        (6, "weekend"),
        (None, "weekend"),
        ((6, -(10**400)), "weekend[1]"),
    ],
)
def test_weekends_are_iso_weekdays_and_never_all_seven(weekend: object, place: str) -> None:
    with pytest.raises(MalformedError, match="; ") as caught:
        WorkingCalendar(weekend=cast("tuple[int, ...]", weekend))
    assert [fault.at for fault in caught.value.faults] == [place]


@pytest.mark.parametrize(
    ("holidays", "places"),
    [
        ([datetime(2026, 1, 1, tzinfo=UTC)], ["holidays[0]"]),
        ([date(2026, 1, 1), "2026-01-01", None], ["holidays[1]", "holidays[2]"]),
        ("2026-01-01", ["holidays"]),
        (None, ["holidays"]),
    ],
)
def test_holidays_are_dates_and_every_fault_is_named(holidays: object, places: list[str]) -> None:
    with pytest.raises(MalformedError, match="; ") as caught:
        WorkingCalendar(holidays=cast("tuple[date, ...]", holidays))
    assert [fault.at for fault in caught.value.faults] == places


@pytest.mark.parametrize("n", [None, 1.0, "4", True])
def test_a_number_of_days_is_an_int(n: object) -> None:
    with pytest.raises(MalformedError, match=r"^n: .* is not a number of days; give an int"):
        WorkingCalendar().add(date(2026, 1, 1), cast("int", n))


@pytest.mark.parametrize("n", [10**7, -(10**7), 10**400, -(10**400)])
def test_counting_beyond_the_calendar_is_refused(n: int) -> None:
    with pytest.raises(MalformedError, match=r"^n: leads outside the years 1 to 9999; count fewer days"):
        WorkingCalendar().add(date(2026, 1, 1), n)


def test_instants_are_no_dates() -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    calendar = WorkingCalendar()
    for ask in (
        lambda: calendar.add(moment, 1),
        lambda: calendar.is_working(moment),
        lambda: calendar.working_days_between(moment, moment),
    ):
        with pytest.raises(MalformedError, match=r"^day: a value of type datetime is not a date"):
            ask()
    assert calendar.add(pendulum.date(2026, 3, 27), 2) == date(2026, 3, 31)


@given(CALENDARS)
def test_calendars_are_values(calendar: WorkingCalendar) -> None:
    calendar.add(date(2026, 1, 1), 1)  # what it has worked out does not show
    other = WorkingCalendar(calendar.weekend, calendar.holidays)
    assert calendar == other
    assert hash(calendar) == hash(other)
    assert repr(calendar) == repr(other)
    assert copy.deepcopy(calendar) == calendar
    again = pickle.loads(pickle.dumps(calendar))  # noqa: S301 - our own bytes
    assert again == calendar
    assert again.add(date(2026, 1, 1), 9) == calendar.add(date(2026, 1, 1), 9)
    assert [field.name for field in attrs.fields(WorkingCalendar)] == ["weekend", "holidays"]


def test_a_changed_calendar_counts_anew() -> None:
    calendar = WorkingCalendar()
    assert calendar.add(date(2026, 3, 27), 1) == date(2026, 3, 30)
    assert attrs.evolve(calendar, holidays=(date(2026, 3, 30),)).add(date(2026, 3, 27), 1) == date(2026, 3, 31)


def test_cut_offs_are_found_by_weekday() -> None:
    cut_offs = CutOffs(monday=time(14), friday=time(12))
    assert [cut_offs.on(day) for day in range(1, 8)] == [time(14), None, None, None, time(12), None, None]
    assert CutOffs.daily(time(14)).week == (time(14),) * 7
    assert CutOffs.daily(None) == CutOffs()


def test_cut_offs_are_values() -> None:
    cut_offs = CutOffs.daily(time(14))
    assert cut_offs.on(1) == time(14)
    assert pickle.loads(pickle.dumps(cut_offs)) == cut_offs  # noqa: S301 - our own bytes
    assert hash(cut_offs) == hash(CutOffs.daily(time(14)))


def test_cut_offs_are_times_without_a_zone_and_every_fault_is_named() -> None:
    with pytest.raises(MalformedError, match="; ") as caught:
        CutOffs(monday=time(14, tzinfo=UTC), friday=cast("time", "14:00"), sunday=time(9))
    assert [fault.at for fault in caught.value.faults] == ["monday", "friday"]


@pytest.mark.parametrize("weekday", [0, 8, True, None, 10**400])
def test_only_iso_weekdays_have_a_cut_off(weekday: object) -> None:
    with pytest.raises(MalformedError, match=r"^weekday: .* is not an ISO weekday; give 1 to 7"):
        CutOffs().on(cast("int", weekday))
