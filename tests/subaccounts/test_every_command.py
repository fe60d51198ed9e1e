"""Every command there is, asked with its scope, without it, and with it somewhere else (H1, H2, H7, rules.md §00.8)."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from attrs import evolve

from mpcore import discounts, orders, refunds, subaccounts
from mpcore.kernel import (
    Actor,
    Buyer,
    BuyerId,
    Grant,
    Kind,
    MissingScope,
    Operator,
    Refusal,
    Scope,
    ShopId,
    System,
    VendorId,
    VendorMember,
)
from mpcore.subaccounts import (
    CATALOGUE,
    Company,
    MainOnly,
    NonDelegableScope,
    NotGranted,
    PrivilegeEscalation,
    Who,
    authorise,
    member_of,
)
from mpcore.subaccounts.commands import OfChatGroup
from tests.discounts import telling
from tests.subaccounts import stories
from tests.subaccounts.say import (
    MAIN,
    NOW,
    OPERATOR,
    SYSTEM,
    A,
    B,
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
    member,
    refused,
    take,
    undefine,
)
from tests.subaccounts.stories import DELEGATING, Story, against, asked, limit
from tests.subaccounts.stories_of_refunds import OF_REFUNDS

ZOE = hire("zoe").member
ALL = frozenset(info.scope for info in CATALOGUE.infos)
STORIES = {**stories.STORIES, **{story.command: story for story in OF_REFUNDS}}
GATES: dict[type[Any], Any] = {**orders.GATES, **discounts.GATES, **refunds.GATES, **subaccounts.GATES}


def of(kind: type[Actor]) -> list[type[Any]]:
    """The commands that this kind of actor can hold the scope of."""
    return [command for command in GATES if kind in GATES[command].kinds]


OF_MAIN: list[type[Any]] = [
    *(subaccounts.AddShop, subaccounts.ChangeWalletPassword, subaccounts.CloseCompany, subaccounts.TransferOwnership)
]
"""What no sub-account is ever granted."""
WHILE_CLOSED = (
    *(subaccounts.RefuseCompany, subaccounts.InviteMain, subaccounts.AcceptInvitation),
    subaccounts.ReinstateCompany,
)
"""What is asked of companies in which nobody may do anything."""
OF_STAFF = [command for command in of(VendorMember) if command not in OF_MAIN]


def called(command: type[Any]) -> str:
    return f"{command.__module__.split('.')[1]}.{command.__name__}"


def every(commands: list[type[Any]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("command", commands, ids=called)


def team(*held: tuple[frozenset[Scope], str | None]) -> Company:
    """The company with zoe, who was granted these scopes, each in a shop or in all of them."""
    gifts: list[Command] = []
    for number, (scopes, shop) in enumerate(held, 1):
        gifts += [define(f"role {number}", *scopes), give("zoe", f"role {number}", shop)]
    return company(hire("zoe"), *gifts, policy=DELEGATING)


def ask(command: type[Any], shop: ShopId, *held: tuple[frozenset[Scope], str | None]) -> tuple[Refusal, ...]:
    """What stands against zoe's asking for it in a shop."""
    state = team(*held)
    return STORIES[command].ask(state, member_of(state, ZOE, NOW, DELEGATING), shop)


def only(command: type[Any]) -> frozenset[Scope]:
    return frozenset({command.scope})


def all_but(command: type[Any]) -> frozenset[Scope]:
    return DELEGATING.grantable - only(command)


def missing(reasons: tuple[Refusal, ...]) -> Scope:
    """The scope that is named as what is missing; nothing else is said."""
    (reason,) = reasons
    assert isinstance(reason, MissingScope | NotGranted | MainOnly), reason
    return reason.scope


# --- every one


def test_every_command_of_every_package_has_a_story_and_a_scope() -> None:
    unions = [orders.OrderCommand, discounts.CouponCommand, refunds.RefundCommand, subaccounts.CompanyCommand]
    births = {orders.PlaceOrder, discounts.CreateCoupon, subaccounts.CreateCompany}
    assert set(STORIES) == set(GATES) == births.union(*[get_args(union) for union in unions])
    for command, gate in GATES.items():
        info = CATALOGUE.get(command.scope)
        assert info is not None, command
        assert info.is_staff is (VendorMember in gate.kinds), command
    assert {command.scope for command in OF_MAIN} == {gate.scope for gate in GATES.values()} & CATALOGUE.of(Who.NEVER)
    assert len(OF_STAFF) >= 30


