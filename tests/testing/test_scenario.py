"""A scenario fails when what is expected of it does not come true, and says what came instead."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from attrs import evolve
from attrs.exceptions import FrozenInstanceError

from mpcore.kernel import DispatchId, LineId, OrderId, PartId, PolicyMismatchError, utc
from mpcore.orders import (
    CancellationDeclined,
    CancellationRequests,
    CollectionRecorded,
    DispatchKind,
    LinesShipped,
    NotPaid,
    NotShipped,
    OrderCommand,
    PartCancelled,
    PaymentConfirmed,
    PaymentRecorded,
    Quantity,
    ShipLines,
    ShippingDeadlineMissed,
    Tracking,
)
from mpcore.presets import PLAIN, SIPOKO, WHATNOT
from mpcore.testing import PLACED_AT, Scenario, placed, vendor_member
from tests.orders.say import (
    ask,
    authorise,
    cancel,
    collect,
    complete,
    correct,
    deliver,
    hold,
    lose,
    pay,
    send_back,
    ship,
    vacation,
    write,
)

NEW = Scenario(placed("v1", "v2"))
PAID = NEW.after(pay("80.00"))
DAY, MICRO = timedelta(days=1), timedelta(microseconds=1)
END = utc(datetime.fromisoformat("2026-03-31T00:00:00+00:00"))
"""The due end of what is paid on the day it was placed on, under PLAIN."""
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
    "it was too early": lambda: PAID.at(utc(END - MICRO)).fired().then(ShippingDeadlineMissed),
    "it was late enough": lambda: PAID.at(END).fired().then(),
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


def test_time_passes_where_it_is_told_to() -> None:
    story = NEW.at(PLACED_AT + DAY).after(pay("80.00"))
    assert story.clock == PLACED_AT + DAY, "exactly then"
    assert story.after(ship()).clock == PLACED_AT + DAY + timedelta(minutes=1), "and from there on as ever"
    assert story.later(DAY).after(ship()).clock == PLACED_AT + 2 * DAY, "so much later than the last command"
    assert NEW.later(DAY).after(pay("80.00")).clock == PLACED_AT + DAY, "or than the order was placed"
    assert story.later(DAY).later(DAY).after(ship()).clock == PLACED_AT + 3 * DAY
    assert story.at(PLACED_AT).when(ship(), now=PLACED_AT + DAY).clock == PLACED_AT + DAY, "what is given wins"
    assert story.later(DAY).when(ship("p9")).when(ship()).clock == PLACED_AT + 2 * DAY + timedelta(minutes=1)
    assert story.later(DAY).state == story.state


def test_timers_are_fired_when_it_is_time() -> None:
    PAID.at(utc(END - MICRO)).fired().then()
    missed = (
        PAID.at(END)
        .fired()
        .then(ShippingDeadlineMissed(PartId("p1"), END, END), ShippingDeadlineMissed(PartId("p2"), END, END))
    )
    missed.later(30 * DAY).fired().then()
    asking = PLAIN.what_if({"orders.requests": CancellationRequests(answer_within=DAY)})
    story = Scenario(placed("v1", rules=asking), asking).after(pay("40.00"), ask())
    story.later(DAY).fired().then()
    story.later(DAY + MICRO).fired().then(CancellationDeclined).after(ship())


EVENTFUL: tuple[tuple[Scenario, OrderCommand], ...] = (
    (NEW, authorise("80.00")),
    (NEW, write("hello")),
    (PAID, hold()),
    (PAID.after(ship()), lose()),
    (PAID.after(ship()), send_back()),
    (PAID.after(ship()), correct(tracking=Tracking("JD1"))),
    (Scenario(placed("v1", rules=WHATNOT)).after(pay("40.00")), ask()),
)


@pytest.mark.parametrize(("story", "command"), EVENTFUL, ids=lambda value: type(value).__name__)
def test_whatever_has_happened_moves_the_time_on(story: Scenario, command: OrderCommand) -> None:
    then = utc(PLACED_AT + DAY)
    known = Scenario(story.after(command, now=then).history)
    assert known.when(ship("p9")).clock == then + timedelta(minutes=1)


def test_a_vacation_that_lies_ahead_moves_no_time() -> None:
    away = Scenario(PAID.after(vacation(PLACED_AT + 9 * DAY)).history)
    assert away.after(ship()).clock == PLACED_AT + timedelta(minutes=2)


def test_a_vendor_has_cancelled_nothing_before_unless_it_is_said() -> None:
    story = Scenario(placed("v1", rules=WHATNOT)).after(pay("40.00"))
    fees = [
        event.fee
        for before in (0, 1)
        for event in evolve(story, vendor_cancellations=before).after(cancel(), actor=vendor_member("v1")).events
        if isinstance(event, PartCancelled)
    ]
    assert fees == [0, 300]


def test_an_order_may_be_offered_for_pickup() -> None:
    assert [part.pickup_offered for part in NEW.state.parts] == [False, False]
    story = Scenario(placed("v1", pickup=True)).after(pay("40.00"), ship(kind=DispatchKind.PICKUP))
    story.when(collect()).then(CollectionRecorded)


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
