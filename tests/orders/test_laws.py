"""Every law, for attempts under any rule book, walks, and small worlds explored whole."""

from __future__ import annotations

import pytest
from hypothesis import given

from mpcore.kernel import Done, Refused
from mpcore.orders import Order, OrderCommand, RecordPayment, ShipLines, Status
from mpcore.presets import PLAIN, SIPOKO, UPXYCLED, WHATNOT, RuleBook
from mpcore.testing import Attempt, OrderAttempt, OrderWalk, explore, laws
from mpcore.testing import strategies as some


@given(some.order_attempts())
def test_every_law_holds(attempt: OrderAttempt) -> None:
    laws.all_hold(attempt)


@given(some.order_attempts(rules=PLAIN))
def test_paid_never_shrinks(a: Attempt[Order, OrderCommand]) -> None:
    match a.execute():
        case Done(after, _):
            assert after.paid >= a.state.paid
        case Refused(reasons):
            assert reasons


TestWalk = OrderWalk.TestCase


@pytest.mark.walk
class TestLongWalks:
    Plain = OrderWalk.using(rules=PLAIN).TestCase
    Sipoko = OrderWalk.using(rules=SIPOKO).TestCase
    UpXycled = OrderWalk.using(rules=UPXYCLED).TestCase
    Whatnot = OrderWalk.using(rules=WHATNOT).TestCase


@pytest.mark.rule("U16")
def test_two_vendors_with_two_lines_of_two_units_are_explored_whole() -> None:
    world = explore()
    assert world.states > 5000
    assert len(world.accepted) == len(world.refused) == 6, "every command is accepted and refused"
    assert world.statuses == {*Status} - {Status.ON_HOLD, Status.REFUNDED}


@pytest.mark.rule("U14", "U16")
def test_with_refunds_nobody_waits_for_ever_either() -> None:
    world = explore(lines=1, quantity=1, refunds=True)
    assert world.statuses == {*Status} - {Status.ON_HOLD}
    assert {RecordPayment, ShipLines} < set(world.accepted)


@pytest.mark.walk
@pytest.mark.parametrize(
    ("vendors", "lines", "quantity", "refunds", "rules"),
    [
        (3, 1, 2, False, PLAIN),
        (2, 1, 2, True, PLAIN),
        (3, 1, 1, True, PLAIN),
        (2, 2, 1, True, PLAIN),
        (2, 2, 2, False, PLAIN.what_if({"orders.allow_ship_unpaid": True})),
        (2, 2, 1, False, PLAIN.what_if({"orders.require_shipment": False})),
        (2, 1, 2, False, PLAIN.what_if({"orders.underpayment_tolerance": 2000})),
    ],
)
def test_larger_worlds(vendors: int, lines: int, quantity: int, refunds: bool, rules: RuleBook) -> None:
    world = explore(vendors=vendors, lines=lines, quantity=quantity, refunds=refunds, rules=rules)
    assert world.ends > 0
