"""Named time zones, and where a local date begins and ends in them.

A local date runs from its first instant to the first instant of the next one, half-open (rule §00.7).  So the dates of
a zone cover the timeline without holes or overlaps, also where clocks jump over midnight or back over it:
`start_of(local_date(t, zone), zone) <= t < end_of(local_date(t, zone), zone)` for every instant `t`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from pendulum import DateTime

from mpcore.kernel.errors import Fault, MalformedError
from mpcore.kernel.instants import from_utc_fields, utc

__all__ = [
    "day_number",
    "day_of",
    "day_start",
    "end_of",
    "loaded",
    "local_date",
    "reached",
    "start_of",
    "steady",
    "zone",
]

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+){0,2}", re.ASCII)
_LONGEST_NAME = 64
# The machine's own zone is ambient state; the other two are copies of the database, one of them counting leap seconds.
_NOT_ZONES = ("localtime", "posixrules", "posix/", "right/")
_LAST_DAY = date.max.toordinal()
_MIDNIGHT = time()
_SECOND = timedelta(seconds=1)
_INSTANT = timedelta(microseconds=1)
_ZERO = timedelta()

_combine = datetime.combine
_date = datetime.date
_time = datetime.time


def zone(name: str, at: str = "zone") -> ZoneInfo:
    """The zone of that name in the IANA time zone database, such as `Europe/Paris` or `UTC`; always the same object.

    Raises `MalformedError` at `at` for an unknown name, a path, and `localtime` and its like, which mean another zone
    on every machine.
    """
    return _known(name, at)


def local_date(instant: datetime, zone: str) -> date:
    """The date in `zone` at an instant: the one whose first instant is the latest not after it.

    It is what a calendar on the wall shows, with one exception: where clocks go back over midnight, the new date has
    begun and stays begun (St. John's until 2011: 00:01 -> 23:01).  So it never goes back while time goes on.

    >>> from datetime import datetime, timezone
    >>> local_date(datetime(2026, 3, 26, 23, 30, tzinfo=timezone.utc), "Europe/Paris")
    datetime.date(2026, 3, 27)
    """
    _known(zone, "zone")
    return date.fromordinal(day_number(utc(instant, "instant"), zone))


def start_of(day: date, zone: str) -> DateTime:
    """The first instant, in UTC, of a local date.

    Where clocks skip midnight it is the instant of the change; where midnight comes twice, the first one; for a date
    that was skipped altogether, the instant of the change, at which it both begins and ends.

    >>> print(start_of(date(2018, 11, 4), "America/Sao_Paulo"))  # 00:00 -> 01:00
    2018-11-04 03:00:00+00:00
    """
    _known(zone, "zone")
    return day_start(_ordinal(day), zone)


def end_of(day: date, zone: str) -> DateTime:
    """The first instant, in UTC, that a local date no longer contains: the start of the next one (§00.7).

    >>> print(end_of(date(2026, 3, 30), "Europe/Paris"))  # on time means strictly before it
    2026-03-30 22:00:00+00:00
    """
    _known(zone, "zone")
    return day_start(_ordinal(day) + 1, zone)


@lru_cache(maxsize=1024)
def loaded(name: str) -> ZoneInfo:
    """The zone of a name of bounded length; only what is found is remembered."""
    if flaw := _why_no_name(name):
        raise MalformedError(Fault("", flaw))
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        text = f"{name!r} is not a known time zone; give a name of the IANA database, such as 'Europe/Paris'"
        raise MalformedError(Fault("", text)) from None


def steady(instant: DateTime, tz: ZoneInfo) -> datetime:
    """The wall time in `tz` on a clock that never goes back: it stands still until a repeated hour is over.

    Everything that is decided by wall time reads this clock, and so never decides an earlier date for a later instant.
    """
    try:
        shown = tz.fromutc(_combine(_date(instant), _time(instant), tz))
        return _stood(shown, tz) if shown.fold else shown
    except OverflowError:
        raise _outside() from None


def day_number(instant: DateTime, name: str) -> int:
    """`local_date` as a proleptic ordinal, for an instant in UTC and a checked name."""
    return steady(instant, loaded(name)).toordinal()


def day_of(ordinal: int) -> date:
    """The date of a proleptic ordinal, which may lie outside the calendar."""
    if not 1 <= ordinal <= _LAST_DAY:
        raise _outside()
    return date.fromordinal(ordinal)


@lru_cache(maxsize=4096)
def day_start(ordinal: int, name: str) -> DateTime:
    """`start_of` by proleptic ordinal, for a checked name."""
    tz = loaded(name)
    return reached(_combine(day_of(ordinal), _MIDNIGHT, tz), tz)


def reached(wall: datetime, tz: ZoneInfo) -> DateTime:
    """The first instant at which clocks in `tz` show `wall` or, where it is skipped, are past it.

    `wall` has `tz` as its zone and fold 0.
    """
    try:
        # Arithmetic within one zone is plain: all of this happens on fields, as if in UTC.
        found = wall - (tz.utcoffset(wall) or _ZERO)
        if tz.fromutc(found) != wall:
            found = _change(wall - (tz.utcoffset(wall.replace(fold=1)) or _ZERO), found, tz)
        return from_utc_fields(found)
    except OverflowError:
        raise _outside() from None


def _stood(shown: datetime, tz: ZoneInfo) -> datetime:
    after = tz.utcoffset(shown) or _ZERO
    before = tz.utcoffset(shown.replace(fold=0)) or _ZERO
    now = shown - after
    # The last wall time shown before the change, and not the one after it: where 24:00 becomes 23:00 the date stays.
    return _change(now - (before - after), now, tz) + before - _INSTANT


def _change(low: datetime, high: datetime, tz: ZoneInfo) -> datetime:
    """The UTC fields of the change of offset after `low` and not after `high`; changes happen at whole seconds."""
    low = low.replace(microsecond=0, fold=0)
    old = tz.fromutc(low) - low
    seconds = range((high - low) // _SECOND + 1)
    return low + bisect_left(seconds, x=True, key=lambda s: _moved(low + s * _SECOND, old, tz)) * _SECOND


def _moved(at: datetime, old: timedelta, tz: ZoneInfo) -> bool:
    return tz.fromutc(at) - at != old


def _known(name: object, at: str) -> ZoneInfo:
    if type(name) is not str:
        text = f"a value of type {type(name).__name__[:40]} is not a time zone; give its name, such as 'Europe/Paris'"
        raise MalformedError(Fault(at, text))
    if len(name) > _LONGEST_NAME:
        text = f"a name of {len(name)} characters is no time zone; give one such as 'Europe/Paris'"
        raise MalformedError(Fault(at, text))
    try:
        return loaded(name)
    except MalformedError as error:
        raise error.under(at) from None


def _why_no_name(name: str) -> str | None:
    if name.startswith(_NOT_ZONES):
        return f"{name[:40]!r} does not mean the same zone everywhere; give one such as 'Europe/Paris'"
    if not _NAME.fullmatch(name):
        return f"{name[:40]!r} is not the name of a time zone; give one of the IANA database, such as 'Europe/Paris'"
    return None


def _ordinal(day: object) -> int:
    if isinstance(day, date) and not isinstance(day, datetime):
        return day.toordinal()
    text = f"a value of type {type(day).__name__[:40]} is not a date; give a datetime.date, without a time"
    raise MalformedError(Fault("day", text))


def _outside() -> MalformedError:
    return MalformedError(Fault("", "the time lies outside the years 1 to 9999; give one inside them"))
