"""The one way in for instants: whatever aware datetime a host has becomes a `pendulum.DateTime` in UTC.

Inside mpcore an instant is always in `pendulum.UTC`: two instants in one zone compare, hash and sort as the timeline
does, which instants in a zone with summer time do not (inside a fold two different ones are equal).
"""

from __future__ import annotations

from datetime import datetime

from pendulum import UTC, DateTime

from mpcore.kernel.errors import Fault, MalformedError

__all__ = ["from_utc_fields", "utc"]

# Taken from the class, not from the value: pendulum overrides them, slowly, and loses what it does not know.
_date = datetime.date
_time = datetime.time


def utc(value: datetime, at: str = "") -> DateTime:
    """The same instant as a `pendulum.DateTime` in `pendulum.UTC`; what already is one is handed back as it is.

    Any aware datetime will do: the standard library's with any `tzinfo`, pendulum's, or a subclass of either.  A wall
    time that occurs twice is the occurrence its `fold` names; one that does not occur at all is read as the standard
    library reads it.

    `at` is the place of the value in the caller's input and stands in the error, for instance `now`.

    >>> from datetime import datetime
    >>> from zoneinfo import ZoneInfo
    >>> print(utc(datetime(2026, 3, 26, 10, tzinfo=ZoneInfo("Europe/Paris"))))
    2026-03-26 09:00:00+00:00

    Raises `MalformedError` for a naive datetime, for anything that is no datetime, and outside the years 1 to 9999.
    """
    if type(value) is DateTime and value.tzinfo is UTC:
        return value
    return _converted(value, at)


def from_utc_fields(clock: datetime) -> DateTime:
    """The instant at which a clock in UTC shows these fields; the `tzinfo` of `clock` is not looked at."""
    return DateTime(clock.year, clock.month, clock.day, clock.hour, clock.minute, clock.second, clock.microsecond, UTC)


def _converted(value: object, at: str) -> DateTime:
    if not isinstance(value, datetime):
        text = f"a value of type {type(value).__name__[:40]} is not an instant; give a datetime with a time zone"
        raise MalformedError(Fault(at, text))
    zone = value.tzinfo
    # A plain copy first: converting a pendulum value with the standard library's method would return UTC wall time.
    plain = value if type(value) is datetime else datetime.combine(_date(value), _time(value), zone)
    offset = None if zone is None else plain.utcoffset()
    if offset is None:
        text = "the datetime has no time zone, so it names no instant; attach the zone it was read in"
        raise MalformedError(Fault(at, text))
    try:
        return from_utc_fields(plain - offset)
    except OverflowError:
        text = "the instant lies outside the years 1 to 9999 in UTC; give one inside them"
        raise MalformedError(Fault(at, text)) from None
