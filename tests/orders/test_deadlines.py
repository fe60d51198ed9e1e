"""By when a paid part has to be on its way, or with the buyer; and what became of that (S26, S27, S43)."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from attrs import evolve
from hypothesis import given
from pendulum import DateTime

from mpcore import orders
from mpcore.kernel import utc
from mpcore.orders import Context, Due, Order, OrderPlaced, Timer, Verdict, binding, due, reached_at, verdict
from mpcore.presets import PLAIN, SIPOKO, UPXYCLED, WHATNOT, RuleBook
from mpcore.testing import SYSTEM, Scenario, placed
from mpcore.testing import strategies as some
from mpcore.timing import ClockStart, CutOffs, Milestone, ShippingDeadline, Unit, WorkingCalendar, local
from tests.orders.say import all_of, cancel, complete, deliver, pay, refund_settled, ship

PARIS, NEW_YORK = "Europe/Paris", "America/New_York"
DISPATCH, DELIVERY = Milestone.DISPATCH, Milestone.DELIVERY
MICRO = timedelta(microseconds=1)


def at(text: str, zone: str = PARIS) -> DateTime:
    return local(text, zone)


def rules_of(deadline: ShippingDeadline | None) -> RuleBook:
    return PLAIN.what_if({"orders.shipping": deadline})


def paid_at(rules: RuleBook, paid: DateTime, ordered: DateTime | None = None) -> Scenario:
    placed_at = ordered or paid
    return Scenario(placed("v1", rules=rules, at=placed_at), rules).after(pay("40.00", at=paid), now=paid)


def due_end(rules: RuleBook, paid: DateTime, ordered: DateTime | None = None) -> DateTime | None:
    return paid_at(rules, paid, ordered).state.parts[0].due_end


def judged(order: Order, milestone: Milestone, now: DateTime, rules: RuleBook = SIPOKO) -> Verdict | None:
    return verdict(order.parts[0], milestone, rules.orders, now)


@pytest.mark.rule("S26")
def test_four_calendar_days_run_from_the_payment_and_across_the_change_to_summer_time() -> None:
    assert due_end(SIPOKO, at("2026-03-26 10:00")) == at("2026-03-31 00:00")
    assert due_end(SIPOKO, at("2026-03-26 23:59")) == at("2026-03-31 00:00")
    assert due_end(SIPOKO, at("2026-03-27 00:00")) == at("2026-04-01 00:00")


@pytest.mark.rule("S26")
@pytest.mark.parametrize(
    ("start", "ordered", "paid", "expected"),
    [
        (ClockStart.LATER_OF_BOTH, "2026-03-26 10:00", "2026-03-28 10:00", "2026-04-02 00:00"),
        (ClockStart.LATER_OF_BOTH, "2026-03-28 10:00", "2026-03-26 10:00", "2026-04-02 00:00"),
        (ClockStart.PAID, "2026-03-26 10:00", "2026-03-28 10:00", "2026-04-02 00:00"),
        (ClockStart.PAID, "2026-03-28 10:00", "2026-03-26 10:00", "2026-04-02 00:00"),  # never before the order
        (ClockStart.ORDERED, "2026-03-26 10:00", "2026-03-28 10:00", "2026-03-31 00:00"),
    ],
)
def test_the_clock_starts_where_the_policy_says(start: ClockStart, ordered: str, paid: str, expected: str) -> None:
    rules = rules_of(ShippingDeadline(zone=PARIS, clock_start=start))
    assert due_end(rules, at(paid), at(ordered)) == at(expected)


@pytest.mark.rule("S26")
def test_a_date_given_by_the_platform_wins_over_a_computed_one() -> None:
    """Another engine computed its own over the platform's."""
    (first,) = placed("v1", "v2")
    assert isinstance(first, OrderPlaced)
    given = at("2026-03-27 12:00")
    parts = (evolve(first.parts[0], ship_by=given), first.parts[1])
    story = Scenario((evolve(first, parts=parts),)).after(pay("80.00"))
    assert story.state.parts[0].due_end == given
    assert story.state.parts[1].due_end == at("2026-03-31 00:00", "UTC")
    without = rules_of(None)
    explicit = evolve(first, parts=parts, rule_book=without.id)
    story = Scenario((explicit,), without).after(pay("80.00"))
    assert [part.due_end for part in story.state.parts] == [given, None]


