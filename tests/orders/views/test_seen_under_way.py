"""What refunds under way keep of a line, and what lowered its price: for staff, not for buyers."""

from __future__ import annotations

from attrs import evolve

from mpcore.kernel import Actor, CouponId, RefundId
from mpcore.orders import Discount, Funder, Order, Reduction
from mpcore.orders.shares import lowered, whole
from mpcore.orders.views import LineSeen, seen
from mpcore.testing import OPERATOR, SYSTEM
from tests.orders.views.eventful import BUSY, TWO

COUPON = CouponId("SPRING")


def under_way(order: Order) -> Order:
    """A line with one coupon that two pay for, half of which is asked for and lowers its price."""
    part = order.parts[0]
    off = [Discount(coupon=COUPON, funder=funder, amount=amount) for funder, amount in OFF]
    line = evolve(part.lines[0], discounts=tuple(off), total=part.lines[0].total - 170)
    part = evolve(part, lines=(line, *part.lines[1:]), total=part.total - 170)
    back = lowered(line, whole(line), line.total // 2)
    asked = evolve(line, pending=back, reductions=(Reduction(refund=RefundId("r1"), since=0, shares=back),))
    return evolve(order, parts=(evolve(part, lines=(asked, *part.lines[1:])), *order.parts[1:]))


OFF = ((Funder.VENDOR, 100), (Funder.OPERATOR, 70))
ORDER = under_way(TWO.state)
LINE = ORDER.parts[0].lines[0]


def line_of(actor: Actor) -> LineSeen:
    known = seen(ORDER, actor, BUSY.orders)
    assert known is not None
    return known.parts[0].lines[0]


def test_operators_and_the_system_see_what_is_under_way_as_it_is() -> None:
    for actor in (OPERATOR, SYSTEM):
        line = line_of(actor)
        assert (line.pending, line.reductions) == (LINE.pending, LINE.reductions)


def test_a_buyer_sees_nothing_of_what_nobody_has_approved() -> None:
    line = line_of(ORDER.buyer)
    assert (line.pending, line.reductions) == (None, ())


def test_a_line_of_which_nothing_is_under_way_says_so() -> None:
    known = seen(TWO.state, OPERATOR, BUSY.orders)
    assert known is not None
    assert all((line.pending, line.reductions) == (None, ()) for part in known.parts for line in part.lines)
