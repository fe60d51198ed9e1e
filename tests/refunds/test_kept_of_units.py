"""Units that went back for less than they cost: what was kept of their money is no other unit's."""

from __future__ import annotations

import pytest

from mpcore.refunds import RefundCause
from tests.orders.say import cancel_lines
from tests.refunds.say import Desk, ask, ask_all, line, of_cancellation, sold, taxed

SOME = RefundCause.SOME_ITEMS_RETURNED


def broken(sent: int = 3) -> Desk:
    """Two of three units for 10.00 each went back for 5.00 together, and with another line there is more to go back."""
    desk = Desk(sold(lines=2, shipping="4.00", sent=sent))
    assert desk.give(ask(line(units=2, amount="5.00"), cause=SOME)) == 500
    return desk


@pytest.mark.rule("U26")
def test_the_last_unit_gives_back_its_own_price() -> None:
    desk = broken()
    assert desk.give(ask(line(units=1), cause=SOME, refund="r2")) == 1000
    assert desk.refused(ask(line(units=1), cause=SOME, refund="r3")) == ["exceeds"]


@pytest.mark.rule("U24")
def test_a_full_refund_takes_what_was_kept_too() -> None:
    assert broken().give(ask_all(refund="r2")) == 6000 + 400 - 500


@pytest.mark.rule("U26")
def test_an_amount_without_units_takes_it_and_no_more() -> None:
    desk = broken()
    assert desk.give(ask(line(units=1), cause=SOME, refund="r2")) == 1000
    assert desk.refused(ask(line(amount="15.01"), refund="r3")) == ["refunds.amount_exceeds_remaining"]
    assert desk.give(ask(line(amount="15.00"), refund="r3")) == 1500


def test_a_unit_that_is_cancelled_gives_back_its_own_price() -> None:
    desk = broken(sent=2).meanwhile(cancel_lines("p1", ("p1.l1", 1)))
    assert desk.do(of_cancellation("r2")).amount("r2") == 1000


def test_of_every_component_the_rest_stays() -> None:
    desk = Desk(taxed(quantity=3, tax="6.90", off="3.01"))
    desk.give(ask(line(units=2, amount="0.01")))
    desk.give(ask(line(units=1), refund="r2"))
    [share] = desk.refund("r2").shares
    assert (share.goods - share.discounts[0], share.taxes, share.discounts) == (900, (230,), (101,))
    assert share.total == 1130


@pytest.mark.rule("U30")
def test_once_everything_came_back_it_goes_back_with_it() -> None:
    desk = Desk(sold(quantity=2, shipping="4.00"))
    assert desk.give(ask(line(units=1, amount="1.00"), cause=SOME)) == 100
    assert desk.refused(ask(line(units=1), cause=SOME, refund="r2")) == ["refunds.must_be_full"]
    assert desk.give(ask_all(cause=RefundCause.ALL_ITEMS_RETURNED, refund="r2")) == 2300
