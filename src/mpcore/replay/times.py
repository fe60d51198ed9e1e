"""Local times of one zone, many of them: `timing.local` with the days remembered."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from pendulum import DateTime

from mpcore import timing
from mpcore.kernel import MalformedError

__all__ = ["LocalTimes"]

_MINUTES = {
    f"{between}{hour:02}:{minute:02}": timedelta(hours=hour, minutes=minute)
    for between in " T"
    for hour in range(24)
    for minute in range(60)
}
_SECONDS = {f":{second:02}": timedelta(seconds=second) for second in range(60)}
_HOURS = [timedelta(hours=hour) for hour in range(24)]
_LAST = timedelta(hours=23, minutes=59, seconds=59)
_MOST_DAYS = 20_000


class LocalTimes:
    """What `timing.local` says, at a fifth of its cost: on a day without a change of the clocks, midnight and a sum."""

    def __init__(self, zone: str) -> None:
        self._zone = zone
        self._tz = timing.zone(zone)
        self._midnights: dict[str, DateTime | None] = {}

    def __call__(self, text: str) -> DateTime:
        """The instant at which clocks showed this; `MalformedError` where it is no wall time."""
        try:
            midnight = self._midnights[text[:10]]
            if midnight is not None:
                return timing.later(midnight, _MINUTES[text[10:16]] + _SECONDS[text[16:]])
        except KeyError:
            pass  # a day not seen before, or spelt otherwise, or no time at all
        else:
            return timing.local(text, self._zone)
        at = timing.local(text, self._zone)
        if len(self._midnights) >= _MOST_DAYS:
            self._midnights.clear()
        day = text[:10]
        if day not in self._midnights:
            self._midnights[day] = self._midnight(day)
        return at

    def _midnight(self, day: str) -> DateTime | None:
        """The first instant of a day that has 24 plain hours; None for any other."""
        midnight = datetime.combine(datetime.fromisoformat(day), time())
        offsets = {self._tz.utcoffset(midnight + passed) for passed in (*_HOURS, _LAST)}
        try:
            first, last = (timing.local(f"{day} {clock}", self._zone) for clock in ("00:00:00", "23:59:59"))
        except MalformedError:
            return None  # it begins before the first instant there is, or ends after the last
        # A day that clocks skipped altogether has one offset too, and no length.
        return first if len(offsets) == 1 and timing.elapsed(first, last) == _LAST else None
