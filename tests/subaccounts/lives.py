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
    CompanyEvent,
    CompanyStage,
    GrantStage,
    InvitationPolicy,
    InvitationStage,
    RoleStage,
    SubAccountPolicy,
    SubAccountStage,
    create,
    execute,
)
from tests.subaccounts.say import (
    CLOSE,
    DAY,
    DELEGATING,
    INSTANT,
    INVITING,
    MAIN,
    NOW,
    OPERATOR,
    PLAIN,
    REFUSE,
    REINSTATE,
    SUSPEND,
    SYSTEM,
    VALID,
    A,
    B,
    Command,
    accept,
    add,
    context,
    create_company,
    define,
    delete,
    disable,
    edit,
    enable,
    give,
    hire,
    invite,
    invite_sub,
    staff,
    take,
    transfer,
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
invitations, tokens = st.sampled_from(("i1", "i2", "i3")), st.sampled_from(("i1", "i2", "i3"))
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
    st.sampled_from([add("c"), add("c", "TW"), SUSPEND, REINSTATE, REFUSE, CLOSE]),
    members.map(transfer),
    st.builds(invite, invitations, tokens),
    st.builds(invite_sub, members, invitations, tokens),
    tokens.map(accept),
)
actors = st.sampled_from([staff(MAIN), staff(MAIN), *map(staff, STAFF), staff("ana", "v2"), OPERATOR, SYSTEM])
moments = st.sampled_from([timedelta(0), DAY / 2, DAY, VALID, VALID + INSTANT])
asks: st.SearchStrategy[Ask] = st.tuples(actors, commands, moments)
PATIENT = SubAccountPolicy(
    delegated=DELEGATING.delegated,
    invitations=InvitationPolicy(main=True, sub_accounts=True, valid=DAY, again_before_expiry=False),
)
policies = st.sampled_from(
    [PLAIN, DELEGATING, DELEGATING, INVITING, PATIENT, SubAccountPolicy(max_sub_accounts=1, max_roles=2)]
)

BEGINNING: tuple[Command, ...] = (
    *map(hire, STAFF),
    define("packer", "orders.ship", "chat.use"),
    define("lead", "orders.ship", "grants.manage"),
    define("head", "chat.use", *sorted(DELEGATING.delegated)),
    give("ana", "lead", A, ALWAYS, "ana-lead-a-0"),
    give("bo", "head", None, ALWAYS, "bo-head-None-0"),
    give("cy", "packer", B, ALWAYS, "cy-packer-b-0"),
)

BEGINNINGS: dict[str, tuple[tuple[Actor, Command], ...]] = {
    "active": tuple([(staff(MAIN), command) for command in BEGINNING]),
    "applied": (),
    "invited": ((SYSTEM, invite("i1")),),
    "activated": ((SYSTEM, invite("i1")), (SYSTEM, accept("i1")), *[(staff(MAIN), command) for command in BEGINNING]),
    "staff invited": (
        *[(staff(MAIN), command) for command in BEGINNING],
        (staff(MAIN), invite_sub("ana", "i1")),
        (staff(MAIN), invite_sub("bo", "i2")),
    ),
    "handed over": (*[(staff(MAIN), command) for command in BEGINNING], (staff(MAIN), transfer("bo"))),
    "closed": (*[(staff(MAIN), command) for command in BEGINNING], (OPERATOR, CLOSE)),
}
"""What was asked of a company before, by whom; everything is delegated."""
OF_THE_INVITED = ("applied", "invited", "activated")
beginnings = st.sampled_from(sorted(BEGINNINGS))


def begun(name: str = "active") -> tuple[Company, list[CompanyEvent]]:
    """A company after its beginning, and its history."""
    policy = INVITING if name in (*OF_THE_INVITED, "staff invited") else DELEGATING
    born = create(
        create_company(A, B), context(OPERATOR, policy=INVITING if name in OF_THE_INVITED else PLAIN)
    ).unwrap()
    state, history = born.state, list(born.events)
    for who, command in BEGINNINGS[name]:
        done = execute(state, command, context(who, policy=policy)).unwrap()
        state, history = done.state, [*history, *done.events]
    return state, history


def must_add_up(state: Company) -> None:
    """What is true of every company after any history."""
    assert state.sub_account(state.main) is None, "nobody is both the main account and a sub-account"
    assert not state.granted_to(state.main)
    pending = {one.id for one in state.sub_accounts if one.stage is SubAccountStage.PENDING}
    waiting = {state.main, *pending} if state.stage is CompanyStage.INVITED else pending
    is_open = [one.member for one in state.invitations if one.stage is InvitationStage.OPEN]
    assert len(set(is_open)) == len(is_open), "whoever waits has one link that is open"
    assert waiting >= set(is_open), "whoever has one waits for it"
    assert len({one.digest for one in state.invitations}) == len(state.invitations), "no token was sent twice"


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
        case "account" if state.stage is not CompanyStage.ACTIVE:
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
