from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

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

wall = datetime.fromisoformat
walls = st.datetimes(wall("1980-01-01 00:00:00"), wall("2035-01-01 00:00:00")) | st.sampled_from(
    [
        wall("2017-10-15 00:30:00"),
        wall("2018-02-17 23:30:00"),
        wall("2018-11-04 00:00:00"),
        wall("2011-12-30 12:00:00"),
        wall("2010-11-07 00:01:00"),
        wall("0001-01-01 23:00:00"),
        wall("9999-12-31 01:00:00"),
    ]
)


@given(
    walls, st.sampled_from(sorted(ZONES)), st.sampled_from([" ", "T"]), st.sampled_from(["minutes", "seconds", "auto"])
)
@example(wall("0001-01-01 00:00:00"), "Europe/Paris", " ", "seconds")
def test_a_local_time_is_the_instant_that_timing_says(shown: datetime, zone: str, between: str, precision: str) -> None:
    text = shown.isoformat(between, precision)
    for _ in range(2):  # when the day is new, and when it is known
        assert read(ZONES[zone], text) == read(partial(timing.local, zone=zone), text)


def read(door: Callable[[str], datetime], text: str) -> datetime | str:
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
        assert len(times._midnights) <= 3  # pyright: ignore[reportPrivateUsage]


def test_an_unknown_zone_is_named() -> None:
    with pytest.raises(MalformedError, match="zone: 'Mars/Base' is not a known time zone"):
        replay.run(replay.sample(), presets.PLAIN, zone="Mars/Base")
