"""How long a vendor has: from the start of the clock to the end of the time allowed.

Every deadline is an *end*: the first instant that is late, so that `happened_at < due` is the one comparison there is,
whatever the unit.  A local date ends with the first instant of the next (§00.7); an exact duration includes its last
instant (§00.7), so its end is that instant plus one microsecond.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from enum import Enum

from attrs import field
from pendulum import DateTime

from mpcore.kernel import frozen
from mpcore.kernel.errors import Fault, MalformedError
from mpcore.kernel.instants import utc
from mpcore.timing.calendars import CutOffs, WorkingCalendar
from mpcore.timing.counting import last_after_days, last_after_hours, moved_by_pauses, shown, when
from mpcore.timing.instants import later
from mpcore.timing.windows import Window
from mpcore.timing.zones import day_number, day_of, day_start, loaded, steady
from mpcore.timing.zones import zone as zone_named

__all__ = ["ClockStart", "DueRounding", "Milestone", "ShippingDeadline", "Unit"]


class Unit(Enum):
    """What is counted."""

    CALENDAR_DAYS = "calendar_days"
    """Local dates, every one of them."""
    BUSINESS_DAYS = "business_days"
    """Local dates that the working calendar has as worked (X-W1)."""
    HOURS = "hours"
    """Hours that have really passed, whatever the clocks do."""


class ClockStart(Enum):
    """What the clock waits for (S26, S43)."""

    ORDERED = "ordered"
    PAID = "paid"
    LATER_OF_BOTH = "later_of_both"


class Milestone(Enum):
    """What has to have happened before the deadline: S26 speaks of dispatch, S27 includes the carrier's way."""

    DISPATCH = "dispatch"
    DELIVERY = "delivery"


class DueRounding(Enum):
    """Where in its last day a deadline in days ends. Hours are always exact."""

    END_OF_DAY = "end_of_day"
    """With the local date."""
    EXACT = "exact"
    """At the wall time the clock started at."""


# Members looked up once: an attribute of an Enum class costs as much as the arithmetic here.
_BUSINESS_DAYS = Unit.BUSINESS_DAYS
_HOURS = Unit.HOURS
_END_OF_DAY = DueRounding.END_OF_DAY
_ORDERED = ClockStart.ORDERED
_PAID = ClockStart.PAID

_MOST_DAYS = 3650
_MOST = timedelta(days=_MOST_DAYS)
_ZERO = timedelta()
_INSTANT = timedelta(microseconds=1)
_NO_CUT_OFFS = CutOffs()


