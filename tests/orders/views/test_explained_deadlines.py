"""From when a part's clock runs, how it is counted and when it ends, in sentences (S26, S27, S43)."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from mpcore.kernel import utc
from mpcore.presets import SIPOKO, UPXYCLED, WHATNOT, RuleBook
from mpcore.timing import ClockStart, CutOffs, DueRounding, Milestone, Unit
from tests.orders.say import cancel, deliver, hold, pay, ship
from tests.orders.views.explaining import (
    END,
    LATER,
    MICRO,
    ORDERED,
    PAID,
    PARIS,
    at,
    codes,
    of,
    paid,
    promised,
    said,
    unpaid,
    z,
)


@pytest.mark.rule("S26")
def test_four_days_from_the_later_of_order_and_payment() -> None:
    """From when it runs and why, how it is counted, when it is due, what has to have happened, and whether it has."""
    assert said(paid(), at("2026-03-27 10:00")) == [
        f"the clock of part p1 {LATER}",
        "time allowed: 4 days, whether worked or not, in the zone UTC",
        "the first day counted is the one after 2026-03-26",
        "it is due with the end of 2026-03-30 in the zone UTC; from 2026-03-31T00:00:00Z on it is late",
        "by then everything has to be sent off, or be ready to be collected",
        "at 2026-03-27T10:00:00Z that has not happened, and there is time",
        "no missed deadline has been recorded",
    ]


@pytest.mark.rule("S26", "S43")
@pytest.mark.parametrize(
    ("start", "when", "expected"),
    [
        (ClockStart.LATER_OF_BOTH, PAID, LATER),
        (ClockStart.LATER_OF_BOTH, ORDERED, f"runs from {z(at(ORDERED))}, when the order was placed and paid"),
        (ClockStart.PAID, PAID, f"runs from {z(at(PAID))}, when the payment was confirmed"),
        (ClockStart.ORDERED, PAID, f"runs from {z(at(ORDERED))}, when the order was placed"),
    ],
)
def test_from_when_the_clock_runs_and_why(start: ClockStart, when: str, expected: str) -> None:
    rules = of(clock_start=start)
    assert said(paid(rules, when=when), at(PAID), rules)[0] == f"the clock of part p1 {expected}"


@pytest.mark.rule("S43")
def test_no_clock_runs_for_what_is_not_paid() -> None:
    story = unpaid()
    for start in ClockStart:
        rules = of(clock_start=start)
        waiting = unpaid(rules).after(pay("39.99"))
        assert said(waiting, at("2027-01-01 00:00"), rules) == [
            "part p1 is not paid, so no clock runs and nothing of it has to be shipped"
        ]
        covered = waiting.after(pay("0.01", "m2"))
        assert codes(covered, at("2027-01-01 00:00"), rules)[-2:] == ["missed", "miss_not_recorded"]
    assert codes(paid(), utc(at(PAID) - MICRO)) == ["not_paid"], "as of an instant before"
    assert codes(paid(), at(PAID))[0] == "started_later"
    assert said(story.after(cancel("p1"), now=at(PAID)), at(PAID)) == [
        "part p1 was cancelled at 2026-03-26T10:00:00Z before it was paid, so no clock ever ran"
    ]


def test_where_no_deadline_is_set() -> None:
    story = paid(UPXYCLED)
    assert said(story, END, UPXYCLED) == ["no deadline is set for part p1"]
    assert codes(unpaid(UPXYCLED), END, UPXYCLED) == ["none"]


@pytest.mark.rule("S26")
@pytest.mark.parametrize("rules", [of(pause_on_hold=True), UPXYCLED])
def test_a_date_given_by_the_platform_wins_over_a_computed_one(rules: RuleBook) -> None:
    story = promised(rules).after(hold(), now=at(PAID))
    assert said(story, at("2026-03-27 12:00"), rules) == [
        "part p1 was given a due end of its own, which goes before any count and any pause",
        "the part is on hold from 2026-03-26T10:00:00Z on, which does not stop the clock",
        "it is due before 2026-03-27T12:00:00Z; from then on it is late",
        "by then everything has to be sent off, or be ready to be collected",
        "at 2026-03-27T12:00:00Z that has not happened, and the due end has passed: the deadline is missed",
        "that the deadline is missed has not been recorded yet",
    ]


@pytest.mark.rule("S27")
def test_at_sipoko_the_carrier_s_time_is_included() -> None:
    end = at("2026-03-31 00:00", PARIS)
    story = paid(SIPOKO, zone=PARIS).after(ship(at=utc(end - 2 * MICRO)), now=end)
    binds = "by then everything has to have arrived: the carrier's time is included"
    assert binds in said(story, end, SIPOKO)
    assert codes(story, utc(end - MICRO), SIPOKO)[-2] == "due_soon"
    assert codes(story, end, SIPOKO)[-2] == "missed"
    late = said(story.after(deliver(at=end), now=end), end, SIPOKO)
    assert late[-3:-1] == [binds, "that happened at 2026-03-30T22:00:00Z, which was late"]
    in_time = said(story.after(deliver(at=utc(end - MICRO)), now=end), end, SIPOKO)
    assert in_time[-3:-1] == [binds, "that happened at 2026-03-30T21:59:59.999999Z, which was in time"]
    plain = of(zone=PARIS, milestone=Milestone.DISPATCH)
    story = paid(plain, zone=PARIS).after(ship(at=utc(end - MICRO)), now=end)
    assert codes(story, end, plain)[-3:-1] == ["binds_dispatch", "on_time"]


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        (WHATNOT, ["business_days", "counted_after", "due_with"]),
        (of(unit=Unit.HOURS, amount=72), ["hours", "due_by"]),
        (of(rounding=DueRounding.EXACT), ["calendar_days", "counted_exactly", "due_by"]),
        (of(grace=timedelta(hours=36)), ["calendar_days", "counted_after", "grace", "due"]),
        (of(count_first_day=True), ["calendar_days", "counted_from", "due_with"]),
        (of(amount=0), ["calendar_days", "counted_within", "due_with"]),
        (of(cut_offs=CutOffs.daily(time(10))), ["calendar_days", "cut_off", "counted_after", "due_with"]),
        (of(cut_offs=CutOffs.daily(time(11))), ["calendar_days", "counted_after", "due_with"]),
        (of(unit=Unit.HOURS, amount=72, grace=timedelta(hours=1)), ["hours", "grace", "due_by"]),
    ],
)
def test_how_the_time_is_counted(rules: RuleBook, expected: list[str]) -> None:
    assert codes(paid(rules), at(PAID), rules)[1:-3] == expected


@pytest.mark.parametrize(
    ("rules", "sentence"),
    [
        (WHATNOT, "time allowed: 2 days, working days only, in the zone America/New_York"),
        (of(zone=PARIS), "time allowed: 4 days, whether worked or not, in the zone Europe/Paris"),
        (of(unit=Unit.HOURS, amount=72), "hours allowed: 72, however clocks are changed"),
        (of(unit=Unit.HOURS, amount=72), "it is due by 2026-03-29T10:00:00Z, which is still in time"),
        (of(rounding=DueRounding.EXACT), "each day ends at the time of day the clock started at"),
        (of(rounding=DueRounding.EXACT), "it is due by 2026-03-30T10:00:00Z, which is still in time"),
        (of(grace=timedelta(hours=36)), "allowed on top of it: 36 hours"),
        (of(grace=timedelta(hours=36)), "it is due before 2026-04-01T12:00:00Z; from then on it is late"),
        (of(count_first_day=True), "2026-03-26 is the first day that may be counted"),
        (of(amount=0), "it ends with the first day that counts from 2026-03-26 on"),
        (of(cut_offs=CutOffs.daily(time(10))), "it started after that day's cut-off, as if on 2026-03-27"),
        (of(cut_offs=CutOffs.daily(time(10))), "the first day counted is the one after 2026-03-27"),
    ],
)  # fmt: skip
def test_what_is_said_of_the_counting(rules: RuleBook, sentence: str) -> None:
    assert sentence in said(paid(rules), at(PAID), rules)
