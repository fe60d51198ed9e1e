"""Instants from text and to text, and exact arithmetic on them.

Two doors: `instant` for text that says its offset (RFC 3339), `local` for text that is a wall time in a zone somebody
knows. Neither guesses, and neither reads a clock.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import cast

from pendulum import DateTime

from mpcore.kernel.errors import Fault, MalformedError
from mpcore.kernel.instants import from_utc_fields, utc
from mpcore.timing.zones import reached
from mpcore.timing.zones import zone as zone_named

__all__ = ["elapsed", "instant", "later", "local", "rfc3339"]

_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_MINUTE = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_FRACTION = r"\.[0-9]{1,6}"
_OFFSET = rf"(?:[Zz]|[+-]{_MINUTE})"
_RFC3339 = re.compile(rf"{_DAY}[Tt]{_MINUTE}:[0-5][0-9](?:{_FRACTION})?{_OFFSET}")
_LOCAL = re.compile(rf"{_DAY}[ T]{_MINUTE}(?::[0-5][0-9](?:{_FRACTION})?)?")
_LONGEST = 64

# The standard library keeps the class of what is added to, and is twenty times as fast as pendulum's own addition.
_plus = cast("Callable[[DateTime, timedelta], DateTime]", datetime.__add__)
_combine = datetime.combine
_date = datetime.date
_time = datetime.time


def instant(value: str | datetime, at: str = "") -> DateTime:
    """An instant, in UTC, from RFC 3339 text or from an aware datetime.

    Text must be complete: date, `T`, time with seconds, up to six digits of a fraction, and `Z` or an offset.  `t` and
    `z` are read too, as RFC 3339 asks.  A leap second (`:60`) and a finer fraction are refused rather than rounded
    away.

    >>> print(instant("2018-02-03T10:00:00.5+01:00"))
    2018-02-03 09:00:00.500000+00:00

    Raises `MalformedError` at `at` for anything else.
    """
    if not isinstance(value, str):
        return utc(value, at)
    if not _RFC3339.fullmatch(value):
        raise MalformedError(Fault(at, _why_no_instant(value)))
    read = _read(value.upper(), at)
    return from_utc_fields(read) if read.tzinfo is UTC else utc(read, at)


def local(text: str, zone: str, at: str = "") -> DateTime:
    """The instant, in UTC, at which clocks in `zone` showed a wall time such as `2018-02-03 10:00:00`.

    Between date and time stands a space or a `T`; seconds may be missing, as browsers leave them out, and may have a
    fraction of up to six digits.  Where the wall time came twice it is the first; where clocks skipped it, the instant
    of the change.

    >>> print(local("2018-02-03 10:00:00", "America/Sao_Paulo"))
    2018-02-03 12:00:00+00:00

    Raises `MalformedError` at `at` for other text, one with an offset included, and at `zone` for an unknown zone.
    """
    tz = zone_named(zone)
    if not _is_text(text) or not _LOCAL.fullmatch(text):
        raise MalformedError(Fault(at, _why_no_wall_time(text)))
    read = _read(text, at)
    try:
        return reached(_combine(_date(read), _time(read), tz), tz)
    except MalformedError as error:
        raise error.under(at) from None


def rfc3339(value: datetime) -> str:
    """An instant as RFC 3339 text in UTC, always spelt alike: microseconds, six digits, only where there are any.

    >>> rfc3339(instant("2018-02-03T11:00:00.5+01:00"))
    '2018-02-03T10:00:00.500000Z'
    """
    at = utc(value)
    return f"{_combine(_date(at), _time(at)).isoformat()}Z"


def later(start: datetime, by: timedelta) -> DateTime:
    """The instant an exact duration after another (before it, if negative): 96 hours, never four calendar days.

    >>> print(later(instant("2026-03-28T12:00:00Z"), timedelta(days=1)))
    2026-03-29 12:00:00+00:00
    """
    try:
        return _plus(utc(start, "start"), by)
    except OverflowError:
        text = "the instant lies outside the years 1 to 9999; add less"
        raise MalformedError(Fault("by", text)) from None


def elapsed(start: datetime, end: datetime) -> timedelta:
    """The exact time from one instant to another; negative if `end` is the earlier.

    >>> elapsed(instant("2026-03-28T12:00:00Z"), instant("2026-03-29T12:00:00+02:00"))
    datetime.timedelta(seconds=79200)
    """
    return datetime.__sub__(utc(end, "end"), utc(start, "start"))


def _read(text: str, at: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        fault = f"{text[:10]!r} is not a day of the calendar; give one from '0001-01-01' to '9999-12-31'"
        raise MalformedError(Fault(at, fault)) from None


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _why_no_instant(text: str) -> str:
    if flaw := _why_no_time(text):
        return flaw
    if re.fullmatch(rf"{_DAY}T{_MINUTE}(?::[0-5][0-9](?:\.[0-9]+)?)?", text, re.IGNORECASE):
        return f"{text[:40]!r} has no offset, so it names no instant; append 'Z' or '+02:00', or use local()"
    if re.fullmatch(_DAY, text):
        return f"{text!r} is a date and not an instant; add a time and an offset, as in '2018-02-03T10:00:00Z'"
    return f"{text[:40]!r} is not an instant; write it as in '2018-02-03T10:00:00Z' or '2018-02-03T10:00:00+02:00'"


def _why_no_wall_time(text: object) -> str:
    if not isinstance(text, str):
        return f"a value of type {type(text).__name__[:40]} is not a wall time; give text such as '2018-02-03 10:00:00'"
    if flaw := _why_no_time(text):
        return flaw
    if re.fullmatch(rf"{_DAY}[ T].*{_OFFSET}", text, re.IGNORECASE):
        return f"{text[:40]!r} says its offset itself; use instant() for it, or leave the offset out"
    return f"{text[:40]!r} is not a wall time; write it as in '2018-02-03 10:00:00'"


def _why_no_time(text: str) -> str | None:
    """What instants and wall times can both have wrong with them."""
    if len(text) > _LONGEST:
        return f"a text of {len(text)} characters is no time; write it as in '2018-02-03T10:00:00Z'"
    if not text.isascii():
        return f"{text[:40]!r} has characters other than ASCII; write it as in '2018-02-03T10:00:00Z'"
    if re.match(rf"{_DAY}[ T]{_MINUTE}:60", text, re.IGNORECASE):
        return f"{text[:40]!r} is a leap second, which has no place on this clock; give second 59 or the next minute"
    if re.match(rf"{_DAY}[ T]{_MINUTE}:[0-5][0-9]\.[0-9]{{7}}", text, re.IGNORECASE):
        return f"{text[:40]!r} is finer than a microsecond; give at most six digits after the second"
    return None
