"""Who cancels on whose account: operators, vendors and buyers where the policy lets them, and the time that passed."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from mpcore.kernel import Actor, Buyer, BuyerId, Exceeds, MissingScope, NotFound, Scope, WrongStage, utc
from mpcore.money import money
from mpcore.orders import (
    AlreadyShipped,
    BuyerCancels,
    CancellationTooLate,
    Cause,
    ChargebackOpen,
    LinesCancelled,
    LinesShipped,
    OrderCompleted,
    PartCancelled,
    PartCompleted,
    PaymentConfirmed,
    PaymentRecorded,
    RefundPending,
)
from mpcore.presets import PLAIN, RuleBook
from mpcore.testing import OPERATOR, PLACED_AT, Scenario, placed, vendor_member
from tests.orders.say import (
    cancel,
    cancel_lines,
    chargeback_won,
    charged_back,
    complete,
    fire,
    hold,
    pay,
    refund_closed,
    refund_opened,
    ship,
)

ADA = Buyer(BuyerId("ada"))
VENDOR = vendor_member("v1")
NEVER = PLAIN
WHILE_UNPAID = PLAIN.what_if({"orders.buyer_cancels": BuyerCancels.WHILE_UNPAID})
BEFORE_DISPATCH = PLAIN.what_if({"orders.buyer_cancels": BuyerCancels.BEFORE_DISPATCH})
BY_VENDORS = PLAIN.what_if({"orders.vendor_may_cancel": True})


def new(rules: RuleBook) -> Scenario:
    """An order of two vendors under these rules: 40.00 each, and 2.99 for shipping."""
    return Scenario(placed("v1", "v2", rules=rules, shipping="2.99"), rules)


def paid(rules: RuleBook) -> Scenario:
    return new(rules).after(pay("85.98"))


def cancelled(story: Scenario) -> PartCancelled:
    """The cancellation that followed the last command first."""
    event = story.events[0]
    assert isinstance(event, PartCancelled)
    return event


def to_go_back(story: Scenario) -> Decimal:
    return story.state.money(sum([share.total for share in cancelled(story).refund_due])).amount


@pytest.mark.rule("00.8")
def test_buyers_cancel_nothing_where_the_marketplace_does_not_let_them() -> None:
    for story in (new(NEVER), paid(NEVER)):
        story.when(cancel(), actor=ADA).refused(MissingScope(scope=Scope("orders.cancel")))
    for rules in (WHILE_UNPAID, BEFORE_DISPATCH):
        new(rules).when(cancel(), actor=ADA).then(PartCancelled)


def test_buyers_cancel_while_it_is_not_paid() -> None:
    story = new(WHILE_UNPAID).when(cancel(), actor=ADA).then(PartCancelled)
    assert (cancelled(story).cause, cancelled(story).refund_due) == (Cause.BUYER, ())
    short = new(WHILE_UNPAID).after(pay("85.97"))
    short.when(cancel(), actor=ADA).then(PartCancelled, PaymentConfirmed)
    paid(WHILE_UNPAID).when(cancel(), actor=ADA).refused(CancellationTooLate)
    paid(WHILE_UNPAID).when(cancel(), actor=OPERATOR).then(PartCancelled)


def test_buyers_cancel_what_was_not_sent_off() -> None:
    story = paid(BEFORE_DISPATCH).when(cancel(), actor=ADA).then(PartCancelled)
    assert cancelled(story).cause is Cause.BUYER
    assert to_go_back(story) == Decimal("42.99"), "with the shipping"
    sent = paid(BEFORE_DISPATCH).after(ship("p1", ("p1.l1", 1)))
    sent.when(cancel(), actor=ADA).refused(AlreadyShipped)
    sent.when(cancel("p2"), actor=ADA).then(PartCancelled)


def test_a_buyer_does_not_cancel_what_was_sent_off_unpaid() -> None:
    rules = WHILE_UNPAID.what_if({"orders.allow_ship_unpaid": True})
    story = new(rules)
    story.when(cancel(), actor=ADA).then(PartCancelled)
    story.after(ship("p1", ("p1.l1", 1))).when(cancel(), actor=ADA).refused(AlreadyShipped)


def test_buyers_cancel_whole_parts_of_their_own_orders_only() -> None:
    story = paid(BEFORE_DISPATCH)
    story.when(cancel_lines("p1", ("p1.l1", 1)), actor=ADA).refused(MissingScope)
    for stranger in (Buyer(BuyerId("bob")), Buyer(BuyerId("ada"), guest=True)):
        story.when(cancel(), actor=stranger).refused(NotFound(thing="order", id="o1"))


def test_what_is_held_or_waits_for_money_is_the_same_for_buyers() -> None:
    story = paid(BEFORE_DISPATCH)
    story.after(hold()).when(cancel(), actor=ADA).then(PartCancelled)
    refunding = story.told(refund_opened())
    refunding.when(cancel(), actor=ADA).refused(RefundPending)
    refunding.told(refund_closed()).when(cancel(), actor=ADA).then(PartCancelled)
    disputed = story.told(charged_back())
    disputed.when(cancel(), actor=ADA).refused(ChargebackOpen)
    disputed.told(chargeback_won()).when(cancel(), actor=ADA).then(PartCancelled)


def test_what_is_done_is_cancelled_by_nobody() -> None:
    done = paid(BEFORE_DISPATCH).after(ship(), complete())
    for actor in (ADA, OPERATOR):
        done.when(cancel(), actor=actor).refused(WrongStage)
        paid(BEFORE_DISPATCH).after(cancel()).when(cancel(), actor=actor).refused(WrongStage)


@pytest.mark.rule("00.8")
@pytest.mark.parametrize("rules", [NEVER, WHILE_UNPAID, BEFORE_DISPATCH], ids=lambda rules: rules.id)
def test_what_buyers_may_says_nothing_about_vendors(rules: RuleBook) -> None:
    paid(rules).when(cancel(), actor=VENDOR).refused(MissingScope)
    free = rules.what_if({"orders.vendor_may_cancel": True})
    story = paid(free).when(cancel(), actor=VENDOR).then(PartCancelled)
    assert cancelled(story).cause is Cause.VENDOR


@pytest.mark.rule("00.3")
def test_whoever_cancels_the_same_goes_back() -> None:
    rules = BEFORE_DISPATCH.what_if({"orders.vendor_may_cancel": True})
    actors: tuple[tuple[Actor, Cause], ...] = ((ADA, Cause.BUYER), (VENDOR, Cause.VENDOR), (OPERATOR, Cause.OPERATOR))
    stories = [paid(rules).when(cancel(), actor=actor, now=PLACED_AT) for actor, _ in actors]
    assert [cancelled(story).cause for story in stories] == [cause for _, cause in actors]
    assert len({cancelled(story).refund_due for story in stories}) == 1
    assert {to_go_back(story) for story in stories} == {Decimal("42.99")}


def test_units_out_of_stock_are_cancelled_by_their_vendor_and_the_rest_is_sent() -> None:
    story = paid(BY_VENDORS).when(cancel_lines("p1", ("p1.l1", 1)), actor=VENDOR).then(LinesCancelled)
    (event,) = story.events
    assert isinstance(event, LinesCancelled)
    assert (event.cause, sum(share.total for share in event.refund_due)) == (Cause.VENDOR, 1000)
    story.when(ship()).refused(Exceeds)
    story = story.when(ship("p1", ("p1.l1", 1), ("p1.l2", 2))).then(LinesShipped)
    story.when(complete()).then(PartCompleted)


@pytest.mark.rule("00.3")
def test_the_last_units_take_the_part_and_the_shipping_with_them() -> None:
    story = paid(BY_VENDORS).after(cancel_lines("p1", ("p1.l1", 2), ("p1.l2", 1)), actor=VENDOR)
    assert sum(line.refund_due.total for line in story.state.parts[0].lines if line.refund_due) == 3000
    last = story.when(cancel_lines("p1", ("p1.l2", 1)), actor=VENDOR).then(PartCancelled)
    assert (cancelled(last).cause, to_go_back(last)) == (Cause.VENDOR, Decimal("12.99"))
    assert last.state.parts[0].refundable == 0


@pytest.mark.rule("T14")
def test_of_what_was_sent_in_part_the_rest_is_cancelled_without_the_shipping() -> None:
    story = paid(BY_VENDORS).after(ship("p1", ("p1.l1", 1)))
    for actor in (VENDOR, OPERATOR):
        story.when(cancel(), actor=actor).refused(AlreadyShipped)
        rest = story.when(cancel_lines("p1", ("p1.l1", 1), ("p1.l2", 2)), actor=actor).then(LinesCancelled)
        (event,) = rest.events
        assert isinstance(event, LinesCancelled)
        assert sum(share.total for share in event.refund_due) == 3000
        rest.when(complete()).then(PartCompleted)


def test_what_was_not_paid_in_time_is_nobody_s_fault_but_the_buyer_s() -> None:
    rules = PLAIN.what_if({"orders.cancel_unpaid_after": timedelta(hours=24)})
    late = utc(PLACED_AT + timedelta(hours=24, microseconds=1))
    story = new(rules).when(fire(), now=late).then(PartCancelled, PartCancelled)
    assert [event.cause for event in story.events if isinstance(event, PartCancelled)] == [Cause.UNPAID] * 2
    story.when(pay("85.98"), now=late).then(PaymentRecorded)


def test_what_was_not_shipped_in_time_is_cancelled_for_the_deadline() -> None:
    rules = PLAIN.what_if({"orders.cancel_missed_after": timedelta(), "orders.vendor_may_cancel": True})
    story = paid(rules).after(ship("p2", dispatch="d2"))
    end = story.state.parts[0].due_end
    assert end is not None
    done = story.when(fire(), now=end)
    event = done.events[-1]
    assert isinstance(event, PartCancelled)
    assert (event.cause, sum(share.total for share in event.refund_due)) == (Cause.DEADLINE, 4299)


def test_a_cancellation_by_the_buyer_completes_what_it_kept_waiting() -> None:
    story = paid(BEFORE_DISPATCH).after(ship("p2", dispatch="d2"), complete("p2"))
    last = story.when(cancel(), actor=ADA).then(PartCancelled, OrderCompleted)
    assert last.state.completed_at is not None


def test_a_cancellation_by_the_buyer_confirms_what_is_paid_for_the_rest() -> None:
    story = new(WHILE_UNPAID).after(pay("42.99")).when(cancel("p2"), actor=ADA)
    story.then(PartCancelled, PaymentConfirmed)
    assert (story.state.paid, story.state.surplus) == (money("42.99", "EUR"), money("0.00", "EUR"))