@pytest.mark.rule("S26")
def test_it_is_on_time_a_microsecond_before_the_due_end_and_late_at_it() -> None:
    story = paid_at(PLAIN, at("2026-03-26 10:00", "UTC"))
    end = at("2026-03-31 00:00", "UTC")
    for when, expected in ((end - MICRO, Verdict.ON_TIME), (end, Verdict.LATE)):
        order = story.after(ship(at=utc(when)), now=utc(end + timedelta(days=1))).state
        assert judged(order, DISPATCH, utc(end + timedelta(days=1)), PLAIN) is expected


@pytest.mark.rule("S26")
def test_what_has_not_happened_is_pending_then_due_soon_then_missed() -> None:
    order = paid_at(PLAIN, at("2026-03-26 10:00", "UTC")).state
    end = at("2026-03-31 00:00", "UTC")
    soon = utc(end - timedelta(hours=24))
    for now, expected in (
        (utc(soon - MICRO), Verdict.PENDING),
        (soon, Verdict.DUE_SOON),
        (utc(end - MICRO), Verdict.DUE_SOON),
        (end, Verdict.MISSED),
    ):
        assert judged(order, DISPATCH, now, PLAIN) is expected


@pytest.mark.rule("S26")
def test_what_happens_after_the_instant_asked_about_has_not_happened_yet() -> None:
    end = at("2026-03-31 00:00", "UTC")
    late = utc(end + timedelta(days=2))
    order = paid_at(PLAIN, at("2026-03-26 10:00", "UTC")).after(ship(at=late), now=late).state
    assert judged(order, DISPATCH, end, PLAIN) is Verdict.MISSED
    assert judged(order, DISPATCH, late, PLAIN) is Verdict.LATE


@pytest.mark.rule("S27")
def test_at_sipoko_everything_has_to_have_arrived_in_time() -> None:
    assert binding(SIPOKO.orders) is DELIVERY
    assert binding(PLAIN.orders) is DISPATCH
    assert binding(UPXYCLED.orders) is None
    end = at("2026-03-31 00:00")
    story = paid_at(SIPOKO, at("2026-03-26 10:00")).after(ship(at=utc(end - MICRO)), now=utc(end))
    order = story.after(deliver(at=end), now=end).state
    assert judged(order, DISPATCH, end) is Verdict.ON_TIME
    assert judged(order, DELIVERY, end) is Verdict.LATE
    in_time = story.after(deliver(at=utc(end - MICRO)), now=end).state
    assert judged(in_time, DELIVERY, end) is Verdict.ON_TIME


@pytest.mark.rule("S27")
def test_the_last_parcel_decides() -> None:
    story = paid_at(SIPOKO, at("2026-03-26 10:00"))
    story = story.after(ship("p1", ("p1.l1", 2)), deliver())
    assert reached_at(story.state.parts[0], DISPATCH) is None
    story = story.after(ship("p1", ("p1.l2", 2), dispatch="d2"))
    first, second = story.state.parts[0].dispatches
    assert reached_at(story.state.parts[0], DISPATCH) == max(first.dispatched_at, second.dispatched_at)
    assert reached_at(story.state.parts[0], DELIVERY) is None
    story = story.after(deliver(dispatch="d2"))
    assert reached_at(story.state.parts[0], DELIVERY) == story.state.parts[0].dispatches[1].delivered_at


@pytest.mark.rule("S27")
def test_the_timers_stay_until_the_milestone_that_binds_is_reached() -> None:
    story = paid_at(SIPOKO, at("2026-03-26 10:00"))
    ctx = Context(now=at("2026-03-27 10:00"), actor=SYSTEM, policy=SIPOKO.orders)
    part = story.state.parts[0]
    assert due(story.state, ctx) == (
        Due(at("2026-03-30 00:00"), Timer.SHIPPING_DUE_SOON, story.state.id, part.id),
        Due(at("2026-03-31 00:00"), Timer.SHIPPING_DUE, story.state.id, part.id),
    )
    shipped = story.after(ship(), complete())
    assert len(due(shipped.state, ctx)) == 2
    assert due(shipped.after(deliver()).state, ctx) == ()
    plain = paid_at(PLAIN, at("2026-03-26 10:00")).after(ship())
    assert due(plain.state, evolve(ctx, policy=PLAIN.orders)) == ()


