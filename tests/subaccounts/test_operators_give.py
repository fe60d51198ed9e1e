"""Operators give what they hold, and take whatever there is (rules.md §00.8)."""

from __future__ import annotations

import pytest

from mpcore.kernel import Actor, MemberId, Operator, Refusal, Refused, Scope
from mpcore.money import money
from mpcore.presets import DUTIES, Duty, operator
from mpcore.subaccounts import (
    Company,
    PrivilegeEscalation,
    SetLimits,
    SpendingLimit,
    decide,
    execute,
    options,
)
from tests.subaccounts.say import (
    INVITING,
    OPERATOR,
    VENDOR,
    A,
    Command,
    company,
    context,
    define,
    delete,
    disable,
    edit,
    enable,
    give,
    hire,
    invite_sub,
    take,
    then,
    undefine,
)

SHIP, CHAT = Scope("orders.ship"), Scope("chat.use")


def otto(*scopes: Scope) -> Operator:
    return Operator(MemberId("otto"), frozenset(scopes))


def against(state: Company, command: Command, who: Actor) -> tuple[Refusal, ...]:
    match decide(state, command, context(who, policy=INVITING)):
        case Refused(reasons):
            return reasons
        case _:
            return ()


def lived(*commands: Command) -> Company:
    state = company(hire("bo"), define("packer", SHIP), define("agent", CHAT), define("both", SHIP, CHAT))
    for command in commands:
        state = then(state, command, OPERATOR, policy=INVITING)
    return state


def limit(*amounts: str, scope: Scope = SHIP) -> SetLimits:
    limits = [SpendingLimit(scope=scope, per_action=money(amount, "EUR")) for amount in amounts]
    return SetLimits(company=VENDOR, member=MemberId("bo"), limits=tuple(limits))


PACKING = (give("bo", "packer", A), give("bo", "packer"))
GIVING: dict[str, tuple[Command, tuple[Command, ...]]] = {
    "a role is defined": (define("more", SHIP), ()),
    "a role is widened": (edit("agent", CHAT, SHIP), ()),
    "a role says something else": (edit("agent", SHIP), ()),
    "a role is granted in a shop": (give("bo", "packer", A), ()),
    "a role is granted in all": (give("bo", "packer"), ()),
    "somebody is enabled": (enable("bo"), (PACKING[0], disable("bo"))),
    "somebody is invited": (invite_sub("ana"), (hire("ana"), give("ana", "packer", A))),
    "a limit is widened": (limit("60.00"), (limit("50.00"),)),
    "a limit is lifted": (limit(), (limit("50.00"),)),
}
TAKING: dict[str, tuple[Command, tuple[Command, ...]]] = {
    "a role is narrowed": (edit("both", CHAT), ()),
    "a role is renamed": (edit("packer", SHIP, name="Packers"), ()),
    "a role is deleted": (undefine("packer"), ()),
    "a grant in a shop is revoked": (take("bo-packer-a"), PACKING),
    "a grant in all is revoked": (take("bo-packer-all"), PACKING),
    "somebody is disabled": (disable("bo"), PACKING),
    "somebody is deleted": (delete("bo"), PACKING),
    "a first limit is set": (limit("50.00"), ()),
    "a limit is narrowed": (limit("50.00"), (limit("60.00"),)),
}


@pytest.mark.rule("00.8")
@pytest.mark.parametrize("what", GIVING)
def test_an_operator_gives_nothing_that_it_does_not_hold(what: str) -> None:
    command, before = GIVING[what]
    state = lived(*before)
    assert against(state, command, otto(command.scope, CHAT)) == (PrivilegeEscalation(scopes=(SHIP,)),)
    assert against(state, command, otto(command.scope, SHIP)) == ()
    assert against(state, command, OPERATOR) == (), "whoever holds everything gives everything"


@pytest.mark.rule("00.8")
@pytest.mark.parametrize("what", TAKING)
def test_an_operator_takes_whatever_there_is_with_the_scope_for_it(what: str) -> None:
    command, before = TAKING[what]
    for who in (otto(command.scope), OPERATOR):
        assert against(lived(*before), command, who) == ()


@pytest.mark.rule("00.8")
def test_what_a_role_says_already_is_nobody_s_gift_and_all_that_is_missing_is_named() -> None:
    editing = edit("both", "orders.ship", "chat.use", "refunds.request", "orders.view").scope
    wider = edit("packer", "orders.ship", "orders.view")
    assert against(lived(), wider, otto(editing, Scope("orders.view"))) == ()
    assert against(lived(), edit("packer", "orders.view", "chat.use"), otto(editing)) == (
        PrivilegeEscalation(scopes=(CHAT, Scope("orders.view"))),
    )
    assert against(lived(), give("bo", "both", A), otto(give("bo", "both").scope)) == (
        PrivilegeEscalation(scopes=(CHAT, SHIP)),
    )


@pytest.mark.rule("00.8")
def test_the_duty_for_vendors_stops_sub_accounts_and_starts_none_that_hold_more() -> None:
    olga = operator(MemberId("olga"), Duty.VENDORS)
    held = DUTIES[Duty.VENDORS]
    assert held is not None
    assert SHIP not in held
    packing = lived(PACKING[0])
    assert against(packing, disable("bo"), olga) == against(packing, delete("bo"), olga) == ()
    stopped = then(packing, disable("bo"), olga)
    assert against(stopped, enable("bo"), olga) == (PrivilegeEscalation(scopes=(SHIP,)),)
    assert against(stopped, enable("bo"), operator(MemberId("olga"), Duty.VENDORS, Duty.LOGISTICS)) == ()
    assert against(stopped, enable("bo"), operator(MemberId("olga"), Duty.ADMINISTRATOR)) == ()
    assert against(then(lived(), disable("bo"), olga), enable("bo"), olga) == (), "who holds nothing gets nothing"


@pytest.mark.rule("00.8")
def test_what_an_operator_is_offered_to_define_is_what_it_can_give() -> None:
    for held in ((SHIP,), (SHIP, CHAT)):
        who = otto(define("r", SHIP).scope, *held)
        offered = [option for option in options(lived(), context(who)) if option.command is type(define("r", SHIP))]
        given = [option.given["scopes"] for option in offered]
        assert given == [frozenset(held)]
        assert execute(lived(), define("r", *held), context(who)).unwrap().events
