"""What an actor may do now, filled in with the most that is allowed; and why not the rest."""

from __future__ import annotations

from datetime import timedelta

from mpcore.kernel import DispatchId, Done, PaymentId
from mpcore.money import money
from mpcore.orders import (
    CancelLines,
    CancelPart,
    CompletePart,
    Context,
    NotPaid,
    NotShipped,
    RecordDelivery,
    RecordPayment,
    ShipLines,
    execute,
    options,
)
from mpcore.presets import PLAIN
from mpcore.testing import OPERATOR, PLACED_AT, Scenario, placed, vendor_member
from tests.orders.say import TRACKING, cancel_lines, deliver, pay, ship, units, whole

NEW = Scenario(placed("v1"))
CTX = Context(now=PLACED_AT + timedelta(hours=1), actor=OPERATOR, policy=PLAIN.orders)


def test_an_operator_sees_every_command_with_the_reasons_against_it() -> None:
    seen = {option.command: [type(reason) for reason in option.reasons] for option in options(NEW.state, CTX)}
    assert seen == {
        RecordPayment: [],
        ShipLines: [NotPaid],
        CompletePart: [type(reason) for reason in seen_reasons(CompletePart)],
        CancelPart: [],
        CancelLines: [],
    }


def seen_reasons(command: type[object]) -> tuple[object, ...]:
    return next(option.reasons for option in options(NEW.state, CTX) if option.command is command)


def test_options_are_filled_in_with_the_most_that_is_allowed() -> None:
    story = NEW.after(pay("15.00"))
    payment = next(option for option in options(story.state, CTX) if option.command is RecordPayment)
    assert payment.given["amount"] == money("25.00", "EUR")
    story = story.after(pay("25.00", "m2"), ship("p1", ("p1.l1", 1)), cancel_lines("p1", ("p1.l2", 1)))
    by_command = {option.command: option for option in options(story.state, CTX)}
    left = units(("p1.l1", 1), ("p1.l2", 1))
    assert by_command[ShipLines].given["lines"] == left
    assert by_command[CancelLines].given["lines"] == left
    assert by_command[RecordDelivery].given["dispatch"] == "d1"
    assert [type(reason) for reason in by_command[CompletePart].reasons] == [NotShipped]


def test_an_option_filled_in_is_a_command() -> None:
    story = NEW.after(pay("40.00"))
    ship_it = next(option for option in options(story.state, CTX) if option.command is ShipLines)
    assert ship_it.allowed
    command = ship_it.fill(dispatch=DispatchId("d1"), tracking=TRACKING)
    assert command == ship()
    assert isinstance(command, ShipLines)
    assert command.lines == whole("p1")
    assert isinstance(execute(story.state, command, CTX), Done)
    less = ship_it.fill(dispatch=DispatchId("d1"), tracking=TRACKING, lines=units(("p1.l1", 1)))
    assert less == ship("p1", ("p1.l1", 1))


def test_what_has_arrived_is_offered_no_more() -> None:
    story = NEW.after(pay("40.00"), ship())
    assert RecordDelivery in [option.command for option in options(story.state, CTX)]
    assert RecordDelivery not in [option.command for option in options(story.after(deliver()).state, CTX)]


def test_a_vendor_sees_why_it_may_not() -> None:
    ctx = Context(now=PLACED_AT, actor=vendor_member("v1"), policy=PLAIN.orders)
    allowed = {option.command for option in options(NEW.after(pay("40.00")).state, ctx) if option.allowed}
    assert allowed == {ShipLines}
    payment = next(option for option in options(NEW.state, CTX) if option.command is RecordPayment)
    assert payment.fill(payment=PaymentId("m1")) == pay("40.00")
