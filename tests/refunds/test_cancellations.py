"""Cancelling anything paid opens, already approved, a refund of exactly those shares (rules.md §00.3), once."""

from __future__ import annotations

import pytest

from mpcore.kernel import System
from mpcore.orders import Quantity
from mpcore.refunds import NothingOwed, RefundCause, RefundPolicy, RefundStage, Requester
from mpcore.testing import OPERATOR, SYSTEM, Scenario, placed
from tests.orders.say import cancel, cancel_lines, chargeback_won, charged_back, complete
from tests.refunds.say import (
    Desk,
    abandon,
    approve,
    ask,
    ask_all,
    by_hand,
    did_not,
    line,
    of_cancellation,
    retry,
    sold,
    vendor,
    went_back,
)


@pytest.mark.rule("00.3")
def test_a_cancelled_part_goes_back_whole_with_its_shipping_approved_already() -> None:
    desk = Desk(sold("v1", "v2", lines=2, shipping="5.01", sent=0).after(cancel()))
    desk.do(of_cancellation(), who=SYSTEM)
    refund = desk.refund()
    assert (refund.amount, refund.stage, refund.requester) == (6501, RefundStage.APPROVED, Requester.SYSTEM)
    assert (refund.cause, refund.of_cancellation, refund.reason) == (RefundCause.PARTLY_CANCELLED, True, None)
    assert refund.shares == tuple([line.refund_due for line in desk.part().lines])
    assert refund.restock == tuple([Quantity(line.id, 3) for line in desk.part().lines])
    desk.paid()
    assert (desk.part().refunded, desk.part("p2").refunded) == (6501, 0)


@pytest.mark.rule("00.3")
def test_it_waits_for_nobody_whatever_is_set() -> None:
    strict = RefundPolicy(max_open_requests=1, threshold_days=0)
    desk = Desk(sold(quantity=3, sent=2).after(cancel_lines("p1", ("p1.l1", 1))), strict)
    desk.do(ask(line(amount="1.00"), refund="r2"))
    desk.do(of_cancellation())
    assert desk.stage() is RefundStage.APPROVED
    assert desk.part().open_refunds == ("r2",), "nobody waits for what a cancellation left due"


@pytest.mark.rule("00.3")
def test_what_was_cancelled_goes_back_once() -> None:
    desk = Desk(sold(quantity=3, sent=1).after(cancel_lines("p1", ("p1.l1", 1)))).do(of_cancellation())
    owed = (NothingOwed(part=desk.part().id),)
    assert desk.reasons(of_cancellation("r2")) == owed
    assert desk.events(of_cancellation()) == []
    desk.paid()
    assert desk.reasons(of_cancellation("r2")) == owed
    assert desk.events(of_cancellation()) == []
    desk.meanwhile(cancel_lines("p1", ("p1.l1", 1))).do(of_cancellation("r2"))
    assert (desk.amount("r2"), desk.reasons(of_cancellation("r3"))) == (1000, owed)


@pytest.mark.rule("00.3")
def test_where_nothing_was_paid_or_cancelled_nothing_is_owed() -> None:
    for story in (sold(), Scenario(placed("v1")).after(cancel_lines("p1", ("p1.l1", 1)))):
        desk = Desk(story)
        assert desk.reasons(of_cancellation()) == (NothingOwed(part=desk.part().id),)


@pytest.mark.rule("00.3")
def test_what_was_abandoned_of_it_is_owed_again() -> None:
    desk = Desk(sold(quantity=3, sent=1).after(cancel_lines("p1", ("p1.l1", 2)))).do(of_cancellation())
    desk.do(did_not(), abandon()).do(of_cancellation("r2"))
    assert desk.amount("r2") == 2000
    partly = Desk(sold(quantity=3, sent=1).after(cancel_lines("p1", ("p1.l1", 2)))).do(of_cancellation())
    partly.do(went_back("5.00"), abandon(), of_cancellation("r2"))
    assert partly.amount("r2") == 1500
    partly.paid("r2")
    assert (partly.part().refunded, partly.part().refundable) == (2000, 1000)


