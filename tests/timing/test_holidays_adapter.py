"""Calendars filled from the `holidays` package."""

from __future__ import annotations

from datetime import date
from typing import cast

import pytest

from mpcore.adapters.holidays_calendar import working_calendar
from mpcore.kernel.errors import MalformedError
from mpcore.timing import ShippingDeadline, Unit, WorkingCalendar


def test_the_first_of_may_is_no_working_day_in_france() -> None:
    france = working_calendar("FR", [2026])
    assert type(france) is WorkingCalendar
    assert not france.is_working(date(2026, 5, 1))
    assert france.is_working(date(2026, 5, 4))
    assert france.add(date(2026, 4, 30), 1) == date(2026, 5, 4)
    assert {type(day) for day in france.holidays} == {date}


@pytest.mark.rule("X-W1")
def test_a_deadline_with_it_passes_over_public_holidays() -> None:
    deadline = ShippingDeadline(amount=2, unit=Unit.BUSINESS_DAYS, calendar=working_calendar("US", [2026]))
    assert deadline.calendar.add(date(2026, 7, 2), 1) == date(2026, 7, 6)  # 3 July stands in for Saturday the 4th


def test_subdivisions_have_holidays_of_their_own() -> None:
    assert date(2026, 1, 6) in working_calendar("DE", [2026], subdivision="BY").holidays
    assert date(2026, 1, 6) not in working_calendar("DE", [2026]).holidays


def test_the_weekend_is_the_countrys_unless_given() -> None:
    assert working_calendar("EG", [2026]).weekend == (5, 6)
    assert working_calendar("EG", [2026], weekend=(7,)).weekend == (7,)


def test_only_the_years_asked_for_are_there() -> None:
    calendar = working_calendar("FR", range(2025, 2027))
    assert {day.year for day in calendar.holidays} == {2025, 2026}


@pytest.mark.parametrize(
    ("country", "years", "subdivision", "place"),
    [
        ("XX", [2026], None, "country"),
        ("", [2026], None, "country"),
        ("../FR", [2026], None, "country"),
        (None, [2026], None, "country"),
        (["FR"], [2026], None, "country"),
        ("FR", [2026], "Atlantis", "subdivision"),
        ("FR", [], None, "years"),
        ("FR", [0], None, "years[0]"),
        ("FR", [2026, "2027"], None, "years[1]"),
    ],
)
def test_what_the_package_does_not_know_is_refused_at_its_place(
    country: object, years: list[int], subdivision: str | None, place: str
) -> None:
    with pytest.raises(MalformedError, match="; give") as caught:
        working_calendar(cast("str", country), years, subdivision=subdivision)
    assert [fault.at for fault in caught.value.faults] == [place]
