"""What is true of rights in every life of a company (rules.md §11.11): asked of the verbs, one command at a time."""

from __future__ import annotations

from typing import TypeAlias

import pytest
from attrs import evolve as with_
from hypothesis import given, reject
from hypothesis import strategies as st

from mpcore.kernel import Done, MemberId, Scope, ShopId
from mpcore.subaccounts import (
    ALWAYS,
    CATALOGUE,
    Access,
    ChangeWalletPassword,
    Company,
    CompanyStage,
    Context,
    Denied,
    Granted,
    Member,
    RoleId,
    RoleStage,
    ScopeUnknown,
    SubAccountPolicy,
    SubAccountStage,
    authorise,
    execute,
    member_of,
    visible,
)
from tests.subaccounts.lives import ROLES, STAFF, Ask, asks, beginnings, begun, policies
from tests.subaccounts.say import (
    DELEGATING,
    MAIN,
    NOW,
    VENDOR,
    A,
    B,
    Command,
    company,
    context,
    define,
    give,
    hire,
    take,
)

Rights: TypeAlias = frozenset[tuple[str, ShopId | None, Scope]]
"""Who holds what, and where."""

EVERYBODY = (MAIN, *STAFF, "nobody")
WALLET = Scope("wallet.password.change")
UNKNOWN = ("orders.fly", "", "orders", "orders.*", "*", "ORDERS.SHIP", "orders.ship ", "wallet.password.change\n")
GIFTS: tuple[Command, ...] = (
    *(hire("ana"), define("purse", WALLET), define("every", "*"), define("area", "wallet.*")),
    *(give("ana", "purse"), give("ana", "every"), give("ana", "area", A)),
)
"""What somebody might try, so that ana may change the wallet's password."""
lives = st.lists(asks, max_size=10)
places = st.sampled_from([A, B, None])


def lived(beginning: str, life: list[Ask], policy: SubAccountPolicy) -> Company:
    """What became of a company in which all of this was asked, whether it was accepted or not."""
    state, _ = begun(beginning)
    for who, command, after in life:
        match execute(state, command, _knowing(context(who, policy=policy, now=NOW + after))):
            case Done(following, _):
                state = following
            case _:
                pass
    return state


def _knowing(ctx: Context) -> Context:
    return with_(ctx, same_passwords=frozenset())


def shops(state: Company) -> tuple[ShopId | None, ...]:
    return (None, *[shop.id for shop in state.shops], ShopId("elsewhere"))


def rights(state: Company, policy: SubAccountPolicy, scopes: tuple[Scope, ...] = ()) -> Rights:
    """Everything that somebody may, asked one by one."""
    ctx = context(policy=policy)
    wanted = scopes or tuple([info.scope for info in policy.scopes.infos])
    return frozenset(
        [
            (who, shop, scope)
            for who in EVERYBODY
            for member in [Member.of(state, MemberId(who))]
            for shop in shops(state)
            for scope in wanted
            if isinstance(authorise(member, scope, shop, ctx), Granted)
        ]
    )


# --- what a sub-account may, the main account may


@pytest.mark.rule("H2")
@given(beginnings, lives, policies)
def test_no_sub_account_may_what_the_main_account_may_not(
    beginning: str, life: list[Ask], policy: SubAccountPolicy
) -> None:
    state = lived(beginning, life, policy)
    held = rights(state, policy)
    of_main = {(shop, scope) for who, shop, scope in held if who == state.main}
    assert {(shop, scope) for _, shop, scope in held} <= of_main
    active = {one.id for one in state.sub_accounts if one.stage is SubAccountStage.ACTIVE}
    assert {who for who, _, _ in held} <= {state.main, *active}


@pytest.mark.rule("H6")
@given(beginnings, lives, policies)
def test_the_wallets_password_is_the_main_accounts_whatever_happened(
    beginning: str, life: list[Ask], policy: SubAccountPolicy
) -> None:
    state = lived(beginning, life, policy)
    for gift in GIFTS:
        match execute(state, gift, context(str(state.main), policy=policy)):
            case Done(after, _):
                state = after
            case _:
                pass
    assert {who for who, _, _ in rights(state, policy, (WALLET,))} <= {state.main}
    for who in EVERYBODY:
        actor = member_of(state, MemberId(who), NOW, policy)
        assert not actor.may(WALLET, A) or who == state.main
        ctx = _knowing(context(who, policy=policy))
        if isinstance(execute(state, ChangeWalletPassword(company=VENDOR), ctx), Done):
            assert who == state.main


@given(beginnings, policies)
def test_the_main_account_of_an_active_company_may_change_it_in_every_shop(
    beginning: str, policy: SubAccountPolicy
) -> None:
    state = lived(beginning, [], policy)
    active = state.stage is CompanyStage.ACTIVE
    held = {(who, shop) for who, shop, _ in rights(state, policy, (WALLET,))}
    assert held == ({(state.main, shop) for shop in (None, A, B)} if active else set())