@frozen(kw_only=True)
class ShippingDeadline:
    """When a vendor part has to be shipped (S26) or delivered (S27), as a policy: a value without a clock.

    **Days, end of day** (the default). The first date is the local date of the start in `zone` or, from that weekday's
    cut-off on, the next calendar date, worked or not. Every date counts or, for business days, every working date. The
    deadline ends with the `amount`-th date that counts after the first date or, with `count_first_day`, from the first
    date on; with an amount of 0, with the first that counts from the first date on. So four calendar days end with the
    first instant of the first date plus five, and two business days from a Friday, a Saturday or a Sunday end with
    Tuesday (X-W1). A date that a zone skipped is a date like any other.

    **Days, exact.** The same wall time so many dates later, in a gap the instant of the change, in a fold the first
    occurrence; that instant is still in time. Business days that start on a date not worked run from the first instant
    of the next working date. Starts in a repeated hour count as the last moment before the repetition.

    **Hours.** So many hours later, to the microsecond; that instant is still in time. `rounding` concerns days only.

    **Pauses.** The clock stands still in them. Hours move by exactly the time paused. Exact days move by the wall time
    paused on counted dates: noon to noon is a day, and a weekend takes nothing from business days. Days that end with
    the day move by the number of counted dates from the first date on, the first one included, whose last moment falls
    into a pause: a vacation of whole days moves them by as many. `grace` is exact time added last, and is not paused.

    No deadline ends before it has started. A later start never gives an earlier deadline, but for paused business days
    that end with the day: a pause over the end of Friday moves what started on Friday and not what started on Saturday.

    >>> from mpcore.timing import instant, local
    >>> paris = ShippingDeadline(zone="Europe/Paris")
    >>> print(paris.due(local("2026-03-26 10:00", "Europe/Paris")))  # with 2026-03-30, across the change to summer time
    2026-03-30 22:00:00+00:00
    >>> print(ShippingDeadline(amount=72, unit=Unit.HOURS).due(instant("2026-01-01T00:00:00Z")))
    2026-01-04 00:00:00.000001+00:00

    Raises `MalformedError` when built with what makes no sense, every fault at once, at the names of the fields.
    """

    amount: int = 4
    """How many days or hours, 0 to ten years' worth (S26: 4)."""
    unit: Unit = Unit.CALENDAR_DAYS
    """Days by the calendar (S26 says "jours"), working days (X-W1), or hours."""
    clock_start: ClockStart = ClockStart.LATER_OF_BOTH
    """What the clock waits for; unpaid goods need not be shipped (S43)."""
    milestone: Milestone = Milestone.DISPATCH
    """What has to have happened in time: dispatch (S26) or, taken literally, delivery (S27)."""
    rounding: DueRounding = DueRounding.END_OF_DAY
    """Where in its last day the deadline ends; of no account for hours."""
    zone: str = "UTC"
    """The IANA time zone whose dates and wall times are meant."""
    calendar: WorkingCalendar = field(factory=WorkingCalendar)
    """Which dates are worked; looked at for business days only."""
    cut_offs: CutOffs = _NO_CUT_OFFS
    """From when on a start counts as one of the next date, worked or not; only for days that end with the day."""
    count_first_day: bool = False
    """Whether the first date is counted, if it is one that counts at all; only for days that end with the day."""
    grace: timedelta = _ZERO
    """Exact time on top of it all, not negative, ten years at most."""
    pause_on_hold: bool = False
    """Whether the clock stands still while the part is on hold."""
    pause_on_vacation: bool = False
    """Whether the clock stands still while the vendor is on vacation (X-W2 does not: orders already made go on)."""
    due_soon: timedelta = timedelta(hours=24)
    """How long before its end a deadline counts as due soon, not negative, ten years at most."""

    def __attrs_post_init__(self) -> None:
        if faults := tuple(_faults(self)):
            raise MalformedError(*faults)

    def starts(self, ordered_at: datetime | None, paid_at: datetime | None) -> DateTime | None:
        """The instant the clock starts at; `None` while what it waits for has not happened (S26, S43)."""
        ordered = None if ordered_at is None else utc(ordered_at, "ordered_at")
        paid = None if paid_at is None else utc(paid_at, "paid_at")
        if self.clock_start is _ORDERED:
            return ordered
        if self.clock_start is _PAID:
            return paid
        if ordered is None or paid is None:
            return None
        return max(ordered, paid)

    def due(self, started: datetime, pauses: Sequence[Window] = ()) -> DateTime | None:
        """The first instant that is late, in UTC, for a clock that started at `started` (S26, X-W1).

        `None` while an open pause keeps the deadline from coming. Pauses may be in any order and may overlap; what lies
        before `started` does not count.

        >>> from mpcore.timing import local
        >>> whatnot = ShippingDeadline(amount=2, unit=Unit.BUSINESS_DAYS, zone="America/New_York")
        >>> print(whatnot.due(local("2026-03-27 18:00", "America/New_York")))  # Friday -> with Tuesday
        2026-04-01 04:00:00+00:00
        >>> print(whatnot.due(local("2026-03-28 18:00", "America/New_York")))  # Saturday -> with Tuesday
        2026-04-01 04:00:00+00:00
        >>> print(whatnot.due(local("2026-03-30 18:00", "America/New_York")))  # Monday -> with Wednesday
        2026-04-02 04:00:00+00:00
        """
        started = utc(started, "started")
        if self.rounding is _END_OF_DAY and self.unit is not _HOURS:
            last = self._last_ordinal(started, pauses)
            if last is None:
                return None
            end = day_start(last + 1, self.zone)
        else:
            included = self._last_instant(started, pauses)
            if included is None:
                return None
            end = later(included, _INSTANT)
        return later(end, self.grace) if self.grace else end

    def due_for(
        self,
        ordered_at: datetime | None,
        paid_at: datetime | None,
        pauses: Sequence[Window] = (),
        explicit: datetime | None = None,
    ) -> DateTime | None:
        """`due` of `starts`; an end given by the platform wins over all of it, grace and pauses included."""
        if explicit is not None:
            return utc(explicit, "explicit")
        started = self.starts(ordered_at, paid_at)
        return None if started is None else self.due(started, pauses)

    def start_date(self, started: datetime) -> date:
        """The first date: the local date of the start or, from that weekday's cut-off on, the next, worked or not.

        It is not counted, unless by `count_first_day`.

        >>> from datetime import time
        >>> from mpcore.timing import local
        >>> paris = ShippingDeadline(zone="Europe/Paris", cut_offs=CutOffs.daily(time(14)))
        >>> print(paris.start_date(local("2026-03-27 13:59", "Europe/Paris")))  # Friday
        2026-03-27
        >>> print(paris.start_date(local("2026-03-27 14:00", "Europe/Paris")))
        2026-03-28
        """
        return day_of(self._first_ordinal(utc(started, "started")))

    def last_date(self, started: datetime, pauses: Sequence[Window] = ()) -> date | None:
        """The last local date that is in time, if only in part, before any grace; `None` where `due` is."""
        started = utc(started, "started")
        if self.rounding is _END_OF_DAY and self.unit is not _HOURS:
            last = self._last_ordinal(started, pauses)
        else:
            included = self._last_instant(started, pauses)
            last = None if included is None else day_number(included, self.zone)
        return None if last is None else day_of(last)

    def pausing(self, holds: Iterable[Window] = (), vacations: Iterable[Window] = ()) -> tuple[Window, ...]:
        """Those of the windows that stop this clock, by `pause_on_hold` and `pause_on_vacation`."""
        return (*(holds if self.pause_on_hold else ()), *(vacations if self.pause_on_vacation else ()))

    def soon(self, due: datetime) -> DateTime:
        """The instant from which on something due then is due soon."""
        return later(due, -self.due_soon)

    def latest_dispatch(self, due: datetime, transit: timedelta | int) -> DateTime:
        """The end of the time for handing over what has to arrive before `due` (S27).

        Whatever is dispatched before it, by the same half-open comparison, arrives in time.

        `transit` is the carrier's exact time, or a number of local dates in `zone`: the same wall time so many dates
        before, and from the end of a date to the end of a date.

        >>> from mpcore.timing import local
        >>> paris = ShippingDeadline(zone="Europe/Paris", milestone=Milestone.DELIVERY)
        >>> # two dates before 2026-03-31, across the day of 23 hours
        >>> print(paris.latest_dispatch(local("2026-03-31 00:00", "Europe/Paris"), 2))
        2026-03-28 23:00:00+00:00
        """
        end = utc(due, "due")
        if isinstance(transit, timedelta):
            if transit < _ZERO:
                raise MalformedError(Fault("transit", "is negative; give how long the carrier takes"))
            return later(end, -transit)
        if not _is_count(transit, _MOST_DAYS):
            text = f"is neither a timedelta nor a number of days from 0 to {_MOST_DAYS}; give one of the two"
            raise MalformedError(Fault("transit", text))
        today = day_number(end, self.zone)
        if end == day_start(today, self.zone):
            return day_start(today - transit, self.zone)
        return when(shown(end, self.zone, None) - timedelta(days=transit), self.zone, None)

    def _first_ordinal(self, started: DateTime) -> int:
        clock = steady(started, loaded(self.zone))
        first = clock.toordinal()
        if self.cut_offs is _NO_CUT_OFFS:
            return first
        cut_off = self.cut_offs.week[clock.weekday()]
        return first if cut_off is None or clock.time() < cut_off else first + 1

    def _last_ordinal(self, started: DateTime, pauses: Sequence[Window]) -> int | None:
        first = self._first_ordinal(started)
        if self.unit is not _BUSINESS_DAYS:
            last = first + self.amount - self.count_first_day
            return moved_by_pauses(first, last, pauses, self.zone, None) if pauses else last
        calendar = self.calendar
        before = calendar.rank(first - 1)
        base = before if self.count_first_day else calendar.rank(first)
        rank = max(base + self.amount, before + 1)
        moved = moved_by_pauses(before + 1, rank, pauses, self.zone, calendar) if pauses else rank
        return None if moved is None else calendar.ordinal(moved)

    def _last_instant(self, started: DateTime, pauses: Sequence[Window]) -> DateTime | None:
        if self.unit is _HOURS:
            return last_after_hours(started, self.amount, pauses)
        calendar = self.calendar if self.unit is _BUSINESS_DAYS else None
        return last_after_days(started, self.amount, pauses, self.zone, calendar)


