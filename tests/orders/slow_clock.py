"""When a deadline ends, found out by waiting: date by date, or a quarter of an hour at a time.

Written from the rules (S26, S27, S43, §00.7) and from what `ShippingDeadline` says of itself, and from nothing that
computes in `mpcore.timing`.  All instants are the standard library's, in UTC.  Clocks that count hours, or the wall
time of days, take instants on the quarter of an hour only; days that end with the day take any.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from mpcore.timing import ClockStart, DueRounding, ShippingDeadline, Unit

DAY, STEP, INSTANT = timedelta(days=1), timedelta(minutes=15), timedelta(microseconds=1)
NOTHING = timedelta()
PATIENCE = 120 * DAY
"""After so long without an end there is none."""


class Stop(NamedTuple):
    """A stretch of time in which the clock may stand still: from its start on, and before its end, if it has one."""

    start: datetime
    end: datetime | None = None

    def holds(self, at: datetime) -> bool:
        return self.start <= at and (self.end is None or at < self.end)


def plain(at: datetime) -> datetime:
    """The same instant in UTC, as the standard library's own."""
    moved = at.astimezone(UTC)
    return datetime(*moved.timetuple()[:6], moved.microsecond, tzinfo=UTC)


def due_end(
    deadline: ShippingDeadline | None,
    ordered_at: datetime,
    paid_at: datetime | None,
    *,
    holds: Iterable[Stop] = (),
    vacations: Iterable[Stop] = (),
    ship_by: datetime | None = None,
) -> datetime | None:
    """The first instant that is late; None where no clock runs, or while it stands still for nobody knows how long."""
    if paid_at is None:
        return None
    if deadline is None or ship_by is not None:
        return ship_by
    if deadline.clock_start is ClockStart.ORDERED:
        started = ordered_at
    elif deadline.clock_start is ClockStart.PAID:
        started = paid_at
    else:
        started = max(ordered_at, paid_at)
    stops = [*(holds if deadline.pause_on_hold else ()), *(vacations if deadline.pause_on_vacation else ())]
    if deadline.unit is Unit.HOURS or deadline.rounding is DueRounding.EXACT:
        last = _last_instant(deadline, started, stops)
        end = None if last is None else last + INSTANT
    else:
        end = _end_of_last_date(deadline, started, stops)
    return None if end is None else end + deadline.grace


def _end_of_last_date(deadline: ShippingDeadline, started: datetime, stops: Sequence[Stop]) -> datetime | None:
    """Turn the leaves of a calendar, and write down those that count; one more for each turned in a pause."""
    dates = _counted_dates(deadline, _first_date(deadline, started))
    leaves = [next(dates)]
    excluded = not deadline.count_first_day and leaves[0] == _first_date(deadline, started)
    needed = max(1, deadline.amount + excluded)
    while len(leaves) < needed + sum(_stands(_begins(deadline.zone, leaf + DAY) - INSTANT, stops) for leaf in leaves):
        leaves.append(next(dates))
        if leaves[-1] - leaves[0] > PATIENCE:
            return None
    return _begins(deadline.zone, leaves[-1] + DAY)


def _first_date(deadline: ShippingDeadline, started: datetime) -> date:
    date_shown, time_shown = _wall_clock(deadline.zone, started)
    cut_off = deadline.cut_offs.on(date_shown.isoweekday())
    late = cut_off is not None and time_shown >= timedelta(hours=cut_off.hour, minutes=cut_off.minute)
    return date_shown + DAY if late else date_shown


def _counted_dates(deadline: ShippingDeadline, first: date) -> Iterator[date]:
    while True:
        if _counts(deadline, first):
            yield first
        first += DAY


def _counts(deadline: ShippingDeadline, day: date) -> bool:
    calendar = deadline.calendar
    worked = day.isoweekday() not in calendar.weekend and day not in calendar.holidays
    return worked or deadline.unit is not Unit.BUSINESS_DAYS


def _stands(at: datetime, stops: Sequence[Stop]) -> bool:
    return any(stop.holds(at) for stop in stops)


def _last_instant(deadline: ShippingDeadline, started: datetime, stops: Sequence[Stop]) -> datetime | None:
    """Look at a clock every quarter of an hour, and take off what has passed on it unless it was stopped.

    Where it has jumped over the goal, it is there; where it is there to the instant, on the next date that counts.
    """
    passed = _passed_on_the_wall if deadline.unit is not Unit.HOURS else _passed
    left = deadline.amount * (timedelta(hours=1) if deadline.unit is Unit.HOURS else DAY)
    at = started
    while at - started < PATIENCE:
        if not _stands(at, stops):
            if left < NOTHING or (left == NOTHING and _runs(deadline, at)):
                return at
            if NOTHING < left < STEP and passed(deadline, at, at + left) == left:
                return at + left
            left -= passed(deadline, at, at + STEP)
        at += STEP
    return None


def _runs(deadline: ShippingDeadline, at: datetime) -> bool:
    return deadline.unit is Unit.HOURS or _counts(deadline, _wall_clock(deadline.zone, at)[0])


def _passed(_: ShippingDeadline, since: datetime, until: datetime) -> timedelta:
    return until - since


def _passed_on_the_wall(deadline: ShippingDeadline, since: datetime, until: datetime) -> timedelta:
    """How far the clock on the wall has moved, over the dates that count."""
    (day, begun), (last, ended) = _wall_clock(deadline.zone, since), _wall_clock(deadline.zone, until)
    moved = -begun if _counts(deadline, day) else NOTHING
    while day < last:
        moved += DAY if _counts(deadline, day) else NOTHING
        day += DAY
    return moved + (ended if _counts(deadline, last) else NOTHING)


@lru_cache(maxsize=100_000)
def _wall_clock(zone: str, at: datetime) -> tuple[date, timedelta]:
    """Date and time of day on a clock that nobody puts back: it waits until its time has come again.

    Clocks are put back by less than three hours, and on the quarter of an hour.
    """
    shown = _reading(zone, at)
    edge = at - timedelta(minutes=at.minute % 15, seconds=at.second, microseconds=at.microsecond)
    for quarters in range(12):
        shown = max(shown, _reading(zone, edge - quarters * STEP - INSTANT))
    return shown.date(), timedelta(
        hours=shown.hour, minutes=shown.minute, seconds=shown.second, microseconds=shown.microsecond
    )


def _reading(zone: str, at: datetime) -> datetime:
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)


@lru_cache(maxsize=10_000)
def _begins(zone: str, day: date) -> datetime:
    """The first instant at which a date has begun; zones are less than a day away from UTC."""
    at = datetime(day.year, day.month, day.day, tzinfo=UTC) - DAY
    while _wall_clock(zone, at)[0] < day:
        at += STEP
    return at
