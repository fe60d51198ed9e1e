"""What stops a part's clock and what became of its deadline, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta

import pytest
from attrs import evolve

from mpcore.kernel import MalformedError, PolicyMismatchError, utc
from mpcore.orders.views import explain_deadline
from mpcore.orders.views.english import ENGLISH
from mpcore.presets import PLAIN, SIPOKO, UPXYCLED, RuleBook
from mpcore.testing import Scenario
from mpcore.timing import ClockStart, CutOffs, DueRounding, Unit
from tests.orders.say import all_of, cancel, fire, hold, pay, refund_settled, release, ship, vacation
from tests.orders.views.explaining import END, MICRO, ORDERED, PAID, at, codes, of, paid, promised, said, unpaid, z

STOPS = of(pause_on_hold=True, pause_on_vacation=True)
HELD_FROM, HELD_TO = at("2026-03-27 10:00"), at("2026-03-28 10:00")


def held(rules: RuleBook, start: datetime = HELD_FROM, end: datetime | None = HELD_TO) -> Scenario:
    story = paid(rules).after(hold(), now=start)
    return story if end is None else story.after(release(), now=end)


def test_a_hold_stops_the_clock_where_the_policy_says_so() -> None:
    hold_of = "the part was on hold from 2026-03-27T10:00:00Z to 2026-03-28T10:00:00Z, which does not stop the clock"
    assert said(held(PLAIN), HELD_TO)[3:5] == [
        hold_of,
        "it is due with the end of 2026-03-30 in the zone UTC; from 2026-03-31T00:00:00Z on it is late",
    ]
    assert said(held(STOPS), HELD_TO, STOPS)[3:6] == [
        "the clock stands still from 2026-03-27T10:00:00Z to 2026-03-28T10:00:00Z, while the part was on hold",
        "that moves the due end, which would have been 2026-03-31T00:00:00Z",
        "it is due with the end of 2026-03-31 in the zone UTC; from 2026-04-01T00:00:00Z on it is late",
    ]
    only_vacations = of(pause_on_vacation=True)
    assert codes(held(only_vacations), HELD_TO, only_vacations)[3] == "hold_ignored"


def test_while_the_clock_stands_still_nothing_is_due() -> None:
    assert said(held(STOPS, end=None), at("2027-01-01 00:00"), STOPS)[3:] == [
        "the clock stands still from 2026-03-27T10:00:00Z on, while the part is on hold",
        "the clock stands still, so nothing is due until it goes on",
        "no missed deadline has been recorded",
    ]
    assert said(held(PLAIN, end=None), END)[3] == (
        "the part is on hold from 2026-03-27T10:00:00Z on, which does not stop the clock"
    )


def test_a_hold_within_a_day_moves_nothing_that_ends_with_the_day() -> None:
    story = held(STOPS, end=at("2026-03-27 11:00"))
    assert codes(story, HELD_TO, STOPS)[3:6] == ["hold", "not_moved", "due_with"]
    exact = of(pause_on_hold=True, rounding=DueRounding.EXACT)
    assert codes(held(exact, end=at("2026-03-27 11:00")), HELD_TO, exact)[3:6] == ["hold", "moved", "due_by"]


def test_what_was_over_before_the_clock_ran_and_what_took_no_time_is_not_told() -> None:
    story = unpaid(STOPS).after(hold(), now=at("2026-03-25 11:00")).after(release(), now=at(PAID))
    story = story.after(pay("40.00", at=at(PAID)), now=at(PAID)).after(hold(), release(), now=HELD_FROM)
    assert codes(story, HELD_TO, STOPS)[3] == "due_with"
    longer = unpaid(STOPS).after(hold(), now=at("2026-03-25 11:00")).after(pay("40.00", at=at(PAID)), now=at(PAID))
    assert codes(longer.after(release(), now=HELD_TO), HELD_TO, STOPS)[3:5] == ["hold", "moved"]
    ordered = of(pause_on_hold=True, clock_start=ClockStart.ORDERED)
    story = unpaid(ordered).after(hold(), now=at("2026-03-25 11:00")).after(release(), now=at(PAID))
    story = story.after(pay("40.00", at=at(PAID)), now=at(PAID))
    assert codes(story, at(PAID), ordered)[3:5] == ["hold", "moved"], "it ran before the payment"


def test_a_clock_that_has_run_out_is_stopped_by_nothing() -> None:
    assert codes(held(STOPS, start=END, end=None), END, STOPS)[3:5] == ["hold_ignored_for_now", "due_with"]
    assert codes(held(STOPS, start=utc(END - MICRO), end=None), END, STOPS)[3:5] == ["hold_for_now", "stopped"]
    grace = of(pause_on_hold=True, grace=timedelta(days=1))
    assert codes(held(grace, start=END, end=None), END, grace)[4:6] == ["hold_ignored_for_now", "due"]
    assert codes(held(grace, start=utc(END - MICRO), end=None), END, grace)[4:6] == ["hold_for_now", "stopped"]


def test_a_vacation_stops_the_clock_where_the_policy_says_so() -> None:
    for rules, until, expected in (
        (STOPS, HELD_TO, "the clock stands still from {0} to {1}, while the vendor is away"),
        (STOPS, None, "the clock stands still from {0} on, while the vendor is away"),
        (PLAIN, HELD_TO, "the vendor is away from {0} to {1}, which does not stop the clock"),
        (PLAIN, None, "the vendor is away from {0} on, which does not stop the clock"),
    ):
        story = paid(rules).after(vacation(HELD_FROM, until), now=at(PAID))
        assert said(story, at(PAID), rules)[3] == expected.format(z(HELD_FROM), z(HELD_TO))
    only_holds = of(pause_on_hold=True)
    story = paid(only_holds).after(vacation(HELD_FROM, HELD_TO), now=at(PAID))
    assert codes(story, at(PAID), only_holds)[3] == "away_ignored"


@pytest.mark.rule("S26")
def test_what_became_of_it() -> None:
    soon = utc(END - timedelta(hours=24))
    for now, expected in (
        (utc(soon - MICRO), "pending"),
        (soon, "due_soon"),
        (utc(END - MICRO), "due_soon"),
        (END, "missed"),
    ):
        assert codes(paid(), now)[-2] == expected
    for when, expected in ((utc(END - MICRO), "on_time"), (END, "late")):
        assert codes(paid().after(ship(at=when), now=END), END)[-2] == expected


@pytest.mark.rule("S26")
def test_whether_a_miss_was_recorded() -> None:
    assert said(paid(), END)[-1] == "that the deadline is missed has not been recorded yet"
    fired = paid().after(fire(), now=END)
    assert said(fired, END)[-1] == "that the deadline was missed was recorded at 2026-03-31T00:00:00Z"
    assert (
        said(fired.after(ship(), now=END), END)[-1]
        == "that the deadline was missed was recorded at 2026-03-31T00:00:00Z"
    )
    early = paid().after(fire(), now=utc(END - MICRO))
    assert codes(early, utc(END - MICRO))[-1] == "no_miss"
    late = utc(END + timedelta(days=1))
    assert codes(paid().after(fire(), now=late), END)[-1] == "miss_not_recorded", "as of an instant before"


def test_what_need_not_be_shipped_any_more() -> None:
    cancelled = paid().after(cancel("p1"), now=HELD_FROM)
    assert said(cancelled, END)[-2] == (
        "the part was cancelled at 2026-03-27T10:00:00Z, so nothing of it has to be shipped any more"
    )
    story = paid()
    back = story.told(evolve(refund_settled("p1", all_of(story.state, "p1")), at=HELD_FROM))
    assert said(back, END)[-2] == (
        "all its money had gone back at 2026-03-27T10:00:00Z, so nothing of it has to be shipped any more"
    )
    stopped = held(STOPS, end=None).after(cancel("p1"), now=HELD_TO)
    assert codes(stopped, END, STOPS)[3:] == ["hold", "void_cancelled", "no_miss"]
    refunded = held(STOPS, end=None)
    refunded = refunded.told(evolve(refund_settled("p1", all_of(refunded.state, "p1")), at=HELD_TO))
    assert codes(refunded, END, STOPS)[3:] == ["hold_for_now", "stopped", "void_refunded", "no_miss"]


def test_what_was_shipped_while_nothing_was_due() -> None:
    story = paid(STOPS).after(vacation(HELD_FROM), now=at(PAID)).after(ship(at=HELD_TO), now=HELD_TO)
    assert said(story, HELD_TO, STOPS)[3:] == [
        "the clock stands still from 2026-03-27T10:00:00Z on, while the vendor is away",
        "the clock stands still, so nothing is due until it goes on",
        "everything had happened at 2026-03-28T10:00:00Z, while nothing was due",
        "no missed deadline has been recorded",
    ]


def test_only_an_instant_and_the_order_s_own_rules_will_do() -> None:
    order = paid().state
    with pytest.raises(MalformedError):
        explain_deadline(order, order.parts[0], PLAIN.orders, datetime(2026, 3, 26, 10))  # noqa: DTZ001
    with pytest.raises(PolicyMismatchError, match="sipoko"):
        explain_deadline(order, order.parts[0], SIPOKO.orders, END)


def every_story() -> Iterator[tuple[Scenario, RuleBook]]:
    """One for everything that can be said of a deadline, if it is looked at again and again."""
    yield paid(UPXYCLED), UPXYCLED
    yield unpaid().after(cancel(), now=HELD_FROM), PLAIN
    yield paid(when=ORDERED), PLAIN
    yield paid(SIPOKO), SIPOKO
    for clock_start in (ClockStart.ORDERED, ClockStart.PAID):
        rules = of(clock_start=clock_start, grace=MICRO)
        yield paid(rules), rules
    for how in (Unit.BUSINESS_DAYS, Unit.HOURS):
        yield paid(of(unit=how)), of(unit=how)
    for rules in (of(amount=0), of(count_first_day=True), of(cut_offs=CutOffs.daily(time(9)))):
        yield paid(rules), rules
    yield promised(PLAIN), PLAIN
    exact = of(pause_on_hold=True, rounding=DueRounding.EXACT)
    for rules in (STOPS, PLAIN, exact):
        for end in (HELD_TO, utc(HELD_FROM + MICRO), None):
            story = held(rules, end=end)
            yield story, rules
            yield story.after(vacation(HELD_FROM, end), now=HELD_TO), rules
    stopped = paid(STOPS).after(vacation(HELD_FROM), ship(at=HELD_FROM), now=HELD_FROM)
    yield stopped, STOPS
    yield paid().after(cancel(), now=HELD_FROM), PLAIN
    yield paid().told(evolve(refund_settled("p1", all_of(paid().state, "p1")), at=HELD_FROM)), PLAIN
    yield paid().after(ship(at=HELD_FROM), now=HELD_FROM), PLAIN
    yield paid().after(fire(), now=END).after(ship(at=END), now=END), PLAIN


def test_everything_that_can_be_said_of_a_deadline_is() -> None:
    instants = [at(ORDERED), at(PAID), HELD_TO, utc(END - MICRO), END, utc(END + timedelta(days=30))]
    found = {code for story, rules in every_story() for now in instants for code in codes(story, now, rules)}
    assert found == {code.removeprefix("orders.deadline_") for code in ENGLISH if "deadline" in code}
