"""Amounts, instants, zones, ids, tracking and metadata."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from moneyed import Money
from pendulum import DateTime

from mpcore.kernel import ID_LENGTH, Metadata, utc
from mpcore.money import from_minor
from mpcore.orders import Tracking

__all__ = [
    "Draw",
    "aware_datetimes",
    "currencies",
    "ids",
    "instants",
    "metadata",
    "minor",
    "money",
    "spans",
    "tracking",
    "zones",
]

T = TypeVar("T")


class Draw(Protocol):
    """What draws from a strategy: the first argument of a composite, or `draw` of Hypothesis's interactive data."""

    def __call__(self, strategy: SearchStrategy[T], /) -> T:
        """One value of the strategy."""
        ...


EARLIEST = datetime(2010, 1, 1, tzinfo=UTC)
LATEST = datetime(2035, 1, 1, tzinfo=UTC)

_CURRENCIES = ("EUR", "JPY", "BHD", "USD")
_ZONES = (
    "UTC",
    "Europe/Paris",
    "America/New_York",
    "America/Sao_Paulo",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "America/St_Johns",
    "Asia/Kolkata",
)
_CHANGES = tuple(
    datetime.fromisoformat(f"{minute}:00+00:00")
    for minute in (
        "2026-03-29 01:00",  # Paris: to summer time
        "2026-10-25 01:00",  # Paris: an hour comes twice
        "2026-03-08 07:00",  # New York
        "2026-11-01 06:00",
        "2018-11-04 03:00",  # Sao Paulo: midnight does not exist
        "2018-02-18 02:00",  # Sao Paulo: midnight comes twice
        "2026-04-04 15:00",  # Lord Howe: half an hour
        "2011-12-30 10:00",  # Apia: a date is skipped
        "2010-11-07 02:31",  # St. John's: back over midnight
    )
)
_AWAY = (
    timedelta(),
    timedelta(microseconds=1),
    timedelta(microseconds=-1),
    timedelta(seconds=1),
    timedelta(minutes=30),
    timedelta(minutes=-30),
    timedelta(hours=-1),
    timedelta(days=-4),
    timedelta(days=-5),
)


def currencies() -> SearchStrategy[str]:
    """Codes of currencies with two places, none, and three."""
    return st.sampled_from(_CURRENCIES)


@cache
def minor(least: int = 0, most: int = 10**7) -> SearchStrategy[int]:
    """Whole minor units, often at the ends of the range and around what does not split evenly."""
    some = [value for value in (least, least + 1, 99, 100, 101, 1000, most - 1, most) if least <= value <= most]
    return st.sampled_from(some) | st.integers(least, most)


def money(
    currency: str | SearchStrategy[str] | None = None, least: int = 0, most: int = 10**7
) -> SearchStrategy[Money]:
    """Money with exactly the places of its currency; bounds are in minor units."""
    codes = currencies() if currency is None else st.just(currency) if isinstance(currency, str) else currency
    return st.builds(from_minor, minor(least, most), codes)


def zones() -> SearchStrategy[str]:
    """Names of time zones: with summer time, without, with half hours, with midnights that fail or come twice."""
    return st.sampled_from(_ZONES)


def instants(earliest: datetime = EARLIEST, latest: datetime = LATEST) -> SearchStrategy[DateTime]:
    """Instants in UTC, often at a change of clocks or one microsecond beside it."""
    first, last = earliest.astimezone(UTC), latest.astimezone(UTC)
    edges = [at for change in _CHANGES for away in _AWAY if first <= (at := change + away) <= last]
    spread = st.datetimes(first.replace(tzinfo=None), last.replace(tzinfo=None), timezones=st.just(UTC))
    return (st.sampled_from(edges) | spread if edges else spread).map(utc)


def aware_datetimes(earliest: datetime = EARLIEST, latest: datetime = LATEST) -> SearchStrategy[datetime]:
    """The standard library's datetimes as hosts have them: in any zone, both times of an hour that comes twice."""
    return st.builds(_in_zone, instants(earliest, latest), zones())


def spans(most: timedelta = timedelta(days=10)) -> SearchStrategy[timedelta]:
    """Lengths of time from nothing to `most`: microseconds, minutes, days."""
    steps = [timedelta(), timedelta(microseconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), most]
    return st.sampled_from([step for step in steps if step <= most]) | st.timedeltas(timedelta(), most)


def ids(most: int = 12) -> SearchStrategy[str]:
    """Whatever may name a thing: letters of any script, digits, marks, symbols, spaces inside; the longest too."""
    marks = st.characters(categories=("L", "N", "P", "S"))
    words = st.text(marks, min_size=1, max_size=most)
    spaced = st.builds("{} {}".format, st.text(marks, min_size=1, max_size=3), st.text(marks, min_size=1, max_size=3))
    return words | spaced | st.just("x" * ID_LENGTH)


def metadata(most: int = 3) -> SearchStrategy[Metadata]:
    """The host's own notes, within their bounds."""
    marks = st.characters(codec="utf-8", exclude_characters="\0")
    keys = st.text(marks, min_size=1, max_size=40)
    values = st.text(marks, max_size=20) | st.just("x" * 500)
    return st.dictionaries(keys, values, max_size=most).map(Metadata)


_GOOD = Tracking("JD014600003", "https://carrier.example/track?id=JD014600003")
_BAD = (Tracking(" "), Tracking("JD1", "ftp://carrier.example"), Tracking("JD1", "https://"), Tracking(""))


def tracking(*, valid: bool = True) -> SearchStrategy[Tracking]:
    """Codes with the address where they can be looked up; or without, and what only looks like that."""
    good = st.sampled_from((_GOOD, Tracking("JD014600004", "http://carrier.example:8080/t/JD014600004")))
    return good if valid else st.sampled_from((*_BAD, Tracking("JD014600003")))


def _in_zone(at: DateTime, zone: str) -> datetime:
    plain = datetime(at.year, at.month, at.day, at.hour, at.minute, at.second, at.microsecond, tzinfo=UTC)
    return plain.astimezone(ZoneInfo(zone))