def _faults(deadline: ShippingDeadline) -> Iterator[Fault]:
    """What is wrong with the fields: each by itself, then with the others."""
    for name, kind in _KINDS.items():
        value: object = getattr(deadline, name)
        if type(value) is not kind:
            yield Fault(name, f"a value of type {type(value).__name__[:40]} does not fit; give a {kind.__name__}")
    for name in ("grace", "due_soon"):
        duration: object = getattr(deadline, name)
        if not isinstance(duration, timedelta) or not _ZERO <= duration <= _MOST:
            yield Fault(name, f"is not a timedelta from 0 to {_MOST_DAYS} days; give one")
    most = _MOST_DAYS * 24 if deadline.unit is _HOURS else _MOST_DAYS
    if not _is_count(deadline.amount, most):
        yield Fault("amount", f"is not a whole number from 0 to {most}; give one")
    try:
        zone_named(deadline.zone)
    except MalformedError as error:
        yield from error.faults
    yield from _contradictions(deadline)


def _contradictions(deadline: ShippingDeadline) -> Iterator[Fault]:
    if deadline.count_first_day is True and deadline.amount == 0:
        yield Fault("count_first_day", "there is no first day to count among 0; give an amount of 1 or more")
    if deadline.rounding is _END_OF_DAY and deadline.unit is not _HOURS:
        return
    remedy = "only days that end with the day have a use for it; leave it out or round days to END_OF_DAY"
    if deadline.cut_offs != _NO_CUT_OFFS:
        yield Fault("cut_offs", remedy)
    if deadline.count_first_day is True:
        yield Fault("count_first_day", remedy)


_KINDS: dict[str, type] = {
    "unit": Unit,
    "clock_start": ClockStart,
    "milestone": Milestone,
    "rounding": DueRounding,
    "calendar": WorkingCalendar,
    "cut_offs": CutOffs,
    "count_first_day": bool,
    "pause_on_hold": bool,
    "pause_on_vacation": bool,
}


def _is_count(value: object, most: int) -> bool:
    return type(value) is int and 0 <= value <= most
