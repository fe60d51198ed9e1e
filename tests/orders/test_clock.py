"""What stops the clock of a part, and by how long: against a calendar whose leaves are turned one by one (S26)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from pendulum import DateTime

from mpcore.kernel import utc
from mpcore.orders import (
    AlreadyShipped,
    NotOnHold,
    OnHold,
    OrderPlaced,
    PartHeld,
    PartReleased,
    PartStage,
    ShippingDeadlineMissed,
    VacationRecorded,
    Verdict,
    verdict,
)
from mpcore.presets import PLAIN, SIPOKO, WHATNOT, RuleBook
from mpcore.testing import PLACED_AT, Scenario, placed
from mpcore.timing import (
    ClockStart,
    CutOffs,
    DueRounding,
    Milestone,
    ShippingDeadline,
    Unit,
    Window,
    WorkingCalendar,
    local,
)
from tests.orders import slow_clock
from tests.orders.say import cancel, complete, deliver, fire, hold, pay, release, ship, vacation
from tests.orders.slow_clock import STEP, Stop, plain

PARIS, NEW_YORK = "Europe/Paris", "America/New_York"
DAY, MICRO = timedelta(days=1), timedelta(microseconds=1)


def at(text: str, zone: str = PARIS) -> DateTime:
    return local(text, zone)


def rules_of(deadline: ShippingDeadline | None) -> RuleBook:
    return PLAIN.what_if({"orders.shipping": deadline})


def paid(deadline: ShippingDeadline, ordered: DateTime, paid_at: DateTime | None = None) -> Scenario:
    rules = rules_of(deadline)
    when = paid_at or ordered
    return Scenario(placed("v1", rules=rules, at=ordered), rules).after(pay("40.00", at=when), now=when)


def due_end(story: Scenario) -> DateTime | None:
    return story.state.parts[0].due_end


def held(story: Scenario, since: DateTime, until: DateTime) -> Scenario:
    return story.after(hold(), now=since).after(release(), now=until)


FOUR_DAYS = ShippingDeadline(zone=PARIS, pause_on_hold=True, pause_on_vacation=True)
TWO_WORKED = ShippingDeadline(
    amount=2, unit=Unit.BUSINESS_DAYS, zone=NEW_YORK, pause_on_hold=True, pause_on_vacation=True
)
TWO_DAYS_OF_HOURS = ShippingDeadline(amount=48, unit=Unit.HOURS, pause_on_hold=True, pause_on_vacation=True)
THURSDAY = at("2026-03-26 10:00")


@pytest.mark.rule("S26")
def test_a_hold_moves_the_due_end_by_the_days_whose_last_moment_it_holds() -> None:
    story = paid(FOUR_DAYS, THURSDAY)
    assert due_end(story) == at("2026-03-31 00:00")
    for since, until, end in (
        ("2026-03-27 09:00", "2026-03-27 23:59", "2026-03-31 00:00"),
        ("2026-03-27 09:00", "2026-03-28 00:00", "2026-04-01 00:00"),
        ("2026-03-28 00:00", "2026-03-28 23:59", "2026-03-31 00:00"),
        ("2026-03-28 00:00", "2026-03-30 00:00", "2026-04-02 00:00"),  # two whole days, one of 23 hours
        ("2026-03-26 10:00", "2026-03-29 12:00", "2026-04-03 00:00"),
        ("2026-03-30 23:59", "2026-04-02 12:00", "2026-04-03 00:00"),
        ("2026-03-31 00:00", "2026-04-02 12:00", "2026-03-31 00:00"),  # it was late by then
    ):
        assert due_end(held(story, at(since), at(until))) == at(end), since


@pytest.mark.rule("S26")
def test_the_clock_stands_still_for_as_long_as_nobody_releases_the_part() -> None:
    story = paid(FOUR_DAYS, THURSDAY).when(hold(), now=at("2026-03-27 09:00"))
    part = story.state.parts[0]
    story.then(PartHeld(part=part.id, at=at("2026-03-27 09:00"), due_end=None))
    assert verdict(part, Milestone.DISPATCH, rules_of(FOUR_DAYS).orders, at("2027-01-01 00:00")) is None
    story.when(fire(), now=at("2027-01-01 00:00")).then()
    until = at("2026-04-30 09:00")
    released = story.when(release(), now=until)
    end = at("2026-05-04 00:00")
    released.then(PartReleased(part=part.id, at=until, due_end=end))
    released.when(fire(), now=utc(end - MICRO)).then()
    released.when(fire(), now=end).then(ShippingDeadlineMissed)


@pytest.mark.rule("S26")
def test_neither_hold_nor_vacation_stops_the_clock_unless_the_policy_says_so() -> None:
    end = at("2026-03-31 00:00")
    since, until = at("2026-03-27 09:00"), at("2026-03-29 09:00")
    away = vacation(since, until)
    for on_hold, on_vacation in ((False, False), (True, False), (False, True), (True, True)):
        deadline = evolve(FOUR_DAYS, pause_on_hold=on_hold, pause_on_vacation=on_vacation)
        story = paid(deadline, THURSDAY)
        assert due_end(held(story, since, until)) == (utc(end + 2 * DAY) if on_hold else end)
        assert due_end(story.after(away)) == (utc(end + 2 * DAY) if on_vacation else end)
    for preset in (PLAIN, SIPOKO, WHATNOT):
        assert preset.orders.shipping is not None
        assert not preset.orders.shipping.pause_on_hold
        assert not preset.orders.shipping.pause_on_vacation


@pytest.mark.rule("S26", "X-W2")
def test_a_vacation_that_is_still_open_stops_the_clock_and_its_end_lets_it_go_on() -> None:
    start = at("2026-03-28 12:00")
    story = paid(FOUR_DAYS, THURSDAY).when(vacation(start), now=THURSDAY)
    story.then(VacationRecorded(part=story.state.parts[0].id, away=Window(start), due_end=None))
    closed = story.when(vacation(start, at("2026-04-05 12:00"))).accepted()
    assert due_end(closed) == at("2026-04-08 00:00")
    assert closed.state.parts[0].pauses.vacations == (Window(start, at("2026-04-05 12:00")),)
    closed.when(vacation(start, at("2026-04-05 12:00"))).then()
    shorter = closed.when(vacation(start, at("2026-03-29 12:00"))).accepted()
    assert due_end(shorter) == at("2026-04-01 00:00")


@pytest.mark.rule("S26")
def test_time_that_is_stopped_twice_counts_once() -> None:
    story = paid(TWO_DAYS_OF_HOURS, THURSDAY)
    story = held(story, utc(THURSDAY + timedelta(hours=10)), utc(THURSDAY + timedelta(hours=20)))
    story = story.after(vacation(THURSDAY + timedelta(hours=5), THURSDAY + timedelta(hours=15)))
    assert due_end(story) == utc(THURSDAY + timedelta(hours=63) + MICRO)
    apart = story.after(vacation(THURSDAY + timedelta(hours=25), THURSDAY + timedelta(hours=26)))
    assert due_end(apart) == utc(THURSDAY + timedelta(hours=64) + MICRO)


@pytest.mark.rule("S26", "S43")
def test_a_hold_before_the_payment_does_not_stop_a_clock_that_waits_for_it() -> None:
    rules = rules_of(FOUR_DAYS)
    story = Scenario(placed("v1", rules=rules, at=THURSDAY), rules)
    before = held(story, at("2026-03-26 11:00"), at("2026-03-28 11:00"))
    assert due_end(before) is None
    assert due_end(before.after(pay("40.00"), now=at("2026-03-29 10:00"))) == at("2026-04-03 00:00")
    across = story.after(hold(), now=at("2026-03-26 11:00")).after(pay("40.00"), now=at("2026-03-29 10:00"))
    assert across.state.parts[0].stage is PartStage.OPEN
    assert due_end(across) is None
    assert due_end(across.after(release(), now=at("2026-03-31 10:00"))) == at("2026-04-05 00:00")


@pytest.mark.rule("S26")
def test_a_clock_that_started_with_the_order_is_stopped_before_the_payment_too() -> None:
    rules = rules_of(evolve(FOUR_DAYS, clock_start=ClockStart.ORDERED))
    story = Scenario(placed("v1", rules=rules, at=THURSDAY), rules)
    before = held(story, at("2026-03-26 11:00"), at("2026-03-28 11:00"))
    assert due_end(before.after(pay("40.00"), now=at("2026-03-29 10:00"))) == at("2026-04-02 00:00")
    assert due_end(story.after(pay("40.00"), now=at("2026-03-29 10:00"))) == at("2026-03-31 00:00")


@pytest.mark.rule("S26")
def test_a_date_given_by_the_platform_is_not_moved_by_anything() -> None:
    rules = rules_of(FOUR_DAYS)
    (first,) = placed("v1", rules=rules, at=THURSDAY)
    assert isinstance(first, OrderPlaced)
    given_end = at("2026-03-28 12:00")
    story = Scenario((evolve(first, parts=(evolve(first.parts[0], ship_by=given_end),)),), rules).after(pay("40.00"))
    for stopped in (story.after(hold()), story.after(vacation(THURSDAY)), story.after(hold(), release())):
        assert due_end(stopped) == given_end


@pytest.mark.rule("S26")
def test_weekends_and_holidays_take_nothing_from_business_days_and_holds_over_them_give_nothing() -> None:
    friday = at("2026-03-27 18:00", NEW_YORK)
    story = paid(TWO_WORKED, friday)
    assert due_end(story) == at("2026-04-01 00:00", NEW_YORK)
    saturday, sunday = at("2026-03-28 09:00", NEW_YORK), at("2026-03-29 20:00", NEW_YORK)
    assert due_end(held(story, saturday, sunday)) == at("2026-04-01 00:00", NEW_YORK)
    assert due_end(held(story, saturday, at("2026-03-31 00:01", NEW_YORK))) == at("2026-04-02 00:00", NEW_YORK)
    holiday = evolve(TWO_WORKED, calendar=WorkingCalendar(holidays=(date(2026, 3, 30),)))
    assert due_end(paid(holiday, friday)) == at("2026-04-02 00:00", NEW_YORK)
    assert due_end(held(paid(holiday, friday), saturday, at("2026-03-31 00:01", NEW_YORK))) == at(
        "2026-04-02 00:00", NEW_YORK
    )


def test_a_part_is_held_once_and_released_once_and_not_after_it_was_shipped() -> None:
    story = paid(FOUR_DAYS, THURSDAY)
    story.when(release()).refused(NotOnHold)
    story.after(hold()).when(hold()).refused(OnHold)
    story.after(hold(), release()).when(release()).refused(NotOnHold)
    story.after(hold(), release()).when(hold()).then(PartHeld)
    story.after(ship("p1", ("p1.l1", 1))).when(hold()).refused(AlreadyShipped)


def test_a_part_that_is_cancelled_while_it_is_held_is_on_hold_no_more() -> None:
    since, until = at("2026-03-27 09:00"), at("2026-03-29 09:00")
    story = paid(FOUR_DAYS, THURSDAY).after(hold(), now=since).after(cancel(), now=until)
    part = story.state.parts[0]
    assert part.pauses.holds == (Window(since, until),)
    assert not part.held
    assert verdict(part, Milestone.DISPATCH, rules_of(FOUR_DAYS).orders, until) is None
    early = paid(FOUR_DAYS, THURSDAY).after(hold(), now=since).after(cancel(), now=utc(since - MICRO))
    assert early.state.parts[0].pauses.holds == (Window(since, since),), "whatever the clocks say"


def test_a_release_that_is_dated_before_its_hold_ends_it_at_once() -> None:
    since = at("2026-03-27 09:00")
    story = paid(FOUR_DAYS, THURSDAY).after(hold(), now=since).when(release(), now=utc(since - DAY))
    story.then(PartReleased(part=story.state.parts[0].id, at=since, due_end=at("2026-03-31 00:00")))
    assert story.state.parts[0].pauses.holds == (Window(since, since),)


# Against the slow clock

ZONES = ["UTC", PARIS, NEW_YORK, "Australia/Lord_Howe", "Asia/Kathmandu", "America/Sao_Paulo", "Pacific/Apia"]
ABOUT = {
    PARIS: (date(2026, 3, 27), date(2026, 10, 23)),
    NEW_YORK: (date(2026, 3, 6), date(2026, 10, 30)),
    "Australia/Lord_Howe": (date(2026, 4, 3), date(2026, 10, 2)),
    "America/Sao_Paulo": (date(2018, 11, 2), date(2018, 2, 16)),  # midnight is skipped, and comes twice
    "Pacific/Apia": (date(2011, 12, 28), date(2011, 4, 1)),  # a date is skipped
}
"""Dates shortly before clocks change."""
QUARTERS = st.integers(0, 4 * 60)


@st.composite
def deadlines(draw: st.DrawFn, zone: str, about: date) -> ShippingDeadline:
    unit = draw(st.sampled_from(Unit))
    rounding = draw(st.sampled_from(DueRounding))
    in_days = unit is not Unit.HOURS and rounding is DueRounding.END_OF_DAY
    first = in_days and draw(st.booleans())
    cut_off = CutOffs.daily(time(14)) if in_days and draw(st.booleans()) else CutOffs()
    return ShippingDeadline(
        amount=draw(st.integers(first, 5)) * (11 if unit is Unit.HOURS else 1),
        unit=unit,
        clock_start=draw(st.sampled_from(ClockStart)),
        rounding=rounding,
        zone=zone,
        calendar=WorkingCalendar(
            draw(st.sampled_from([(6, 7), (5,), ()])),
            [about + offset * DAY for offset in draw(st.lists(st.integers(0, 9), max_size=3))],
        ),
        cut_offs=cut_off,
        count_first_day=first,
        grace=draw(st.sampled_from([timedelta(), timedelta(hours=3)])),
        pause_on_hold=draw(st.sampled_from([True, True, False])),
        pause_on_vacation=draw(st.sampled_from([True, True, False])),
    )


@st.composite
def situations(draw: st.DrawFn) -> tuple[ShippingDeadline, datetime, Sequence[tuple[str, int, int | None, int]]]:
    """A deadline, when the order is placed, and what happens then: after so many quarters of an hour, and for how long.

    The last number shifts what happens by microseconds, where the clock counts whole dates.
    """
    zone = draw(st.sampled_from(ZONES))
    about = draw(st.sampled_from(ABOUT.get(zone, (date(2026, 2, 27),))))
    deadline = draw(deadlines(zone, about))
    ordered = datetime(about.year, about.month, about.day, tzinfo=UTC) + draw(st.integers(-48, 192)) * STEP
    whole = deadline.unit is not Unit.HOURS and deadline.rounding is DueRounding.END_OF_DAY
    steps = st.tuples(
        st.sampled_from(["hold", "release", "vacation", "close", "pay"]),
        QUARTERS,
        st.none() | QUARTERS,
        st.sampled_from([0, 0, 1, -1]) if whole else st.just(0),
    )
    return deadline, ordered, draw(st.lists(steps, min_size=1, max_size=7))


@pytest.mark.rule("S26", "S43")
@given(situations())
def test_the_due_end_is_where_turning_the_leaves_leads(
    situation: tuple[ShippingDeadline, datetime, Sequence[tuple[str, int, int | None, int]]],
) -> None:
    deadline, ordered, steps = situation
    rules = rules_of(deadline)
    story = Scenario(placed("v1", rules=rules, at=ordered), rules)
    now, paid_at = ordered, None
    holds: list[Stop] = []
    vacations: dict[datetime, Stop] = {}
    for step, quarters, length, shift in steps:
        now = max(now, now + quarters * STEP + shift * MICRO)
        on_hold = bool(holds) and holds[-1].end is None
        match step:
            case "hold" if not on_hold:
                story, holds = story.after(hold(), now=now), [*holds, Stop(now)]
            case "release" if on_hold:
                story, holds = story.after(release(), now=now), [*holds[:-1], Stop(holds[-1].start, now)]
            case "vacation":
                start = now + (quarters % 97 - 48) * STEP
                away = Stop(start, None if length is None else start + length * STEP)
                story = story.after(vacation(away.start, away.end), now=now)
                vacations[start] = away
            case "close" if vacations:
                start = min(vacations)
                away = Stop(start, max(start, now))  # what was still open, say
                story = story.after(vacation(away.start, away.end), now=now)
                vacations[start] = away
            case "pay" if paid_at is None:
                story, paid_at = story.after(pay("40.00", at=now), now=now), now
            case _:
                continue
        expected = slow_clock.due_end(deadline, ordered, paid_at, holds=holds, vacations=vacations.values())
        found = due_end(story)
        assert (None if found is None else plain(found)) == expected, step


@pytest.mark.rule("S26")
@given(situations(), st.lists(st.integers(-400, 2000), min_size=2, max_size=8), st.integers(0, 3), st.integers(0, 900))
def test_a_verdict_moves_one_way_in_time(
    situation: tuple[ShippingDeadline, datetime, Sequence[object]], looks: list[int], ending: int, later: int
) -> None:
    deadline, ordered, _ = situation
    rules, then = rules_of(deadline), utc(ordered + later * STEP)
    story = Scenario(placed("v1", rules=rules, at=ordered), rules).after(pay("40.00", at=ordered), now=ordered)
    ways = ((), (ship(at=then),), (ship(at=then), deliver(at=then), complete()), (cancel(),))
    part = story.after(*ways[ending], now=then).state.parts[0]
    end = part.due_end
    assert end is not None
    instants = sorted(utc(end + look * STEP + shift * MICRO) for look in (*looks, 0) for shift in (-1, 0, 1))
    for milestone in Milestone:
        seen = [verdict(part, milestone, rules.orders, instant) for instant in instants]
        for before, after in pairwise(seen):
            assert before is after or after in AFTER[before], seen
        late = [one for instant, one in zip(instants, seen, strict=True) if instant >= end]
        assert all(one not in (Verdict.PENDING, Verdict.DUE_SOON) for one in late)
        early = [one for instant, one in zip(instants, seen, strict=True) if instant < end]
        assert all(one not in (Verdict.MISSED, Verdict.LATE) for one in early)


P, S, M = Verdict.PENDING, Verdict.DUE_SOON, Verdict.MISSED
AFTER: dict[Verdict | None, set[Verdict | None]] = {
    None: set(Verdict),
    P: {S, M, Verdict.ON_TIME, Verdict.LATE, Verdict.VOID},
    S: {M, Verdict.ON_TIME, Verdict.LATE, Verdict.VOID},
    M: {Verdict.LATE, Verdict.VOID},
    Verdict.ON_TIME: set(),
    Verdict.LATE: set(),
    Verdict.VOID: set(),
}
"""What a verdict may turn into as time goes on."""


def test_the_slow_clock_agrees_with_the_worked_cases() -> None:
    four = ShippingDeadline(zone=PARIS)
    start = plain(at("2026-03-26 10:00"))
    assert slow_clock.due_end(four, start, start) == plain(at("2026-03-31 00:00"))
    two = ShippingDeadline(amount=2, unit=Unit.BUSINESS_DAYS, zone=NEW_YORK)
    for begun, end in (("2026-03-23 10:00", "2026-03-26 00:00"), ("2026-03-27 18:00", "2026-04-01 00:00")):
        start = plain(at(begun, NEW_YORK))
        assert slow_clock.due_end(two, start, start) == plain(at(end, NEW_YORK))
    holiday = evolve(two, calendar=WorkingCalendar(holidays=(date(2026, 3, 30),)))
    friday = plain(at("2026-03-27 18:00", NEW_YORK))
    assert slow_clock.due_end(holiday, friday, friday) == plain(at("2026-04-02 00:00", NEW_YORK))
    hours = ShippingDeadline(amount=72, unit=Unit.HOURS)
    assert slow_clock.due_end(hours, friday, friday) == friday + 3 * DAY + MICRO
    assert slow_clock.due_end(hours, friday, None) is None
    assert slow_clock.due_end(None, friday, friday, ship_by=plain(PLACED_AT)) == plain(PLACED_AT)
