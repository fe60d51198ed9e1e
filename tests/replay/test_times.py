from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mpcore import MalformedError, presets, replay, timing
from mpcore.replay.times import LocalTimes

# Zones that skip or repeat midnight, half an hour, or a whole day; and some that do nothing of the kind.
ZONES = {
    name: LocalTimes(name)
    for name in (
        "America/Sao_Paulo",
        "America/St_Johns",
        "Africa/Cairo",
        "Asia/Beirut",
        "Australia/Lord_Howe",
        "Europe/Paris",
        "Pacific/Apia",
        "Pacific/Auckland",
        "UTC",
    )
}

walls = st.datetimes(datetime(1980, 1, 1), datetime(2035, 1, 1)) | st.sampled_from(
    [
        datetime(2017, 10, 15, 0, 30),
        datetime(2018, 2, 17, 23, 30),
        datetime(2018, 11, 4),
        datetime(2011, 12, 30, 12),
        datetime(2010, 11, 7, 0, 1),
        datetime(1, 1, 1, 23),
        datetime(9999, 12, 31, 1),
    ]
)


@given(
    walls, st.sampled_from(sorted(ZONES)), st.sampled_from([" ", "T"]), st.sampled_from(["minutes", "seconds", "auto"])
)
@example(datetime(1, 1, 1), "Europe/Paris", " ", "seconds")
def test_a_local_time_is_the_instant_that_timing_says(wall: datetime, zone: str, between: str, precision: str) -> None:
    text = wall.isoformat(between, precision)
    for _ in range(2):  # when the day is new, and when it is known
        assert read(ZONES[zone], text) == read(lambda text: timing.local(text, zone), text)


def read(door: object, text: str) -> object:
    assert callable(door)
    try:
        return door(text)
    except MalformedError as error:
        return str(error)


@pytest.mark.parametrize(
    "text",
    [
        "2018-05-05",
        "2018-05-05 24:00:00",
        "2018-05-05 10:00:60",
        "2018-05-05 10:00:00Z",
        "2018-5-5 10:00:00",
        " ",
        "x" * 99,
    ],
)
def test_what_is_no_time_is_the_same_error_whatever_was_read_before(text: str) -> None:
    times = LocalTimes("America/Sao_Paulo")
    times("2018-05-05 10:00:00")
    with pytest.raises(MalformedError) as known:
        times(text)
    with pytest.raises(MalformedError) as said:
        timing.local(text, "America/Sao_Paulo")
    assert str(known.value) == str(said.value)


def test_the_days_remembered_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mpcore.replay.times._MOST_DAYS", 3)
    times = LocalTimes("UTC")
    for day in range(1, 29):
        assert times(f"2018-02-{day:02} 01:02:03") == timing.local(f"2018-02-{day:02} 01:02:03", "UTC")
        assert len(times._midnights) <= 3


def test_an_unknown_zone_is_named() -> None:
    with pytest.raises(MalformedError, match="zone: 'Mars/Base' is not a known time zone"):
        replay.run(replay.sample(), presets.PLAIN, zone="Mars/Base")
