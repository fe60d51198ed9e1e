"""Shipping deadlines: the figures everybody agreed on, and both sides of every boundary."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast

import attrs
import pytest
from pendulum import DateTime

from mpcore.kernel.errors import MalformedError
from mpcore.timing import (
    ClockStart,
    CutOffs,
    DueRounding,
    Milestone,
    ShippingDeadline,
    Unit,
    Window,
    WorkingCalendar,
    instant,
    local,
    rfc3339,
)

PARIS = "Europe/Paris"
TICK = timedelta(microseconds=1)
SIPOKO = ShippingDeadline(amount=4, zone=PARIS)
WHATNOT = ShippingDeadline(amount=2, unit=Unit.BUSINESS_DAYS, zone="America/New_York")
EXACT = ShippingDeadline(amount=4, rounding=DueRounding.EXACT, zone=PARIS)
HOURS = ShippingDeadline(amount=72, unit=Unit.HOURS)


def paris(text: str) -> DateTime:
    return local(text, PARIS)


def due(deadline: ShippingDeadline, started: datetime, *pauses: Window) -> DateTime:
    found = deadline.due(started, pauses)
    assert found is not None
    return found


# --- days that end with the day ---------------------------------------------------------------------------------------


@pytest.mark.rule("S26")
def test_four_calendar_days_end_with_the_day_across_the_change_to_summer_time() -> None:
    end = due(SIPOKO, paris("2026-03-26 10:00"))
    assert end == paris("2026-03-31 00:00")
    assert rfc3339(end) == "2026-03-30T22:00:00Z"
    assert SIPOKO.last_date(paris("2026-03-26 10:00")) == date(2026, 3, 30)


@pytest.mark.rule("S26")
@pytest.mark.parametrize(
    ("started", "end"),
    [
        ("2026-03-26 00:00:00", "2026-03-31 00:00"),
        ("2026-03-26 23:59:59.999999", "2026-03-31 00:00"),
        ("2026-03-27 00:00:00", "2026-04-01 00:00"),
    ],
)
def test_the_local_date_of_the_start_decides_to_the_microsecond(started: str, end: str) -> None:
    assert due(SIPOKO, paris(started)) == paris(end)


@pytest.mark.rule("S26")
def test_the_date_is_that_of_the_deadlines_zone() -> None:
    started = instant("2026-03-26T23:30:00Z")
    assert due(SIPOKO, started) == paris("2026-04-01 00:00")
    assert due(ShippingDeadline(), started) == instant("2026-03-31T00:00:00Z")


@pytest.mark.rule("S26")
@pytest.mark.parametrize("amount", [0, 1, 3, 4, 30, 365])
def test_so_many_calendar_days_end_with_the_first_instant_of_the_start_date_plus_one_more(amount: int) -> None:
    deadline = ShippingDeadline(amount=amount, zone=PARIS)
    end = date(2026, 3, 26) + timedelta(days=amount + 1)
    assert due(deadline, paris("2026-03-26 10:00")) == paris(f"{end} 00:00")


@pytest.mark.rule("S26")
def test_counting_the_first_day_takes_one_day_off() -> None:
    counted = attrs.evolve(SIPOKO, count_first_day=True)
    assert due(counted, paris("2026-03-26 10:00")) == paris("2026-03-30 00:00")


@pytest.mark.rule("X-W1")
@pytest.mark.parametrize(
    ("started", "holidays", "last"),
    [
        ("2026-03-23 18:00", (), date(2026, 3, 25)),  # Monday -> Wednesday
        ("2026-03-27 18:00", (), date(2026, 3, 31)),  # Friday -> Tuesday
        ("2026-03-27 18:00", (date(2026, 3, 30),), date(2026, 4, 1)),  # a holiday on Monday -> Wednesday
        ("2026-03-27 23:59:59.999999", (), date(2026, 3, 31)),
        ("2026-03-28 00:00", (), date(2026, 3, 31)),  # Saturday is the day of sale, Monday is counted -> Tuesday
        ("2026-03-28 18:00", (), date(2026, 3, 31)),
        ("2026-03-29 18:00", (), date(2026, 3, 31)),  # Sunday -> Tuesday
        ("2026-03-29 23:59:59.999999", (), date(2026, 3, 31)),
        ("2026-03-30 00:00", (), date(2026, 4, 1)),  # Monday -> Wednesday
        ("2026-03-28 18:00", (date(2026, 3, 30),), date(2026, 4, 1)),
        ("2026-03-30 18:00", (date(2026, 3, 30),), date(2026, 4, 1)),  # on the holiday itself
        ("2026-03-31 00:00", (date(2026, 3, 30),), date(2026, 4, 2)),
        ("2026-03-25 18:00", (date(2026, 3, 25),), date(2026, 3, 27)),  # a holiday within the week
        ("2026-03-25 18:00", (), date(2026, 3, 27)),
    ],
)
def test_two_business_days_pass_over_weekends_and_holidays(
    started: str, holidays: tuple[date, ...], last: date
) -> None:
    deadline = attrs.evolve(WHATNOT, calendar=WorkingCalendar(holidays=holidays))
    at = local(started, "America/New_York")
    assert deadline.last_date(at) == last
    assert due(deadline, at) == local(f"{last + timedelta(days=1)} 00:00", "America/New_York")


FRIDAY, SATURDAY, SUNDAY, MONDAY = (date(2026, 3, day) for day in (27, 28, 29, 30))
TUESDAY, WEDNESDAY = date(2026, 3, 31), date(2026, 4, 1)


@pytest.mark.rule("X-W1")
@pytest.mark.parametrize(
    ("first", "amount", "count_first_day", "last"),
    [
        (FRIDAY, 0, False, FRIDAY),
        (FRIDAY, 1, False, MONDAY),
        (FRIDAY, 2, False, TUESDAY),
        (FRIDAY, 1, True, FRIDAY),
        (FRIDAY, 2, True, MONDAY),
        (SATURDAY, 0, False, MONDAY),
        (SATURDAY, 1, False, MONDAY),
        (SATURDAY, 2, False, TUESDAY),
        (SATURDAY, 1, True, MONDAY),  # Saturday is none that could be counted
        (SATURDAY, 2, True, TUESDAY),
        (SUNDAY, 0, False, MONDAY),
        (SUNDAY, 1, False, MONDAY),
        (SUNDAY, 2, False, TUESDAY),
        (SUNDAY, 1, True, MONDAY),
        (SUNDAY, 2, True, TUESDAY),
        (MONDAY, 0, False, MONDAY),
        (MONDAY, 1, False, TUESDAY),
        (MONDAY, 2, False, WEDNESDAY),
        (MONDAY, 1, True, MONDAY),
        (MONDAY, 2, True, TUESDAY),
    ],
)
def test_business_days_are_counted_after_the_first_date_or_from_it_on(
    first: date, amount: int, count_first_day: bool, last: date
) -> None:
    deadline = ShippingDeadline(amount=amount, unit=Unit.BUSINESS_DAYS, zone=PARIS, count_first_day=count_first_day)
    for started in (paris(f"{first} 00:00"), paris(f"{first} 23:59:59.999999")):
        assert deadline.start_date(started) == first
        assert deadline.last_date(started) == last
    holiday = attrs.evolve(deadline, calendar=WorkingCalendar(weekend=(), holidays=(SATURDAY, SUNDAY)))
    assert holiday.last_date(paris(f"{first} 12:00")) == last


@pytest.mark.rule("X-W1")
@pytest.mark.parametrize(
    ("started", "holidays", "first", "last"),
    [
        ("2026-03-26 13:59:59.999999", (), date(2026, 3, 26), MONDAY),  # Thursday
        ("2026-03-26 14:00", (), FRIDAY, TUESDAY),
        ("2026-03-27 13:59:59.999999", (), FRIDAY, TUESDAY),
        ("2026-03-27 14:00", (), SATURDAY, TUESDAY),  # Saturday is the one not counted
        ("2026-03-28 14:00", (), SUNDAY, TUESDAY),
        ("2026-03-29 13:59:59.999999", (), SUNDAY, TUESDAY),
        ("2026-03-29 14:00", (), MONDAY, WEDNESDAY),
        ("2026-03-27 14:00", (MONDAY,), SATURDAY, WEDNESDAY),
        ("2026-03-29 14:00", (MONDAY,), MONDAY, WEDNESDAY),
        ("2026-03-30 13:59:59.999999", (MONDAY,), MONDAY, WEDNESDAY),
        ("2026-03-30 14:00", (MONDAY,), TUESDAY, date(2026, 4, 2)),
    ],
)
def test_from_the_cut_off_on_the_first_date_is_the_next_one_worked_or_not(
    started: str, holidays: tuple[date, ...], first: date, last: date
) -> None:
    deadline = ShippingDeadline(
        amount=2,
        unit=Unit.BUSINESS_DAYS,
        zone=PARIS,
        calendar=WorkingCalendar(holidays=holidays),
        cut_offs=CutOffs.daily(time(14)),
    )
    assert deadline.start_date(paris(started)) == first
    assert deadline.last_date(paris(started)) == last


@pytest.mark.parametrize("same_day", [{"amount": 0}, {"amount": 1, "count_first_day": True}])
@pytest.mark.parametrize(
    ("started", "holidays", "end"),
    [
        ("2026-03-27 13:59:59.999999", (), "2026-03-28 00:00"),  # Friday
        ("2026-03-27 14:00", (), "2026-03-31 00:00"),
        ("2026-03-27 14:00", (date(2026, 3, 30),), "2026-04-01 00:00"),
        ("2026-03-28 09:00", (), "2026-03-31 00:00"),
        ("2026-03-28 15:00", (), "2026-03-31 00:00"),
        ("2026-03-30 13:59", (), "2026-03-31 00:00"),
        ("2026-03-30 14:00", (), "2026-04-01 00:00"),
    ],
)
def test_what_comes_before_the_cut_off_is_handled_the_same_day(
    same_day: dict[str, Any], started: str, holidays: tuple[date, ...], end: str
) -> None:
    deadline = ShippingDeadline(
        unit=Unit.BUSINESS_DAYS,
        zone=PARIS,
        calendar=WorkingCalendar(holidays=holidays),
        cut_offs=CutOffs.daily(time(14)),
        **same_day,
    )
    assert due(deadline, paris(started)) == paris(end)


def test_cut_offs_differ_by_weekday_and_calendar_days_have_them_too() -> None:
    deadline = ShippingDeadline(amount=1, zone=PARIS, cut_offs=CutOffs(thursday=time(14), friday=time(12)))
    assert deadline.start_date(paris("2026-03-26 13:00")) == date(2026, 3, 26)
    assert deadline.start_date(paris("2026-03-26 14:00")) == date(2026, 3, 27)
    assert deadline.start_date(paris("2026-03-27 13:00")) == date(2026, 3, 28)
    assert deadline.start_date(paris("2026-03-28 13:00")) == date(2026, 3, 28)
    assert due(deadline, paris("2026-03-27 13:00")) == paris("2026-03-30 00:00")


@pytest.mark.parametrize(
    ("started", "first"),
    [
        ("2026-03-29T00:59:59.999999Z", date(2026, 3, 29)),  # 02:30 is skipped: reached with the change
        ("2026-03-29T01:00:00Z", date(2026, 3, 30)),
        ("2026-10-25T00:29:59.999999Z", date(2026, 10, 25)),  # 02:30 comes twice: the first one cuts off
        ("2026-10-25T00:30:00Z", date(2026, 10, 26)),
        ("2026-10-25T01:00:00Z", date(2026, 10, 26)),  # 02:00 again
        ("2026-10-25T01:30:00Z", date(2026, 10, 26)),
    ],
)
def test_a_cut_off_in_a_gap_is_the_change_and_in_a_fold_the_first_occurrence(started: str, first: date) -> None:
    deadline = ShippingDeadline(zone=PARIS, cut_offs=CutOffs.daily(time(2, 30)))
    assert deadline.start_date(instant(started)) == first


@pytest.mark.rule("S26")
def test_where_midnight_does_not_exist_the_day_ends_with_the_change() -> None:
    deadline = ShippingDeadline(amount=4, zone="America/Sao_Paulo")
    end = due(deadline, local("2018-10-30 10:00", "America/Sao_Paulo"))
    assert rfc3339(end) == "2018-11-04T03:00:00Z"  # 2018-11-04 begins at 01:00


def test_a_date_that_was_skipped_is_counted_like_any_other() -> None:
    deadline = ShippingDeadline(amount=2, zone="Pacific/Apia")
    assert due(deadline, local("2011-12-28 10:00", "Pacific/Apia")) == local("2011-12-31 00:00", "Pacific/Apia")


@pytest.mark.parametrize(
    ("pause", "end"),
    [
        (("2011-12-29T10:00:00Z", "2011-12-30T10:00:00Z"), "2012-01-02 00:00"),  # the 29th and the 30th
        (("2011-12-30T10:00:00Z", "2011-12-30T11:00:00Z"), "2011-12-31 00:00"),  # an hour of the 31st
    ],
)
def test_a_date_that_was_skipped_ends_together_with_the_one_before(pause: tuple[str, str], end: str) -> None:
    deadline = ShippingDeadline(amount=2, zone="Pacific/Apia")
    window = Window(instant(pause[0]), instant(pause[1]))
    assert due(deadline, local("2011-12-28 10:00", "Pacific/Apia"), window) == local(end, "Pacific/Apia")


def test_grace_is_exact_time_on_top() -> None:
    deadline = attrs.evolve(SIPOKO, grace=timedelta(hours=36))
    assert due(deadline, paris("2026-03-24 10:00")) == paris("2026-03-30 13:00")
    assert deadline.last_date(paris("2026-03-24 10:00")) == date(2026, 3, 28)


# --- exact deadlines --------------------------------------------------------------------------------------------------


def test_hours_are_elapsed_and_their_last_instant_is_in_time() -> None:
    started = paris("2026-03-28 12:00")
    end = due(HOURS, started)
    assert started + timedelta(hours=72) < end
    assert not started + timedelta(hours=72) + TICK < end
    assert end == due(attrs.evolve(HOURS, zone=PARIS, rounding=DueRounding.EXACT), started)


def test_no_hours_at_all_leave_the_very_instant() -> None:
    started = instant("2026-01-01T00:00:00Z")
    assert due(attrs.evolve(HOURS, amount=0), started) == started + TICK


@pytest.mark.parametrize(
    ("started", "last"),
    [
        ("2026-03-26 10:00", "2026-03-30 10:00"),
        ("2026-03-25 02:30", "2026-03-29 03:00"),  # a gap: the change
        ("2026-10-21 02:30", "2026-10-25 02:30"),  # a fold: the first occurrence
    ],
)
def test_exact_days_end_with_the_same_wall_time_which_is_in_time(started: str, last: str) -> None:
    assert due(EXACT, paris(started)) == paris(last) + TICK


def test_exact_days_that_start_in_a_repeated_hour_never_end_earlier_for_a_later_start() -> None:
    first, again = instant("2026-10-25T00:45:00Z"), instant("2026-10-25T01:15:00Z")  # 02:45, then 02:15
    assert due(EXACT, first) == paris("2026-10-29 02:45") + TICK
    assert due(EXACT, again) == paris("2026-10-29 02:59:59.999999") + TICK
    assert due(attrs.evolve(EXACT, amount=0), again) == again + TICK


@pytest.mark.parametrize(
    ("started", "last"),
    [
        ("2026-03-26 17:00", "2026-03-27 17:00"),
        ("2026-03-27 17:00", "2026-03-30 17:00"),
        ("2026-03-28 23:00", "2026-03-31 00:00"),  # starts with Monday
        ("2026-03-29 10:00", "2026-03-31 00:00"),
        ("2026-03-30 00:00", "2026-03-31 00:00"),
    ],
)
def test_exact_business_days_run_from_the_next_working_date(started: str, last: str) -> None:
    deadline = ShippingDeadline(amount=1, unit=Unit.BUSINESS_DAYS, rounding=DueRounding.EXACT, zone=PARIS)
    assert due(deadline, paris(started)) == paris(last) + TICK


def test_the_last_date_of_an_exact_deadline_holds_its_last_instant() -> None:
    assert HOURS.last_date(instant("2026-01-01T00:00:00Z")) == date(2026, 1, 4)
    assert attrs.evolve(HOURS, zone=PARIS).last_date(instant("2026-01-01T23:00:00Z")) == date(2026, 1, 5)
    assert EXACT.last_date(paris("2026-03-26 10:00"), [Window(paris("2026-03-27 10:00"))]) is None


# --- what starts the clock --------------------------------------------------------------------------------------------


@pytest.mark.rule("S26", "S43")
@pytest.mark.parametrize(
    ("clock_start", "ordered", "paid", "expected"),
    [
        (ClockStart.ORDERED, 10, None, 10),
        (ClockStart.ORDERED, 10, 12, 10),
        (ClockStart.ORDERED, None, 12, None),
        (ClockStart.PAID, 10, None, None),
        (ClockStart.PAID, 10, 12, 12),
        (ClockStart.PAID, None, 12, 12),
        (ClockStart.LATER_OF_BOTH, 10, None, None),
        (ClockStart.LATER_OF_BOTH, None, 12, None),
        (ClockStart.LATER_OF_BOTH, 10, 12, 12),
        (ClockStart.LATER_OF_BOTH, 12, 10, 12),
        (ClockStart.LATER_OF_BOTH, 10, 10, 10),
    ],
)
def test_the_clock_starts_with_what_it_waits_for(
    clock_start: ClockStart, ordered: int | None, paid: int | None, expected: int | None
) -> None:
    def at(hour: int | None) -> datetime | None:
        return None if hour is None else datetime(2026, 1, 1, hour, tzinfo=UTC)

    deadline = ShippingDeadline(clock_start=clock_start)
    assert deadline.starts(at(ordered), at(paid)) == at(expected)
    end = deadline.due_for(at(ordered), at(paid))
    assert end == (None if expected is None else datetime(2026, 1, 6, tzinfo=UTC))


@pytest.mark.rule("S43")
def test_by_default_what_is_unpaid_is_not_due() -> None:
    assert SIPOKO.due_for(paris("2026-03-26 10:00"), None) is None


def test_a_date_given_by_the_platform_wins() -> None:
    given = paris("2026-03-27 12:00")
    deadline = attrs.evolve(SIPOKO, grace=timedelta(hours=1))
    held = [Window(paris("2026-03-26 11:00"))]
    assert deadline.due_for(paris("2026-03-26 10:00"), paris("2026-03-26 10:00"), explicit=given) == given
    assert deadline.due_for(paris("2026-03-26 10:00"), None, held, given) == given
    assert deadline.due_for(None, None, explicit=datetime(2026, 3, 27, 11, tzinfo=UTC)) == given


# --- pauses -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pauses", "end"),
    [
        ([], "2026-03-31 00:00"),
        ([("2026-03-27 00:00", "2026-03-28 00:00")], "2026-04-01 00:00"),  # a whole day
        ([("2026-03-27 00:00", "2026-03-30 00:00")], "2026-04-03 00:00"),  # three whole days
        ([("2026-03-27 00:00", "2026-03-27 23:59:59.999999")], "2026-03-31 00:00"),  # all but its last moment
        ([("2026-03-27 00:00:00.000001", "2026-03-27 23:59")], "2026-03-31 00:00"),
        ([("2026-03-27 10:00", "2026-03-28 00:00")], "2026-04-01 00:00"),  # to the day's end
        ([("2026-03-28 00:00", "2026-03-28 10:00")], "2026-03-31 00:00"),  # begins at the day's end
        ([("2026-03-27 23:59:59.999999", "2026-03-28 10:00")], "2026-04-01 00:00"),
        ([("2026-03-27 10:00", "2026-03-28 10:00")], "2026-04-01 00:00"),
        ([("2026-03-26 12:00", "2026-03-27 12:00")], "2026-04-01 00:00"),  # the first day's end as well
        ([("2026-03-20 12:00", "2026-03-26 09:00")], "2026-03-31 00:00"),  # before the start
        ([("2026-03-20 12:00", "2026-03-27 12:00")], "2026-04-01 00:00"),
        ([("2026-03-30 12:00", "2026-04-03 12:00")], "2026-04-04 00:00"),
        ([("2026-03-30 23:59:59.999999", "2026-03-31 12:00")], "2026-04-01 00:00"),
        ([("2026-03-31 00:00", "2026-04-09 12:00")], "2026-03-31 00:00"),  # too late to matter
        ([("2026-03-29 12:00", "2026-03-30 12:00"), ("2026-03-27 12:00", "2026-03-28 12:00")], "2026-04-02 00:00"),
        ([("2026-03-27 12:00", "2026-03-28 12:00"), ("2026-03-27 18:00", "2026-03-28 06:00")], "2026-04-01 00:00"),
        ([("2026-03-30 12:00", "2026-03-31 12:00"), ("2026-03-31 18:00", "2026-04-01 18:00")], "2026-04-02 00:00"),
    ],
)
def test_a_deadline_in_days_moves_by_the_ends_of_day_paused(pauses: list[tuple[str, str]], end: str) -> None:
    windows = [Window(paris(start), paris(stop)) for start, stop in pauses]
    assert due(SIPOKO, paris("2026-03-26 10:00"), *windows) == paris(end)


def test_business_days_move_by_the_working_days_paused() -> None:
    deadline = ShippingDeadline(amount=2, unit=Unit.BUSINESS_DAYS, zone=PARIS)
    friday = paris("2026-03-27 10:00")
    assert due(deadline, friday, Window(paris("2026-03-28 12:00"), paris("2026-03-29 12:00"))) == paris(
        "2026-04-01 00:00"
    )
    assert due(deadline, friday, Window(paris("2026-03-27 12:00"), paris("2026-03-30 12:00"))) == paris(
        "2026-04-02 00:00"
    )


@pytest.mark.parametrize(
    ("started", "pause", "last"),
    [
        ("2026-03-28 10:00", ("2026-03-27 12:00", "2026-03-28 12:00"), TUESDAY),  # only Friday ended in it
        ("2026-03-28 10:00", ("2026-03-28 12:00", "2026-03-30 12:00"), TUESDAY),  # no working date ended in it
        ("2026-03-28 10:00", ("2026-03-28 12:00", "2026-03-30 23:59:59.999999"), TUESDAY),  # over before Monday is
        ("2026-03-28 10:00", ("2026-03-28 12:00", "2026-03-31 00:00"), WEDNESDAY),
        ("2026-03-28 10:00", ("2026-03-31 23:59:59.999999", "2026-04-01 12:00"), WEDNESDAY),
        ("2026-03-28 10:00", ("2026-04-01 00:00", "2026-04-09 12:00"), TUESDAY),  # too late to matter
    ],
)
def test_business_days_that_start_on_a_weekend_move_by_the_working_days_paused(
    started: str, pause: tuple[str, str], last: date
) -> None:
    deadline = ShippingDeadline(amount=2, unit=Unit.BUSINESS_DAYS, zone=PARIS)
    assert deadline.last_date(paris(started), [Window(paris(pause[0]), paris(pause[1]))]) == last


def test_a_pause_over_the_end_of_friday_does_not_move_what_starts_on_saturday() -> None:
    # The one case of a later start that is due earlier.
    deadline = ShippingDeadline(amount=2, unit=Unit.BUSINESS_DAYS, zone=PARIS)
    pause = Window(paris("2026-03-27 12:00"), paris("2026-03-28 09:00"))
    assert deadline.last_date(paris("2026-03-27 10:00"), [pause]) == WEDNESDAY
    assert deadline.last_date(paris("2026-03-28 10:00"), [pause]) == TUESDAY


def test_exact_deadlines_move_by_exactly_the_time_paused() -> None:
    started = instant("2026-01-01T00:00:00Z")
    end = due(HOURS, started)
    before = Window(instant("2025-12-31T00:00:00Z"), instant("2026-01-01T01:00:00Z"))
    one = Window(instant("2026-01-02T00:00:00Z"), instant("2026-01-02T05:00:00.000001Z"))
    over_it = Window(instant("2026-01-02T03:00:00Z"), instant("2026-01-02T06:00:00Z"))
    assert due(HOURS, started, before) == end + timedelta(hours=1)
    assert due(HOURS, started, one) == end + timedelta(hours=5) + TICK
    assert due(HOURS, started, over_it, one, before) == end + timedelta(hours=7)


@pytest.mark.parametrize(
    ("pause", "last"),
    [
        (("2026-03-28 12:00", "2026-03-29 12:00"), "2026-03-31 10:00"),  # 23 hours, and a day on the clock
        (("2026-03-27 12:00", "2026-03-27 18:30"), "2026-03-30 16:30"),
        (("2026-03-20 12:00", "2026-03-26 12:00"), "2026-03-30 12:00"),
    ],
)
def test_exact_days_move_by_the_wall_time_paused(pause: tuple[str, str], last: str) -> None:
    assert due(EXACT, paris("2026-03-26 10:00"), Window(paris(pause[0]), paris(pause[1]))) == paris(last) + TICK


@pytest.mark.parametrize(
    ("pause", "last"),
    [
        (("2026-03-28 00:00", "2026-03-30 00:00"), "2026-03-30 17:00"),  # the weekend took nothing
        (("2026-03-27 17:00", "2026-03-30 00:00"), "2026-03-31 00:00"),  # the seven hours of Friday
        (("2026-03-30 00:00", "2026-03-30 12:00"), "2026-03-31 05:00"),
    ],
)
def test_exact_business_days_move_by_the_time_paused_on_working_dates(pause: tuple[str, str], last: str) -> None:
    deadline = ShippingDeadline(amount=1, unit=Unit.BUSINESS_DAYS, rounding=DueRounding.EXACT, zone=PARIS)
    window = Window(paris(pause[0]), paris(pause[1]))
    assert due(deadline, paris("2026-03-27 17:00"), window) == paris(last) + TICK


def test_no_exact_deadline_ends_while_it_is_paused_in_a_repeated_hour() -> None:
    pause = Window(instant("2026-10-25T00:30:00Z"), instant("2026-10-25T01:45:00Z"))  # 02:30 to the second 02:45
    assert due(EXACT, paris("2026-10-21 02:30"), pause) == instant("2026-10-25T01:45:00.000001Z")


def test_a_start_within_a_paused_weekend_is_not_due_before_an_earlier_start() -> None:
    # Found by Hypothesis: pauses once counted before the next working date, where the clock had not started yet.
    deadline = ShippingDeadline(amount=1, unit=Unit.BUSINESS_DAYS, rounding=DueRounding.EXACT, zone=PARIS)
    weekend = Window(paris("2026-03-28 00:00"), paris("2026-03-30 00:00"))
    assert due(deadline, paris("2026-03-27 23:00"), weekend) < due(deadline, paris("2026-03-28 23:00"), weekend)


def test_a_pause_that_starts_with_the_last_instant_still_counts_and_one_after_it_does_not() -> None:
    started = instant("2026-01-01T00:00:00Z")
    end = due(HOURS, started)
    assert due(HOURS, started, Window(end - TICK, end + timedelta(hours=1))) == end + timedelta(hours=1) + TICK
    assert due(HOURS, started, Window(end, end + timedelta(hours=1))) == end


@pytest.mark.parametrize("deadline", [SIPOKO, HOURS, EXACT, WHATNOT])
def test_an_open_pause_keeps_the_deadline_from_coming_unless_it_starts_too_late(deadline: ShippingDeadline) -> None:
    started = paris("2026-03-26 10:00")
    end = due(deadline, started)
    assert deadline.due(started, [Window(started)]) is None
    assert deadline.due(started, [Window(started - timedelta(days=9))]) is None
    assert deadline.due(started, [Window(end - TICK)]) is None
    assert deadline.last_date(started, [Window(end - TICK)]) is None
    assert deadline.due(started, [Window(end + TICK)]) == end


@pytest.mark.rule("X-W2")
def test_only_the_pauses_of_the_policy_stop_the_clock() -> None:
    hold, vacation = Window(paris("2026-03-27 12:00")), Window(paris("2026-03-28 12:00"))
    assert ShippingDeadline().pausing([hold], [vacation]) == ()
    assert ShippingDeadline(pause_on_hold=True).pausing([hold], [vacation]) == (hold,)
    assert ShippingDeadline(pause_on_vacation=True).pausing([hold], [vacation]) == (vacation,)
    both = ShippingDeadline(pause_on_hold=True, pause_on_vacation=True)
    assert both.pausing([hold], [vacation]) == (hold, vacation)


# --- the carrier's way ------------------------------------------------------------------------------------------------


@pytest.mark.rule("S27")
def test_what_has_to_arrive_in_time_is_handed_over_the_carriers_time_before() -> None:
    end = due(SIPOKO, paris("2026-03-26 10:00"))
    assert SIPOKO.latest_dispatch(end, timedelta(hours=48)) == paris("2026-03-28 23:00")
    assert SIPOKO.latest_dispatch(end, 0) == end
    assert SIPOKO.latest_dispatch(end, 2) == paris("2026-03-29 00:00")
    assert EXACT.latest_dispatch(paris("2026-03-30 10:00"), 2) == paris("2026-03-28 10:00")


@pytest.mark.rule("S27")
def test_the_carriers_days_lead_from_the_end_of_a_date_to_the_end_of_a_date_where_midnight_does_not_exist() -> None:
    deadline = ShippingDeadline(zone="America/Sao_Paulo")
    end = local("2018-11-04 00:00", "America/Sao_Paulo")
    assert deadline.latest_dispatch(end, 1) == local("2018-11-03 00:00", "America/Sao_Paulo")
    later = local("2018-11-05 00:00", "America/Sao_Paulo")
    assert deadline.latest_dispatch(later, 1) == end


@pytest.mark.rule("S27")
@pytest.mark.parametrize("transit", [-1, True, 1.5, None, "2", 3651, timedelta(microseconds=-1)])
def test_the_carriers_time_is_a_duration_or_a_number_of_days(transit: object) -> None:
    with pytest.raises(MalformedError, match=r"^transit: .*; give"):
        SIPOKO.latest_dispatch(paris("2026-03-31 00:00"), cast("int", transit))


def test_a_deadline_is_due_soon_a_day_before_by_default() -> None:
    end = due(SIPOKO, paris("2026-03-26 10:00"))
    assert SIPOKO.soon(end) == end - timedelta(hours=24)
    assert attrs.evolve(SIPOKO, due_soon=timedelta()).soon(end) == end


# --- the value --------------------------------------------------------------------------------------------------------


@pytest.mark.rule("S26", "S27")
def test_the_defaults_are_four_calendar_days_to_dispatch_after_order_and_payment() -> None:
    plain = ShippingDeadline()
    assert (plain.amount, plain.unit, plain.milestone) == (4, Unit.CALENDAR_DAYS, Milestone.DISPATCH)
    assert (plain.clock_start, plain.rounding) == (ClockStart.LATER_OF_BOTH, DueRounding.END_OF_DAY)
    assert (plain.zone, plain.grace, plain.due_soon) == ("UTC", timedelta(), timedelta(hours=24))
    assert (plain.count_first_day, plain.pause_on_hold, plain.pause_on_vacation) == (False, False, False)


def test_deadlines_are_values() -> None:
    def make() -> ShippingDeadline:
        return ShippingDeadline(
            unit=Unit.BUSINESS_DAYS,
            zone=PARIS,
            calendar=WorkingCalendar(holidays=(date(2026, 3, 30),)),
            cut_offs=CutOffs.daily(time(14)),
        )

    deadline, started = make(), paris("2026-03-27 10:00")
    end = due(deadline, started)
    assert deadline == make()
    assert hash(deadline) == hash(make())
    assert deadline != ShippingDeadline()
    for again in (pickle.loads(pickle.dumps(deadline)), copy.deepcopy(deadline)):  # noqa: S301 - our own bytes
        assert again == deadline
        assert again.due(started) == end
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        setattr(deadline, "amount", 5)  # noqa: B010 - what a type checker would not let through


@pytest.mark.parametrize(
    ("fields", "places"),
    [
        ({"amount": -1}, ["amount"]),
        ({"amount": 3651}, ["amount"]),
        ({"amount": 3651, "unit": Unit.BUSINESS_DAYS}, ["amount"]),
        ({"amount": 87601, "unit": Unit.HOURS}, ["amount"]),
        ({"amount": True}, ["amount"]),
        ({"amount": 4.0}, ["amount"]),
        ({"amount": "4"}, ["amount"]),
        ({"unit": "hours"}, ["unit"]),
        ({"clock_start": None}, ["clock_start"]),
        ({"milestone": "dispatch"}, ["milestone"]),
        ({"rounding": 1}, ["rounding"]),
        ({"zone": "Europe/Atlantis"}, ["zone"]),
        ({"zone": None}, ["zone"]),
        ({"zone": "localtime"}, ["zone"]),
        ({"calendar": None}, ["calendar"]),
        ({"cut_offs": time(14)}, ["cut_offs"]),
        ({"count_first_day": 1}, ["count_first_day"]),
        ({"count_first_day": True, "amount": 0}, ["count_first_day"]),
        ({"count_first_day": True, "unit": Unit.HOURS}, ["count_first_day"]),
        ({"count_first_day": True, "rounding": DueRounding.EXACT}, ["count_first_day"]),
        ({"cut_offs": CutOffs.daily(time(14)), "unit": Unit.HOURS}, ["cut_offs"]),
        ({"cut_offs": CutOffs.daily(time(14)), "rounding": DueRounding.EXACT}, ["cut_offs"]),
        ({"grace": timedelta(microseconds=-1)}, ["grace"]),
        ({"grace": timedelta(days=3650, microseconds=1)}, ["grace"]),
        ({"grace": 3600}, ["grace"]),
        ({"due_soon": None}, ["due_soon"]),
        ({"due_soon": timedelta(hours=-1)}, ["due_soon"]),
        ({"pause_on_hold": None}, ["pause_on_hold"]),
        ({"pause_on_vacation": "yes"}, ["pause_on_vacation"]),
        ({"amount": None, "zone": "", "grace": 5}, ["grace", "amount", "zone"]),
    ],
)
def test_what_makes_no_sense_is_refused_when_built_every_fault_at_its_field(
    fields: dict[str, Any], places: list[str]
) -> None:
    with pytest.raises(MalformedError, match="; ") as caught:
        ShippingDeadline(**fields)
    assert [fault.at for fault in caught.value.faults] == places
    assert all("; " in fault.text for fault in caught.value.faults)


@pytest.mark.parametrize("most", [{"amount": 3650}, {"amount": 87600, "unit": Unit.HOURS}, {"grace": timedelta(3650)}])
def test_ten_years_are_allowed(most: dict[str, Any]) -> None:
    assert ShippingDeadline(**most).due(instant("2026-01-01T00:00:00Z")) is not None


@pytest.mark.parametrize(
    "deadline",
    [
        SIPOKO,
        HOURS,
        EXACT,
        WHATNOT,
        attrs.evolve(EXACT, unit=Unit.BUSINESS_DAYS),
        ShippingDeadline(grace=timedelta(days=9)),
    ],
)
def test_deadlines_beyond_the_calendar_are_refused(deadline: ShippingDeadline) -> None:
    with pytest.raises(MalformedError, match="outside the years 1 to 9999"):
        deadline.due(instant("9999-12-30T12:00:00Z"))
    with pytest.raises(MalformedError, match="outside the years 1 to 9999"):
        deadline.last_date(instant("9999-12-31T12:00:00Z"))
    with pytest.raises(MalformedError, match="outside the years 1 to 9999"):
        deadline.latest_dispatch(instant("0001-01-02T00:00:00Z"), 3)


def test_naive_times_are_refused_at_their_place() -> None:
    naive = datetime(2026, 1, 1)  # noqa: DTZ001 - naive on purpose
    with pytest.raises(MalformedError, match=r"^started: "):
        SIPOKO.due(naive)
    with pytest.raises(MalformedError, match=r"^ordered_at: "):
        SIPOKO.starts(naive, None)
    with pytest.raises(MalformedError, match=r"^paid_at: "):
        SIPOKO.due_for(None, naive)
    with pytest.raises(MalformedError, match=r"^explicit: "):
        SIPOKO.due_for(None, None, explicit=naive)
    with pytest.raises(MalformedError, match=r"^due: "):
        SIPOKO.latest_dispatch(naive, 1)
