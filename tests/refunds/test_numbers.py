"""The worked cases of refunds, to the cent."""

from __future__ import annotations

import pytest

from mpcore import orders
from mpcore.kernel import LineId, ListingId, PartId, VendorId
from mpcore.money import money
from mpcore.orders import NewLine, NewPart, PlaceOrder
from mpcore.presets import PLAIN
from mpcore.refunds import RefundCause, RequestRefund, capacity
from mpcore.testing import PLACED_AT, SYSTEM, Scenario, placed
from tests.orders.say import cancel_lines, pay, ship
from tests.refunds.say import ADA, ORDER, Desk, ask, ask_all, line, of_cancellation, taxed


def paid(quantity: int = 3, price: str = "10.00", total: str | None = None) -> Scenario:
    """One line, paid and shipped."""
    story = Scenario(placed("v1", lines=1, quantity=quantity, price=price))
    return story.after(pay(total or str(quantity * money(price, "EUR").amount)), ship("p1", ("p1.l1", quantity)))


def of_two(first: str, second: str) -> Desk:
    """An order of two vendors, one unit of each at these prices, paid at once."""
    parts = [
        NewPart(
            id=PartId(f"p{number}"),
            vendor=VendorId(f"v{number}"),
            lines=[
                NewLine(
                    id=LineId(f"p{number}.l1"),
                    listing=ListingId("listing"),
                    title="thing",
                    quantity=1,
                    unit_price=money(price, "EUR"),
                )
            ],
        )
        for number, price in enumerate((first, second), 1)
    ]
    command = PlaceOrder(order=ORDER, buyer=ADA, currency="EUR", parts=parts)
    order = orders.place(command, orders.Context(now=PLACED_AT, actor=SYSTEM, policy=PLAIN.orders)).unwrap().state
    return Desk(order).meanwhile(pay(str(order.due.amount)))


def why_not(desk: Desk, asked: RequestRefund) -> list[str]:
    return [str(reason) for reason in desk.reasons(asked)]


def test_units_go_back_by_prefix_differences() -> None:
    desk = Desk(paid(quantity=4, price="2.50"))
    back = [desk.give(ask(line(units=1), refund=f"r{number}")) for number in range(4)]
    assert back == [250, 250, 250, 250]


@pytest.mark.parametrize(
    ("steps", "shares"),
    [((1, 1, 1), [333, 333, 334]), ((2, 1), [666, 334]), ((1, 2), [333, 667]), ((3,), [1000])],
    ids=["1, 1, 1", "2, 1", "1, 2", "3"],
)
def test_three_units_that_were_paid_with_10_come_to_10_in_any_steps(steps: tuple[int, ...], shares: list[int]) -> None:
    desk = Desk(taxed(quantity=3, price="3.34", off="0.02"))
    assert desk.order.paid_minor == 1000
    back = [desk.give(ask(line(units=units), refund=f"r{number}")) for number, units in enumerate(steps)]
    assert back == shares
    assert desk.part().refundable == 0


def test_a_unit_of_10_with_a_tax_of_23_percent_comes_to_12_30_and_no_more() -> None:
    desk = Desk(taxed(quantity=1, price="10.00", tax="2.30"))
    assert desk.give(ask(line(amount="5.00"))) == 500
    assert why_not(desk, ask(line(amount="10.00"), refund="r2")) == [
        "10.00 EUR is asked for, and 7.30 EUR is left; ask for no more than is left"
    ]
    assert desk.give(ask(line(units=1), refund="r2")) == 730
    assert desk.part().refunded == 1230


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
    assert desk.order.paid_minor == 26997
    asked = ask(line(units=2, restock=2), cause=RefundCause.SOME_ITEMS_RETURNED)
    assert desk.give(asked) == 17998


def test_a_pending_refund_counts_as_refunded() -> None:
    desk = Desk(paid(quantity=1, price="100.00"))
    desk.give(ask(line(amount="25.00")))
    assert why_not(desk, ask(line(amount="1000.00"), refund="r2")) == [
        "1000.00 EUR is asked for, and 75.00 EUR is left; ask for no more than is left"
    ]
    desk.do(ask(line(amount="70.00"), refund="r3"))
    assert desk.refused(ask(line(amount="5.01"), refund="r4")) == ["refunds.amount_exceeds_remaining"]
    desk.do(ask(line(amount="5.00"), refund="r5"))


def test_one_vendors_share_of_a_payment_is_all_it_gives_back() -> None:
    story = Scenario(placed("v1", "v2", lines=1, quantity=1, price="40.00")).after(pay("80.00"))
    desk = Desk(story)
    assert desk.give(ask_all(cause=RefundCause.CANCELLED_BEFORE_SHIPMENT)) == 4000
    assert desk.refused(ask_all(refund="r2")) == ["refunds.nothing_to_refund"]
    assert desk.give(ask_all(part="p2", refund="r3")) == 4000


def test_of_a_payment_of_100_one_vendors_40_go_back_and_the_other_60_stay_refundable() -> None:
    desk = of_two("40.00", "60.00")
    assert why_not(desk, ask(amount="70.00")) == [
        "70.00 EUR is asked for, and 40.00 EUR is left; ask for no more than is left"
    ]
    assert desk.give(ask_all(cause=RefundCause.CANCELLED_BEFORE_SHIPMENT)) == 4000
    assert desk.refused(ask(amount="0.01", refund="r2")) == ["refunds.nothing_to_refund"]
    assert (desk.part("p1").refundable, desk.part("p2").refundable) == (0, 6000)
    assert capacity(desk.after, desk.order) == {"m1": 6000}
    assert desk.give(ask_all(part="p2", refund="r3")) == 6000


def test_a_cancelled_unit_goes_back_exactly_and_once() -> None:
    story = Scenario(placed("v1", lines=2, quantity=2)).after(pay("40.00"))
    desk = Desk(story.after(cancel_lines("p1", ("p1.l1", 1))))
    desk.do(of_cancellation())
    assert desk.amount() == 1000
    assert desk.refused(of_cancellation("r2")) == ["refunds.nothing_owed"]


def test_two_units_of_167_that_are_never_sent_go_back_as_83_and_84() -> None:
    desk = Desk(taxed(quantity=2, price="0.70", tax="0.27", sent=0))
    assert desk.order.paid_minor == 167
    for number in (1, 2):
        desk.meanwhile(cancel_lines("p1", ("p1.l1", 1))).do(of_cancellation(f"r{number}")).paid(f"r{number}")
    assert [refund.amount for refund in desk.after.refunds] == [83, 84]
    assert (desk.order.due_minor, desk.part().refunded) == (0, 167)
