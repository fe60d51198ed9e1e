"""Every command and every kind of actor: who gets past authority, in a table written out by hand (rules.md §9.1)."""

from __future__ import annotations

from typing import get_args

import pytest
from attrs import evolve

from mpcore import orders
from mpcore.kernel import (
    Actor,
    Buyer,
    BuyerId,
    MemberId,
    MissingScope,
    NotFound,
    Operator,
    OrderId,
    PartId,
    Refused,
    Scope,
    VendorId,
    VendorMember,
)
from mpcore.orders import (
    GATES,
    BuyerCancels,
    CancellationRequests,
    Context,
    NewPart,
    OrderCommand,
    OrderPlaced,
    PlaceOrder,
    options,
    place,
)
from mpcore.presets import PLAIN, RuleBook
from mpcore.testing import PLACED_AT, SYSTEM, Scenario, placed
from mpcore.testing.entitled import SCOPES, vendor_member
from tests.orders.say import cancel, complete, confirm, edit_metadata, hold, one_of_each, pay, ship

CLOSED = PLAIN
OPEN = PLAIN.what_if(
    {
        "orders.vendor_may_cancel": True,
        "orders.vendor_may_hold": True,
        "orders.buyer_cancels": BuyerCancels.BEFORE_DISPATCH,
        "orders.requests": CancellationRequests(),
    }
)
"""Every switch about who may ask what."""

COLUMNS = ["buyer", "another", "guest", "staff", "idle", "rival", "stranger", "operator", "clerk", "intern", "system"]
TABLE = """
                      buyer another guest  staff idle rival stranger  operator clerk intern  system
    RecordPayment       S      O      O      S    S     S      O         .      .      S       .
    RecordAuthorisation S      O      O      S    S     S      O         .      .      S       .
    RecordPaymentFailure S     O      O      S    S     S      O         .      .      S       .
    ConfirmPayment      S      O      O      S    S     S      O         .      .      S       S
    RemindBuyer         S      O      O      .    S     .      O         .      .      S       .
    ShipLines           S      O      O      .    S     P      O         .      .      S       S
    CorrectTracking     S      O      O      .    S     P      O         .      .      S       S
    RecordDelivery      S      O      O      S    S     P      O         .      .      S       .
    RecordCollection    S      O      O      .    S     P      O         .      .      S       .
    RecordLoss          S      O      O      S    S     P      O         .      .      S       .
    RecordReturnToSender S     O      O      S    S     P      O         .      .      S       .
    CompletePart        S      O      O      .    S     P      O         .      .      S       S
    HoldPart            S      O      O      1    S     P      O         .      .      S       S
    ReleasePart         S      O      O      1    S     P      O         .      .      S       S
    RecordVacation      S      O      O      S    S     P      O         .      .      S       .
    CancelPart          1      O      O      1    S     P      O         .      .      S       S
    CancelLines         S      O      O      1    S     P      O         .      .      S       S
    RequestCancellation 1      O      O      S    S     P      O         S      S      S       S
    WithdrawCancellation .     O      O      S    S     P      O         S      S      S       S
    AnswerCancellation  S      O      O      .    S     P      O         .      .      S       S
    AddNote             S      O      O      .    S     P      O         .      .      S       S
    EditProperties      S      O      O      S    S     S      O         .      .      S       S
    EditMetadata        S      O      O      S    S     S      O         .      .      S       .
    ErasePersonalData   S      O      O      S    S     S      O         .      .      S       .
    FireTimers          S      O      O      S    S     S      O         .      .      S       .
"""
"""Who asks of order `o1` and its part `p1`, which is vendor `v1`'s; `p2` is vendor `v2`'s.

`.` gets past authority; `S` lacks the scope; `O` is told that there is no such order, `P` that there is no such part.
`1` gets past it where the policy lets them, and lacks the scope where it does not.
"""

