"""A scenario fails when what is expected of it does not come true, and says what came instead."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from attrs.exceptions import FrozenInstanceError

from mpcore.kernel import DispatchId, LineId, OrderId, PartId, PolicyMismatchError
from mpcore.orders import (
    LinesShipped,
    NotPaid,
    NotShipped,
    PaymentConfirmed,
    PaymentRecorded,
    Quantity,
    ShipLines,
    Tracking,
)
from mpcore.presets import PLAIN, SIPOKO
from mpcore.testing import PLACED_AT, Scenario, placed
from tests.orders.say import complete, deliver, pay, ship

NEW = Scenario(placed("v1", "v2"))
SHIP = ShipLines(
    order=OrderId("o1"),
    part=PartId("p1"),
    dispatch=DispatchId("d1"),
    lines=[Quantity(LineId("p1.l1"), 1)],
    tracking=Tracking("JD014600003"),
)


def test_no_shipping_before_payment() -> None:
    Scenario(placed("v1", "v2")).when(SHIP).refused(NotPaid)


WRONG: dict[str, Callable[[], Scenario]] = {
    "something else happened": lambda: NEW.when(pay("80.00")).then(PaymentRecorded),
    "something more was expected": lambda: NEW.when(pay("1.00")).then(PaymentRecorded, PaymentConfirmed),
    "another order": lambda: NEW.when(pay("80.00")).then(PaymentConfirmed, PaymentRecorded),
    "it was refused": lambda: NEW.when(ship()).then(LinesShipped),
    "nothing was expected": lambda: NEW.when(pay("1.00")).then(),
    "a refusal is not nothing": lambda: NEW.when(ship()).then(),
    "it was accepted": lambda: NEW.when(pay("1.00")).refused(NotPaid),
    "it was accepted, and nothing was expected": lambda: NEW.when(pay("1.00")).refused(),
    "another reason": lambda: NEW.when(ship()).refused(NotShipped),
    "one reason more": lambda: NEW.when(ship()).refused(NotPaid, NotShipped),
    "another part": lambda: NEW.when(ship()).refused(NotPaid(order=OrderId("o1"), part=PartId("p2"))),
    "not accepted": lambda: NEW.when(ship()).accepted(),
    "not accepted on the way": lambda: NEW.after(ship(), pay("80.00")),
    "nothing was asked, then": NEW.then,
    "nothing was asked, refused": NEW.refused,
    "nothing was asked, accepted": NEW.accepted,
}


@pytest.mark.parametrize("case", WRONG)
def test_what_does_not_come_true_is_a_failure(case: str) -> None:
    with pytest.raises(AssertionError):
        WRONG[case]()


def test_a_failure_shows_what_was_expected_and_what_came() -> None:
    with pytest.raises(AssertionError) as caught:
        NEW.when(ship()).then(LinesShipped)
    assert str(caught.value).splitlines()[:4] == [
        "expected to be followed by; it was refused:",
        "- LinesShipped",
        "+ NotPaid(order='o1', part='p1')",
        "asked: ShipLines(",
    ]


def test_a_scenario_is_a_value() -> None:
    paid = NEW.after(pay("80.00"))
    assert NEW.state.payments == ()
    assert len(paid.state.payments) == 1
    assert NEW.after(pay("80.00")) == paid
    with pytest.raises(FrozenInstanceError):
        NEW.history = ()  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]  # that it cannot is the point


def test_a_refusal_changes_nothing() -> None:
    assert NEW.when(ship()).state == NEW.state
    assert NEW.when(ship()).events == ()


def test_time_goes_on_by_itself() -> None:
    story = NEW.after(pay("80.00"))
    assert story.clock == PLACED_AT + timedelta(minutes=1)
    assert story.after(ship()).clock == PLACED_AT + timedelta(minutes=2)
    later = story.when(ship(), now=PLACED_AT + timedelta(days=3))
    assert later.after(deliver()).clock == PLACED_AT + timedelta(days=3, minutes=1)
    assert NEW.when(ship()).when(pay("1.00")).clock == PLACED_AT + timedelta(minutes=2), "refusals take time too"


def test_the_rule_book_is_the_one_of_the_order() -> None:
    sipoko = Scenario(placed("v1", rules=SIPOKO)).after(pay("40.00"))
    assert sipoko.state.rule_book == "sipoko"
    mine = PLAIN.what_if({"orders.require_shipment": False})
    Scenario(placed("v1", rules=mine), mine).after(pay("40.00")).when(complete()).accepted()
    with pytest.raises(PolicyMismatchError, match="no rule book"):
        Scenario(placed("v1", rules=mine)).when(pay("40.00"))


def test_an_order_is_placed_as_it_is_described() -> None:
    order = Scenario(placed("v1", "v2", lines=3, quantity=5, price="1.50", currency="EUR", order="o7")).state
    assert order.id == "o7"
    assert [(part.id, part.vendor) for part in order.parts] == [("p1", "v1"), ("p2", "v2")]
    assert [line.id for line in order.parts[1].lines] == ["p2.l1", "p2.l2", "p2.l3"]
    assert order.total_minor == 2 * 3 * 5 * 150