@pytest.mark.rule("H1", "H7")
@every(OF_STAFF)
@pytest.mark.parametrize("shop", [A, B])
def test_staff_may_with_its_scope_alone_and_may_not_with_every_other(command: type[Any], shop: ShopId) -> None:
    story, here = STORIES[command], shop
    assert ask(command, here, (only(command), None)) == ()
    assert missing(ask(command, here, (all_but(command), None))) == command.scope
    if story.in_a_shop:
        assert ask(command, here, (only(command), here)) == ()
        assert missing(ask(command, here, (all_but(command), here))) == command.scope
    else:
        assert missing(ask(command, here, (only(command), here), (all_but(command), None))) == command.scope


@pytest.mark.rule("H1")
@every([command for command in OF_STAFF if STORIES[command].in_a_shop])
@pytest.mark.parametrize(("here", "elsewhere"), [(A, B), (B, A)])
def test_what_is_granted_in_another_shop_does_not_count_in_this_one(
    command: type[Any], here: ShopId, elsewhere: ShopId
) -> None:
    (unknown,) = ask(command, here, (only(command), elsewhere))
    told = command in subaccounts.GATES and not of_something_in(command)
    assert unknown.kind is (Kind.FORBIDDEN if told else Kind.NOT_FOUND), "they know their company, and not its orders"
    answer = ask(command, here, (only(command), elsewhere), (all_but(command), here))
    if of_something_in(command):
        assert [reason.kind for reason in answer] == [Kind.NOT_FOUND], "what is in another shop is none of theirs"
    else:
        assert missing(answer) == command.scope


def of_something_in(command: type[Any]) -> bool:
    """Whether it is about a grant or a chat group, which looks to zoe like what there is not."""
    named = issubclass(command, subaccounts.RevokeGrant | OfChatGroup)
    return named and command is not subaccounts.CreateChatGroup


@pytest.mark.rule("H7")
@every(of(VendorMember))
def test_staff_that_was_granted_nothing_may_nothing(command: type[Any]) -> None:
    for state in (company(hire("zoe")), company(hire("zoe"), define("role", "team.view"), give("zoe", "role"))):
        (reason,) = STORIES[command].ask(state, member_of(state, ZOE, NOW, DELEGATING), A)
        assert reason.kind in (Kind.NOT_FOUND, Kind.FORBIDDEN)


@pytest.mark.rule("H2")
@every([*OF_MAIN, *OF_STAFF])
@pytest.mark.parametrize("shop", [A, B])
def test_the_main_account_may_in_each_of_its_shops(command: type[Any], shop: ShopId) -> None:
    for policy in (DELEGATING, evolve(DELEGATING, delegated=frozenset())):
        state = company()
        actor = member_of(state, state.main, NOW, policy)
        assert STORIES[command].ask(state, actor, shop) == ()
        assert actor.may(command.scope, shop)


@pytest.mark.rule("H6")
@every(OF_MAIN)
def test_what_is_the_main_accounts_alone_is_in_no_role_and_nobody_else_may(command: type[Any]) -> None:
    assert refused(company(), define("all", command.scope), policy=DELEGATING) == ["subaccounts.non_delegable_scope"]
    (reason,) = ask(command, A, (DELEGATING.grantable, None))
    assert reason == MainOnly(scope=command.scope)


@every([command for command in GATES if VendorMember not in GATES[command].kinds])
def test_no_vendor_may_what_is_not_of_vendors(command: type[Any]) -> None:
    state = team((DELEGATING.grantable, None))
    for who in (state.main, ZOE):
        (reason,) = STORIES[command].ask(state, member_of(state, who, NOW, DELEGATING), A)
        if command in WHILE_CLOSED:
            assert reason.kind in (Kind.FORBIDDEN, Kind.NOT_FOUND)
        else:
            assert missing((reason,)) == command.scope
    (wrong,) = asked(state, define("wrong", command.scope), member_of(state, state.main, NOW, DELEGATING), DELEGATING)
    assert wrong == NonDelegableScope(scope=command.scope, at="scopes")


@every(of(VendorMember))
def test_nobody_of_another_company_may(command: type[Any]) -> None:
    for scopes in (only(command), ALL):
        rival = VendorMember(VendorId("v2"), MAIN, (Grant(scopes),))
        (reason,) = STORIES[command].ask(company(), rival, A)
        assert reason.kind is Kind.NOT_FOUND


# --- who is not of a vendor


@every(list(GATES))
def test_operators_may_with_its_scope_alone_and_may_not_with_every_other(command: type[Any]) -> None:
    story, state = STORIES[command], company()
    exactly, others = (Operator(OPERATOR.member, scopes) for scopes in (only(command), ALL - only(command)))
    assert missing(story.ask(state, others, A)) == command.scope
    if Operator in GATES[command].kinds:
        assert story.ask(state, exactly, A) == ()
        assert story.ask(state, OPERATOR, A) == ()
    else:
        assert missing(story.ask(state, exactly, A)) == command.scope
        assert missing(story.ask(state, OPERATOR, A)) == command.scope


