"""What came in beyond what was due is wholly refundable (rules.md §00.2), once, and at once."""

from __future__ import annotations

import pytest

from mpcore.refunds import Bearer, Mode, NothingToReturn, RefundCause, RefundStage
from mpcore.testing import OPERATOR, SYSTEM, Scenario, placed
from tests.orders.say import cancel, pay
from tests.refunds.say import (
    Desk,
    abandon,
    approve,
    ask,
    ask_all,
    by_hand,
    did_not,
    line,
    retry,
    sold,
    surplus,
    vendor,
    went_back,
)

NOTHING = (NothingToReturn(),)


def overpaid() -> Desk:
    """30.00 was due, and 37.00 came in."""
    return Desk(sold().after(pay("7.00", "m2")))


@pytest.mark.rule("00.2")
def test_all_that_came_in_beyond_what_was_due_goes_back_approved_already() -> None:
    desk = overpaid().do(surplus(), who=SYSTEM)
    refund = desk.refund()
    assert (refund.amount, refund.part, refund.shares, refund.mode) == (700, None, (), Mode.FULL)
    assert (refund.stage, refund.cause, refund.bearer) == (RefundStage.APPROVED, RefundCause.SURPLUS, Bearer.OPERATOR)
    desk.paid()
    assert (desk.order.surplus_minor, desk.part().refunded, desk.stage()) == (0, 0, RefundStage.COMPLETED)


@pytest.mark.rule("00.2")
def test_no_more_goes_back_than_came_in() -> None:
    desk = overpaid()
    [reason] = desk.reasons(surplus("7.01"))
    assert (reason.code, reason.at) == ("refunds.amount_exceeds_remaining", "amount")
    desk.do(surplus("3.00")).do(surplus("4.00", refund="r2"))
    assert desk.refund().mode is Mode.PARTIAL
    assert desk.reasons(surplus(refund="r3")) == NOTHING
    assert desk.reasons(surplus("0.01", refund="r3")) == NOTHING
    desk.paid()
    desk.paid("r2")
    assert (desk.order.surplus_minor, desk.reasons(surplus(refund="r3"))) == (0, NOTHING)


@pytest.mark.rule("00.2")
def test_where_no_more_came_in_than_was_due_there_is_none() -> None:
    assert Desk(sold()).reasons(surplus()) == NOTHING
    unpaid = Scenario(placed("v1")).after(pay("39.99"))
    assert Desk(unpaid).reasons(surplus()) == NOTHING, "it is for what is not paid yet"


@pytest.mark.rule("00.2")
def test_what_comes_after_the_cancellation_goes_back() -> None:
    desk = Desk(Scenario(placed("v1", lines=1)).after(cancel(), pay("20.00"))).do(surplus())
    assert desk.paid() == 2000


@pytest.mark.rule("00.2")
def test_a_part_of_the_surplus_may_go_back_and_the_rest_later() -> None:
    desk = overpaid().do(surplus(), went_back("2.00", payment="m2"))
    assert (desk.stage(), desk.order.surplus_minor) == (RefundStage.FAILED, 500)
    assert desk.reasons(surplus(refund="r2")) == NOTHING, "the rest of it is under way"
    desk.do(retry(), went_back("1.00", payment="m2", attempt=2), abandon())
    assert desk.order.surplus_minor == 400
    desk.do(surplus(refund="r2"))
    assert desk.amount("r2") == 400
    desk.do(did_not("m2", "r2"), by_hand("r2"))
    assert desk.order.surplus_minor == 0


@pytest.mark.rule("00.2")
def test_what_went_back_of_it_is_no_more_kept_for_it() -> None:
    desk = Desk(sold().after(pay("10.00", "m2"))).do(surplus(), went_back("4.00", payment="m2"))
    desk.meanwhile(pay("5.00", "m3"))
    assert (desk.order.surplus_minor, desk.refund().left_minor) == (1100, 600)
    assert [one.code for one in desk.reasons(surplus("5.01", refund="r2"))] == ["refunds.amount_exceeds_remaining"]
    desk.do(surplus("5.00", refund="r2"))
    desk.paid("r2")
    desk.do(retry(), went_back("6.00", payment="m2", attempt=2))
    assert (desk.order.surplus_minor, desk.order.surplus_refunded, desk.stage()) == (0, 1500, RefundStage.COMPLETED)


@pytest.mark.rule("00.2")
def test_surplus_that_went_back_too_late_is_told_as_far_as_it_is_there() -> None:
    desk = overpaid().do(surplus(), did_not("m2"), abandon(), went_back("7.00", payment="m2"))
    assert (desk.order.surplus_minor, desk.order.surplus_refunded, desk.refund().overpaid) == (0, 700, 0)
    assert desk.reasons(surplus(refund="r2")) == NOTHING
    twice = overpaid().do(surplus(), did_not("m2"), abandon(), surplus("4.00", refund="r2"))
    twice.do(went_back("7.00", payment="m2"))
    assert (twice.order.surplus_refunded, twice.refund().overpaid, twice.refund().settled_minor) == (300, 400, 300)
    twice.paid("r2")
    assert (twice.order.surplus_minor, twice.order.surplus_refunded) == (0, 700)


@pytest.mark.rule("00.2")
def test_surplus_that_went_back_twice_is_not_taken_from_what_is_left_besides() -> None:
    desk = overpaid().do(surplus("3.00"), did_not("m2"), by_hand(), went_back("1.00", payment="m2"))
    assert (desk.order.surplus_minor, desk.order.surplus_refunded) == (400, 300)
    assert (desk.refund().overpaid, desk.refund().settled_minor) == (100, 300)


def test_the_same_once_more_changes_nothing_and_other_content_is_refused() -> None:
    desk = overpaid().do(surplus())
    assert desk.events(surplus()) == []
    assert desk.refused(surplus("7.00")) == ["id_taken"]
    some = overpaid().do(surplus("3.00"))
    assert some.events(surplus("3.00")) == []
    assert some.refused(surplus("3.01")) == some.refused(surplus()) == ["id_taken"]
    assert some.refused(surplus("3.00", currency="USD")) == ["id_taken"]
    asked = overpaid().do(ask(line(amount="1.00")))
    assert asked.refused(surplus()) == ["id_taken"]
    assert desk.refused(ask(line(amount="7.00"))) == ["id_taken"]


def test_surplus_is_in_the_orders_currency() -> None:
    [reason] = overpaid().reasons(surplus("1.00", currency="USD"))
    assert (reason.code, reason.at) == ("orders.currency_mismatch", "amount")


def test_it_takes_nothing_from_the_parts_nor_they_from_it() -> None:
    desk = overpaid()
    assert desk.give(ask_all()) == 3000
    desk.do(surplus(refund="r2"))
    assert desk.paid("r2") == 700
    back: dict[str, int] = {}
    for refund in desk.after.refunds:
        for share in refund.payments:
            back[share.payment] = back.get(share.payment, 0) + share.settled
    assert back == {"m1": 3000, "m2": 700}


def test_who_asks_for_it() -> None:
    desk = overpaid()
    assert desk.refused(surplus(), vendor()) == ["missing_scope"]
    assert desk.refused(surplus(), desk.order.buyer) == ["missing_scope"]
    assert desk.refused(surplus(), vendor("v9")) == ["not_found"]
    desk.do(surplus("1.00"), who=OPERATOR)
    assert desk.refused(approve(), vendor()) == ["not_found"], "it is of no part"
