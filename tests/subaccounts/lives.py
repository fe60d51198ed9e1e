"""Random lives of a company, and the naive way to find out who may do what."""

from __future__ import annotations

from datetime import timedelta
from typing import TypeAlias

from hypothesis import strategies as st

from mpcore.kernel import Actor, MemberId, ShopId
from mpcore.subaccounts import (
    ALWAYS,
    Between,
    Company,
    CompanyStage,
    GrantStage,
    RoleStage,
    SubAccountPolicy,
    SubAccountStage,
)
from tests.subaccounts.say import (
    DAY,
    DELEGATING,
    MAIN,
    NOW,
    OPERATOR,
    PLAIN,
    REINSTATE,
    SUSPEND,
    SYSTEM,
    A,
    B,
    Command,
    add,
    define,
    delete,
    disable,
    edit,
    enable,
    give,
    hire,
    staff,
    take,
    undefine,
)

Ask: TypeAlias = tuple[Actor, Command, timedelta]
"""Who asks for what, so long after NOW."""

Node: TypeAlias = tuple[str, str, str | None]
"""A kind, an id, and the shop it is about."""

STAFF, ROLES, SHOPS = ("ana", "bo", "cy"), ("packer", "lead", "head"), (A, B, None)
SCOPES = (
    *("orders.ship", "chat.use", "orders.*", "wallet.password.change", "payouts.approve", "orders.fly"),
    *("grants.manage", "roles.manage", "sub_accounts.create", "sub_accounts.manage", "payout_account.manage"),
)
WINDOWS = (ALWAYS, ALWAYS, Between(NOW + DAY), Between(None, NOW + 2 * DAY), Between(NOW, NOW + DAY))


def _defined(role: str, scopes: list[str]) -> Command:
    return define(role, *scopes)


def _edited(role: str, scopes: list[str]) -> Command:
    return edit(role, *scopes)


def _given(who: str, role: str, shop: str | None, during: Between, number: int) -> Command:
    return give(who, role, shop, during, f"{who}-{role}-{shop}-{number}")


def _taken(who: str, role: str, shop: str | None, number: int) -> Command:
    return take(f"{who}-{role}-{shop}-{number}")


members, roles = st.sampled_from((*STAFF, MAIN, "nobody")), st.sampled_from(ROLES)
contents = st.lists(st.sampled_from(SCOPES), max_size=4)
commands: st.SearchStrategy[Command] = st.one_of(
    members.map(hire),
    members.map(disable),
    members.map(enable),
    members.map(delete),
    st.builds(_defined, roles, contents),
    st.builds(_edited, roles, contents),
    roles.map(undefine),
    st.builds(
        _given,
        members,
        roles,
        st.sampled_from((A, B, None, "c", "elsewhere")),
        st.sampled_from(WINDOWS),
        st.integers(0, 1),
    ),
    st.builds(
        _taken,
        members,
        roles,
        st.sampled_from(SHOPS),
        st.integers(0, 1),
    ),
    st.sampled_from([add("c"), add("c", "TW"), SUSPEND, REINSTATE]),
)
actors = st.sampled_from([staff(MAIN), staff(MAIN), *map(staff, STAFF), staff("ana", "v2"), OPERATOR, SYSTEM])
asks: st.SearchStrategy[Ask] = st.tuples(actors, commands, st.sampled_from([timedelta(0), DAY / 2, DAY, 3 * DAY]))
policies = st.sampled_from([PLAIN, DELEGATING, DELEGATING, SubAccountPolicy(max_sub_accounts=1, max_roles=2)])

BEGINNING: tuple[Command, ...] = (
    *map(hire, STAFF),
    define("packer", "orders.ship", "chat.use"),
    define("lead", "orders.ship", "grants.manage"),
    define("head", "chat.use", *sorted(DELEGATING.delegated)),
    give("ana", "lead", A, ALWAYS, "ana-lead-a-0"),
    give("bo", "head", None, ALWAYS, "bo-head-None-0"),
    give("cy", "packer", B, ALWAYS, "cy-packer-b-0"),
)


def reachable(state: Company, who: str, scope: str, shop: str | None, now: timedelta, policy: SubAccountPolicy) -> bool:
    """Whether a way leads from an account to a scope in a shop, looked for edge by edge."""
    wanted, at = ("scope", scope, shop), NOW + now
    start: Node = ("account", who, None)
    known: set[Node] = {start}
    edge: list[Node] = [start]
    while edge:
        here = edge.pop()
        if here == wanted:
            return True
        for there in _next(state, here, policy):
            if there[0] == "grant":
                during = next(grant.during for grant in state.grants if grant.id == there[1])
                started = during.start is None or during.start <= at
                if not started or (during.end is not None and during.end <= at):
                    continue
            if there not in known:
                known.add(there)
                edge.append(there)
    return False


def _next(state: Company, here: Node, policy: SubAccountPolicy) -> list[Node]:
    kind, name, _ = here
    places: list[ShopId | None] = [None, *[shop.id for shop in state.shops]]
    match kind:
        case "account" if state.stage is CompanyStage.SUSPENDED:
            return []
        case "account" if name == state.main:
            return [("scope", info.scope, place) for info in policy.scopes.infos for place in places if info.is_staff]
        case "account":
            active = {one.id for one in state.sub_accounts if one.stage is SubAccountStage.ACTIVE}
            mine = [one for one in state.grants if one.member == name and one.stage is GrantStage.IN_FORCE]
            return [("grant", one.id, None) for one in mine if MemberId(name) in active]
        case "grant":
            grant = next(one for one in state.grants if one.id == name)
            there = places if grant.shop is None else [grant.shop]
            return [("role", grant.role, place) for place in there]
        case "role":
            role = next(one for one in state.roles if one.id == name)
            able = role.scopes & policy.grantable if role.stage is RoleStage.DEFINED else ()
            return [("scope", scope, here[2]) for scope in able]
        case _:
            return []
