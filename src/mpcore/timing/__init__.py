"""Instants, local dates, working days and deadlines.

Inside mpcore an instant is a `pendulum.DateTime` in UTC, and a zone is named where a calendar day is meant.  `instant`
and `local` are the doors for text; `start_of` and `end_of` say where a local date begins and ends, half-open; exact
durations include their last instant (`within`); `ShippingDeadline` puts it together.  Elapsed time and wall-clock days
are different words here: `later` adds the one, `WorkingCalendar.add` and `end_of` count the other.

Nothing in here reads a clock, the environment, or the machine's own time zone.
"""

from mpcore.timing.calendars import CutOffs, WorkingCalendar
from mpcore.timing.deadlines import ClockStart, DueRounding, Milestone, ShippingDeadline, Unit
from mpcore.timing.instants import elapsed, instant, later, local, rfc3339
from mpcore.timing.windows import Window, merged, within
from mpcore.timing.zones import end_of, local_date, start_of, zone

__all__ = [
    "ClockStart",
    "CutOffs",
    "DueRounding",
    "Milestone",
    "ShippingDeadline",
    "Unit",
    "Window",
    "WorkingCalendar",
    "elapsed",
    "end_of",
    "instant",
    "later",
    "local",
    "local_date",
    "merged",
    "rfc3339",
    "start_of",
    "within",
    "zone",
]
