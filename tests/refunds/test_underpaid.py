"""Less was paid than was due, and the marketplace puts up with it: no more goes back than was paid, to the cent."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpcore import orders
from mpcore.kernel import Actor, CouponId, LineId, ListingId, PartId, VendorId
from mpcore.money import from_minor
from mpcore.orders import Funder, NewDiscount, NewLine, NewPart, NewTax, PlaceOrder
from mpcore.presets import PLAIN
from mpcore.refunds import RefundPolicy, RefundStage
from mpcore.testing import OPERATOR, PLACED_AT, SYSTEM
from tests.orders.say import cancel, pay
from tests.refunds.say import ADA, ORDER, Desk, of_cancellation, went_back

RULES = PLAIN.what_if({"orders.underpayment_tolerance": 10_000})


def placed_with(*lines: tuple[int, int, int], shipping: int = 0) -> orders.Order:
    """A part of lines with a price, a tax on top of it and a discount, in cents, of which nothing is paid yet."""
    made = [
        NewLine(
            id=LineId(f"p1.l{number}"),
            listing=ListingId("listing"),
            title="thing",
            quantity=1,
            unit_price=from_minor(price, "EUR"),
            taxes=[NewTax(rate_id="vat", rate=Decimal(20), amount=from_minor(tax, "EUR"), inclusive=False)],
            discounts=[NewDiscount(coupon=CouponId("off"), funder=Funder.OPERATOR, amount=from_minor(off, "EUR"))]
            if off
            else [],
        )
        for number, (price, tax, off) in enumerate(lines, 1)
    ]
    part = NewPart(
        id=PartId("p1"), vendor=VendorId("v1"), lines=made, shipping=from_minor(shipping, "EUR") if shipping else None
    )
    command = PlaceOrder(order=ORDER, buyer=ADA, currency="EUR", parts=[part])
    return orders.place(command, context()).unwrap().state


def context(actor: Actor = SYSTEM) -> orders.Context:
    return orders.Context(now=PLACED_AT, actor=actor, policy=RULES.orders)


def cancelled(order: orders.Order, paid: str) -> Desk:
    """What goes back of it once it was paid like that and cancelled."""
    done = orders.execute(order, pay(paid), context()).unwrap().state
    desk = Desk(orders.execute(done, cancel(), context(OPERATOR)).unwrap().state, RefundPolicy(rule_book=RULES.id))
    return desk.do(of_cancellation())


@pytest.mark.rule("00.2")
def test_a_part_that_is_cancelled_gives_back_what_was_paid_and_no_more() -> None:
    desk = cancelled(placed_with((10000, 2000, 0), (50, 10, 0)), "119.80")
    assert [intent.amount.amount for intent in desk.intents()] == [Decimal("119.80")]
    desk.do(went_back("119.80"))
    assert (desk.part().refunded, desk.part().refundable) == (11980, 0)


@pytest.mark.rule("00.2")
def test_and_any_part_of_it_can_be_recorded() -> None:
    desk = cancelled(placed_with((1000, 0, 950), shipping=500), "4.50")
    [share] = desk.refund().shares
    assert (share.goods - share.discounts[0], share.shipping, share.total) == (41, 409, 450)
    desk.do(went_back("2.00"))
    assert (desk.part().refunded, desk.stage()) == (200, RefundStage.FAILED)


@given(
    lines=st.lists(
        st.tuples(*[st.integers(0, 400)] * 3).filter(lambda line: line[2] <= line[0]), min_size=1, max_size=3
    ),
    shipping=st.integers(0, 300),
    short=st.integers(1, 200),
    first=st.integers(1, 600),
)
def test_no_component_goes_back_below_nothing(
    lines: list[tuple[int, int, int]], shipping: int, short: int, first: int
) -> None:
    order = placed_with(*lines, shipping=shipping)
    paid = order.due_minor - short
    if paid <= 0:
        return
    desk = cancelled(order, str(from_minor(paid, "EUR").amount))
    assert desk.amount() == paid
    for share in desk.refund().shares:
        assert min(share.goods, share.shipping, *share.taxes, *share.discounts, share.total) >= 0
        assert share.goods >= sum(share.discounts)
    some = min(first, paid)
    desk.do(went_back(str(from_minor(some, "EUR").amount)))
    assert (desk.part().refunded, desk.part().refundable) == (some, 0)
