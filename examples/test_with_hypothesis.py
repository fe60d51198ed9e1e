"""Testing what is built on mpcore: attempts, a story, and a walk, under a host's own rule book and rules.

Run by `pytest examples`.
"""

from __future__ import annotations

from typing import ClassVar

from attrs import frozen
from hypothesis import given

from mpcore import Done, Kind, Refusal, Refused, presets
from mpcore.kernel import DispatchId, LineId, OrderId, PartId
from mpcore.orders import Context, NotPaid, Order, OrderCommand, PlaceOrder, Quantity, ShipLines, Tracking
from mpcore.testing import Attempt, OrderWalk, Scenario, placed
from mpcore.testing import strategies as some

RULES = presets.PLAIN.what_if({"orders.shipping.amount": 2, "orders.vendor_may_cancel": True})


@frozen(kw_only=True)
class ClosedOnSundays(Refusal):
    """Nobody works here on Sundays."""

    code: ClassVar[str] = "acme.closed_on_sundays"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "parcels do not leave on Sundays"


def not_on_sundays(_: Order | None, command: PlaceOrder | OrderCommand, ctx: Context) -> ClosedOnSundays | None:
    """A rule of this host's own."""
    return ClosedOnSundays() if isinstance(command, ShipLines) and ctx.now.isoweekday() == 7 else None


@given(some.order_attempts(rules=RULES))
def test_paid_never_shrinks(attempt: Attempt[Order, OrderCommand]) -> None:
    match attempt.execute():
        case Done(after, _):
            assert after.paid >= attempt.state.paid
        case Refused(reasons):
            assert reasons


def test_no_shipping_before_payment() -> None:
    ship = ShipLines(
        order=OrderId("o1"),
        part=PartId("p1"),
        dispatch=DispatchId("d1"),
        lines=[Quantity(LineId("p1.l1"), 1)],
        tracking=Tracking("T1"),
    )
    Scenario(placed("v1", "v2")).when(ship).refused(NotPaid)


TestWalk = OrderWalk.using(rules=RULES, also=(not_on_sundays,)).TestCase
