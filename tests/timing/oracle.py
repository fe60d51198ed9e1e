"""A slow second opinion on local time: changes of offset found by scanning, and algebra between them.

It uses nothing but the standard library's conversion from UTC, which has no gaps and no folds.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


def offset(at: datetime, zone: str) -> timedelta:
    found = at.astimezone(ZoneInfo(zone)).utcoffset()
    assert found is not None
    return found


@lru_cache(maxsize=4096)
def changes(zone: str, start: datetime, end: datetime, step: timedelta) -> tuple[datetime, ...]:
    """The first instants of new offsets, wherever two of them are further apart than `step`."""
    found: list[datetime] = []
    at = start
    while at < end:
        then = min(at + step, end)
        if (old := offset(at, zone)) != offset(then, zone):
            low, high = 0, (then - at) // SECOND
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (low, middle) if offset(at + middle * SECOND, zone) != old else (middle, high)
            then = at + high * SECOND
            found.append(then)
        at = then
    return tuple(found)


@lru_cache(maxsize=4096)
def pieces(zone: str, day: date) -> tuple[tuple[datetime, datetime, timedelta], ...]:
    """The stretches of one offset for four days around a date."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    start, end = noon - 4 * DAY, noon + 4 * DAY
    edges = [start, *changes(zone, start, end, timedelta(minutes=30)), end]
    return tuple((low, high, offset(low, zone)) for low, high in pairwise(edges))


def wall(zone: str, day: date, at: time = time()) -> datetime:
    """The first instant at which clocks show this or, if they never do, are past it."""
    shown = datetime.combine(day, at, UTC)
    return min(max(low, shown - ahead) for low, high, ahead in pieces(zone, day) if shown - ahead < high)


def begun(zone: str, at: datetime) -> date:
    """The latest date that has begun."""
    day = (at + offset(at, zone)).date() + 2 * DAY
    while wall(zone, day) > at:
        day -= DAY
    return day
