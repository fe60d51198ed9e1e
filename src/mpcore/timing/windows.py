"""Stretches of time: half-open windows, and exact durations, which include their last instant (rule §00.7)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from attrs import field
from pendulum import DateTime

from mpcore.kernel import frozen
from mpcore.kernel.errors import Fault, MalformedError
from mpcore.kernel.instants import utc
from mpcore.timing.instants import elapsed

__all__ = ["Window", "merged", "within"]


def _start(value: datetime) -> DateTime:
    return utc(value, "start")


def _end(value: datetime | None) -> DateTime | None:
    return None if value is None else utc(value, "end")


@frozen
class Window:
    """A stretch of time from `start`, included, to `end`, not included; without `end` it is still open.

    Instants are aware datetimes of any zone and are kept in UTC.  A window may be empty, but not end before it starts.
    """

    start: DateTime = field(converter=_start)
    """Its first instant."""
    end: DateTime | None = field(default=None, converter=_end)
    """The first instant after it; `None` while nobody knows."""

    def __attrs_post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise MalformedError(Fault("end", "the window ends before it starts; give an end not before the start"))

    def contains(self, at: datetime) -> bool:
        """Whether an instant lies in it: `start <= at < end`."""
        instant = utc(at, "at")
        return self.start <= instant and (self.end is None or instant < self.end)

    def overlap(self, other: Window) -> Window | None:
        """What two windows have in common; `None` where that is not a single instant."""
        start = max(self.start, other.start)
        if self.end is None or other.end is None:
            end = other.end if self.end is None else self.end
        else:
            end = min(self.end, other.end)
        return None if end is not None and end <= start else Window(start, end)


def merged(windows: Iterable[Window]) -> tuple[Window, ...]:
    """The same time in as few windows as possible, in order: what overlaps or touches is one, what is empty is gone."""
    found: list[Window] = []
    for window in sorted(windows, key=_by_start):
        if window.end == window.start:
            continue
        last = found[-1] if found else None
        if last is None or (last.end is not None and last.end < window.start):
            found.append(window)
        elif last.end is not None and (window.end is None or window.end > last.end):
            found[-1] = Window(last.start, window.end)
    return tuple(found)


def within(start: datetime, duration: timedelta, at: datetime) -> bool:
    """Whether `at` lies in the exact duration that begins at `start`; its first and its last instant do (§00.7).

    For whatever is valid for so many hours: an invitation of 72 hours is accepted at exactly 72 hours and refused a
    microsecond later.

    >>> from mpcore.timing import instant
    >>> within(instant("2026-01-01T00:00:00Z"), timedelta(hours=72), instant("2026-01-04T00:00:00Z"))
    True
    >>> within(instant("2026-01-01T00:00:00Z"), timedelta(hours=72), instant("2026-01-04T00:00:00.000001Z"))
    False
    """
    return timedelta() <= elapsed(start, at) <= duration


def _by_start(window: Window) -> DateTime:
    return window.start