EVERY = {type(command): command for command in one_of_each()}
_rows = {name: letters for name, *letters in map(str.split, TABLE.strip().splitlines()[1:])}
EXPECTED: dict[type[OrderCommand], dict[str, str]] = {
    command: dict(zip(COLUMNS, _rows[command.__name__], strict=True)) for command in EVERY
}
PAIRS = [(command, who) for command in EVERY for who in COLUMNS]


def actors(command: type[PlaceOrder | OrderCommand]) -> dict[str, Actor]:
    """Somebody of each kind, for one command and its scope."""
    scope = command.scope
    return {
        "buyer": Buyer(BuyerId("ada")),
        "another": Buyer(BuyerId("bob")),
        "guest": Buyer(BuyerId("ada"), guest=True),
        "staff": vendor_member("v1", scope),
        "idle": vendor_member("v1", *(SCOPES - {scope})),
        "rival": vendor_member("v2"),
        "stranger": vendor_member("v3"),
        "operator": Operator(MemberId("olga")),
        "clerk": Operator(MemberId("carl"), frozenset({scope})),
        "intern": Operator(MemberId("ines"), SCOPES - {scope}),
        "system": SYSTEM,
    }


def stories(rules: RuleBook) -> dict[str, Scenario]:
    """An order in states that have nothing in common but who may ask."""
    new = Scenario(placed("v1", "v2", rules=rules), rules)
    paid = new.after(pay("80.00"))
    sent = paid.after(ship("p1", ("p1.l1", 1)))
    return {
        "new": new,
        "paid": paid,
        "held": paid.after(hold()),
        "sent in part": sent,
        "completed": paid.after(ship(), complete()),
        "cancelled": paid.after(cancel(), cancel("p2")),
    }


def letter(story: Scenario, command: OrderCommand, actor: Actor) -> str:
    outcome = story.when(command, actor=actor).outcome
    if not isinstance(outcome, Refused):
        return "."
    for reason in outcome.reasons:
        if isinstance(reason, MissingScope):
            assert len(outcome.reasons) == 1, "nothing is said about the order to who may not ask"
            assert reason.scope == command.scope
            return "S"
        if isinstance(reason, NotFound) and reason.thing in ("order", "part"):
            assert len(outcome.reasons) == 1
            return "O" if reason.thing == "order" else "P"
    return "."


def test_the_table_names_every_command_there_is() -> None:
    assert set(EVERY) == set(get_args(OrderCommand)) == set(EXPECTED)
    assert set(_rows) == {command.__name__ for command in EVERY}
    assert set(actors(PlaceOrder)) == set(COLUMNS)


@pytest.mark.rule("U3", "00.8")
@pytest.mark.parametrize(("command", "who"), PAIRS, ids=lambda value: getattr(value, "__name__", value))
def test_who_may_ask_what(command: type[OrderCommand], who: str) -> None:
    actor = actors(command)[who]
    for rules, switched in ((CLOSED, "S"), (OPEN, ".")):
        expected = EXPECTED[command][who].replace("1", switched)
        for name, story in stories(rules).items():
            assert letter(story, EVERY[command], actor) == expected, (rules.id, name)


@pytest.mark.parametrize(("command", "who"), PAIRS, ids=lambda value: getattr(value, "__name__", value))
def test_options_say_the_same(command: type[OrderCommand], who: str) -> None:
    actor = actors(command)[who]
    for rules, switched in ((CLOSED, "S"), (OPEN, ".")):
        expected = EXPECTED[command][who].replace("1", switched)
        for story in stories(rules).values():
            ctx = Context(now=PLACED_AT, actor=actor, policy=rules.orders)
            for option in options(story.state, ctx):
                assert expected != "O"
                if option.command is command and option.part in (None, "p1"):
                    lacking = any(isinstance(reason, MissingScope) for reason in option.reasons)
                    assert lacking is (expected == "S") or expected == "P"
                    assert not (expected == "P" and option.part == "p1")