@every(list(GATES))
def test_the_system_may_what_is_the_systems_and_nothing_else(command: type[Any]) -> None:
    reasons = STORIES[command].ask(company(), SYSTEM, A)
    if System in GATES[command].kinds:
        assert reasons == ()
    else:
        assert missing(reasons) == command.scope


@every(list(GATES))
def test_buyers_may_what_is_theirs_of_what_is_theirs(command: type[Any]) -> None:
    story = STORIES[command]
    mine = story.ask(company(), telling.ADA, A)
    if Buyer in GATES[command].kinds:
        assert mine == ()
    else:
        assert [reason.kind for reason in mine] in ([Kind.FORBIDDEN], [Kind.NOT_FOUND])
    for other in (telling.BOB, Buyer(telling.ADA.id, guest=True), Buyer(BuyerId("main"))):
        (reason,) = story.ask(company(), other, A)
        assert reason.kind in (Kind.FORBIDDEN, Kind.NOT_FOUND)


# --- more than a scope

FUND = discounts.CreateCoupon(coupon=telling.COUPON, owner=None, terms=telling.terms())
SHARED = discounts.CreateCoupon(
    coupon=telling.COUPON, owner=VendorId("v1"), terms=telling.terms(funding=discounts.Funding(vendor=1, operator=1))
)


@pytest.mark.rule("00.8")
@pytest.mark.parametrize("command", [FUND, SHARED], ids=["the marketplace's own", "a shared one"])
def test_a_coupon_that_the_marketplace_pays_for_needs_its_scope_and_that_to_fund(
    command: discounts.CreateCoupon,
) -> None:
    def against_it(*scopes: Scope) -> list[Scope]:
        actor = Operator(OPERATOR.member, frozenset(scopes))
        reasons = against(discounts.create(command, telling.context(actor, code_taken=False)))
        return [missing((reason,)) for reason in reasons]

    assert against_it(telling.MANAGE, telling.FUND) == []
    assert against_it(telling.MANAGE) == [telling.FUND]
    assert against_it(telling.FUND) == [telling.MANAGE]
    assert against_it() == [telling.MANAGE, telling.FUND]


SHIP = Scope("orders.ship")
MORE: dict[str, tuple[Command, tuple[Command, ...]]] = {
    "nobody defines a role with what they lack": (define("r", SHIP), ()),
    "nobody adds to a role what they lack": (edit("r", SHIP, "roles.manage"), (define("r", "roles.manage"),)),
    "nobody takes out of a role what they lack": (edit("r", "roles.manage"), (define("r", SHIP, "roles.manage"),)),
    "nobody deletes a role with what they lack": (undefine("r"), (define("r", SHIP),)),
    "nobody grants what they lack": (give("pat", "r", A), (define("r", SHIP),)),
    "nobody revokes what they lack": (take("pat's"), (define("r", SHIP), give("pat", "r", A, grant="pat's"))),
    "nobody limits what they lack": (limit("pat", SHIP), ()),
    "nobody disables who holds what they lack": (disable("pat"), (define("r", SHIP), give("pat", "r", A))),
    "nobody deletes who holds what they lack": (delete("pat"), (define("r", SHIP), give("pat", "r", A))),
    "nobody enables who holds what they lack": (
        enable("pat"),
        (define("r", SHIP), give("pat", "r", A), disable("pat")),
    ),
}
"""Commands that need more than their scope: nobody gives or takes what they do not hold (rules.md §00.8)."""


@pytest.mark.rule("00.8")
@pytest.mark.parametrize("why", MORE)
def test_giving_and_taking_needs_what_is_given_and_taken(why: str) -> None:
    command, before = MORE[why]
    for scopes, against_it in (
        ({command.scope}, (PrivilegeEscalation(scopes=(SHIP,)),)),
        ({command.scope, SHIP}, ()),
    ):
        gifts = (define("asker", *scopes), give("zoe", "asker"))
        state = company(hire("pat"), hire("zoe"), *before, *gifts, policy=DELEGATING)
        assert asked(state, command, member_of(state, ZOE, NOW, DELEGATING), DELEGATING) == against_it


# --- the two ways to ask are one


@every(OF_STAFF)
def test_what_a_company_says_of_a_scope_is_what_every_package_does(command: type[Any]) -> None:
    story: Story = STORIES[command]
    shop = A if story.in_a_shop else None
    for held in ((only(command), A), (only(command), None), (all_but(command), None), (frozenset({SHIP}), B)):
        state = team(held)
        may = isinstance(
            authorise(member(state, "zoe"), command.scope, shop, context(policy=DELEGATING)), subaccounts.Granted
        )
        assert (story.ask(state, member_of(state, ZOE, NOW, DELEGATING), A) == ()) is may, held
