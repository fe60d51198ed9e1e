"""Money comes in: before it covers what is due nobody fulfils, and it is never refused for its amount."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest

from mpcore import orders
from mpcore.kernel import (
    IdTaken,
    InTheFuture,
    MissingScope,
    OutOfRange,
    PartId,
    PaymentId,
    System,
    WrongStage,
    utc,
)
from mpcore.money import money
from mpcore.orders import (
    CurrencyMismatch,
    LinesCancelled,
    LinesShipped,
    NotPaid,
    OnHold,
    PartCancelled,
    PartDue,
    PartStage,
    Payment,
    PaymentConfirmed,
    PaymentRecorded,
    Status,
    order_status,
)
from mpcore.presets import PLAIN, SIPOKO, UPXYCLED, RuleBook
from mpcore.testing import OPERATOR, PLACED_AT, Scenario, placed, vendor_member
from mpcore.timing import Milestone
from tests.orders.say import cancel, cancel_lines, complete, hold, pay, release, ship

TOLERANT = PLAIN.what_if({"orders.underpayment_tolerance": 500})
RISKY = PLAIN.what_if({"orders.allow_ship_unpaid": True})
RELAXED = PLAIN.what_if({"orders.require_shipment": False})
LATER = utc(PLACED_AT + timedelta(hours=1))


@pytest.mark.rule("U2", "S43")
@pytest.mark.parametrize("rules", [PLAIN, SIPOKO, UPXYCLED], ids=lambda rules: rules.id)
def test_nobody_ships_what_is_not_paid(rules: RuleBook) -> None:
    story = Scenario(placed("v1", "v2", rules=rules)).when(ship()).refused(NotPaid)
    story.after(pay("79.99")).when(ship()).refused(NotPaid)
    story.after(pay("80.00")).when(ship()).then(LinesShipped)


@pytest.mark.rule("U2")
def test_the_operator_does_not_ship_what_is_not_paid_either() -> None:
    Scenario(placed("v1")).when(ship(), actor=OPERATOR).refused(NotPaid)


@pytest.mark.rule("U2")
def test_what_is_on_hold_is_neither_shipped_nor_completed() -> None:
    story = Scenario(placed("v1", rules=RELAXED), RELAXED).after(pay("40.00"))
    held = story.after(hold())
    for command in (ship(), complete()):
        held.when(command).refused(OnHold(order=held.state.id, part=PartId("p1")))
        story.when(command).accepted()
        held.after(release()).when(command).accepted()


@pytest.mark.rule("U3")
def test_no_vendor_confirms_a_payment() -> None:
    story = Scenario(placed("v1"))
    story.when(pay("40.00"), actor=vendor_member("v1")).refused(MissingScope)
    story.when(pay("40.00"), actor=story.state.buyer).refused(MissingScope)
    story.when(pay("40.00"), actor=OPERATOR).then(PaymentRecorded, PaymentConfirmed)
    story.when(pay("40.00"), actor=System("payments")).then(PaymentRecorded, PaymentConfirmed)


@pytest.mark.rule("S43")
def test_a_marketplace_may_leave_the_risk_of_shipping_unpaid_to_its_vendors() -> None:
    story = Scenario(placed("v1", rules=RISKY), RISKY).when(ship()).then(LinesShipped)
    assert story.state.parts[0].stage is PartStage.AWAITING_PAYMENT
    story.when(complete()).refused(WrongStage)
    story.after(pay("40.00"), complete())
    Scenario(placed("v1")).when(ship()).refused(NotPaid)


@pytest.mark.rule("S43")
def test_no_clock_runs_for_what_is_not_paid() -> None:
    story = Scenario(placed("v1"))
    ctx = orders.Context(now=LATER + timedelta(days=30), actor=OPERATOR, policy=PLAIN.orders)
    assert orders.due(story.state, ctx) == ()
    assert orders.verdict(story.state.parts[0], Milestone.DISPATCH, PLAIN.orders, ctx.now) is None
    assert orders.due(story.after(pay("40.00")).state, ctx) != ()


@pytest.mark.rule("00.2")
def test_payments_add_up_and_confirm_as_soon_as_they_cover_what_is_due() -> None:
    story = Scenario(placed("v1", "v2")).when(pay("30.00", "m1")).then(PaymentRecorded)
    story = story.when(pay("49.99", "m2")).then(PaymentRecorded)
    assert story.state.confirmed_at is None
    story = story.when(pay("0.01", "m3"), now=LATER)
    due_end = utc(story.state.parts[0].due_end or LATER)
    story.then(
        PaymentRecorded(Payment(id=PaymentId("m3"), amount=1, happened_at=LATER)),
        PaymentConfirmed(at=LATER, parts=(PartDue(PartId("p1"), 4000, due_end), PartDue(PartId("p2"), 4000, due_end))),
    )
    assert (story.state.received, story.state.paid) == (money("80.00", "EUR"), money("80.00", "EUR"))


@pytest.mark.rule("00.2")
def test_the_order_of_payments_changes_nothing() -> None:
    payments = [
        pay(amount, name, at=utc(PLACED_AT + timedelta(minutes=minutes)))
        for amount, name, minutes in (("30.00", "m1", 3), ("49.00", "m2", 1), ("1.00", "m3", 2), ("5.00", "m4", 3))
    ]
    states = {Scenario(placed("v1", "v2")).after(*some[:3], now=LATER).state for some in permutations(payments[:3])}
    assert len(states) == 1
    (state,) = states
    assert state.confirmed_at == PLACED_AT + timedelta(minutes=3), "when the last of them came in"


@pytest.mark.rule("00.2")
@pytest.mark.parametrize(("amount", "confirmed"), [("35.00", True), ("34.99", False), ("40.00", True), ("0.00", False)])
def test_a_payment_may_fall_short_by_the_tolerance(amount: str, confirmed: bool) -> None:
    story = Scenario(placed("v1", rules=TOLERANT), TOLERANT).when(pay(amount)).accepted()
    assert (story.state.confirmed_at is not None) is confirmed
    exact = Scenario(placed("v1")).when(pay("39.99")).then(PaymentRecorded)
    assert exact.state.confirmed_at is None


@pytest.mark.rule("00.2")
def test_a_tolerance_larger_than_the_order_confirms_nothing_without_money() -> None:
    rules = PLAIN.what_if({"orders.underpayment_tolerance": 10_000})
    story = Scenario(placed("v1", rules=rules), rules).when(pay("0.00")).then(PaymentRecorded)
    story.when(pay("0.01", "m2")).then(PaymentRecorded, PaymentConfirmed)


@pytest.mark.rule("00.2")
def test_what_comes_in_beyond_what_is_owed_is_surplus() -> None:
    story = Scenario(placed("v1")).when(pay("50.00")).then(PaymentRecorded, PaymentConfirmed)
    assert (story.state.paid, story.state.surplus) == (money("40.00", "EUR"), money("10.00", "EUR"))
    story = story.when(pay("7.00", "m2")).then(PaymentRecorded)
    assert (story.state.paid, story.state.surplus) == (money("40.00", "EUR"), money("17.00", "EUR"))


@pytest.mark.rule("00.2")
def test_money_that_comes_after_the_cancellation_is_recorded_and_wholly_refundable() -> None:
    story = Scenario(placed("v1", "v2")).after(pay("30.00"))
    assert story.state.surplus == money("0.00", "EUR"), "it is awaited"
    story = story.after(cancel("p1"), cancel("p2"))
    assert story.state.surplus == money("30.00", "EUR")
    story = story.when(pay("50.00", "m2")).then(PaymentRecorded)
    assert story.state.surplus == money("80.00", "EUR")
    assert order_status(story.state, PLAIN.orders) is Status.CANCELLED


@pytest.mark.rule("00.2")
def test_an_order_with_nothing_due_is_placed_paid() -> None:
    history = placed("v1", price="0.00")
    assert [type(event) for event in history][1:] == [PaymentConfirmed]
    Scenario(history).when(ship()).then(LinesShipped)
    assert len(placed("v1", price="0.01")) == 1


@pytest.mark.rule("00.2")
def test_a_cancellation_may_leave_no_more_due_than_has_come_in() -> None:
    story = Scenario(placed("v1", "v2")).after(pay("40.00"))
    story.when(cancel_lines("p2", ("p2.l1", 2), ("p2.l2", 1))).then(LinesCancelled)
    confirmed = story.when(cancel("p2")).then(PartCancelled, PaymentConfirmed)
    assert [part.stage for part in confirmed.state.parts] == [PartStage.OPEN, PartStage.CANCELLED]
    assert confirmed.state.surplus == money("0.00", "EUR")


@pytest.mark.rule("00.2")
def test_what_is_confirmed_by_a_cancellation_is_for_what_is_left() -> None:
    """20.00 had come in for 40.00; with half of it cancelled, 40.00 counted as paid."""
    story = Scenario(placed("v1")).after(pay("20.00"))
    story = story.when(cancel_lines("p1", ("p1.l1", 2))).then(LinesCancelled, PaymentConfirmed)
    assert story.state.paid == story.state.received == money("20.00", "EUR")


def test_a_payment_that_makes_no_sense_is_refused_for_every_reason() -> None:
    story = Scenario(placed("v1"))
    story.when(pay("-1.00", currency="USD", at=LATER + timedelta(days=1)), now=LATER).refused(
        CurrencyMismatch, OutOfRange, InTheFuture
    )
    story.when(pay("1.00", at=LATER + timedelta(minutes=5)), now=LATER).then(PaymentRecorded)
    late = LATER + timedelta(minutes=5, microseconds=1)
    story.when(pay("1.00", at=late), now=LATER).refused(InTheFuture(happened_at=late, now=LATER, at="happened_at"))


def test_a_payment_that_is_told_again_changes_nothing_and_one_with_other_content_is_refused() -> None:
    story = Scenario(placed("v1")).after(pay("30.00", at=LATER), now=LATER)
    story.when(pay("30.00", at=LATER)).then()
    story.when(pay("30.00")).then()
    story.when(pay("30.01")).refused(IdTaken)
    story.when(pay("30.00", currency="USD")).refused(IdTaken)
    story.when(pay("30.00", at=PLACED_AT)).refused(IdTaken)


def test_an_older_now_is_tolerated() -> None:
    Scenario(placed("v1")).when(pay("40.00"), now=PLACED_AT - timedelta(days=1)).then(PaymentRecorded, PaymentConfirmed)
