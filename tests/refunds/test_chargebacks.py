"""Chargebacks beside refunds: a bank asks nobody, and takes what refunds have under way too."""

from __future__ import annotations

import pytest
from attrs import evolve

from mpcore.kernel import BrokenHistoryError, ChargebackId, FactId, LineId, ListingId, PartId
from mpcore.orders import ChargebackLost, Discount, Funder, Line, Shares
from mpcore.orders.shares import left_of, lowered
from mpcore.refunds.entitlement import left_of_goods
from mpcore.testing import PLACED_AT
from tests.orders.say import cancel_lines, chargeback_lost, charged_back
from tests.refunds.say import Desk, approve, ask, ask_all, did_not, line, of_cancellation, reject, sold, went_back

ASKED = ask(line(units=1))
ALL = Desk(sold()).do(ask_all()).refund().shares


def test_what_a_bank_took_is_not_asked_for() -> None:
    desk = Desk(sold()).told(charged_back(), chargeback_lost("p1", ALL))
    assert (desk.part().refunded, desk.refused(ASKED)) == (3000, ["refunds.nothing_to_refund"])


def test_a_bank_takes_what_is_asked_for_too_and_then_nothing_is_left() -> None:
    desk = Desk(sold()).do(ASKED).told(charged_back(), chargeback_lost("p1", ALL))
    assert (desk.part().refunded, desk.part().refundable, desk.part().overdrawn) == (3000, 0, 1000)
    assert desk.refused(ask(line(amount="0.01"), refund="r2")) == ["refunds.nothing_to_refund"]
    desk.do(reject())
    assert (desk.part().refundable, desk.part().overdrawn) == (0, 0)


def test_what_a_bank_took_of_other_units_leaves_those_that_are_asked_for() -> None:
    rest = Desk(sold()).do(ask(line(units=2))).refund().shares
    desk = Desk(sold()).do(ASKED).told(charged_back(), chargeback_lost("p1", rest))
    assert (desk.part().refunded, desk.part().refundable, desk.part().overdrawn) == (2000, 0, 0)


def test_a_bank_does_not_take_what_went_back() -> None:
    desk = Desk(sold()).do(ASKED, approve())
    desk.do(went_back("10.00"))
    with pytest.raises(BrokenHistoryError, match="more than was paid"):
        desk.told(chargeback_lost("p1", ALL))


def test_a_provider_that_gives_nothing_back_of_what_a_bank_took_ends_it() -> None:
    desk = Desk(sold()).do(ASKED, approve()).told(charged_back(), chargeback_lost("p1", ALL))
    desk.do(did_not())
    assert (desk.part().refunded, desk.part().overdrawn) == (3000, 1000)


@pytest.mark.rule("00.3")
def test_what_a_bank_took_of_what_a_cancellation_left_due_is_owed_no_more() -> None:
    desk = Desk(sold(quantity=3, sent=1).after(cancel_lines("p1", ("p1.l1", 2))))
    due = desk.part().lines[0].refund_due
    assert due is not None
    assert Desk(desk.order).do(of_cancellation()).amount() == 2000
    lost = ChargebackLost(
        id=FactId("lost"),
        part=PartId("p1"),
        chargeback=ChargebackId("c1"),
        of_cancellation=True,
        shares=(due,),
        at=PLACED_AT,
    )
    desk.told(charged_back(), lost)
    assert desk.refused(of_cancellation()) == ["refunds.nothing_owed"]
    assert (desk.part().refunded, desk.part().refundable) == (2000, 1000)


def test_a_bank_that_takes_the_goods_of_a_refund_and_leaves_other_money_takes_them_all_the_same() -> None:
    desk = Desk(sold(quantity=1, shipping="5.00")).do(ask(line(amount="9.00")))
    [share] = Desk(sold(quantity=1, shipping="5.00")).do(ask(amount="6.00")).refund().shares
    assert (share.goods, share.shipping) == (400, 200)
    desk.told(charged_back(), chargeback_lost("p1", (share,)))
    assert desk.part().overdrawn == 300
    assert desk.refused(approve()) == ["refunds.amount_exceeds_remaining"]


def test_where_a_bank_took_more_of_the_shipping_than_was_paid_for_it_less_is_left_of_the_goods() -> None:
    """Found by a long walk: shipping of 0.02 was free, and a bank took 0.49 of the goods and 0.01 of the shipping."""
    off = (Discount(amount=1, funder=Funder.VENDOR, on_shipping=True),) * 2
    line = Line(
        id=LineId("p1.l1"),
        listing=ListingId("a lid"),
        title="A lid",
        quantity=1,
        unit_price=99,
        goods=99,
        discounts=off,
        shipping=2,
        total=99,
        refunded=Shares(line=LineId("p1.l1"), units=0, goods=49, discounts=(0, 0), shipping=1, total=50),
    )
    left = left_of(line)
    assert (left.goods, left.shipping, left.discounts, left.total) == (49, 0, (0, 0), 49)
    assert left_of_goods(line) == left
    gone = evolve(line, pending=evolve(left, units=1))
    assert left_of(gone).total == left_of_goods(gone).total == 0
    assert lowered(line, left, 20).goods == 20
