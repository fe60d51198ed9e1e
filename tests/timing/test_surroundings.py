"""Nothing around it changes a result: not the machine's zone, not the decimal context."""

from __future__ import annotations

import decimal
import time as clock
from datetime import date, time, timedelta
from typing import TYPE_CHECKING

import pytest

from mpcore import timing
from mpcore.timing import (
    CutOffs,
    DueRounding,
    ShippingDeadline,
    Unit,
    Window,
    WorkingCalendar,
    instant,
    local,
    local_date,
    rfc3339,
    start_of,
)
from mpcore.timing.zones import day_start, loaded

if TYPE_CHECKING:
    from collections.abc import Iterator

PARIS = "Europe/Paris"


@pytest.fixture
def anywhere() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        yield patch
    clock.tzset()


def results() -> list[str]:
    """A little of everything, worked out anew."""
    day_start.cache_clear()
    loaded.cache_clear()
    started = instant("2026-03-26T09:00:00Z")
    deadlines = [
        ShippingDeadline(zone=PARIS),
        ShippingDeadline(amount=2, unit=Unit.BUSINESS_DAYS, zone=PARIS, cut_offs=CutOffs.daily(time(10))),
        ShippingDeadline(zone=PARIS, rounding=DueRounding.EXACT, calendar=WorkingCalendar((), [date(2026, 3, 27)])),
        ShippingDeadline(amount=72, unit=Unit.HOURS, grace=timedelta(microseconds=1)),
    ]
    pause = Window(instant("2026-03-27T00:00:00Z"), instant("2026-03-28T00:00:00Z"))
    ends = [deadline.due(started, [pause]) for deadline in deadlines]
    found = [*ends, start_of(date(2026, 3, 29), PARIS), local("2026-03-29 02:30", PARIS)]
    return [*(rfc3339(at) for at in found if at), str(local_date(started, PARIS)), repr(deadlines)]


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/St_Johns", "XXX+13:30", ""])
def test_results_do_not_depend_on_the_machines_zone(anywhere: pytest.MonkeyPatch, zone: str) -> None:
    expected = results()
    anywhere.setenv("TZ", zone)
    clock.tzset()
    assert results() == expected


def test_results_do_not_depend_on_the_decimal_context() -> None:
    expected = results()
    with decimal.localcontext(decimal.Context(prec=1, rounding=decimal.ROUND_UP, traps=[decimal.Inexact])):
        assert results() == expected


def test_the_public_names_are_sorted_and_there() -> None:
    assert timing.__all__ == sorted(timing.__all__)
    assert all(hasattr(timing, name) for name in timing.__all__)
