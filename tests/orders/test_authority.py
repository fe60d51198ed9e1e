"""Who may know of an order, and who may ask what; strangers cannot tell what there is."""

from __future__ import annotations

from typing import get_args

import pytest
from attrs import evolve

from mpcore import orders
from mpcore.kernel import (
    Actor,
    Buyer,
    Grant,
    MalformedError,
    MemberId,
    MissingScope,
    NotFound,
    Operator,
    OrderId,
    PolicyMismatchError,
    Refused,
    Scope,
    ShopId,
    VendorId,
    VendorMember,
    WrongStage,
)
from mpcore.orders import (
    GATES,
    AddNote,
    Context,
    NoCancellationPending,
    OrderCommand,
    OrderPlaced,
    PartCommand,
    PlaceOrder,
    WithdrawCancellation,
    options,
)
from mpcore.presets import PLAIN, SIPOKO
from mpcore.testing import OPERATOR, PLACED_AT, SYSTEM, Scenario, placed, vendor_member
from mpcore.testing.strategies import strangers
from tests.orders.say import cancel, complete, one_of_each, pay, ship

TWO = Scenario(placed("v1", "v2")).after(pay("80.00"))
COMMANDS = one_of_each()
ABOUT_P1 = tuple([command for command in COMMANDS if isinstance(command, PartCommand | AddNote)])
SHIP, COMPLETE = Scope("orders.ship"), Scope("orders.complete")


def refusal_of(story: Scenario, command: OrderCommand, actor: Actor) -> tuple[object, ...]:
    outcome = story.when(command, actor=actor).outcome
    return outcome.reasons if isinstance(outcome, Refused) else ()


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: type(command).__name__)
def test_a_stranger_is_told_the_same_whatever_there_is(command: OrderCommand) -> None:
    shipped = TWO.after(ship(), complete(), cancel("p2"))
    for stranger in strangers(TWO.state):
        answers = {refusal_of(story, command, stranger) for story in (TWO, shipped, Scenario(placed("v1", "v2")))}
        assert answers == {(NotFound(thing="order", id="o1"),)}


@pytest.mark.parametrize("command", ABOUT_P1, ids=lambda command: type(command).__name__)
def test_vendor_staff_cannot_tell_another_vendor_s_part_from_none(command: PartCommand | AddNote) -> None:
    """Other engines let vendor staff read other vendors' orders."""
    staff = vendor_member("v2")
    assert refusal_of(TWO, command, staff) == (NotFound(thing="part", id="p1", at="part"),)
    alone = Scenario(placed("v0", "v2")).state
    ctx = Context(now=PLACED_AT, actor=staff, policy=PLAIN.orders)
    without = orders.decide(evolve(alone, parts=alone.parts[1:]), command, ctx)
    assert without == Refused((NotFound(thing="part", id="p1", at="part"),))


def test_vendor_staff_have_options_for_their_own_part_only() -> None:
    ctx = Context(now=PLACED_AT, actor=vendor_member("v2"), policy=PLAIN.orders)
    assert {option.part for option in options(TWO.state, ctx)} == {None, "p2"}
    assert "v1" not in repr(options(TWO.state, ctx))


def test_a_grant_counts_in_its_own_shop() -> None:
    (first,) = placed("v1")
    assert isinstance(first, OrderPlaced)
    paris = evolve(first, parts=(evolve(first.parts[0], shop=ShopId("paris")),))
    story = Scenario((paris,)).after(pay("40.00"))
    for grants, expected in (
        ((Grant({SHIP}),), ()),
        ((Grant({SHIP}, ShopId("paris")),), ()),
        ((Grant({SHIP}, ShopId("lyon")),), (NotFound(thing="order", id="o1"),)),
        ((Grant({COMPLETE}, ShopId("paris")),), (MissingScope(scope=SHIP),)),
        ((Grant({COMPLETE}, ShopId("paris")), Grant({SHIP}, ShopId("lyon"))), (MissingScope(scope=SHIP),)),
        ((Grant(()),), (NotFound(thing="order", id="o1"),)),
        ((), (NotFound(thing="order", id="o1"),)),
    ):
        member = VendorMember(VendorId("v1"), MemberId("m"), grants)
        assert refusal_of(story, ship(), member) == expected


def test_an_operator_holds_what_was_given_to_it() -> None:
    assert refusal_of(TWO, ship(), Operator(MemberId("o"), frozenset())) == (MissingScope(scope=SHIP),)
    assert refusal_of(TWO, ship(), Operator(MemberId("o"), frozenset({SHIP}))) == ()
    assert refusal_of(TWO, ship(), Operator(MemberId("o"))) == ()


def test_the_buyer_knows_of_the_order_and_does_nothing_with_it_where_nothing_is_offered() -> None:
    for command in COMMANDS:
        lacking = NoCancellationPending if isinstance(command, WithdrawCancellation) else MissingScope
        assert [type(reason) for reason in refusal_of(TWO, command, TWO.state.buyer)] == [lacking]
    guest = Buyer(TWO.state.buyer.id, guest=True)
    assert refusal_of(TWO, ship(), guest) == (NotFound(thing="order", id="o1"),)


def test_authority_is_asked_before_the_state_and_the_state_before_the_rules() -> None:
    done = TWO.after(ship(), complete())
    bad = evolve(ship("p1", dispatch="d2"), lines=())
    assert [type(reason) for reason in refusal_of(done, bad, SYSTEM)] == [MissingScope]
    assert [type(reason) for reason in refusal_of(done, bad, OPERATOR)] == [WrongStage]


def test_every_command_has_a_gate_and_its_scope() -> None:
    assert set(GATES) == {PlaceOrder, *get_args(OrderCommand)}
    assert {type(command) for command in COMMANDS} == set(get_args(OrderCommand))
    assert all(gate.scope == command.scope and gate.command is command for command, gate in GATES.items())


def test_a_command_for_another_order_is_the_caller_s_mistake() -> None:
    ctx = Context(now=PLACED_AT, actor=SYSTEM, policy=PLAIN.orders)
    with pytest.raises(MalformedError) as caught:
        orders.decide(TWO.state, evolve(ship(), order=OrderId("o2")), ctx)
    assert [fault.at for fault in caught.value.faults] == ["order"]


def test_another_rule_book_than_the_order_s_is_the_caller_s_mistake() -> None:
    ctx = Context(now=PLACED_AT, actor=SYSTEM, policy=SIPOKO.orders)
    with pytest.raises(PolicyMismatchError, match=r"'plain'.*'sipoko'"):
        orders.execute(TWO.state, ship(), ctx)
