"""The worked cases of refunds, to the cent."""

from __future__ import annotations

from mpcore.money import money
from mpcore.refunds import RefundCause
from mpcore.testing import Scenario, placed
from tests.orders.say import cancel_lines, pay, ship
from tests.refunds.say import Desk, ask, ask_all, line, of_cancellation


def paid(quantity: int = 3, price: str = "10.00", total: str | None = None) -> Scenario:
    """One line, paid and shipped."""
    story = Scenario(placed("v1", lines=1, quantity=quantity, price=price))
    return story.after(pay(total or str(quantity * money(price, "EUR").amount)), ship("p1", ("p1.l1", quantity)))


def test_units_go_back_by_prefix_differences() -> None:
    desk = Desk(paid(quantity=4, price="2.50"))
    back = [desk.give(ask(line(units=1), refund=f"r{number}")) for number in range(4)]
    assert back == [250, 250, 250, 250]


def test_a_goodwill_refund_lowers_each_unit_that_is_left() -> None:
    desk = Desk(paid())
    assert desk.give(ask(line(amount="5.00"))) == 500
    assert [desk.give(ask(line(units=1), refund=f"u{number}")) for number in range(3)] == [834, 833, 833]
    assert desk.order.parts[0].refunded == 3000


def test_a_goodwill_refund_spreads_over_the_units_that_have_not_gone_back() -> None:
    desk = Desk(paid())
    assert desk.give(ask(line(units=1), refund="u1")) == 1000
    assert desk.give(ask(line(amount="5.00"))) == 500
    assert [desk.give(ask(line(units=1), refund=f"u{number}")) for number in (2, 3)] == [750, 750]


def test_two_of_three_units_came_back() -> None:
    desk = Desk(paid(price="89.99"))
    asked = ask(line(units=2, restock=2), cause=RefundCause.SOME_ITEMS_RETURNED)
    assert desk.give(asked) == 17998


def test_a_pending_refund_counts_as_refunded() -> None:
    desk = Desk(paid(quantity=1, price="100.00"))
    desk.give(ask(line(amount="25.00")))
    assert desk.refused(ask(line(amount="1000.00"), refund="r2")) == ["refunds.amount_exceeds_remaining"]
    desk.do(ask(line(amount="70.00"), refund="r3"))
    assert desk.refused(ask(line(amount="5.01"), refund="r4")) == ["refunds.amount_exceeds_remaining"]
    desk.do(ask(line(amount="5.00"), refund="r5"))


def test_one_vendors_share_of_a_payment_is_all_it_gives_back() -> None:
    story = Scenario(placed("v1", "v2", lines=1, quantity=1, price="40.00")).after(pay("80.00"))
    desk = Desk(story)
    assert desk.give(ask_all(cause=RefundCause.CANCELLED_BEFORE_SHIPMENT)) == 4000
    assert desk.refused(ask_all(refund="r2")) == ["refunds.nothing_to_refund"]
    assert desk.give(ask_all(part="p2", refund="r3")) == 4000


def test_units_cancelled_one_after_the_other_go_back_exactly() -> None:
    story = Scenario(placed("v1", lines=2, quantity=2)).after(pay("40.00"))
    desk = Desk(story.after(cancel_lines("p1", ("p1.l1", 1))))
    desk.do(of_cancellation())
    assert desk.amount() == 1000
    assert desk.refused(of_cancellation("r2")) == ["refunds.nothing_owed"]
