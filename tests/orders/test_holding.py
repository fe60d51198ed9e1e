"""A part is stopped, and goes on: nothing of it is shipped or completed meanwhile."""

from __future__ import annotations

from datetime import timedelta

import pytest
from attrs import evolve

from mpcore import orders
from mpcore.kernel import BrokenHistoryError, MissingScope, Scope, WrongStage, utc
from mpcore.orders import (
    AlreadyShipped,
    LinesCancelled,
    LinesShipped,
    NotOnHold,
    OnHold,
    PartCancelled,
    PartCompleted,
    PartHeld,
    PartReleased,
    PartStage,
    PaymentConfirmed,
    PaymentRecorded,
    Status,
    order_status,
    part_status,
)
from mpcore.presets import PLAIN
from mpcore.testing import OPERATOR, PLACED_AT, SYSTEM, Scenario, placed, vendor_member
from mpcore.timing import Window
from tests.orders.say import (
    answer,
    ask,
    cancel,
    cancel_lines,
    charged_back,
    complete,
    deliver,
    edit,
    hold,
    pay,
    refund_opened,
    release,
    ship,
    vacation,
    write,
)

PAID = Scenario(placed("v1", "v2")).after(pay("80.00"))
BY_VENDORS = PLAIN.what_if({"orders.vendor_may_hold": True})
NOON = utc(PLACED_AT + timedelta(hours=3))


def status_of(story: Scenario, part: int = 0) -> Status:
    return part_status(story.state.parts[part], PLAIN.orders)


@pytest.mark.rule("U2")
def test_what_is_on_hold_is_not_shipped_and_is_when_it_goes_on() -> None:
    held = PAID.after(hold())
    held.when(ship()).refused(OnHold)
    held.when(ship("p2", dispatch="d2")).then(LinesShipped)
    held.after(release()).when(ship()).then(LinesShipped)


@pytest.mark.rule("U2")
def test_what_is_on_hold_is_not_completed() -> None:
    relaxed = PLAIN.what_if({"orders.require_shipment": False})
    story = Scenario(placed("v1", "v2", rules=relaxed), relaxed).after(pay("80.00"), hold())
    story.when(complete()).refused(OnHold)
    story.after(release()).when(complete()).then(PartCompleted)


def test_the_operator_is_stopped_by_it_too() -> None:
    PAID.after(hold()).when(ship(), actor=OPERATOR).refused(OnHold)


def test_a_hold_tells_when_and_why_and_the_rest_stays_as_it_was() -> None:
    command = evolve(hold(), reason="the address looks wrong")
    story = PAID.when(command, now=NOON)
    before = PAID.state.parts[0]
    story.then(PartHeld(part=before.id, at=NOON, due_end=before.due_end, reason="the address looks wrong"))
    after = story.state.parts[0]
    assert (after.held, after.stage, after.pauses.holds) == (True, PartStage.OPEN, (Window(NOON),))
    assert (after.lines, after.paid, story.state.parts[1]) == (before.lines, before.paid, PAID.state.parts[1])


def test_a_release_ends_the_hold_and_a_second_hold_begins_another() -> None:
    evening = utc(NOON + timedelta(hours=6))
    story = PAID.after(hold(), now=NOON).when(release(), now=evening)
    due_end = PAID.state.parts[0].due_end
    story.then(PartReleased(part=PAID.state.parts[0].id, at=evening, due_end=due_end))
    assert not story.state.parts[0].held
    again = story.after(hold(), now=evening)
    assert again.state.parts[0].pauses.holds == (Window(NOON, evening), Window(evening))
    assert again.state.parts[0].held


def test_a_clock_that_goes_backwards_never_makes_a_hold_end_before_it_began() -> None:
    earlier = utc(NOON - timedelta(hours=1))
    story = PAID.after(hold(), now=NOON).after(release(), now=earlier)
    assert story.state.parts[0].pauses.holds == (Window(NOON, NOON),)
    again = story.after(hold(), now=earlier)
    assert again.state.parts[0].pauses.holds == (Window(NOON, NOON), Window(NOON))


def test_what_is_held_is_not_held_again_and_what_is_not_is_not_released() -> None:
    PAID.when(release()).refused(NotOnHold)
    held = PAID.after(hold())
    held.when(hold()).refused(OnHold)
    held.after(release()).when(release()).refused(NotOnHold)


def test_nothing_of_which_a_unit_left_is_stopped() -> None:
    PAID.when(hold()).then(PartHeld)
    PAID.after(ship("p1", ("p1.l1", 1))).when(hold()).refused(AlreadyShipped)
    PAID.after(ship("p1", ("p1.l1", 1))).when(hold("p2")).then(PartHeld)
    PAID.after(cancel_lines("p1", ("p1.l1", 1))).when(hold()).then(PartHeld)


