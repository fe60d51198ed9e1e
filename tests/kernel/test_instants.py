"""Every aware datetime becomes the same instant in pendulum's UTC; nothing else is one."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import pendulum
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pendulum import DateTime

from mpcore.kernel import Context, Fault, MalformedError, Recorded, System, utc

PARIS = ZoneInfo("Europe/Paris")
NINE = datetime(2026, 3, 26, 9, tzinfo=UTC)

AWARE = st.datetimes(
    min_value=datetime(1, 1, 3),  # noqa: DTZ001 - Hypothesis wants its bounds naive
    max_value=datetime(9999, 12, 29),  # noqa: DTZ001 - the same
    timezones=st.timezones() | st.just(UTC) | st.sampled_from([timezone(timedelta(hours=h)) for h in (-23, 23)]),
    allow_imaginary=False,
)


class Mine(datetime):
    """A host's own."""


class Nowhere(tzinfo):
    """A zone that does not know where it is."""

    def utcoffset(self, dt: datetime | None, /) -> None:  # noqa: ARG002
        return None

    def dst(self, dt: datetime | None, /) -> None:  # noqa: ARG002
        return None

    def tzname(self, dt: datetime | None, /) -> None:  # noqa: ARG002
        return None


@given(AWARE)
def test_an_aware_datetime_is_the_same_instant_in_utc(value: datetime) -> None:
    found = utc(value)
    assert type(found) is DateTime
    assert found.tzinfo is pendulum.UTC
    assert found == value.astimezone(UTC)
    assert found.isoformat() == value.astimezone(UTC).isoformat()
    assert utc(found) is found


@pytest.mark.parametrize(
    "value",
    [
        datetime(2026, 3, 26, 9, tzinfo=UTC),
        datetime(2026, 3, 26, 10, tzinfo=PARIS),
        datetime(2026, 3, 26, 6, tzinfo=timezone(timedelta(hours=-3))),
        Mine(2026, 3, 26, 10, tzinfo=PARIS),
        pendulum.datetime(2026, 3, 26, 9),
        pendulum.datetime(2026, 3, 26, 10, tz="Europe/Paris"),
        pendulum.datetime(2026, 3, 26, 9, tz=pendulum.FixedTimezone(0)),
    ],
    ids=repr,
)
def test_datetimes_of_every_make_are_let_in(value: datetime) -> None:
    found = utc(value)
    assert (type(found), found.tzinfo, found.isoformat()) == (DateTime, pendulum.UTC, NINE.isoformat())


def test_microseconds_are_kept() -> None:
    assert utc(NINE.replace(microsecond=999_999)).microsecond == 999_999


@pytest.mark.parametrize("make", [datetime, DateTime, Mine])
@pytest.mark.parametrize(("fold", "hour"), [(0, 0), (1, 1)])
def test_a_wall_time_that_occurs_twice_is_the_one_its_fold_names(make: type[datetime], fold: int, hour: int) -> None:
    wall = make(2026, 10, 25, 2, 30, tzinfo=PARIS, fold=fold)
    assert utc(wall) == datetime(2026, 10, 25, hour, 30, tzinfo=UTC)
    assert utc(wall).fold == 0


def test_the_two_instants_of_one_wall_time_are_told_apart_in_utc() -> None:
    first, second = [datetime(2026, 10, 25, 2, 30, tzinfo=PARIS, fold=fold) for fold in (0, 1)]
    assert first == second, "which is why instants are kept in UTC"
    assert utc(first) < utc(second)


def test_a_naive_datetime_names_no_instant() -> None:
    for value in (NINE.replace(tzinfo=None), pendulum.naive(2026, 3, 26, 9), NINE.replace(tzinfo=Nowhere())):
        with pytest.raises(MalformedError) as caught:
            utc(value, "happened_at")
        text = "the datetime has no time zone, so it names no instant; attach the zone it was read in"
        assert caught.value.faults == (Fault("happened_at", text),)


@pytest.mark.parametrize("value", [None, "2026-03-26T09:00:00Z", 1_774_515_600, 1.5, date(2026, 3, 26), [NINE]])
def test_what_is_no_datetime_is_no_instant(value: object) -> None:
    with pytest.raises(MalformedError, match=rf"^at: a value of type {type(value).__name__} is not an instant; give"):
        utc(value, "at")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def test_the_calendar_has_two_ends() -> None:
    west, east = timezone(timedelta(microseconds=-1)), timezone(timedelta(microseconds=1))
    first, last = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    assert utc(first) == first
    assert utc(last) == last
    assert utc(first.replace(tzinfo=west)) == first + timedelta(microseconds=1)
    assert utc(last.replace(tzinfo=east)) == last - timedelta(microseconds=1)
    for value in (first.replace(tzinfo=east), last.replace(tzinfo=west)):
        with pytest.raises(MalformedError, match=r"^the instant lies outside the years 1 to 9999 in UTC"):
            utc(value)


@given(AWARE)
def test_an_instant_is_in_the_one_utc_after_a_pickle_and_a_copy(value: datetime) -> None:
    found = utc(value)
    for there in (pickle.loads(pickle.dumps(found)), copy.deepcopy(found)):  # noqa: S301  (it is our own)
        assert there == found
        assert there.tzinfo is pendulum.UTC
        assert utc(there) is there


# --- where instants come in -------------------------------------------------------------------------------------------


def test_now_is_any_aware_datetime_and_becomes_utc() -> None:
    found = Context(now=datetime(2026, 3, 26, 10, tzinfo=PARIS), actor=System(), policy=None).now
    assert (type(found), found.tzinfo, found) == (DateTime, pendulum.UTC, NINE)


@pytest.mark.parametrize("wrong", [NINE.replace(tzinfo=None), None, "now"], ids=repr)
def test_a_now_that_is_none_is_a_fault_of_now(wrong: datetime) -> None:
    with pytest.raises(MalformedError) as caught:
        Context(now=wrong, actor=System(), policy=None)
    assert [fault.at for fault in caught.value.faults] == ["now"]


def test_a_context_has_no_rules_of_the_host_unless_it_is_given_some() -> None:
    ctx = Context(now=NINE, actor=System(), policy="p")
    assert ctx.also == ()
    assert ctx == Context(now=datetime(2026, 3, 26, 10, tzinfo=PARIS), actor=System(), policy="p")
    assert pickle.loads(pickle.dumps(ctx)) == ctx  # noqa: S301  (it is our own)
    assert hash(ctx) == hash(pickle.loads(pickle.dumps(ctx)))  # noqa: S301  (it is our own)
    with pytest.raises(TypeError):
        Context(NINE, System(), "p")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


def test_an_envelope_says_when_and_where_and_need_not_say_by_whom() -> None:
    recorded = Recorded(
        stream="o1",
        version=1,
        event="e",
        recorded_at=datetime(2026, 3, 26, 10, tzinfo=PARIS),
        actor_kind="buyer",
    )
    assert (recorded.recorded_at.tzinfo, recorded.recorded_at) == (pendulum.UTC, NINE)
    assert (recorded.member, recorded.command) == (None, None)
    assert hash(pickle.loads(pickle.dumps(recorded))) == hash(recorded)  # noqa: S301  (it is our own)
