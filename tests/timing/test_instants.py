"""Instants from text and to text."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import cast

import pendulum
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pendulum import DateTime

from mpcore.kernel.errors import MalformedError
from mpcore.timing import elapsed, instant, later, local, rfc3339
from tests.timing import oracle

INSTANTS = st.datetimes(
    min_value=datetime(1, 1, 2),  # noqa: DTZ001 - Hypothesis wants its bounds naive
    max_value=datetime(9999, 12, 30),  # noqa: DTZ001 - the same
    timezones=st.just(UTC),
)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("2018-02-03T10:00:00Z", "2018-02-03T10:00:00Z"),
        ("2018-02-03t10:00:00z", "2018-02-03T10:00:00Z"),
        ("2018-02-03T10:00:00+02:00", "2018-02-03T08:00:00Z"),
        ("2018-02-03T10:00:00-03:30", "2018-02-03T13:30:00Z"),
        ("2018-02-03T10:00:00-00:00", "2018-02-03T10:00:00Z"),
        ("2018-02-03T10:00:00.5Z", "2018-02-03T10:00:00.500000Z"),
        ("2018-02-03T10:00:00.123456+23:59", "2018-02-02T10:01:00.123456Z"),
        ("2018-02-03T10:00:00.000000Z", "2018-02-03T10:00:00Z"),
        ("2016-02-29T23:59:59Z", "2016-02-29T23:59:59Z"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
        ("9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"),
    ],
)
def test_rfc_3339_is_read_and_written_in_one_spelling(text: str, canonical: str) -> None:
    found = instant(text)
    assert type(found) is DateTime
    assert found.tzinfo is pendulum.UTC
    assert rfc3339(found) == canonical


@pytest.mark.parametrize("digits", range(1, 7))
def test_a_fraction_may_have_one_to_six_digits(digits: int) -> None:
    assert instant(f"2018-02-03T10:00:00.{'0' * (digits - 1)}1Z").microsecond == 10 ** (6 - digits)


@given(INSTANTS)
def test_what_is_written_is_read_as_the_same_instant(value: datetime) -> None:
    assert instant(rfc3339(value)) == value


def test_an_aware_datetime_is_let_in_as_well() -> None:
    assert rfc3339(instant(datetime(2018, 2, 3, 10, tzinfo=UTC))) == "2018-02-03T10:00:00Z"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2018-02-03T10:00:60Z", "leap second"),
        ("2016-12-31T23:59:60.5+00:00", "leap second"),
        ("2018-02-03T10:00:00.1234567Z", "finer than a microsecond"),
        ("2018-02-03T10:00:00.123456789+02:00", "finer than a microsecond"),
        ("2018-02-03T10:00:00", "no offset"),
        ("2018-02-03T10:00", "no offset"),
        ("2018-02-03", "a date and not an instant"),
        ("2018-02-30T10:00:00Z", "not a day of the calendar"),
        ("2018-13-01T10:00:00Z", "not a day of the calendar"),
        ("0000-01-01T10:00:00Z", "not a day of the calendar"),
        ("0001-01-01T00:00:00+01:00", "outside the years 1 to 9999"),
        ("9999-12-31T23:59:59-01:00", "outside the years 1 to 9999"),
        ("２０１８-02-03T10:00:00Z", "other than ASCII"),
        ("٢٠١٨-02-03T10:00:00Z", "other than ASCII"),
        ("2018-02-03 10:00:00Z", "is not an instant"),
        ("2018-02-03T10:00Z", "is not an instant"),
        ("2018-02-03T24:00:00Z", "is not an instant"),
        ("2018-02-03T10:60:00Z", "is not an instant"),
        ("2018-02-03T10:00:00.Z", "is not an instant"),
        ("2018-02-03T10:00:00,5Z", "is not an instant"),
        ("2018-02-03T10:00:00+2:00", "is not an instant"),
        ("2018-02-03T10:00:00+0200", "is not an instant"),
        ("2018-02-03T10:00:00+24:00", "is not an instant"),
        ("2018-02-03T10:00:00+02:60", "is not an instant"),
        ("20180203T100000Z", "is not an instant"),
        ("2018-W05-6T10:00:00Z", "is not an instant"),
        ("-018-02-03T10:00:00Z", "is not an instant"),
        ("2018-02-03T10:00:00Z\n", "is not an instant"),
        (" 2018-02-03T10:00:00Z", "is not an instant"),
        ("2018-02-03T10:00:00ZZ", "is not an instant"),
        ("2018-02-03T10:00:00Z\0", "is not an instant"),
        ("10:00", "is not an instant"),
        ("now", "is not an instant"),
        ("P4D", "is not an instant"),
        ("", "is not an instant"),
        ("1517652000", "is not an instant"),
        ("9" * 10_000_000, "10000000 characters"),
    ],
)
def test_any_other_text_is_refused_with_its_place_the_reason_and_the_remedy(text: str, why: str) -> None:
    with pytest.raises(MalformedError, match=why) as caught:
        instant(text, "placed_at")
    (fault,) = caught.value.faults
    assert fault.at == "placed_at"
    assert "; " in fault.text
    assert len(fault.text) < 200


@given(st.one_of(st.text(max_size=40), st.from_regex(r"[0-9TZtz:.+ -]{0,40}", fullmatch=True)))
def test_text_is_an_instant_or_malformed_and_nothing_else(text: str) -> None:
    found: list[DateTime] = []
    with suppress(MalformedError):
        found.append(instant(text))
    with suppress(MalformedError):
        found.append(local(text, "Europe/Paris"))
    assert all(at.tzinfo is pendulum.UTC for at in found)


@pytest.mark.parametrize("value", [None, 5, b"2018-02-03T10:00:00Z", ["2018"]])
def test_what_is_neither_text_nor_datetime_is_refused(value: object) -> None:
    with pytest.raises(MalformedError, match="is not an instant"):
        instant(cast("str", value))
    with pytest.raises(MalformedError, match="is not a wall time"):
        local(cast("str", value), "UTC")


@pytest.mark.parametrize(
    ("text", "zone", "expected"),
    [
        ("2018-02-03 10:00:00", "America/Sao_Paulo", "2018-02-03T12:00:00Z"),
        ("2018-02-03T10:00:00", "America/Sao_Paulo", "2018-02-03T12:00:00Z"),
        ("2018-02-03T10:00", "America/Sao_Paulo", "2018-02-03T12:00:00Z"),
        ("2018-02-03 10:00:00.25", "America/Sao_Paulo", "2018-02-03T12:00:00.250000Z"),
        ("2026-03-29 01:59:59.999999", "Europe/Paris", "2026-03-29T00:59:59.999999Z"),
        ("2026-03-29 02:00:00", "Europe/Paris", "2026-03-29T01:00:00Z"),
        ("2026-03-29 02:30:00", "Europe/Paris", "2026-03-29T01:00:00Z"),
        ("2026-03-29 02:59:59.999999", "Europe/Paris", "2026-03-29T01:00:00Z"),
        ("2026-03-29 03:00:00", "Europe/Paris", "2026-03-29T01:00:00Z"),
        ("2026-10-25 01:59:59", "Europe/Paris", "2026-10-24T23:59:59Z"),
        ("2026-10-25 02:30:00", "Europe/Paris", "2026-10-25T00:30:00Z"),
        ("2026-10-25 03:00:00", "Europe/Paris", "2026-10-25T02:00:00Z"),
        ("2018-11-04 00:00:00", "America/Sao_Paulo", "2018-11-04T03:00:00Z"),
        ("2011-12-30 12:00:00", "Pacific/Apia", "2011-12-30T10:00:00Z"),
    ],
)
def test_wall_times_are_read_in_their_zone_gaps_at_the_change_folds_at_the_first(
    text: str, zone: str, expected: str
) -> None:
    assert rfc3339(local(text, zone)) == expected


@given(
    st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2030, 1, 1)),  # noqa: DTZ001 - wall times are naive
    st.sampled_from(["Europe/Paris", "America/Sao_Paulo", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia"]),
)
def test_wall_times_agree_with_the_oracle(at: datetime, zone: str) -> None:
    assert local(at.isoformat(), zone) == oracle.wall(zone, at.date(), at.time())


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2018-02-03 10:00:00Z", "says its offset itself"),
        ("2018-02-03T10:00:00+02:00", "says its offset itself"),
        ("2018-02-03 10:00:60", "leap second"),
        ("2018-02-03 10:00:00.1234567", "finer than a microsecond"),
        ("2018-02-30 10:00:00", "not a day of the calendar"),
        ("2018-02-03", "is not a wall time"),
        ("2018-02-03 10", "is not a wall time"),
        ("2018-02-03 24:00", "is not a wall time"),
        ("2018-02-03  10:00", "is not a wall time"),
        ("2018-02-03 10:00 ", "is not a wall time"),
        ("2018-02-03_10:00", "is not a wall time"),
        ("03/02/2018 10:00", "is not a wall time"),
        ("2018-02-03 1٠:00", "other than ASCII"),
        ("x" * 10_000_000, "10000000 characters"),
    ],
)
def test_other_local_text_is_refused_with_its_place_the_reason_and_the_remedy(text: str, why: str) -> None:
    with pytest.raises(MalformedError, match=why) as caught:
        local(text, "Europe/Paris", "rows[3].placed_at")
    (fault,) = caught.value.faults
    assert fault.at == "rows[3].placed_at"
    assert "; " in fault.text


def test_wall_times_outside_the_calendar_are_refused_at_their_place() -> None:
    with pytest.raises(MalformedError, match=r"^at: .*outside the years 1 to 9999"):
        local("0001-01-01 00:00:00", "Europe/Paris", "at")


def test_an_unknown_zone_is_a_fault_of_the_zone() -> None:
    with pytest.raises(MalformedError, match=r"^zone: 'Europe/Atlantis' is not a known time zone"):
        local("2018-02-03 10:00:00", "Europe/Atlantis", "placed_at")


def test_days_added_exactly_are_of_24_hours() -> None:
    start = local("2026-03-28 12:00", "Europe/Paris")
    assert later(start, timedelta(days=1)) == local("2026-03-29 13:00", "Europe/Paris")


@given(INSTANTS, st.timedeltas(min_value=timedelta(days=-300), max_value=timedelta(days=300)))
def test_what_is_added_has_elapsed(start: datetime, by: timedelta) -> None:
    try:
        end = later(start, by)
    except MalformedError:
        assert not datetime(2, 1, 1, tzinfo=UTC) < start < datetime(9998, 1, 1, tzinfo=UTC)
        return
    assert type(end) is DateTime
    assert end.tzinfo is pendulum.UTC
    assert elapsed(start, end) == by
    assert type(elapsed(start, end)) is timedelta


def test_adding_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(MalformedError, match=r"^by: .*; add less"):
        later(instant("9999-12-31T00:00:00Z"), timedelta(days=1))
