"""Every law, for attempts under any rule book, walks, and small worlds explored whole."""

from __future__ import annotations

from datetime import timedelta
from typing import get_args

import pytest
from hypothesis import given

from mpcore.kernel import Done, Refused
from mpcore.orders import ConfirmedBy, FireTimers, Order, OrderCommand, RecordPayment, ShipLines, Status
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


ASKING = WHATNOT.what_if({"orders.vendor_may_hold": True})
CONFIRMING = PLAIN.what_if({"orders.confirmed_by": ConfirmedBy.OPERATOR})
REMINDING = PLAIN.what_if(
    {
        "orders.remind_unpaid_after": (timedelta(hours=1),),
        "orders.cancel_unpaid_after": timedelta(days=3),
        "orders.complete_after": timedelta(days=3),
        "orders.cancel_missed_after": timedelta(days=1),
    }
)


def test_every_command_is_accepted_and_refused_in_a_world_that_is_explored_whole() -> None:
    worlds = (
        explore(lines=2, quantity=1, holds=True, scans=True),
        explore(lines=1, quantity=1, rules=ASKING, requests=True, holds=True, timers=True),
        explore(lines=1, quantity=1, rules=REMINDING, payments=True, timers=True),
        explore(vendors=1, lines=1, quantity=1, rules=CONFIRMING, upkeep=True, payments=True),
        explore(vendors=1, lines=1, quantity=2, refunds=True, chargebacks=True),
    )
    commands = set(get_args(OrderCommand))
    accepted = {command for world in worlds for command in world.accepted}
    refused = {command for world in worlds for command in world.refused}
    assert accepted == commands
    assert commands - refused <= {FireTimers}, "time is refused to nobody who may fire"
    assert {status for world in worlds for status in world.statuses} == {*Status}
    assert all(world.ends for world in worlds)


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
