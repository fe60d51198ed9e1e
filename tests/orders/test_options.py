"""What an actor may do now, filled in with the most that is allowed; and why not the rest."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mpcore import orders
from mpcore.kernel import Actor, DispatchId, Done, Metadata, NoteId, PaymentId, Personal, Refused
from mpcore.money import money
from mpcore.orders import (
    CancelLines,
    CompletePart,
    Context,
    NotShipped,
    OrderCommand,
    RecordDelivery,
    RecordPayment,
    ShipLines,
    execute,
    options,
)
from mpcore.presets import PLAIN
from mpcore.testing import OPERATOR, PLACED_AT, SYSTEM, Scenario, placed, vendor_member
from mpcore.timing import Window
from tests.orders.say import (
    TRACKING,
    answer,
    ask,
    authorise,
    cancel,
    cancel_lines,
    charged_back,
    complete,
    deliver,
    hold,
    lose,
    pay,
    refund_opened,
    ship,
    units,
    whole,
    withdraw,
)

NEW = Scenario(placed("v1"))
CTX = Context(now=PLACED_AT + timedelta(hours=1), actor=OPERATOR, policy=PLAIN.orders)

OPEN_TO_ALL = PLAIN.what_if(
    {
        "orders.vendor_may_cancel": True,
        "orders.vendor_may_hold": True,
        "orders.buyer_cancels": orders.BuyerCancels.BEFORE_DISPATCH,
        "orders.requests": orders.CancellationRequests(),
        "orders.notes_on_closed": True,
    }
)
"""A marketplace in which everybody may do what a policy can let them."""


def reasons_in(story: Scenario, actor: Actor = OPERATOR) -> dict[str, str]:
    """Every option of an order, by the name of its command, and the reasons against it."""
    order = story.state
    policy = PLAIN.orders if story.rules is None else story.rules.orders
    ctx = Context(now=PLACED_AT + timedelta(hours=1), actor=actor, policy=policy)
    return {
        option.command.__name__: " ".join([type(reason).__name__ for reason in option.reasons])
        for option in options(order, ctx)
    }


def test_an_operator_sees_every_command_with_the_reasons_against_it() -> None:
    new = {
        "RecordPayment": "",
        "RecordAuthorisation": "",
        "RecordPaymentFailure": "",
        "ConfirmPayment": "NotCovered",
        "RemindBuyer": "",
        "AddNote": "",
        "EditProperties": "",
        "EditMetadata": "",
        "ErasePersonalData": "PersonalDataNeeded",
        "FireTimers": "",
        "ShipLines": "NotPaid",
        "CompletePart": "WrongStage",
        "HoldPart": "",
        "ReleasePart": "NotOnHold",
        "RecordVacation": "",
        "CancelPart": "",
        "CancelLines": "",
        "RequestCancellation": "MissingScope",
        "WithdrawCancellation": "MissingScope",
        "AnswerCancellation": "NoCancellationPending",
    }
    assert reasons_in(NEW) == new
    of_the_parcel = {"CorrectTracking": "", "RecordDelivery": "", "RecordLoss": "", "RecordReturnToSender": ""}
    assert reasons_in(NEW.after(pay("40.00"), ship("p1", ("p1.l1", 1)))) == {
        **new,
        **of_the_parcel,
        "ConfirmPayment": "AlreadyPaid",
        "RemindBuyer": "AlreadyPaid",
        "ShipLines": "",
        "CompletePart": "NotShipped",
        "HoldPart": "AlreadyShipped",
        "CancelPart": "AlreadyShipped",
    }


def test_a_buyer_sees_what_the_marketplace_leaves_to_buyers() -> None:
    closed = reasons_in(NEW, NEW.state.buyer)
    assert {name for name, reasons in closed.items() if reasons == ""} == set()
    story = Scenario(placed("v1", rules=OPEN_TO_ALL), OPEN_TO_ALL)
    seen = reasons_in(story, story.state.buyer)
    assert {name for name, reasons in seen.items() if reasons == ""} == {"CancelPart", "RequestCancellation"}
    assert seen["WithdrawCancellation"] == "NoCancellationPending"
    asked = reasons_in(story.after(ask()), story.state.buyer)
    assert {name for name, reasons in asked.items() if reasons == ""} == {"CancelPart", "WithdrawCancellation"}
    assert asked["RequestCancellation"] == "CancellationPending"


def test_the_system_sees_what_it_reports() -> None:
    seen = reasons_in(NEW.after(pay("40.00"), ship()), SYSTEM)
    assert {name for name, reasons in seen.items() if reasons == ""} == {
        "RecordPayment",
        "RecordAuthorisation",
        "RecordPaymentFailure",
        "EditMetadata",
        "ErasePersonalData",
        "FireTimers",
        "RecordVacation",
        "RecordDelivery",
        "RecordLoss",
        "RecordReturnToSender",
    }


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


def test_what_was_promised_can_be_told_to_have_failed() -> None:
    story = NEW.after(authorise("10.00", "a1"), authorise("10.00", "a2"), pay("10.00", "a2"))
    found = [option for option in options(story.state, CTX) if option.command is orders.RecordPaymentFailure]
    assert [option.given["payment"] for option in found] == ["a1"]


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


ONLY_THE_ACTOR_KNOWS: dict[type[OrderCommand], dict[str, object]] = {
    orders.RecordPayment: {"payment": PaymentId("m9"), "amount": money("1.00", "EUR")},
    orders.RecordAuthorisation: {"payment": PaymentId("m9"), "amount": money("1.00", "EUR")},
    orders.RecordPaymentFailure: {"payment": PaymentId("m9")},
    orders.AddNote: {"note": NoteId("n9"), "text": Personal("hello"), "part": "p1"},
    orders.EditMetadata: {"metadata": Metadata({"colour": "red"})},
    orders.ShipLines: {"dispatch": DispatchId("d9"), "tracking": TRACKING},
    orders.CorrectTracking: {"tracking": TRACKING},
    orders.RecordVacation: {"away": Window(PLACED_AT)},
    orders.AnswerCancellation: {"accept": False},
}
_OPEN = Scenario(placed("v1", rules=OPEN_TO_ALL), OPEN_TO_ALL)
_PAID = _OPEN.after(pay("40.00"))
STORIES = {
    "new": _OPEN,
    "paid": _PAID,
    "held": _PAID.after(hold()),
    "asked": _PAID.after(ask()),
    "declined": _PAID.after(ask(), answer(accept=False)),
    "withdrawn": _PAID.after(ask(), withdraw()),
    "refund open": _PAID.told(refund_opened()),
    "charged back": _PAID.told(charged_back()),
    "sent in part": _PAID.after(ship("p1", ("p1.l1", 1))),
    "lost": _PAID.after(ship(), lose()),
    "delivered": _PAID.after(ship(), deliver()),
    "completed": _PAID.after(ship(), complete()),
    "cancelled": _PAID.after(cancel()),
}


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
@pytest.mark.parametrize("who", ["operator", "system", "buyer", "vendor"])
def test_what_is_offered_is_accepted_and_what_is_not_is_refused_for_those_reasons(story: Scenario, who: str) -> None:
    order = story.state
    actors: dict[str, Actor] = {
        "operator": OPERATOR,
        "system": SYSTEM,
        "buyer": order.buyer,
        "vendor": vendor_member("v1"),
    }
    ctx = Context(now=PLACED_AT + timedelta(hours=1), actor=actors[who], policy=OPEN_TO_ALL.orders)
    for option in options(order, ctx):
        given = {"amount", "payment"} & option.given.keys()
        known = ONLY_THE_ACTOR_KNOWS.get(option.command, {})
        command = option.fill(**{name: value for name, value in known.items() if name not in given})
        outcome = execute(order, command, ctx)
        reasons = outcome.reasons if isinstance(outcome, Refused) else ()
        assert reasons[: len(option.reasons)] == option.reasons
        assert bool(reasons) is not option.allowed


def test_what_has_arrived_is_offered_no_more() -> None:
    story = NEW.after(pay("40.00"), ship())
    assert RecordDelivery in [option.command for option in options(story.state, CTX)]
    assert RecordDelivery not in [option.command for option in options(story.after(deliver()).state, CTX)]


def test_a_vendor_sees_why_it_may_not() -> None:
    ctx = Context(now=PLACED_AT, actor=vendor_member("v1"), policy=PLAIN.orders)
    allowed = {option.command for option in options(NEW.after(pay("40.00")).state, ctx) if option.allowed}
    assert allowed == {ShipLines, orders.AddNote}
    payment = next(option for option in options(NEW.state, CTX) if option.command is RecordPayment)
    assert payment.fill(payment=PaymentId("m1")) == pay("40.00")