def test_nothing_is_stopped_that_is_done() -> None:
    PAID.after(ship(), complete()).when(hold()).refused(WrongStage)
    PAID.after(cancel()).when(hold()).refused(WrongStage)
    PAID.after(cancel()).when(release()).refused(WrongStage)


def test_what_is_not_paid_is_stopped_too_and_still_is_when_it_is_paid() -> None:
    story = Scenario(placed("v1")).after(hold())
    assert status_of(story) is Status.ON_HOLD
    paid = story.when(pay("40.00")).then(PaymentRecorded, PaymentConfirmed)
    assert (status_of(paid), paid.state.parts[0].stage) == (Status.ON_HOLD, PartStage.OPEN)
    paid.when(ship()).refused(OnHold)
    released = paid.after(release())
    assert status_of(released) is Status.PROCESSING
    released.when(ship()).then(LinesShipped)


def test_what_is_released_unpaid_waits_for_its_payment() -> None:
    story = Scenario(placed("v1")).after(hold(), release())
    assert status_of(story) is Status.AWAITING_PAYMENT
    assert story.state.parts[0].stage is PartStage.AWAITING_PAYMENT


@pytest.mark.rule("7.2")
def test_a_hold_is_shown_of_the_order_while_a_part_of_it_waits() -> None:
    shipped = PAID.after(ship("p2", dispatch="d2"))
    assert order_status(shipped.state, PLAIN.orders) is Status.PARTIALLY_SHIPPED
    held = shipped.after(hold())
    assert order_status(held.state, PLAIN.orders) is Status.ON_HOLD
    assert order_status(held.after(cancel()).state, PLAIN.orders) is Status.SHIPPED


def test_what_is_held_can_be_cancelled_and_the_hold_is_over() -> None:
    held = PAID.after(hold(), now=NOON)
    lines = held.when(cancel_lines("p1", ("p1.l1", 1))).then(LinesCancelled)
    assert lines.state.parts[0].held
    story = held.when(cancel(), now=utc(NOON + timedelta(hours=1))).then(PartCancelled)
    part = story.state.parts[0]
    assert (status_of(story), part.held) == (Status.CANCELLED, False)
    assert part.pauses.holds == (Window(NOON, utc(NOON + timedelta(hours=1))),)


def test_all_that_is_not_fulfilment_goes_on_while_a_part_is_held() -> None:
    rules = PLAIN.what_if({"orders.requests": orders.CancellationRequests()})
    held = Scenario(placed("v1", "v2", rules=rules), rules).after(pay("80.00"), hold())
    held.when(pay("1.00", "m2")).accepted()
    held.when(write()).accepted()
    held.when(edit(orders.Properties(tags=("gift",)))).accepted()
    held.when(vacation(PLACED_AT)).accepted()
    asked = held.when(ask()).accepted()
    asked.when(answer(accept=False)).accepted()
    asked.when(answer(accept=True)).accepted()
    assert held.told(refund_opened()).state.parts[0].held
    assert held.told(charged_back()).when(release()).then(PartReleased).state.parts[0].frozen


def test_vendors_stop_their_parts_only_where_the_marketplace_lets_them() -> None:
    staff = vendor_member("v1")
    PAID.when(hold(), actor=staff).refused(MissingScope(scope=Scope("orders.hold")))
    PAID.after(hold()).when(release(), actor=staff).refused(MissingScope(scope=Scope("orders.hold")))
    story = Scenario(placed("v1", "v2", rules=BY_VENDORS), BY_VENDORS).after(pay("80.00"))
    held = story.when(hold(), actor=staff).then(PartHeld)
    held.when(release(), actor=staff).then(PartReleased)
    held.when(release(), actor=OPERATOR).then(PartReleased)
    for nobody in (SYSTEM, story.state.buyer, vendor_member("v1", Scope("orders.ship"))):
        story.when(hold(), actor=nobody).refused(MissingScope)
        held.when(release(), actor=nobody).refused(MissingScope)


def test_a_delivery_is_recorded_of_what_was_sent_before_units_were_left_over() -> None:
    """A hold concerns what was not sent; of what was, nothing can be stopped."""
    story = PAID.after(ship("p1", ("p1.l1", 1)))
    story.when(hold()).refused(AlreadyShipped)
    story.when(deliver()).accepted()


def test_a_history_that_stops_or_releases_twice_is_broken() -> None:
    held = PAID.after(hold())
    with pytest.raises(BrokenHistoryError, match="held twice"):
        orders.evolve(held.state, *held.events)
    released = held.after(release())
    with pytest.raises(BrokenHistoryError, match="was not held"):
        orders.evolve(released.state, *released.events)
    done = PAID.after(ship(), complete())
    with pytest.raises(BrokenHistoryError, match="is COMPLETED; PartHeld cannot follow"):
        orders.evolve(done.state, *held.events)
