"""Which dates are worked, as values: weekends, dated holidays, and the hour after which a day no longer counts."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date, datetime, time
from functools import cached_property
from typing import NamedTuple, cast

from attrs import field

from mpcore.kernel import frozen
from mpcore.kernel.errors import Fault, MalformedError

__all__ = ["CutOffs", "WorkingCalendar"]

_from_ordinal = date.fromordinal


class _Table(NamedTuple):
    """What makes counting independent of how far one counts. Ordinals are proleptic; ordinal 7 is a Sunday."""

    per_week: int
    before: tuple[int, ...]
    """How many weekdays of work there are among the first n days of a week."""
    days: tuple[int, ...]
    """The weekdays of work."""
    off: tuple[int, ...]
    """The holidays that would be worked otherwise."""
    shifted: tuple[int, ...]
    """For each of them: how many working days lie before it, plus one."""


def _weekend(days: Iterable[int]) -> tuple[int, ...]:
    given = _listed(days, "weekend")
    found = {day for day in given if type(day) is int and 1 <= day <= 7}
    faults = [
        Fault(f"weekend[{index}]", f"{_shown(day)} is not an ISO weekday; give 1 for Monday to 7 for Sunday")
        for index, day in enumerate(given)
        if type(day) is not int or day not in found
    ]
    if len(found) == 7:
        faults.append(Fault("weekend", "has all seven weekdays, so no day would be worked; leave one out"))
    if faults:
        raise MalformedError(*faults)
    return tuple(sorted(found))


def _holidays(days: Iterable[date]) -> tuple[date, ...]:
    given = _listed(days, "holidays")
    found = {date(day.year, day.month, day.day) for day in given if isinstance(day, date)}
    faults = [
        Fault(f"holidays[{index}]", f"{_shown(day)} is not a date; give a datetime.date, without a time")
        for index, day in enumerate(given)
        if not isinstance(day, date) or isinstance(day, datetime)
    ]
    if faults:
        raise MalformedError(*faults)
    return tuple(sorted(found))


@frozen
class WorkingCalendar:
    """Which local dates are worked: all but the weekend and the holidays. It has no time zone and reads no clock.

    However many working days are counted, it takes the same time.
    """

    weekend: tuple[int, ...] = field(default=(6, 7), converter=_weekend)
    """Weekdays never worked, in ISO numbers: 1 is Monday, 7 is Sunday. Kept sorted, each once; not all seven (X-W1)."""
    holidays: tuple[date, ...] = field(default=(), converter=_holidays)
    """Dates not worked either. Kept sorted, each once."""

    def is_working(self, day: date) -> bool:
        """Whether a date is worked."""
        return self.works(_ordinal(day))

    def add(self, day: date, n: int) -> date:
        """The n-th working day after a date; with 0 the date itself or, if it is not worked, the next that is.

        A negative n counts working days before the date.

        >>> WorkingCalendar().add(date(2026, 3, 27), 2)  # Friday -> Tuesday
        datetime.date(2026, 3, 31)
        >>> WorkingCalendar(holidays=(date(2026, 3, 30),)).add(date(2026, 3, 27), 2)
        datetime.date(2026, 4, 1)

        Raises `MalformedError` outside the years 1 to 9999.
        """
        start = day.toordinal() if type(day) is date else _checked_ordinal(day)
        if type(n) is not int:
            raise MalformedError(Fault("n", f"{_shown(n)} is not a number of days; give an int"))
        if n <= 0:
            start, n = start - 1, n + 1
        # `rank` and `ordinal` in one: calling them would double the cost.
        per_week, before, days, off, shifted = self._table
        rank = start // 7 * per_week + before[start % 7] - bisect_right(off, start) + n
        place = rank + bisect_right(shifted, rank) - 1
        try:
            return _from_ordinal(place // per_week * 7 + days[place % per_week])
        except (ValueError, OverflowError):
            raise MalformedError(Fault("n", "leads outside the years 1 to 9999; count fewer days")) from None

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days come after `start`, up to and including `end`; negative if `end` is the earlier.

        For n > 0 it undoes `add`: `working_days_between(d, add(d, n)) == n`.

        >>> WorkingCalendar().working_days_between(date(2026, 3, 27), date(2026, 3, 31))
        2
        """
        return self.rank(_ordinal(end)) - self.rank(_ordinal(start))

    def works(self, ordinal: int) -> bool:
        """`is_working` by proleptic ordinal."""
        if (ordinal % 7 or 7) in self.weekend:
            return False
        off = self._table.off
        place = bisect_left(off, ordinal)
        return place == len(off) or off[place] != ordinal

    def rank(self, ordinal: int) -> int:
        """How many working days there are up to and including the date of this proleptic ordinal."""
        per_week, before, _, off, _ = self._table
        return ordinal // 7 * per_week + before[ordinal % 7] - bisect_right(off, ordinal)

    def ordinal(self, rank: int) -> int:
        """The proleptic ordinal of the working day of this rank."""
        per_week, _, days, _, shifted = self._table
        place = rank + bisect_right(shifted, rank) - 1
        return place // per_week * 7 + days[place % per_week]

    @cached_property
    def _table(self) -> _Table:
        days = tuple(day for day in range(1, 8) if day not in self.weekend)
        before = tuple(sum(day <= n for day in days) for n in range(7))
        off = tuple(day.toordinal() for day in self.holidays if day.isoweekday() in days)
        ranks = (day // 7 * len(days) + before[day % 7] for day in off)
        return _Table(len(days), before, days, off, tuple(rank - index for index, rank in enumerate(ranks)))


@frozen
class CutOffs:
    """The local wall time per weekday from which on a start counts as one of the next date; `None` is never.

    At the cut-off itself it is already the next date, worked or not (numbers: 13:59 today, 14:00 tomorrow). A wall time
    that clocks skip is reached with the change; one that comes twice, the first time.

    >>> CutOffs(friday=time(12)).on(5)
    datetime.time(12, 0)
    """

    monday: time | None = None
    tuesday: time | None = None
    wednesday: time | None = None
    thursday: time | None = None
    friday: time | None = None
    saturday: time | None = None
    sunday: time | None = None

    @classmethod
    def daily(cls, at: time | None) -> CutOffs:
        """The same cut-off on all seven days."""
        return cls(at, at, at, at, at, at, at)

    def __attrs_post_init__(self) -> None:
        names = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
        faults = [Fault(name, flaw) for name, at in zip(names, self.week, strict=True) if (flaw := _why_no_cut_off(at))]
        if faults:
            raise MalformedError(*faults)

    def on(self, weekday: int) -> time | None:
        """The cut-off of an ISO weekday, 1 for Monday to 7 for Sunday."""
        if type(weekday) is not int or not 1 <= weekday <= 7:
            raise MalformedError(Fault("weekday", f"{_shown(weekday)} is not an ISO weekday; give 1 to 7"))
        return self.week[weekday - 1]

    @cached_property
    def week(self) -> tuple[time | None, ...]:
        """The cut-offs from Monday to Sunday."""
        return (self.monday, self.tuesday, self.wednesday, self.thursday, self.friday, self.saturday, self.sunday)


def _listed(values: object, at: str) -> tuple[object, ...]:
    if isinstance(values, Iterable) and not isinstance(values, str | bytes):
        return tuple(cast("Iterable[object]", values))
    raise MalformedError(Fault(at, f"{_shown(values)} is not a collection; give a tuple"))


def _ordinal(day: date) -> int:
    return day.toordinal() if type(day) is date else _checked_ordinal(day)


def _checked_ordinal(day: object) -> int:
    if isinstance(day, date) and not isinstance(day, datetime):
        return day.toordinal()
    raise MalformedError(Fault("day", f"{_shown(day)} is not a date; give a datetime.date, without a time"))


def _why_no_cut_off(at: object) -> str | None:
    if at is None:
        return None
    if not isinstance(at, time):
        return f"{_shown(at)} is not a time of day; give a datetime.time, or None for no cut-off"
    if at.tzinfo is not None:
        return "the time of day has a zone of its own; leave it out, the deadline's zone is meant"
    return None


def _shown(value: object) -> str:
    if isinstance(value, int) and abs(value) < 10**9:
        return repr(value)
    return f"a value of type {type(value).__name__[:40]}"
