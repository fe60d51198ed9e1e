"""Zones, and where a local date begins and ends."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpcore.kernel.errors import MalformedError
from mpcore.timing import end_of, instant, local_date, rfc3339, start_of, zone
from tests.timing import oracle

NAMES = sorted(available_timezones() - {"localtime"})
ODD = [
    "UTC",
    "Europe/Paris",
    "Europe/Dublin",
    "America/New_York",
    "America/Sao_Paulo",
    "America/St_Johns",
    "America/Havana",
    "America/Santiago",
    "America/Caracas",
    "Africa/Casablanca",
    "Asia/Beirut",
    "Asia/Kathmandu",
    "Asia/Pyongyang",
    "Asia/Gaza",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
    "Antarctica/Troll",
]
BEGIN, END = datetime(1990, 1, 1, tzinfo=UTC), datetime(2038, 1, 1, tzinfo=UTC)
CHANGES = {name: oracle.changes(name, BEGIN, END, timedelta(days=20)) for name in ODD}


@st.composite
def zoned_instants(draw: st.DrawFn) -> tuple[datetime, str]:
    """Any instant, half the time one near a change of offset."""
    name = draw(st.sampled_from(ODD))
    near = draw(st.booleans())
    if near and CHANGES[name]:
        edge = draw(st.sampled_from(CHANGES[name]))
        return edge + draw(st.timedeltas(min_value=timedelta(hours=-26), max_value=timedelta(hours=26))), name
    return BEGIN + (END - BEGIN) * draw(st.floats(0, 1)), name


@pytest.mark.parametrize(
    ("day", "name", "expected"),
    [
        (date(2026, 3, 31), "Europe/Paris", "2026-03-30T22:00:00Z"),
        (date(2026, 3, 29), "Europe/Paris", "2026-03-28T23:00:00Z"),
        (date(2026, 3, 30), "Europe/Paris", "2026-03-29T22:00:00Z"),
        (date(2018, 11, 4), "America/Sao_Paulo", "2018-11-04T03:00:00Z"),  # 00:00 -> 01:00
        (date(2018, 11, 5), "America/Sao_Paulo", "2018-11-05T02:00:00Z"),
        (date(2018, 2, 18), "America/Sao_Paulo", "2018-02-18T03:00:00Z"),  # 24:00 -> 23:00
        (date(2023, 3, 26), "Asia/Beirut", "2023-03-25T22:00:00Z"),  # 00:00 -> 01:00
        (date(2010, 11, 7), "America/St_Johns", "2010-11-07T02:30:00Z"),  # 00:01 -> 23:01
        (date(2011, 12, 29), "Pacific/Apia", "2011-12-29T10:00:00Z"),
        (date(2011, 12, 30), "Pacific/Apia", "2011-12-30T10:00:00Z"),  # never was
        (date(2011, 12, 31), "Pacific/Apia", "2011-12-30T10:00:00Z"),
        (date(1, 1, 1), "UTC", "0001-01-01T00:00:00Z"),
    ],
)
def test_a_local_date_starts_with_its_first_instant(day: date, name: str, expected: str) -> None:
    assert rfc3339(start_of(day, name)) == expected


@given(st.sampled_from(ODD), st.dates(date(1900, 1, 1), date(2200, 1, 1)))
def test_a_local_date_ends_where_the_next_one_starts(name: str, day: date) -> None:
    assert end_of(day, name) == start_of(day + timedelta(days=1), name)


@pytest.mark.parametrize("part", range(4))
def test_dates_around_changes_of_offset_start_as_scanning_finds_in_every_zone(part: int) -> None:
    for name in NAMES[part::4]:
        edges = oracle.changes(name, datetime(2000, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC), timedelta(90))
        for edge in edges[-1:]:
            about = edge.astimezone(ZoneInfo(name)).date()
            for day in (about + timedelta(days=days) for days in (0, 1)):
                assert start_of(day, name) == oracle.wall(name, day), (name, day)


@given(zoned_instants())
def test_dates_start_and_are_found_as_scanning_finds(given: tuple[datetime, str]) -> None:
    at, name = given
    day = local_date(at, name)
    assert day == oracle.begun(name, at)
    for other in (day - timedelta(days=1), day, day + timedelta(days=1)):
        assert start_of(other, name) == oracle.wall(name, other)


@given(zoned_instants())
def test_the_dates_of_a_zone_leave_no_instant_out_and_none_twice(given: tuple[datetime, str]) -> None:
    at, name = given
    day = local_date(at, name)
    assert start_of(day, name) <= at < end_of(day, name)


@given(zoned_instants(), st.timedeltas(min_value=timedelta(), max_value=timedelta(hours=3)))
def test_dates_never_go_back_while_time_goes_on(given: tuple[datetime, str], more: timedelta) -> None:
    at, name = given
    assert local_date(at, name) <= local_date(at + more, name)


@given(zoned_instants())
def test_a_calendar_on_the_wall_shows_the_same_date_unless_clocks_went_back_over_midnight(
    given: tuple[datetime, str],
) -> None:
    at, name = given
    shown = at.astimezone(ZoneInfo(name))
    if shown.fold == 0:
        assert local_date(at, name) == shown.date()
    else:
        assert local_date(at, name) - shown.date() in {timedelta(), timedelta(days=1)}


def test_a_date_that_was_skipped_is_nobodys_date() -> None:
    change = instant("2011-12-30T10:00:00Z")
    assert local_date(change, "Pacific/Apia") == date(2011, 12, 31)
    assert local_date(change - timedelta(microseconds=1), "Pacific/Apia") == date(2011, 12, 29)


def test_where_clocks_go_back_over_midnight_the_new_date_stays_begun() -> None:
    first, again = instant("2010-11-07T02:30:30Z"), instant("2010-11-07T02:45:00Z")
    assert again.astimezone(ZoneInfo("America/St_Johns")).date() == date(2010, 11, 6)
    assert local_date(first, "America/St_Johns") == local_date(again, "America/St_Johns") == date(2010, 11, 7)


def test_where_clocks_go_back_from_midnight_the_date_stays() -> None:
    again = instant("2018-02-18T02:30:00Z")  # 23:30 for the second time
    assert local_date(again, "America/Sao_Paulo") == date(2018, 2, 17)
    assert local_date(instant("2018-02-18T03:00:00Z"), "America/Sao_Paulo") == date(2018, 2, 18)


def test_zones_are_made_once() -> None:
    assert zone("Europe/Paris") is zone("Europe/Paris")
    assert zone("Europe/Paris").key == "Europe/Paris"


def test_every_zone_of_the_database_is_known() -> None:
    assert [zone(name).key for name in NAMES] == NAMES


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "Europe",
        "Europe/Atlantis",
        "Europe/Paris ",
        "Europe/Paris\n",
        "Europe/Paris\0",
        "Europe//Paris",
        "Europe/../Europe/Paris",
        "../Europe/Paris",
        "../../../../etc/passwd",
        "/etc/localtime",
        "/usr/share/zoneinfo/UTC",
        "C:\\Windows",
        "localtime",
        "posixrules",
        "posix/Europe/Paris",
        "right/Europe/Paris",
        "tzdata.zi",
        "zone.tab",
        "+01:00",
        "CET-1CEST",
        "Évry",
        "Europe/Pаris",  # a Cyrillic a
        "Z" * 10_000_000,
        "a/b/c/d",
        None,
        5,
        b"UTC",
        ["UTC"],
        ZoneInfo("UTC"),
    ],
)
def test_any_other_name_is_refused_with_its_place_the_reason_and_the_remedy(name: object) -> None:
    hostile = cast("str", name)
    with pytest.raises(MalformedError, match="zone") as caught:
        zone(hostile, "policy.zone")
    (fault,) = caught.value.faults
    assert fault.at == "policy.zone"
    assert "; give" in fault.text
    assert len(fault.text) < 200
    with pytest.raises(MalformedError, match=r"^zone: "):
        start_of(date(2026, 1, 1), hostile)
    with pytest.raises(MalformedError, match=r"^zone: "):
        end_of(date(2026, 1, 1), hostile)
    with pytest.raises(MalformedError, match=r"^zone: "):
        local_date(datetime(2026, 1, 1, tzinfo=UTC), hostile)


@pytest.mark.parametrize("day", [None, "2026-01-01", 5, datetime(2026, 1, 1, tzinfo=UTC)])
def test_what_is_no_date_has_no_start(day: object) -> None:
    with pytest.raises(MalformedError, match=r"is not a date; give a datetime.date, without a time"):
        start_of(cast("date", day), "UTC")


@pytest.mark.parametrize(("day", "name"), [(date(1, 1, 1), "Asia/Tokyo"), (date(9999, 12, 31), "UTC")])
def test_dates_that_start_or_end_outside_the_calendar_are_refused(day: date, name: str) -> None:
    with pytest.raises(MalformedError, match="outside the years 1 to 9999"):
        (start_of if day.year == 1 else end_of)(day, name)


def test_instants_whose_date_lies_outside_the_calendar_are_refused() -> None:
    with pytest.raises(MalformedError, match="outside the years 1 to 9999"):
        local_date(instant("9999-12-31T23:00:00Z"), "Asia/Tokyo")