def test_a_cancelled_part_has_no_deadline() -> None:
    story = paid_at(PLAIN, at("2026-03-26 10:00", "UTC")).after(cancel("p1"))
    ctx = Context(now=at("2026-05-01 10:00"), actor=SYSTEM, policy=PLAIN.orders)
    assert judged(story.state, DISPATCH, ctx.now, PLAIN) is Verdict.VOID
    assert due(story.state, ctx) == ()


def test_a_part_that_was_paid_back_before_it_was_shipped_has_no_deadline() -> None:
    story = paid_at(PLAIN, at("2026-03-26 10:00", "UTC"))
    story = story.told(refund_settled("p1", all_of(story.state, "p1")))
    ctx = Context(now=at("2026-05-01 10:00"), actor=SYSTEM, policy=PLAIN.orders)
    assert judged(story.state, DISPATCH, ctx.now, PLAIN) is Verdict.VOID
    assert due(story.state, ctx) == ()


@pytest.mark.parametrize(
    ("paid", "expected"),
    [
        ("2026-03-23 10:00", "2026-03-26 00:00"),  # Monday: with Wednesday
        ("2026-03-27 18:00", "2026-04-01 00:00"),  # Friday: with Tuesday
    ],
)
def test_two_business_days_after_the_day_of_sale(paid: str, expected: str) -> None:
    assert due_end(WHATNOT, at(paid, NEW_YORK)) == at(expected, NEW_YORK)


def test_a_holiday_is_no_business_day() -> None:
    calendar = WorkingCalendar(holidays=(date(2026, 3, 30),))
    rules = WHATNOT.what_if({"orders.shipping.calendar": calendar})
    friday = at("2026-03-27 18:00", NEW_YORK)
    assert due_end(rules, friday) == at("2026-04-02 00:00", NEW_YORK), "with Wednesday"
    assert due_end(WHATNOT, friday) == at("2026-04-01 00:00", NEW_YORK)


@pytest.mark.parametrize(
    ("paid", "expected"),
    [("2026-03-27 13:59", "2026-03-28 00:00"), ("2026-03-27 14:00", "2026-03-31 00:00")],
)
def test_same_day_handling_with_a_cut_off(paid: str, expected: str) -> None:
    deadline = ShippingDeadline(amount=0, unit=Unit.BUSINESS_DAYS, zone=PARIS, cut_offs=CutOffs.daily(time(14)))
    assert due_end(rules_of(deadline), at(paid)) == at(expected)
    if paid.endswith("14:00"):
        holiday = evolve(deadline, calendar=WorkingCalendar(holidays=(date(2026, 3, 30),)))
        assert due_end(rules_of(holiday), at(paid)) == at("2026-04-01 00:00"), "Monday is a holiday"


def test_the_policy_of_the_order_not_today_s_decides() -> None:
    three = SIPOKO.what_if({"orders.shipping.amount": 3})
    assert due_end(three, at("2026-03-26 10:00")) == at("2026-03-30 00:00")
    assert three.id != SIPOKO.id
    order = paid_at(SIPOKO, at("2026-03-26 10:00")).state
    assert judged(order, DELIVERY, at("2026-03-30 12:00"), three) is Verdict.DUE_SOON, "the end is kept with the part"


@given(some.lives(SIPOKO))
def test_a_verdict_once_missed_is_never_on_time_again(life: some.Life) -> None:
    ranks = {
        Verdict.PENDING: 0,
        Verdict.DUE_SOON: 1,
        Verdict.ON_TIME: 2,
        Verdict.MISSED: 2,
        Verdict.LATE: 3,
    }
    ctx = Context(now=life.now, actor=SYSTEM, policy=SIPOKO.orders)
    for part in life.state.parts:
        if part.due_end is None:
            assert verdict(part, DISPATCH, SIPOKO.orders, life.now) is None
            continue
        away = (timedelta(), MICRO, timedelta(days=1))
        instants = sorted({life.now, life.state.placed_at, *[utc(part.due_end - span) for span in away]})
        seen = [verdict(part, DISPATCH, SIPOKO.orders, instant) for instant in instants]
        if Verdict.VOID not in seen:
            moves = [ranks[one] for one in seen if one is not None]
            assert moves == sorted(moves)
        assert (Verdict.MISSED in seen and Verdict.ON_TIME in seen) is False
    timers = orders.due(life.state, ctx)
    assert list(timers) == sorted(timers, key=lambda timer: timer.at)
