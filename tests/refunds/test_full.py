"""Full refunds (U24): nobody names an amount, and everything that is left goes back, the shipping included."""

from __future__ import annotations

import pytest

from mpcore import orders
from mpcore.kernel import Duplicate, NotFound, Refused
from mpcore.orders import PartStage
from mpcore.presets import PLAIN as BOOK
from mpcore.refunds import Mode, RefundCause, RefundPolicy, RefundStage, RequestRefund
from mpcore.testing import OPERATOR, PLACED_AT, Scenario, placed
from tests.orders.say import complete, pay, ship
from tests.refunds.say import Desk, abandon, approve, ask, ask_all, did_not, line, sold, vendor


@pytest.mark.rule("U24")
def test_a_full_refund_is_all_that_was_paid_for_the_part() -> None:
    desk = Desk(sold("v1", "v2", lines=2, quantity=2, shipping="5.01"))
    assert desk.give(ask_all(), vendor()) == 4501
    assert desk.part().refunded == desk.part().paid == 4501
    assert sum(share.shipping for share in desk.refund().shares) == 501
    assert desk.part("p2").refunded == 0


@pytest.mark.rule("U24")
def test_after_partial_ones_it_is_the_rest_with_the_shipping() -> None:
    desk = Desk(sold(lines=2, quantity=2, shipping="5.01"))
    desk.give(ask(line(units=1), refund="r2"))
    desk.give(ask(line("p1.l2", amount="3.33"), refund="r3"))
    desk.give(ask(shipping="1.00", refund="r4"))
    assert desk.give(ask_all()) == 4501 - 1000 - 333 - 100
    assert desk.part().refunded == 4501


@pytest.mark.rule("U24")
def test_what_is_under_way_is_not_asked_for_a_second_time() -> None:
    desk = Desk(sold()).do(ask(line(units=1), refund="r2")).do(ask_all())
    assert desk.amount() == 2000
    assert desk.refused(ask_all(refund="r3")) == ["refunds.nothing_to_refund"]


@pytest.mark.rule("U24")
@pytest.mark.parametrize(
    "asked",
    [
        ask(line(amount="5.00"), mode=Mode.FULL),
        ask(line(units=1), mode=Mode.FULL),
        ask(amount="5.00", mode=Mode.FULL),
        ask(shipping="0.01", mode=Mode.FULL),
    ],
    ids=["amount", "units", "part", "shipping"],
)
def test_nobody_names_an_amount_of_a_full_refund(asked: RequestRefund) -> None:
    desk = Desk(sold(shipping="1.00"))
    assert desk.refused(asked) == ["refunds.amounts_named"]
    desk.do(ask_all(line(restock=1)))


def test_only_lines_of_the_part_are_named() -> None:
    desk = Desk(sold("v1", "v2"))
    unknown = NotFound(thing="line", id="p2.l1", at="lines[0].line")
    assert desk.reasons(ask_all(line("p2.l1", restock=1))) == (unknown,)
    twice = Duplicate(thing="line", id="p1.l1", at="lines[1].line")
    assert desk.reasons(ask_all(line(restock=1), line(restock=1))) == (twice,)


@pytest.mark.rule("U24")
def test_where_less_was_paid_than_was_due_that_is_what_goes_back() -> None:
    book = BOOK.what_if({"orders.underpayment_tolerance": 100})
    story = Scenario(placed("v1", lines=2, quantity=1, rules=book), book).after(pay("19.05"))
    desk = Desk(story, RefundPolicy(rule_book=book.id))
    assert desk.give(ask(line(amount="3.00"), refund="r2")) == 300
    assert desk.refused(ask(amount="16.06", refund="r3")) == ["refunds.amount_exceeds_remaining"]
    assert desk.refused(ask(line(amount="7.00"), line("p1.l2", amount="9.06"), refund="r3")) == [
        "refunds.amount_exceeds_remaining"
    ]
    assert desk.give(ask_all()) == 1605
    assert desk.part().refunded == desk.part().paid == 1905


def test_a_part_that_went_back_does_not_keep_the_others_waiting() -> None:
    story = Scenario(placed("v1", "v2", lines=1)).after(pay("40.00"), ship("p2", ("p2.l1", 2)), complete("p2"))
    desk = Desk(story)
    assert desk.order.completed_at is None
    desk.do(ask_all(cause=RefundCause.CANCELLED_BEFORE_SHIPMENT))
    assert desk.order.completed_at is None, "it is only asked for"
    desk.do(approve()).paid()
    assert desk.order.completed_at is not None
    assert desk.part().stage is PartStage.OPEN
    assert desk.part("p2").stage is PartStage.COMPLETED


def test_a_part_is_not_completed_while_a_refund_of_it_is_open() -> None:
    desk = Desk(sold()).do(ask(line(amount="1.00")))
    ctx = orders.Context(now=PLACED_AT, actor=OPERATOR, policy=BOOK.orders)
    for last in (approve(), did_not()):
        waits = orders.execute(desk.order, complete(), ctx)
        assert isinstance(waits, Refused)
        assert [reason.code for reason in waits.reasons] == ["orders.refund_pending"]
        desk.do(last)
    assert desk.stage() is RefundStage.FAILED
    desk.do(abandon()).meanwhile(complete())
