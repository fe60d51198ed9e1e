"""The kernel's door for instants."""

from __future__ import annotations

import pickle
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import cast
from zoneinfo import ZoneInfo

import pendulum
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pendulum import DateTime

from mpcore.kernel.errors import MalformedError
from mpcore.kernel.instants import utc

ZONES = ["UTC", "Europe/Paris", "America/Sao_Paulo", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu"]
ZONED = st.datetimes(
    min_value=datetime(1950, 1, 1),  # noqa: DTZ001 - Hypothesis wants its bounds naive
    max_value=datetime(2040, 1, 1),  # noqa: DTZ001 - the same
    timezones=st.one_of(
        st.sampled_from([ZoneInfo(name) for name in ZONES]),
        st.sampled_from([pendulum.timezone(name) for name in ZONES]),
        st.sampled_from([UTC, timezone(timedelta(hours=-3, minutes=-30)), timezone(timedelta(hours=5, seconds=7))]),
    ),
)


def plain(value: datetime) -> datetime:
    fields = (value.year, value.month, value.day, value.hour, value.minute, value.second, value.microsecond)
    return datetime(*fields, tzinfo=value.tzinfo, fold=value.fold)


def of_pendulum(value: datetime) -> DateTime:
    fields = (value.year, value.month, value.day, value.hour, value.minute, value.second, value.microsecond)
    return DateTime(*fields, tzinfo=value.tzinfo, fold=value.fold)


def is_ours(value: datetime) -> bool:
    return type(value) is DateTime and value.tzinfo is pendulum.UTC


@given(ZONED)
def test_any_aware_datetime_becomes_the_same_instant_in_utc(value: datetime) -> None:
    found = utc(value)
    assert is_ours(found)
    assert plain(found) == plain(value).astimezone(UTC)


@given(ZONED)
def test_pendulum_values_with_any_zone_become_the_same_instant(value: datetime) -> None:
    found = utc(of_pendulum(value))
    assert is_ours(found)
    assert plain(found) == plain(value).astimezone(UTC)


def test_what_is_in_utc_already_is_handed_back_as_it_is() -> None:
    value = utc(datetime(2026, 3, 26, 9, tzinfo=UTC))
    assert utc(value) is value


@pytest.mark.parametrize(("fold", "hour"), [(0, 0), (1, 1)])
@pytest.mark.parametrize("zone", [ZoneInfo("Europe/Paris"), pendulum.timezone("Europe/Paris")])
def test_inside_a_fold_the_named_occurrence_is_meant(fold: int, hour: int, zone: tzinfo) -> None:
    value = datetime(2026, 10, 25, 2, 30, tzinfo=zone, fold=fold)
    assert plain(utc(value)) == datetime(2026, 10, 25, hour, 30, tzinfo=UTC)
    assert plain(utc(of_pendulum(value))) == datetime(2026, 10, 25, hour, 30, tzinfo=UTC)


def test_a_value_that_pendulum_itself_gets_wrong_comes_out_right() -> None:
    value = DateTime.fromisoformat("2026-03-26T23:30:00-05:00")
    assert plain(utc(value)) == datetime(2026, 3, 27, 4, 30, tzinfo=UTC)


@pytest.mark.parametrize("value", [datetime(2026, 1, 1), DateTime(2026, 1, 1)])  # noqa: DTZ001 - naive on purpose
def test_naive_values_are_refused_at_their_place(value: datetime) -> None:
    with pytest.raises(MalformedError, match=r"^now: the datetime has no time zone.*; attach") as caught:
        utc(value, "now")
    assert caught.value.faults[0].at == "now"


def test_a_zone_that_knows_no_offset_is_as_good_as_none() -> None:
    class Nowhere(tzinfo):
        def utcoffset(self, _: datetime | None, /) -> timedelta | None:
            return None

        dst = utcoffset

        def tzname(self, _: datetime | None, /) -> str | None:
            return None

    with pytest.raises(MalformedError, match="no time zone"):
        utc(datetime(2026, 1, 1, tzinfo=Nowhere()))


@pytest.mark.parametrize("value", [None, "2026-01-01T00:00:00Z", 0, 1.5, True, date(2026, 1, 1), object(), [], b""])
def test_what_is_no_datetime_is_refused(value: object) -> None:
    with pytest.raises(MalformedError, match="is not an instant; give a datetime with a time zone"):
        utc(cast("datetime", value))


@pytest.mark.parametrize(
    "value",
    [
        datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=1))),
        datetime(9999, 12, 31, 23, tzinfo=timezone(-timedelta(hours=1))),
    ],
)
def test_instants_outside_the_calendar_are_refused(value: datetime) -> None:
    with pytest.raises(MalformedError, match="outside the years 1 to 9999"):
        utc(value)


@given(ZONED)
def test_instants_survive_pickling_and_stay_in_utc(value: datetime) -> None:
    found = utc(value)
    again = pickle.loads(pickle.dumps(found))  # noqa: S301 - our own bytes
    assert again == found
    assert utc(again) is again
