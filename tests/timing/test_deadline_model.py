"""Deadlines against a slow model that goes from day to day, and against pendulum where pendulum can be trusted."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

import attrs
import pendulum
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mpcore.timing import (
    CutOffs,
    DueRounding,
    ShippingDeadline,
    Unit,
    Window,
    WorkingCalendar,
    instant,
    local_date,
    start_of,
)
from tests.timing import oracle

DAY, TICK = timedelta(days=1), timedelta(microseconds=1)
ZONES = [
    "UTC",
    "Europe/Paris",
    "America/Sao_Paulo",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Asia/Kathmandu",
]
BEGIN, END = datetime(1995, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)
EDGES = {name: oracle.changes(name, BEGIN, END, 20 * DAY) for name in ZONES}
HOURS = st.timedeltas(min_value=timedelta(hours=-60), max_value=timedelta(hours=160))
NEAR = st.integers(-2, 2).map(lambda n: n * TICK)
TIMES = st.none() | st.sampled_from([time(0), time(0, 0, 30), time(2, 30), time(14), time(23, 30), time(23, 59, 59)])


@st.composite
def deadlines(draw: st.DrawFn, zone: str, about: date) -> ShippingDeadline:
    unit = draw(st.sampled_from(Unit))
    rounding = draw(st.sampled_from(DueRounding))
    in_days = rounding is DueRounding.END_OF_DAY and unit is not Unit.HOURS
    first = in_days and draw(st.booleans())
    return ShippingDeadline(
        amount=draw(st.integers(1 if first else 0, 6)) * (24 if unit is Unit.HOURS else 1),
        unit=unit,
        rounding=rounding,
        zone=zone,
        calendar=WorkingCalendar(
            draw(st.sampled_from([(), (5,), (6, 7), (1, 2, 3, 4, 5)])),
            [about + n * DAY for n in draw(st.lists(st.integers(-3, 9), max_size=4))],
        ),
        cut_offs=CutOffs(*draw(st.tuples(*[TIMES] * 7))) if in_days and draw(st.booleans()) else CutOffs(),
        count_first_day=first,
        grace=draw(st.sampled_from([timedelta(), timedelta(hours=5)])),
    )


@st.composite
def edges_of_days(draw: st.DrawFn, about: date, zone: str) -> datetime:
    return start_of(about + draw(st.integers(-2, 6)) * DAY, zone) + draw(NEAR)


@st.composite
def situations(draw: st.DrawFn, *, paused: bool = True) -> tuple[ShippingDeadline, datetime, list[Window]]:
    """A deadline, a start, and pauses, all near a change of offset where the zone has one."""
    zone = draw(st.sampled_from(ZONES))
    edge = draw(st.sampled_from(EDGES[zone] or (datetime(2020, 2, 28, tzinfo=UTC),)))
    moments = st.one_of(
        HOURS.map(lambda off: edge + off), edges_of_days(edge.date(), zone), NEAR.map(lambda n: edge + n)
    )
    started = draw(moments)
    pauses: list[Window] = []
    for _ in range(draw(st.integers(0, 3)) if paused else 0):
        one, two = draw(moments), draw(moments)
        pauses.append(Window(min(one, two), max(one, two) if draw(st.integers(0, 7)) else None))
    return draw(deadlines(zone, edge.date())), started, pauses


class Stop(NamedTuple):
    """A pause in plain datetimes."""

    start: datetime
    end: datetime | None

    def holds(self, at: datetime) -> bool:
        return self.start <= at and (self.end is None or at < self.end)


def counts(deadline: ShippingDeadline, day: date) -> bool:
    calendar = deadline.calendar
    return deadline.unit is Unit.CALENDAR_DAYS or (
        day.isoweekday() not in calendar.weekend and day not in calendar.holidays
    )


def first_date(deadline: ShippingDeadline, started: datetime) -> date:
    day = oracle.begun(deadline.zone, started)
    cut_off = deadline.cut_offs.on(day.isoweekday())
    if cut_off is not None and started >= oracle.wall(deadline.zone, day, cut_off):
        day += DAY
    return day


def slow_end_of_day(deadline: ShippingDeadline, started: datetime, pauses: list[Stop]) -> datetime | None:
    """One counted date after the other; those whose last moment falls into a pause are as if they had not been."""
    day = first_date(deadline, started)
    uncounted = not deadline.count_first_day and counts(deadline, day)
    left = max(deadline.amount + uncounted, 1)
    for _ in range(60):
        end = oracle.wall(deadline.zone, day + DAY)
        if counts(deadline, day) and not any(pause.holds(end - timedelta(microseconds=1)) for pause in pauses):
            left -= 1
            if left == 0:
                return end
        day += DAY
    return None


def slow_hours(deadline: ShippingDeadline, started: datetime, pauses: list[Stop]) -> datetime | None:
    """From one edge of a pause to the next."""
    at, left = started, timedelta(hours=deadline.amount)
    while True:
        inside = [pause.end for pause in pauses if pause.holds(at)]
        if None in inside:
            return None
        if inside:
            at = max(end for end in inside if end is not None)
            continue
        ahead = [pause.start for pause in pauses if pause.start > at and pause.end != pause.start]
        if not ahead or min(ahead) - at > left:
            return at + left + TICK
        left -= min(ahead) - at
        at = min(ahead)


def slow_exact(deadline: ShippingDeadline, started: datetime, pauses: list[Stop]) -> datetime | None:
    """The same on a wall clock that runs on counted dates only, and stands still while clocks repeat themselves."""
    zone, base = deadline.zone, oracle.begun(deadline.zone, started) - 9 * DAY
    dates = [day for day in (base + n * DAY for n in range(90)) if counts(deadline, day)]

    def reading(at: datetime) -> timedelta:
        day = oracle.begun(zone, at)
        past = sum(other < day for other in dates) * DAY
        if day not in dates:
            return past
        clock = (at + oracle.offset(at, zone)).replace(tzinfo=None)
        for edge in EDGES[zone]:
            before, after = oracle.offset(edge - TICK, zone), oracle.offset(edge, zone)
            if edge <= at < edge + (before - after):
                clock = (edge - TICK + before).replace(tzinfo=None)
        return past + (clock - datetime.combine(day, time()))

    def moment(read: timedelta) -> datetime:
        return oracle.wall(zone, dates[read // DAY], (datetime(1, 1, 1) + read % DAY).time())  # noqa: DTZ001 - a wall time

    stops = [(reading(p.start), None if p.end is None else reading(p.end), p.start) for p in pauses]
    at, left = reading(started), deadline.amount * DAY
    while True:
        last = max(moment(at + left), started)  # two instants may have one reading: what starts after it is too late
        inside = [end for start, end, since in stops if start <= at and (end is None or at < end) and since <= last]
        if None in inside:
            break
        if inside:
            at = max(end for end in inside if end is not None)
            continue
        ahead = [start for start, end, _ in stops if start > at and start != end]
        if not ahead or min(ahead) - at > left:
            break
        left -= min(ahead) - at
        at = min(ahead)
    last = max(moment(at + left), started)
    for pause in sorted(pauses, key=lambda pause: pause.start):
        if pause.start <= last and pause.end != pause.start:
            if pause.end is None:
                return None
            last = max(last, pause.end)
    return last + TICK


def slow(deadline: ShippingDeadline, started: datetime, pauses: list[Window]) -> datetime | None:
    stops = [Stop(plain(pause.start), None if pause.end is None else plain(pause.end)) for pause in pauses]
    in_days = slow_exact if deadline.rounding is DueRounding.EXACT else slow_end_of_day
    end = (slow_hours if deadline.unit is Unit.HOURS else in_days)(deadline, plain(started), stops)
    return None if end is None else end + deadline.grace


def plain(value: datetime) -> datetime:
    """The same instant for the standard library's arithmetic, and not pendulum's."""
    fields = (value.year, value.month, value.day, value.hour, value.minute, value.second, value.microsecond)
    return datetime(*fields, tzinfo=UTC)


@pytest.mark.rule("S26", "X-W1")
@settings(max_examples=800)
@given(situations())
def test_deadlines_are_where_going_from_day_to_day_leads(
    situation: tuple[ShippingDeadline, datetime, list[Window]],
) -> None:
    deadline, started, pauses = situation
    assert deadline.due(started, pauses) == slow(deadline, started, pauses)


@settings(max_examples=300)
@given(situations(), st.timedeltas(min_value=timedelta(), max_value=timedelta(hours=30)))
def test_a_later_start_never_gives_an_earlier_deadline(
    situation: tuple[ShippingDeadline, datetime, list[Window]], more: timedelta
) -> None:
    deadline, started, pauses = situation
    if deadline.unit is Unit.BUSINESS_DAYS and deadline.rounding is DueRounding.END_OF_DAY:
        pauses = []  # the one exception: test_a_pause_over_the_end_of_friday_does_not_move_what_starts_on_saturday
    one, two = deadline.due(started, pauses), deadline.due(started + more, pauses)
    assert two is None or (one is not None and one <= two)


@settings(max_examples=300)
@given(situations())
def test_no_deadline_ends_before_it_has_started(situation: tuple[ShippingDeadline, datetime, list[Window]]) -> None:
    deadline, started, pauses = situation
    end = deadline.due(started, pauses)
    assert end is None or end > started


@given(situations(), st.integers(1, 3))
def test_more_days_never_give_an_earlier_deadline(
    situation: tuple[ShippingDeadline, datetime, list[Window]], more: int
) -> None:
    deadline, started, pauses = situation
    one = deadline.due(started, pauses)
    two = attrs.evolve(deadline, amount=deadline.amount + more).due(started, pauses)
    assert two is None or (one is not None and one <= two)


@pytest.mark.rule("X-W1")
@given(situations())
def test_business_days_never_end_on_a_day_that_is_not_worked(
    situation: tuple[ShippingDeadline, datetime, list[Window]],
) -> None:
    deadline, started, pauses = situation
    deadline = attrs.evolve(deadline, unit=Unit.BUSINESS_DAYS, rounding=DueRounding.END_OF_DAY)
    last = deadline.last_date(started, pauses)
    assert last is None or deadline.calendar.is_working(last)


@pytest.mark.rule("X-W1")
@given(situations(paused=False))
def test_business_days_end_where_the_working_calendar_adds_them_to_the_first_date(
    situation: tuple[ShippingDeadline, datetime, list[Window]],
) -> None:
    deadline, started, _ = situation
    deadline = attrs.evolve(deadline, unit=Unit.BUSINESS_DAYS, rounding=DueRounding.END_OF_DAY)
    day = deadline.start_date(started) - deadline.count_first_day * DAY
    assert deadline.last_date(started) == deadline.calendar.add(day, deadline.amount)


@pytest.mark.rule("S26", "X-W1")
@given(situations())
def test_business_days_without_weekends_and_holidays_are_calendar_days(
    situation: tuple[ShippingDeadline, datetime, list[Window]],
) -> None:
    deadline, started, pauses = situation
    if deadline.unit is not Unit.HOURS:
        business = attrs.evolve(deadline, unit=Unit.BUSINESS_DAYS, calendar=WorkingCalendar(weekend=()))
        assert business.due(started, pauses) == attrs.evolve(deadline, unit=Unit.CALENDAR_DAYS).due(started, pauses)


@given(situations(paused=False))
def test_the_last_date_holds_the_last_instant_before_grace(
    situation: tuple[ShippingDeadline, datetime, list[Window]],
) -> None:
    deadline, started, _ = situation
    end, last = deadline.due(started), deadline.last_date(started)
    assert end is not None
    assert last is not None
    before = instant(end - deadline.grace - TICK)
    assert start_of(last, deadline.zone) in {before + TICK, start_of(local_date(before, deadline.zone), deadline.zone)}


@pytest.mark.rule("S26")
@given(
    st.datetimes(datetime(1995, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - bounds are naive
    st.sampled_from(ZONES),
    st.integers(0, 30),
)
def test_outside_gaps_and_folds_days_end_where_pendulum_has_them(started: datetime, zone: str, amount: int) -> None:
    theirs = pendulum.instance(started).in_timezone(zone).start_of("day").add(days=amount + 1)
    shown = pendulum.instance(started).in_timezone(zone)
    day = theirs.date()
    assume(all(len(oracle.pieces(zone, d)) == 1 for d in (day, shown.date())))
    assert ShippingDeadline(amount=amount, zone=zone).due(started) == theirs


@given(
    st.datetimes(datetime(1995, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - bounds are naive
    st.sampled_from(ZONES),
    st.integers(0, 30),
)
def test_outside_gaps_and_folds_exact_days_end_where_pendulum_has_them(
    started: datetime, zone: str, amount: int
) -> None:
    shown = pendulum.instance(started).in_timezone(zone)
    theirs = shown.add(days=amount)
    assume(all(len(oracle.pieces(zone, d)) == 1 for d in (theirs.date(), shown.date())))
    deadline = ShippingDeadline(amount=amount, zone=zone, rounding=DueRounding.EXACT)
    assert deadline.due(started) == pendulum.instance(theirs).add(microseconds=1)