@pytest.mark.rule("U3")
def test_no_vendor_makes_an_order_paid() -> None:
    """Not with every scope there is, and not where the operator alone confirms."""
    rules = PLAIN.what_if({"orders.confirmed_by": orders.ConfirmedBy.OPERATOR})
    for book in (PLAIN, rules):
        story = Scenario(placed("v1", rules=book), book)
        for command in (pay("40.00"), confirm()):
            story.when(command, actor=vendor_member("v1")).refused(MissingScope(scope=command.scope))
    waiting = Scenario(placed("v1", rules=rules), rules).after(pay("40.00"))
    waiting.when(confirm(), actor=SYSTEM).refused(MissingScope)
    waiting.when(confirm(), actor=Operator(MemberId("olga"))).then(orders.PaymentConfirmed)


def test_the_host_s_words_on_a_part_are_no_vendor_s_either() -> None:
    story = stories(OPEN)["paid"]
    for who, actor in actors(orders.EditMetadata).items():
        expected = EXPECTED[orders.EditMetadata][who]
        assert letter(story, edit_metadata({"bin": "7"}, "p1"), actor) == expected


def test_scopes_that_one_command_shares_with_another_are_these() -> None:
    shared: dict[Scope, list[str]] = {}
    for command in GATES:
        shared.setdefault(command.scope, []).append(command.__name__)
    assert {tuple(names) for names in shared.values() if len(names) > 1} == {
        ("RecordPayment", "RecordAuthorisation", "RecordPaymentFailure"),
        ("ShipLines", "CorrectTracking"),
        ("HoldPart", "ReleasePart"),
        ("CancelPart", "CancelLines"),
        ("RequestCancellation", "WithdrawCancellation"),
    }


# Placing


def test_who_places_orders_for_whom() -> None:
    (first,) = placed("v1")
    assert isinstance(first, OrderPlaced)
    command = PlaceOrder(order=OrderId("o2"), buyer=first.buyer, currency="EUR", parts=_parts(first))
    expected = dict(zip(COLUMNS, [".", "S", "S", "S", "S", "S", "S", ".", ".", "S", "."], strict=True))
    for who, actor in actors(PlaceOrder).items():
        outcome = place(command, Context(now=PLACED_AT, actor=actor, policy=PLAIN.orders))
        reasons = outcome.reasons if isinstance(outcome, Refused) else ()
        assert ("S" if any(isinstance(reason, MissingScope) for reason in reasons) else ".") == expected[who], who
        assert len(reasons) == (expected[who] == "S")


def _parts(first: OrderPlaced) -> list[NewPart]:
    """The parts of a placed order, as they would be asked for."""
    return [
        NewPart(
            id=part.id,
            vendor=part.vendor,
            lines=[
                orders.NewLine(
                    id=line.id,
                    listing=line.listing,
                    title=line.title,
                    quantity=line.quantity,
                    unit_price=orders.replay((first,)).money(line.unit_price),
                )
                for line in part.lines
            ],
        )
        for part in first.parts
    ]


# Who is nobody


def test_who_was_granted_nothing_knows_of_nothing() -> None:
    nobody = VendorMember(VendorId("v1"), MemberId("new"), ())
    for story in stories(OPEN).values():
        for command in EVERY.values():
            assert letter(story, command, nobody) == "O"
        assert options(story.state, Context(now=PLACED_AT, actor=nobody, policy=OPEN.orders)) == ()


def test_a_part_there_is_not_is_nobody_s() -> None:
    story = stories(OPEN)["paid"]
    for command in EVERY.values():
        if isinstance(command, orders.PartCommand | orders.AddNote):
            absent = evolve(command, part=PartId("p9"))
            for who in ("buyer", "staff", "operator"):
                if EXPECTED[type(command)][who] in ".1":
                    assert letter(story, absent, actors(type(command))[who]) == "P"
