"""Every law, for attempts under any rule book, random histories, walks, and small worlds explored whole."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from functools import cache
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mpcore.kernel import Buyer, BuyerId, Done, LineId, ListingId, OrderId, PartId, Refused, VendorId
from mpcore.money import money
from mpcore.orders import (
    BuyerCancels,
    CancellationFee,
    CancellationRequests,
    ConfirmedBy,
    Context,
    FireTimers,
    Funder,
    NewDiscount,
    NewLine,
    NewPart,
    NewTax,
    NoCancellationPending,
    Order,
    OrderCommand,
    Part,
    PartStage,
    PlaceOrder,
    RequestStage,
    Shares,
    Silence,
    Status,
    place,
)
from mpcore.presets import PLAIN, SIPOKO, UPXYCLED, WHATNOT, RuleBook
from mpcore.testing import PLACED_AT, SYSTEM, Attempt, OrderAttempt, OrderWalk, Scenario, World, explore, laws, placed
from mpcore.testing import strategies as some
from mpcore.timing import Milestone
from tests.orders.say import answer, ask, cancel, cancel_lines, complete, pay, refund_settled

DAY = timedelta(days=1)

BUSY = PLAIN.what_if(
    {
        "orders.shipping.pause_on_hold": True,
        "orders.shipping.pause_on_vacation": True,
        "orders.require_shipment": False,
        "orders.vendor_may_cancel": True,
        "orders.vendor_may_hold": True,
        "orders.buyer_cancels": BuyerCancels.BEFORE_DISPATCH,
        "orders.cancellation_fee": CancellationFee(fixed=300, percent=Decimal(3)),
        "orders.requests": CancellationRequests(),
        "orders.remind_unpaid_after": (timedelta(hours=1), DAY),
        "orders.cancel_unpaid_after": 3 * DAY,
        "orders.complete_after": 2 * DAY,
        "orders.cancel_missed_after": DAY,
    }
)
"""Everybody may do much, and time does the rest; where a vendor says nothing, the sale stands."""

GRANTING = BUSY.what_if(
    {
        "orders.shipping.milestone": Milestone.DELIVERY,
        "orders.require_shipment": True,
        "orders.allow_ship_unpaid": True,
        "orders.underpayment_tolerance": 500,
        "orders.confirmed_by": ConfirmedBy.OPERATOR,
        "orders.buyer_cancels": BuyerCancels.WHILE_UNPAID,
        "orders.requests.silence": Silence.ACCEPTS,
    }
)
"""The same, where an operator confirms, and silence is a yes."""

BOOKS = (PLAIN, SIPOKO, UPXYCLED, WHATNOT)


def named(value: object) -> str:
    return str(value.id) if isinstance(value, RuleBook) else ""


@given(some.order_attempts())
def test_every_law_holds(attempt: OrderAttempt) -> None:
    laws.all_hold(attempt)


@pytest.mark.parametrize("rules", [BUSY, GRANTING], ids=["busy", "granting"])
@settings(max_examples=settings().max_examples // 2)
@given(data=st.data())
def test_every_law_holds_where_much_may_happen(rules: RuleBook, data: st.DataObject) -> None:
    laws.all_hold(data.draw(some.order_attempts(rules)))


@given(some.order_attempts(rules=PLAIN))
def test_paid_never_shrinks(a: Attempt[Order, OrderCommand]) -> None:
    match a.execute():
        case Done(after, _):
            assert after.paid >= a.state.paid
        case Refused(reasons):
            assert reasons


def left_alone(life: some.Life) -> OrderAttempt:
    """Nobody does anything for a month, and then the timers are fired."""
    ctx = Context(now=life.now + 30 * DAY, actor=SYSTEM, policy=life.rules.orders, vendor_cancellations=0)
    return OrderAttempt(state=life.state, command=FireTimers(order=life.state.id), context=ctx, history=life.history)


@pytest.mark.parametrize("rules", BOOKS, ids=named)
@settings(max_examples=settings().max_examples // 4)
@given(data=st.data())
def test_random_histories_keep_every_law(rules: RuleBook, data: st.DataObject) -> None:
    laws.all_hold(left_alone(data.draw(some.lives(rules))))


@pytest.mark.walk
@pytest.mark.parametrize("rules", BOOKS, ids=named)
@settings(max_examples=2500)
@given(data=st.data())
def test_ten_thousand_random_histories_keep_every_law(rules: RuleBook, data: st.DataObject) -> None:
    laws.all_hold(left_alone(data.draw(some.lives(rules, steps=20))))


TestWalk = OrderWalk.TestCase
TestWalk.settings = settings(TestWalk.settings, max_examples=settings().max_examples // 3)


@pytest.mark.walk
class TestLongWalks:
    Any = OrderWalk.using().TestCase
    Busy = OrderWalk.using(rules=BUSY).TestCase
    Granting = OrderWalk.using(rules=GRANTING).TestCase
    Plain = OrderWalk.using(rules=PLAIN).TestCase
    Sipoko = OrderWalk.using(rules=SIPOKO).TestCase
    UpXycled = OrderWalk.using(rules=UPXYCLED).TestCase
    Whatnot = OrderWalk.using(rules=WHATNOT).TestCase


ASKING = PLAIN.what_if({"orders.requests": CancellationRequests()})
BY_HAND = PLAIN.what_if({"orders.confirmed_by": ConfirmedBy.OPERATOR})
TIMED = PLAIN.what_if(
    {
        "orders.remind_unpaid_after": (timedelta(hours=1), DAY),
        "orders.cancel_unpaid_after": 3 * DAY,
        "orders.complete_after": 2 * DAY,
        "orders.cancel_missed_after": DAY,
        "orders.requests": CancellationRequests(silence=Silence.ACCEPTS),
    }
)
WORLDS: Mapping[str, Mapping[str, Any]] = {
    "two vendors with two lines of two units": {},
    "holds and requests": {"rules": ASKING, "quantity": 1, "holds": True, "requests": True},
    "scans": {"lines": 1, "quantity": 2, "scans": True},
    "payments": {"rules": BY_HAND, "lines": 1, "quantity": 1, "payments": True, "timers": True},
    "upkeep": {"lines": 1, "quantity": 1, "upkeep": True},
    "timers": {"rules": TIMED, "lines": 1, "quantity": 1, "requests": True, "timers": True},
    "refunds": {"lines": 1, "quantity": 1, "refunds": True, "chargebacks": True},
}
"""Worlds of two vendors, each with something of its own."""


@cache
def world(name: str) -> World:
    return explore(**WORLDS[name])


@pytest.mark.rule("U16")
def test_two_vendors_with_two_lines_of_two_units_are_explored_whole() -> None:
    base = world("two vendors with two lines of two units")
    assert base.states > 5000
    assert len(base.accepted) == len(base.refused) == 6, "every command is accepted and refused"
    assert base.statuses == {*Status} - {Status.ON_HOLD, Status.REFUNDED}


def test_parts_that_are_stopped_or_asked_for_come_to_an_end() -> None:
    assert world("holds and requests").states > 4000
    assert world("holds and requests").statuses == {*Status} - {Status.REFUNDED}


@pytest.mark.rule("U14", "U16")
def test_with_refunds_and_chargebacks_nobody_waits_for_ever_either() -> None:
    assert world("refunds").statuses == {*Status} - {Status.ON_HOLD}


@pytest.mark.parametrize("name", ["scans", "payments", "upkeep", "timers"])
def test_other_worlds_are_explored_whole(name: str) -> None:
    assert world(name).ends > 0
    assert set(world(name).accepted) == set(world(name).refused), "every command is accepted and refused"


def test_every_command_is_accepted_and_refused_in_some_world() -> None:
    worlds = [world(name) for name in WORLDS]
    every = set(get_args(OrderCommand))
    assert {kind for each in worlds for kind in each.accepted} == every
    assert {kind for each in worlds for kind in each.refused} == every


@pytest.mark.walk
@pytest.mark.parametrize(
    ("size", "what"),
    [
        ((3, 1, 2), {}),
        ((2, 1, 2), {"refunds": True}),
        ((3, 1, 1), {"refunds": True}),
        ((2, 2, 1), {"refunds": True}),
        ((2, 2, 2), {"rules": PLAIN.what_if({"orders.allow_ship_unpaid": True})}),
        ((2, 2, 1), {"rules": PLAIN.what_if({"orders.require_shipment": False})}),
        ((2, 1, 2), {"rules": PLAIN.what_if({"orders.underpayment_tolerance": 2000})}),
        ((2, 2, 2), {"holds": True}),
        ((2, 2, 1), {"rules": ASKING, "requests": True, "timers": True}),
        ((2, 1, 2), {"rules": ASKING, "requests": True, "timers": True, "holds": True}),
        ((2, 2, 1), {"scans": True}),
        ((2, 1, 1), {"rules": ASKING, "holds": True, "requests": True, "scans": True}),
        ((3, 1, 1), {"rules": TIMED, "requests": True, "timers": True}),
        ((1, 2, 2), {"rules": TIMED, "requests": True, "timers": True, "holds": True, "scans": True}),
        ((2, 1, 2), {"rules": BY_HAND, "payments": True, "timers": True, "upkeep": True}),
        ((2, 1, 1), {"chargebacks": True, "refunds": True, "holds": True}),
    ],
)
def test_larger_worlds(size: tuple[int, int, int], what: Mapping[str, Any]) -> None:
    vendors, lines, quantity = size
    assert explore(vendors=vendors, lines=lines, quantity=quantity, **what).ends > 0


# --- what the laws have found

RELAXED = ASKING.what_if({"orders.require_shipment": False})


@pytest.mark.rule("X-W3")
def test_a_request_that_silence_declined_is_answered_no_more_once_its_part_is_completed() -> None:
    """Found by a walk: a clock that was behind said yes, and a completed part cannot be cancelled."""
    story = Scenario(placed("v1", "v2", rules=RELAXED), RELAXED).after(pay("80.00"), ask())
    story = story.later(3 * DAY).after(complete())
    request = first(story).request
    assert request is not None
    assert (first(story).stage, request.stage) == (PartStage.COMPLETED, RequestStage.OPEN)
    for accept in (True, False):
        story.when(answer(accept=accept), now=PLACED_AT + timedelta(hours=1)).refused(NoCancellationPending)
    story.fired().accepted()


def first(story: Scenario) -> Part:
    return story.state.parts[0]


def taxed(line: NewLine, shipping: str, tax: str) -> Scenario:
    """One part of one line, with a tax on its shipping, paid for."""
    on_shipping = NewTax(rate_id="FR-20", rate=Decimal(20), amount=money(tax, "EUR"), inclusive=True)
    part = NewPart(
        id=PartId("p1"),
        vendor=VendorId("v1"),
        lines=(line,),
        shipping=money(shipping, "EUR"),
        shipping_taxes=(on_shipping,),
    )
    command = PlaceOrder(order=OrderId("o1"), buyer=Buyer(BuyerId("ada")), currency="EUR", parts=(part,))
    history = place(command, Context(now=PLACED_AT, actor=SYSTEM, policy=PLAIN.orders)).unwrap().events
    story = Scenario(history)
    return story.after(pay(str(story.state.due.amount)))


def new_line(quantity: int, price: str, *off: str) -> NewLine:
    return NewLine(
        id=LineId("p1.l1"),
        listing=ListingId("chair"),
        title="A chair",
        quantity=quantity,
        unit_price=money(price, "EUR"),
        discounts=tuple([NewDiscount(amount=money(amount, "EUR"), funder=Funder.VENDOR) for amount in off]),
    )


@pytest.mark.rule("00.3")
def test_the_tax_on_shipping_goes_back_with_the_shipping_and_with_no_unit_before() -> None:
    """Found by `conserved`: half of it had gone back, and each unit cancelled then gave a share of it back again."""
    story = taxed(new_line(7, "10.00"), "4.76", "0.70")
    line = first(story).lines[0]
    half = Shares(line=line.id, units=0, goods=3500, taxes=(35,), shipping=238, total=3738)
    story = story.told(refund_settled("p1", (half,)))
    for cancelled in range(1, 8):
        story = story.after(cancel_lines("p1", ("p1.l1", 1)))
        laws.life_holds(story.history, story.state)
        due = first(story).lines[0].refund_due
        assert due is not None
        assert due.taxes == ((35,) if cancelled == 7 else (0,))
        assert due.total == 500 * cancelled + (238 if cancelled == 7 else 0)


@pytest.mark.rule("00.3")
def test_a_line_that_was_paid_back_too_well_makes_no_other_owed_more() -> None:
    """Found by `conserved`: what one line had got too much was promised to the others once more."""
    story = Scenario(placed("v1")).after(pay("40.00"))
    of_first, of_second = first(story).lines
    too_much = Shares(line=of_first.id, units=0, goods=2000, total=2000)
    story = story.told(refund_settled("p1", (too_much,))).after(cancel_lines("p1", ("p1.l1", 1)))
    assert first(story).lines[0].refund_due is None
    story = story.after(cancel())
    due = first(story).lines[1].refund_due
    assert due is not None
    assert (due.total, first(story).refundable) == (2000, 0)
    laws.life_holds(story.history, story.state)
    assert of_second.total == 2000


def test_two_discounts_that_take_it_all_leave_nothing_to_go_back_twice() -> None:
    """Found by `conserved`: the half of two discounts of a cent is none, so half of nothing was a cent."""
    story = taxed(new_line(2, "0.01", "0.01", "0.01"), "0.02", "0.00")
    line = first(story).lines[0]
    assert line.total == 2
    cent = Shares(line=line.id, units=0, goods=1, taxes=(0,), discounts=(0, 0), total=1)
    story = story.told(refund_settled("p1", (cent,))).after(cancel())
    laws.life_holds(story.history, story.state)
    assert first(story).refundable >= 0
