"""Zoned day-adds and working days beside pendulum's, over the same starts in one run: read the ratio, not the time.

`pytest benchmarks/test_timing.py --benchmark-columns=median`; every figure is for 500 of them.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

import pendulum
import pytest

from mpcore.kernel.instants import utc
from mpcore.timing import CutOffs, ShippingDeadline, Unit, WorkingCalendar, instant, later, local

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pendulum import DateTime
    from pytest_benchmark.fixture import BenchmarkFixture

T = TypeVar("T")

PARIS = "Europe/Paris"
THEIRS = pendulum.timezone(PARIS)  # kept: pendulum forgets a zone nobody holds, and reads its file on each call
DAYS = [date(2026, 1, 1) + timedelta(days=n) for n in range(500)]
STARTS = [later(instant("2026-01-01T00:00:00Z"), n * timedelta(hours=17, minutes=7)) for n in range(500)]
FOREIGN = [datetime.fromtimestamp(n * 65537, UTC).astimezone(ZoneInfo(PARIS)) for n in range(500)]
TEXTS = [f"{day} 10:00:00" for day in DAYS]
CALENDAR = WorkingCalendar(holidays=[date(year, month, 1) for year in (2026, 2027) for month in range(1, 13)])
HOLIDAYS = frozenset(CALENDAR.holidays)

FOUR_DAYS = ShippingDeadline(zone=PARIS)
CUT_OFF = ShippingDeadline(zone=PARIS, cut_offs=CutOffs.daily(time(14)))
BUSINESS_DAYS = ShippingDeadline(unit=Unit.BUSINESS_DAYS, zone=PARIS, calendar=CALENDAR)


def each(things: Sequence[T], work: Callable[[T], object]) -> Callable[[], None]:
    def run() -> None:
        for thing in things:
            work(thing)

    return run


def pendulum_four_days(at: DateTime) -> DateTime:
    return at.in_timezone(THEIRS).start_of("day").add(days=5).in_timezone("UTC")


def pendulum_working_days(at: DateTime) -> DateTime:
    left = 4
    while left:
        at = at.add(days=1)
        if at.day_of_week < pendulum.SATURDAY and at.date() not in HOLIDAYS:
            left -= 1
    return at


def test_the_peers_agree() -> None:
    assert [FOUR_DAYS.due(at) for at in STARTS] == [pendulum_four_days(at) for at in STARTS]
    moments = [pendulum.datetime(day.year, day.month, day.day) for day in DAYS]
    assert [CALENDAR.add(day, 4) for day in DAYS] == [pendulum_working_days(at).date() for at in moments]


@pytest.mark.benchmark(group="four calendar days, end of day in a zone")
def test_four_days_mpcore(benchmark: BenchmarkFixture) -> None:
    benchmark(each(STARTS, FOUR_DAYS.due))


@pytest.mark.benchmark(group="four calendar days, end of day in a zone")
def test_four_days_with_a_cut_off_mpcore(benchmark: BenchmarkFixture) -> None:
    benchmark(each(STARTS, CUT_OFF.due))


@pytest.mark.benchmark(group="four calendar days, end of day in a zone")
def test_four_days_pendulum(benchmark: BenchmarkFixture) -> None:
    benchmark(each(STARTS, pendulum_four_days))


@pytest.mark.benchmark(group="four working days ahead")
def test_working_days_mpcore(benchmark: BenchmarkFixture) -> None:
    benchmark(each(DAYS, lambda day: CALENDAR.add(day, 4)))


@pytest.mark.benchmark(group="four working days ahead")
def test_working_days_pendulum(benchmark: BenchmarkFixture) -> None:
    benchmark(each([pendulum.datetime(day.year, day.month, day.day) for day in DAYS], pendulum_working_days))


@pytest.mark.benchmark(group="four business days, end of day in a zone")
def test_business_deadline_mpcore(benchmark: BenchmarkFixture) -> None:
    benchmark(each(STARTS, BUSINESS_DAYS.due))


@pytest.mark.benchmark(group="four business days, end of day in a zone")
def test_business_deadline_pendulum(benchmark: BenchmarkFixture) -> None:
    benchmark(
        each(
            STARTS,
            lambda at: pendulum_working_days(at.in_timezone(THEIRS)).add(days=1).start_of("day").in_timezone("UTC"),
        )
    )


@pytest.mark.benchmark(group="an aware datetime to UTC")
def test_to_utc_mpcore(benchmark: BenchmarkFixture) -> None:
    benchmark(each(FOREIGN, utc))


@pytest.mark.benchmark(group="an aware datetime to UTC")
def test_to_utc_pendulum(benchmark: BenchmarkFixture) -> None:
    benchmark(each(FOREIGN, lambda at: pendulum.instance(at).in_timezone("UTC")))


@pytest.mark.benchmark(group="local text to UTC")
def test_local_text_mpcore(benchmark: BenchmarkFixture) -> None:
    benchmark(each(TEXTS, lambda text: local(text, PARIS)))


@pytest.mark.benchmark(group="local text to UTC")
def test_local_text_pendulum(benchmark: BenchmarkFixture) -> None:
    def read(text: str) -> object:
        return pendulum.from_format(text, "YYYY-MM-DD HH:mm:ss", tz=THEIRS).in_timezone("UTC")

    benchmark(each(TEXTS, read))