# --- granting and revoking


def asked(state: Company, command: Command) -> Company:
    """What the company is after its main account asked; everything is delegated."""
    ctx = context(str(state.main), policy=DELEGATING)
    return execute(state, command, ctx).unwrap().state


@pytest.mark.rule("H1")
@given(lives, st.sampled_from(STAFF), st.sampled_from(ROLES), places)
def test_a_grant_adds_rights_and_removes_none_and_revoking_it_gives_what_was_before(
    life: list[Ask], who: str, role: str, shop: ShopId | None
) -> None:
    before = settled(lived("active", life, DELEGATING), who, role)
    more = asked(before, give(who, role, shop, ALWAYS, "new"))
    had, has = rights(before, DELEGATING), rights(more, DELEGATING)
    assert had <= has, "nothing is removed"
    known, member = before.role(RoleId(role)), before.sub_account(MemberId(who))
    assert known is not None
    assert member is not None
    able = known.scopes & DELEGATING.grantable if member.stage is SubAccountStage.ACTIVE else frozenset[Scope]()
    there = [one for one in shops(before) if one != "elsewhere"] if shop is None else [shop]
    assert has == had | {(who, place, scope) for place in there for scope in able}, "exactly this is added"
    assert rights(asked(more, take("new")), DELEGATING) == had, "revoking restores"


@pytest.mark.rule("H1")
@given(lives, st.sampled_from(STAFF), st.sampled_from(ROLES))
def test_what_is_granted_or_revoked_in_one_shop_changes_nothing_in_another(
    life: list[Ask], who: str, role: str
) -> None:
    before = settled(lived("active", life, DELEGATING), who, role)
    for here in (A, B):
        more = asked(before, give(who, role, here, ALWAYS, "new"))
        for after in (more, asked(more, take("new"))):
            assert elsewhere(before, here) == elsewhere(after, here)


def elsewhere(state: Company, here: ShopId) -> Rights:
    return frozenset([right for right in rights(state, DELEGATING) if right[1] != here])


def settled(state: Company, who: str, role: str) -> Company:
    """The company, where it is active and has this sub-account and this role."""
    member, known = state.sub_account(MemberId(who)), state.role(RoleId(role))
    there = member is not None and member.stage is not SubAccountStage.DELETED
    defined = known is not None and known.stage is RoleStage.DEFINED
    return state if there and defined and state.stage is CompanyStage.ACTIVE else reject()


# --- what is seen is what is granted


@pytest.mark.rule("H7")
@given(beginnings, lives, policies)
def test_what_is_visible_is_what_is_granted_and_nothing_else(
    beginning: str, life: list[Ask], policy: SubAccountPolicy
) -> None:
    state = lived(beginning, life, policy)
    ctx, held = context(policy=policy), rights(state, policy)
    seen = {
        (who, shop, scope)
        for who in EVERYBODY
        for shop in shops(state)
        for scope in visible(Member.of(state, MemberId(who)), shop, ctx)
    }
    assert seen == held


@pytest.mark.rule("H7")
@given(beginnings, lives, policies, st.sampled_from(UNKNOWN) | st.text(max_size=80))
def test_what_is_no_scope_is_nobodys(beginning: str, life: list[Ask], policy: SubAccountPolicy, text: str) -> None:
    state = lived(beginning, life, policy)
    scope = Scope(text)
    if CATALOGUE.get(scope) is not None:
        reject()
    assert rights(state, policy, (scope,)) == frozenset()
    for who in EVERYBODY:
        answer = authorise(Member.of(state, MemberId(who)), scope, A, context(policy=policy))
        assert is_unknown(answer) or state_bars(state, who), "it is said that there is no such scope"
        assert not member_of(state, MemberId(who), NOW, policy).may(scope, A)


def is_unknown(answer: Access) -> bool:
    return isinstance(answer, Denied) and [type(reason) for reason in answer.reasons] == [ScopeUnknown]


def state_bars(state: Company, who: str) -> bool:
    return Member.of(state, MemberId(who)).barred is not None


@pytest.mark.parametrize("text", UNKNOWN)
@pytest.mark.rule("H7")
def test_what_is_no_scope_is_not_even_the_main_accounts(text: str) -> None:
    """Not even where a role was made to say it."""
    state = company(hire("ana"), define("all", "*"), give("ana", "all"), policy=DELEGATING)
    odd = tuple([with_(role, scopes=role.scopes | {Scope(text)}) for role in state.roles])
    assert rights(with_(state, roles=odd), DELEGATING, (Scope(text),)) == frozenset()
