"""What happens because time has passed: when it is due, late, twice; and never too early."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TypeAlias

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from pendulum import DateTime

from mpcore import orders
from mpcore.kernel import MissingScope, utc
from mpcore.orders import (
    AlreadyShipped,
    CancellationDeclined,
    CancellationRequests,
    Cause,
    Context,
    LinesCancelled,
    NoticeKind,
    OrderCommand,
    OrderCompleted,
    OrderFact,
    OrderPlaced,
    PartCancelled,
    PartCompleted,
    PartStage,
    Recipient,
    RequestCancellation,
    ShippingDeadlineMissed,
    Silence,
    Timer,
    Verdict,
    due,
    notices,
    verdict,
)
from mpcore.presets import PLAIN, SIPOKO, RuleBook
from mpcore.testing import OPERATOR, PLACED_AT, SYSTEM, Scenario, placed, vendor_member
from mpcore.timing import Milestone
from tests.orders.say import (
    ORDER,
    all_of,
    authorise,
    cancel,
    cancel_lines,
    chargeback_won,
    charged_back,
    complete,
    decline,
    deliver,
    fire,
    hold,
    lose,
    pay,
    refund_closed,
    refund_opened,
    refund_settled,
    release,
    send_back,
    ship,
    vacation,
)

HOUR, DAY, MICRO = timedelta(hours=1), timedelta(days=1), timedelta(microseconds=1)
PAID_AT = utc(PLACED_AT + HOUR)
END = utc(datetime.fromisoformat("2026-03-31T00:00:00+00:00"))
"""The due end of what is paid on the day it was placed on, under PLAIN."""
SHIPPING_DUE, SOON = Timer.SHIPPING_DUE, Timer.SHIPPING_DUE_SOON

COMPLETING = PLAIN.what_if({"orders.complete_after": 14 * DAY})
CANCELLING = PLAIN.what_if({"orders.cancel_missed_after": 2 * DAY})


def paid(rules: RuleBook = PLAIN, *vendors: str) -> Scenario:
    named = vendors or ("v1",)
    return Scenario(placed(*named, rules=rules), rules).after(pay(f"{40 * len(named)}.00"), now=PAID_AT)


def timers(story: Scenario) -> dict[Timer, DateTime]:
    policy = (story.rules or PLAIN).orders
    return {each.timer: each.at for each in due(story.state, Context(now=PLACED_AT, actor=SYSTEM, policy=policy))}


@pytest.mark.rule("S26")
def test_a_missed_deadline_is_recorded_from_its_due_end_on() -> None:
    story = paid()
    assert timers(story)[SHIPPING_DUE] == END
    story.when(fire(), now=utc(END - MICRO)).then()
    for now in (END, utc(END + MICRO), utc(END + 30 * DAY)):
        missed = story.when(fire(), now=now).then(ShippingDeadlineMissed(story.state.parts[0].id, now, END))
        assert missed.state.parts[0].missed_at == now


@pytest.mark.rule("S26")
def test_a_missed_deadline_is_recorded_once_in_a_part_s_life() -> None:
    story = paid().after(fire(), now=END)
    assert SHIPPING_DUE not in timers(story)
    for more in (
        story,
        story.after(ship()),
        story.after(ship("p1", ("p1.l1", 1))),
        story.after(cancel()),
        story.after(hold(), release()),
        story.after(vacation(PLACED_AT, END)),
    ):
        more.when(fire(), now=utc(END + 90 * DAY)).then()


@pytest.mark.rule("S26")
@pytest.mark.parametrize("milestone", Milestone)
def test_it_is_recorded_though_the_milestone_was_reached_late(milestone: Milestone) -> None:
    rules = PLAIN.what_if({"orders.shipping.milestone": milestone})
    for reached, events in (
        (utc(END - MICRO), ()),
        (END, (ShippingDeadlineMissed,)),
        (utc(END + DAY), (ShippingDeadlineMissed,)),
    ):
        story = paid(rules).after(ship(at=reached), deliver(at=reached), now=reached)
        story = story.when(fire(), now=utc(END + 9 * DAY)).then(*events)
        late = verdict(story.state.parts[0], milestone, rules.orders, END + 9 * DAY)
        assert late is (Verdict.LATE if events else Verdict.ON_TIME)


@pytest.mark.rule("S26")
def test_it_is_recorded_though_what_was_left_was_cancelled_late_and_not_if_in_time() -> None:
    half = paid().after(ship("p1", ("p1.l1", 2)))
    for command, story in ((cancel(), paid()), (cancel_lines("p1", ("p1.l2", 2)), half)):
        in_time = story.after(command, now=utc(END - MICRO))
        assert SHIPPING_DUE not in timers(in_time)
        in_time.when(fire(), now=utc(END + DAY)).then()
        for late in (END, utc(END + DAY)):
            story.after(command, now=late).when(fire(), now=utc(END + 2 * DAY)).then(ShippingDeadlineMissed)


@pytest.mark.rule("S26")
def test_it_is_recorded_though_everything_was_paid_back_late_and_not_if_in_time() -> None:
    story = paid()
    for at, events in ((utc(END - MICRO), ()), (END, (ShippingDeadlineMissed,))):
        fact = evolve(refund_settled("p1", all_of(story.state, "p1")), at=at)
        story.told(fact).when(fire(), now=utc(END + DAY)).then(*events)
    half = story.told(refund_settled("p1", all_of(story.state, "p1")[:1]))
    half.when(fire(), now=END).then(ShippingDeadlineMissed)


@pytest.mark.rule("S27")
def test_where_everything_has_to_have_arrived_it_is_missed_by_what_did_not() -> None:
    story = paid(SIPOKO).after(ship(), complete())
    end = story.state.parts[0].due_end
    assert end is not None
    story.when(fire(), now=end).then(ShippingDeadlineMissed)
    for stray in (lose(), send_back()):
        story.after(stray).when(fire(), now=end).then(ShippingDeadlineMissed)
    story.after(deliver()).when(fire(), now=end).then()
    paid().after(ship()).when(fire(), now=utc(END + DAY)).then()


@pytest.mark.rule("S26")
def test_a_date_of_the_platform_s_that_had_passed_before_the_payment_is_missed_too() -> None:
    (first,) = placed("v1")
    assert isinstance(first, OrderPlaced)
    given_end = utc(PLACED_AT + timedelta(minutes=1))
    story = Scenario((evolve(first, parts=(evolve(first.parts[0], ship_by=given_end),)),))
    story.when(fire(), now=PAID_AT).then()
    story = story.after(pay("40.00"), now=PAID_AT)
    story.when(fire(), now=PAID_AT).then(ShippingDeadlineMissed(story.state.parts[0].id, PAID_AT, given_end))


@pytest.mark.rule("S43")
def test_no_deadline_is_missed_where_no_clock_runs() -> None:
    never = PLAIN.what_if({"orders.shipping": None})
    for story in (Scenario(placed("v1")), paid(never)):
        assert timers(story) == {}
        story.when(fire(), now=utc(END + 90 * DAY)).then()


def test_each_part_misses_its_own_deadline() -> None:
    story = paid(PLAIN, "v1", "v2", "v3").after(ship("p2"))
    story = story.when(fire(), now=END).then(ShippingDeadlineMissed, ShippingDeadlineMissed)
    assert [part.missed_at for part in story.state.parts] == [END, None, END]
    told = notices(story.state, story.events)
    assert [(notice.kind, notice.to, notice.vendor, notice.part) for notice in told] == [
        (NoticeKind.DEADLINE_MISSED, Recipient.VENDOR, "v1", "p1"),
        (NoticeKind.DEADLINE_MISSED, Recipient.OPERATOR, None, "p1"),
        (NoticeKind.DEADLINE_MISSED, Recipient.VENDOR, "v3", "p3"),
        (NoticeKind.DEADLINE_MISSED, Recipient.OPERATOR, None, "p3"),
    ]
    assert {notice.due_end for notice in told} == {END}


ARRIVED = utc(PAID_AT + DAY)
THEN = utc(ARRIVED + 14 * DAY + MICRO)


def delivered(rules: RuleBook = COMPLETING, *vendors: str) -> Scenario:
    return paid(rules, *vendors).after(ship()).after(deliver(at=ARRIVED), now=ARRIVED)


@pytest.mark.rule("U14", "00.7")
def test_a_part_is_completed_by_itself_after_the_last_instant_of_its_time() -> None:
    story = delivered()
    assert timers(story) == {Timer.COMPLETION: THEN}
    story.when(fire(), now=utc(THEN - MICRO)).then()
    for now in (THEN, utc(THEN + 30 * DAY)):
        done = story.when(fire(), now=now).then(PartCompleted(story.state.parts[0].id, now), OrderCompleted)
        done.when(fire()).then()
        assert timers(done) == {}
    delivered(PLAIN).when(fire(), now=utc(THEN + 300 * DAY)).then()


@pytest.mark.rule("U14")
def test_nothing_is_completed_by_itself_before_all_of_it_arrived() -> None:
    half = paid(COMPLETING).after(ship("p1", ("p1.l1", 2)), now=PAID_AT).after(deliver(at=ARRIVED), now=ARRIVED)
    assert Timer.COMPLETION not in timers(half), "something is left to ship"
    sent = half.after(ship("p1", ("p1.l2", 2), dispatch="d2"), now=ARRIVED)
    last = utc(ARRIVED + DAY)
    for stray in (sent, sent.after(lose(dispatch="d2")), sent.after(send_back(dispatch="d2"))):
        assert Timer.COMPLETION not in timers(stray)
        assert PartCompleted not in [type(event) for event in stray.when(fire(), now=utc(THEN + 90 * DAY)).events]
    assert timers(sent.after(deliver(dispatch="d2", at=last), now=last))[Timer.COMPLETION] == utc(THEN + DAY)
    cancelled = half.after(cancel_lines("p1", ("p1.l2", 2)), now=last)
    assert timers(cancelled)[Timer.COMPLETION] == utc(THEN + DAY), "it is all of it since then"


@pytest.mark.rule("U14")
def test_what_somebody_else_has_to_settle_first_is_not_completed_by_itself() -> None:
    story = delivered()
    stopped: list[tuple[Scenario, Scenario]] = [
        (story.told(refund_opened()), story.told(refund_opened()).told(refund_closed())),
        (story.told(charged_back()), story.told(charged_back()).told(chargeback_won())),
        (
            story.told(refund_opened()),
            story.told(refund_opened()).told(refund_settled("p1", all_of(story.state, "p1")[:1])),
        ),
    ]
    for waiting, freed in stopped:
        assert timers(waiting) == {}
        waiting.when(fire(), now=utc(THEN + DAY)).then()
        freed.when(fire(), now=utc(THEN + DAY)).then(PartCompleted, OrderCompleted)


@pytest.mark.rule("U14")
def test_a_part_that_is_on_hold_is_not_completed_by_itself() -> None:
    """What was shipped is not held here, but a history from elsewhere may say so."""
    story = delivered()
    story.when(hold()).refused(AlreadyShipped)
    (held,) = paid(COMPLETING).when(hold()).events
    ctx = Context(now=utc(THEN + DAY), actor=SYSTEM, policy=COMPLETING.orders)
    assert due(orders.evolve(story.state, held), ctx) == ()
    assert due(story.state, ctx) != ()


@pytest.mark.rule("U16")
def test_the_last_part_that_is_completed_by_itself_completes_the_order() -> None:
    story = delivered(COMPLETING, "v1", "v2")
    story = story.when(fire(), now=THEN).then(ShippingDeadlineMissed, PartCompleted)
    story = story.after(ship("p2"), deliver("p2", at=THEN), now=THEN)
    story.when(fire(), now=utc(THEN + 14 * DAY)).then()
    story.when(fire(), now=utc(THEN + 14 * DAY + MICRO)).then(PartCompleted, OrderCompleted)


MISSED = utc(END + 2 * DAY)


def test_what_was_not_shipped_so_long_after_the_due_end_is_cancelled() -> None:
    story = paid(CANCELLING)
    assert timers(story)[Timer.MISSED_CANCELLATION] == MISSED
    story.when(fire(), now=utc(MISSED - MICRO)).then(ShippingDeadlineMissed)
    cancelled = story.when(fire(), now=MISSED).then(ShippingDeadlineMissed, PartCancelled)
    (event,) = [event for event in cancelled.events if isinstance(event, PartCancelled)]
    assert event.cause is Cause.DEADLINE
    assert sum(share.total for share in event.refund_due) == 4000
    assert event.fee == 0
    cancelled.when(fire(), now=utc(MISSED + DAY)).then()
    recorded = story.after(fire(), now=END)
    recorded.when(fire(), now=MISSED).then(PartCancelled)
    assert Timer.MISSED_CANCELLATION not in timers(paid())


def test_only_what_is_left_is_cancelled_after_the_due_end() -> None:
    story = paid(CANCELLING).after(ship("p1", ("p1.l1", 2), ("p1.l2", 1)))
    story = story.when(fire(), now=MISSED).then(ShippingDeadlineMissed, LinesCancelled)
    assert story.state.parts[0].stage is PartStage.OPEN
    assert [(line.shipped, line.cancelled) for line in story.state.parts[0].lines] == [(2, 0), (1, 1)]
    story.when(complete()).then(PartCompleted, OrderCompleted)
    shipped = paid(CANCELLING).after(ship())
    assert timers(shipped) == {}
    shipped.when(fire(), now=utc(MISSED + DAY)).then()


def test_a_deadline_is_missed_before_what_was_missed_is_cancelled() -> None:
    rules = PLAIN.what_if({"orders.cancel_missed_after": timedelta()})
    paid(rules).when(fire(), now=utc(END - MICRO)).then()
    paid(rules).when(fire(), now=END).then(ShippingDeadlineMissed, PartCancelled)


def test_what_somebody_else_has_to_settle_first_is_not_cancelled_for_its_deadline() -> None:
    story = paid(CANCELLING)
    for waiting, freed in (
        (story.told(refund_opened()), story.told(refund_opened()).told(refund_closed())),
        (story.told(charged_back()), story.told(charged_back()).told(chargeback_won())),
        (story.after(hold()), story.after(hold(), release())),
    ):
        assert Timer.MISSED_CANCELLATION not in timers(waiting)
        waiting.when(fire(), now=utc(MISSED + DAY)).then(ShippingDeadlineMissed)
        freed.when(fire(), now=utc(MISSED + DAY)).then(ShippingDeadlineMissed, PartCancelled)


@pytest.mark.rule("X-W3")
def test_a_buyer_s_request_is_answered_before_anything_else_happens_by_itself() -> None:
    rules = CANCELLING.what_if({"orders.requests": CancellationRequests(answer_within=timedelta(hours=48))})
    asked_at = utc(MISSED - HOUR)
    ends_at = utc(asked_at + timedelta(hours=48) + MICRO)
    story = paid(rules).after(fire(), now=END)
    story = story.after(RequestCancellation(order=ORDER, part=story.state.parts[0].id), now=asked_at)
    assert timers(story) == {SOON: utc(END - DAY), Timer.ANSWER_DUE: ends_at}
    story.when(fire(), now=MISSED).then()
    story.when(fire(), now=ends_at).then(CancellationDeclined, PartCancelled)


def test_the_last_part_that_is_cancelled_for_its_deadline_completes_the_order() -> None:
    story = paid(CANCELLING, "v1", "v2").after(ship("p1"), complete("p1"))
    story.when(fire(), now=MISSED).then(ShippingDeadlineMissed, PartCancelled, OrderCompleted)


def test_timers_are_fired_by_the_system_and_by_operators() -> None:
    story = paid()
    for actor in (SYSTEM, OPERATOR):
        story.when(fire(), actor=actor, now=END).then(ShippingDeadlineMissed)
    for other in (vendor_member("v1"), story.state.buyer):
        story.when(fire(), actor=other, now=END).refused(MissingScope)


ALL = PLAIN.what_if(
    {
        "orders.remind_unpaid_after": (HOUR, DAY),
        "orders.cancel_unpaid_after": 3 * DAY,
        "orders.complete_after": 2 * DAY,
        "orders.cancel_missed_after": DAY,
        "orders.requests": CancellationRequests(answer_within=timedelta(hours=12)),
        "orders.allow_ship_unpaid": True,
        "orders.require_shipment": False,
        "orders.shipping.pause_on_hold": True,
        "orders.shipping.pause_on_vacation": True,
    }
)
ACCEPTING = ALL.what_if({"orders.requests.silence": Silence.ACCEPTS, "orders.shipping.milestone": Milestone.DELIVERY})
STEPS: tuple[OrderCommand | OrderFact, ...] = (
    pay("50.00", "m1"),
    pay("30.00", "m2"),
    authorise("80.00", "m3", PLACED_AT + 2 * DAY, PLACED_AT),
    authorise("80.00", "m4", at=PLACED_AT),
    decline("m4", at=PLACED_AT),
    ship("p1", ("p1.l1", 2)),
    ship("p1", ("p1.l2", 2), dispatch="d2"),
    ship("p2"),
    deliver(),
    deliver(dispatch="d2"),
    deliver("p2"),
    lose("p2"),
    hold("p1"),
    release("p1"),
    hold("p2"),
    vacation(PLACED_AT + DAY, PLACED_AT + 4 * DAY),
    vacation(PLACED_AT + DAY, None, "p2"),
    RequestCancellation(order=ORDER, part=ship("p1").part),
    RequestCancellation(order=ORDER, part=ship("p2").part),
    cancel("p2"),
    cancel_lines("p1", ("p1.l2", 1)),
    complete("p1"),
    fire(),
    refund_opened("p2"),
    refund_closed("p2"),
    charged_back("p1"),
    chargeback_won("p1"),
)


BEGINNINGS: tuple[tuple[OrderCommand, ...], ...] = (
    (),
    (pay("80.00", "m0"),),
    (pay("80.00", "m0"), ship("p1"), deliver()),
)
Step: TypeAlias = OrderCommand | OrderFact


def lived(rules: RuleBook, *steps: tuple[Step, DateTime]) -> Scenario:
    """A story of whatever steps, refused ones too."""
    story = Scenario(placed("v1", "v2", rules=rules), rules)
    for step, now in steps:
        story = story.told(step) if isinstance(step, OrderFact) else story.when(step, now=now)
    return story


@given(
    st.sampled_from([ALL, ACCEPTING]),
    st.sampled_from(BEGINNINGS),
    st.lists(st.tuples(st.sampled_from(STEPS), st.sampled_from([timedelta(0), HOUR, 9 * HOUR, DAY])), max_size=12),
)
def test_every_timer_does_something_once_and_in_its_time(
    rules: RuleBook, beginning: tuple[Step, ...], steps: list[tuple[Step, timedelta]]
) -> None:
    now, timed = PLACED_AT, [(step, PLACED_AT) for step in beginning]
    for step, pause in steps:
        now = utc(now + pause)
        timed.append((step, now))
    story = lived(rules, *timed)
    ctx = Context(now=now, actor=SYSTEM, policy=rules.orders)
    found = due(story.state, ctx)
    assert list(found) == sorted(found, key=lambda timer: timer.at)
    effective = [timer for timer in found if timer.timer is not SOON]
    if effective:
        story.when(fire(), now=utc(effective[0].at - MICRO)).then()
    for timer in effective:
        fired = story.when(fire(), now=timer.at).accepted()
        assert fired.events, f"{timer} has no effect"
        assert timer not in due(fired.state, ctx), f"{timer} is not over"
        fired.when(fire(), now=timer.at).then()
        told = [event for event in fired.history if isinstance(event, ShippingDeadlineMissed)]
        assert len({event.part for event in told}) == len(told)


@given(
    st.sampled_from([ALL, ACCEPTING]),
    st.sampled_from(BEGINNINGS),
    st.lists(st.sampled_from(STEPS), max_size=12),
    st.timedeltas(timedelta(0), 20 * DAY),
)
def test_once_the_timers_were_fired_nothing_is_left_to_do(
    rules: RuleBook, beginning: tuple[Step, ...], steps: list[Step], pause: timedelta
) -> None:
    story, now = lived(rules, *[(step, PLACED_AT) for step in (*beginning, *steps)]), utc(PLACED_AT + pause)
    story = story.when(fire(), now=now).accepted()
    ctx = Context(now=now, actor=SYSTEM, policy=rules.orders)
    assert [timer for timer in due(story.state, ctx) if timer.at <= now and timer.timer is not SOON] == []
    story.when(fire(), now=now).then()