@pytest.mark.rule("00.3")
def test_a_refund_by_hand_is_never_of_what_cancellations_owe() -> None:
    desk = Desk(sold(quantity=3, sent=1).after(cancel_lines("p1", ("p1.l1", 2))))
    cause = RefundCause.PARTLY_CANCELLED
    assert desk.refused(ask(line(amount="10.01"), cause=cause)) == ["refunds.amount_exceeds_remaining"]
    assert desk.refused(ask(line(units=2))) == ["exceeds"]
    assert desk.give(ask(line(amount="10.00"), cause=cause)) == 1000
    desk.do(of_cancellation("r2")).paid("r2")
    assert desk.part().refunded == 3000
    assert desk.refused(ask_all(refund="r3")) == ["refunds.nothing_to_refund"]


@pytest.mark.rule("00.3")
def test_what_went_back_before_is_not_owed() -> None:
    desk = Desk(sold(quantity=3, sent=1))
    desk.give(ask(line(amount="6.00"), refund="r2"))
    desk.meanwhile(cancel_lines("p1", ("p1.l1", 2))).do(of_cancellation())
    assert desk.amount() == 1600
    desk.paid()
    assert desk.give(ask_all(refund="r3")) == 800


def test_what_is_charged_back_waits_for_the_bank() -> None:
    desk = Desk(sold(quantity=3, sent=1).after(cancel_lines("p1", ("p1.l1", 1)))).told(charged_back())
    assert desk.refused(of_cancellation()) == ["orders.chargeback_open"]
    desk.told(chargeback_won()).do(of_cancellation())


def test_it_can_fail_and_be_given_by_hand_like_any_other() -> None:
    desk = (
        Desk(sold(sent=0).after(cancel())).do(of_cancellation()).do(did_not(), retry(), did_not(attempt=2), by_hand())
    )
    assert (desk.stage(), desk.part().refunded) == (RefundStage.COMPLETED, 3000)


def test_vendors_and_buyers_do_not_ask_for_it() -> None:
    desk = Desk(sold(sent=0).after(cancel()))
    assert desk.refused(of_cancellation(), vendor()) == ["missing_scope"]
    assert desk.refused(of_cancellation(), desk.order.buyer) == ["missing_scope"]
    for who in (SYSTEM, OPERATOR, System("timer")):
        assert desk.events(of_cancellation(), who) == ["RefundRequested", "RefundApproved"]


def test_another_refund_with_the_same_id_is_not_it() -> None:
    desk = Desk(sold("v1", "v2", lines=2, sent=0).after(cancel(), cancel("p2")))
    desk.do(of_cancellation())
    assert desk.refused(of_cancellation(part="p2")) == ["id_taken"]
    asked = Desk(sold(quantity=3, sent=1).after(cancel_lines("p1", ("p1.l1", 1)))).do(ask(line(amount="1.00")))
    assert asked.refused(of_cancellation()) == ["id_taken"]


def test_completing_does_not_wait_for_it() -> None:
    desk = Desk(sold(quantity=3, sent=1).after(cancel_lines("p1", ("p1.l1", 2)))).do(of_cancellation())
    desk.meanwhile(complete())
    assert desk.order.completed_at is not None


def test_a_unit_that_went_back_may_be_cancelled_too_and_counts_once() -> None:
    desk = Desk(sold(lines=2, quantity=2, sent=0)).do(ask_all(), approve(), went_back("22.00"))
    assert [share.units for share in desk.refund().settled] == [0, 0]
    desk.do(retry(), went_back("17.99", attempt=2), abandon())
    gone = [line.gone for line in desk.part().lines]
    assert 2 in gone
    refunded = f"p1.l{gone.index(2) + 1}"
    desk.meanwhile(cancel_lines("p1", (refunded, 1)))
    assert [line.gone for line in desk.part().lines] == gone
    assert desk.reasons(of_cancellation("r2")) == (NothingOwed(part=desk.part().id),)
    assert desk.give(ask_all(refund="r3")) == 1
    assert desk.part().refunded == desk.part().paid
