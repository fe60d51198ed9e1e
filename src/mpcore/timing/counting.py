"""Clocks that count hours, local dates, or the wall time on local dates, and that stand still in pauses.

Dates are proleptic ordinals or, with a working calendar, ranks: the working days are numbered, and the other dates are
none. `calendar` is the working calendar, or `None` where every date counts; zones are checked names.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from pendulum import DateTime

from mpcore.timing.calendars import WorkingCalendar
from mpcore.timing.instants import elapsed, later
from mpcore.timing.windows import Window, merged
from mpcore.timing.zones import day_number, day_of, loaded, reached, steady

__all__ = ["last_after_days", "last_after_hours", "moved_by_pauses", "shown", "when"]

_DAY = timedelta(days=1)
_MIDNIGHT = time()
_ZERO = timedelta()

_combine = datetime.combine


def last_after_hours(started: DateTime, hours: int, pauses: Sequence[Window]) -> DateTime | None:
    """The last instant of so many hours of not being paused; `None` if a pause without end keeps it from coming."""
    last = later(started, timedelta(hours=hours))
    for pause in merged(pauses):
        if pause.start > last:
            break
        if pause.end is None:
            return None
        if pause.end > started:
            last = later(last, elapsed(max(pause.start, started), pause.end))
    return last


def last_after_days(
    started: DateTime, days: int, pauses: Sequence[Window], zone: str, calendar: WorkingCalendar | None
) -> DateTime | None:
    """The last instant of so many days on the wall clock of the counted dates; `None` as above.

    Start, goal and pauses are all read off one clock that never goes back, so that a later start cannot lead to an
    earlier end.
    """
    first = shown(started, zone, calendar)
    goal = first + days * _DAY
    last = max(when(goal, zone, calendar), started)
    for pause in merged(pauses):
        if pause.start > last:
            break
        if pause.end is None:
            return None
        goal += max(shown(pause.end, zone, calendar) - max(shown(pause.start, zone, calendar), first), _ZERO)
        # In a repeated hour, the wall time of this very date lies before the pause's end.
        last = max(when(goal, zone, calendar), last, pause.end)
    return last


def moved_by_pauses(
    first: int, last: int, pauses: Sequence[Window], zone: str, calendar: WorkingCalendar | None
) -> int | None:
    """The last date to count, moved by each date from the first on whose last moment is in a pause; `None` as above."""
    for pause in merged(pauses):
        low, high = _ended_in(pause, zone, calendar)
        low = max(low, first)
        if low > last:
            break
        if high is None:
            return None
        last += max(high - low + 1, 0)
    return last


def shown(at: DateTime, zone: str, calendar: WorkingCalendar | None) -> timedelta:
    """What a wall clock shows, date and time in one, that runs on counted dates only and never goes back."""
    clock = steady(at, loaded(zone))
    day = clock.toordinal()
    if calendar is not None:
        if not calendar.works(day):
            return (calendar.rank(day) + 1) * _DAY
        day = calendar.rank(day)
    return clock - _combine(clock, _MIDNIGHT, clock.tzinfo) + day * _DAY


def when(reading: timedelta, zone: str, calendar: WorkingCalendar | None) -> DateTime:
    """The first instant at which that clock shows a reading or is past it."""
    day, time_of_day = divmod(reading, _DAY)
    tz = loaded(zone)
    date = day_of(day if calendar is None else calendar.ordinal(day))
    return reached(_combine(date, _MIDNIGHT, tz) + time_of_day, tz)


def _ended_in(pause: Window, zone: str, calendar: WorkingCalendar | None) -> tuple[int, int | None]:
    """The first and the last date whose last moment a pause contains.

    The last is `None` if the pause is open, and comes before the first if there is no such date.
    """
    low = day_number(pause.start, zone)
    high = None if pause.end is None else day_number(pause.end, zone) - 1
    if calendar is None:
        return low, high
    return calendar.rank(low - 1) + 1, None if high is None else calendar.rank(high)
