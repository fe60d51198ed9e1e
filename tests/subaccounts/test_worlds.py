"""Small companies explored whole: main, two sub-accounts, two shops, three roles, and whatever the two may ask.

Whatever they ask for, in whatever order, neither of them ever holds what the main account gave to neither.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable
from itertools import combinations_with_replacement, product

import pytest
from attrs import evolve as with_

from mpcore.kernel import Done, MemberId, Scope, ShopId
from mpcore.money import money
from mpcore.subaccounts import (
    ALWAYS,
    Between,
    Company,
    CreateSubAccount,
    DefineRole,
    EditRole,
    GrantRole,
    GrantStage,
    InviteSubAccount,
    RevokeGrant,
    SetLimits,
    SpendingLimit,
    SubAccountPolicy,
    SubAccountStage,
    execute,
    visible,
)
from tests.subaccounts.say import (
    DAY,
    DELEGATING,
    INSTANT,
    INVITING,
    NOW,
    TEAM,
    VENDOR,
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
    invite_sub,
    member,
    take,
    then,
    undefine,
)

ANA, BO = STAFF = ("ana", "bo")
PLACES = (A, B, None)
ROLES = {
    "packer": ("orders.ship",),
    "agent": ("chat.use",),
    "lead": ("orders.ship", "grants.manage"),
}
Rights = dict[str | None, frozenset[Scope]]
CONTEXTS = {who: context(who, policy=DELEGATING) for who in STAFF}


def forgotten(state: Company) -> Company:
    """Without what was revoked, so that what can be granted stays the same."""
    return with_(state, grants=tuple([one for one in state.grants if one.stage is GrantStage.IN_FORCE]))


def held(state: Company, who: str) -> Rights:
    one = member(state, who)
    return {shop: visible(one, shop, CONTEXTS[who]) for shop in PLACES}


def given(state: Company) -> Rights:
    """What the two hold together."""
    ana, bo = held(state, ANA), held(state, BO)
    return {shop: ana[shop] | bo[shop] for shop in PLACES}


def explored(start: Company, commands: Iterable[Command]) -> tuple[set[Company], Counter[type[Command]]]:
    """Every company that the two can bring about, to the fixpoint, and what was done how often."""
    asked, seen, done = tuple(commands), {start}, Counter[type[Command]]()
    most, edge = given(start), deque([start])
    while edge:
        state = edge.popleft()
        for who, command in product(STAFF, asked):
            match execute(state, command, CONTEXTS[who]):
                case Done(after, events) if events:
                    done[type(command)] += 1
                    reached = forgotten(after)
                    if reached not in seen:
                        for each in STAFF:
                            for shop, scopes in held(reached, each).items():
                                assert scopes <= most[shop], (each, shop, command)
                        seen.add(reached)
                        edge.append(reached)
                case _:
                    pass
    return seen, done


def grants(roles: Iterable[str], places: Iterable[str | None] = PLACES) -> tuple[Command, ...]:
    every = [(who, role, shop) for who in STAFF for role in roles for shop in places]
    return (
        *[give(who, role, shop) for who, role, shop in every],
        *[take(f"{who}-{role}-{shop or 'all'}") for who, role, shop in every],
    )


def small(*commands: Command) -> Company:
    roles = [define(role, *scopes) for role, scopes in ROLES.items()]
    return company(hire(ANA), hire(BO), *roles, *commands, policy=DELEGATING)


ONE_EACH = [(role, shop) for role in ROLES for shop in (A, B)]


@pytest.mark.rule("00.8")
def test_whatever_the_main_account_gave_in_single_shops_no_sequence_yields_more() -> None:
    sizes = Counter[int]()
    for first, second in combinations_with_replacement([None, *ONE_EACH], 2):
        gifts = [
            give(who, role, shop)
            for who, gift in ((ANA, first), (BO, second))
            if gift is not None
            for role, shop in [gift]
        ]
        seen, _ = explored(small(*gifts), grants(ROLES))
        sizes[len(seen)] += 1
    assert sizes[1] > 10, "whoever manages nothing changes nothing"
    assert max(sizes) >= 16, "a manager grants what it holds, and takes it back"


@pytest.mark.rule("00.8")
def test_a_manager_of_two_single_shops_never_reaches_all_of_them() -> None:
    start = small(give(ANA, "lead", A), give(ANA, "lead", B), give(BO, "agent", B))
    seen, done = explored(start, grants(("packer", "lead")))
    assert len(seen) > 100
    assert len(done) == 2
    assert not any(grant.shop is None for state in seen for grant in state.grants)


@pytest.mark.rule("00.8")
def test_a_manager_of_all_shops_never_reaches_what_it_lacks() -> None:
    seen, _ = explored(small(give(ANA, "lead"), give(BO, "agent", B)), grants(("packer", "lead"), (A, None)))
    assert len(seen) > 100
    assert any(grant.by == BO for state in seen for grant in state.grants), "who was made a manager grants, too"


EDITS = (("orders.ship",), ("chat.use",), ("orders.ship", "chat.use"), ("orders.ship", "grants.manage"), ("orders.*",))


@pytest.mark.rule("00.8")
@pytest.mark.parametrize("is_off", [False, True], ids=["bo may act", "bo was disabled"])
def test_a_head_of_team_who_edits_roles_and_accounts_never_reaches_what_it_lacks(is_off: bool) -> None:
    start = small(define("head", "orders.ship", *TEAM), give(ANA, "head"), give(BO, "agent", B))
    start = then(start, disable(BO), policy=DELEGATING) if is_off else start
    commands: tuple[Command, ...] = (
        *grants(("packer",), (A, None)),
        *[edit(role, *scopes) for role in ("packer", "agent", "head") for scopes in EDITS],
        *[change(who) for who in STAFF for change in (disable, enable, delete)],
        undefine("agent"),
        undefine("packer"),
        take("bo-agent-b"),
    )
    seen, done = explored(start, commands)
    assert len(seen) > 20
    assert len(done) >= 4
    for state in seen:
        role = state.role(edit("agent").role)
        assert role is not None
        assert role.scopes == {"chat.use"}, "which ana does not hold"
        bo = state.sub_account(disable(BO).member)
        assert bo is not None
        if any(grant.role == "agent" for grant in state.granted_to(bo.id)):
            assert bo.stage is start.sub_accounts[1].stage, "who holds what ana does not"
        else:
            assert not is_off, "bo gave up what ana does not hold, and nobody else could take it"


@pytest.mark.rule("00.8")
@pytest.mark.parametrize(
    ("role", "sends"), [("packer", True), ("agent", False)], ids=["what ana holds", "what ana lacks"]
)
def test_a_head_of_team_sends_links_to_whoever_holds_no_more_than_it_does(role: str, sends: bool) -> None:
    roles = [define(each, *scopes) for each, scopes in ROLES.items()]
    start = company(hire(ANA), *roles, define("head", "orders.ship", *TEAM), give(ANA, "head"), policy=DELEGATING)
    start = then(then(start, hire(BO), policy=INVITING), give(BO, role, B), policy=INVITING)
    commands: tuple[Command, ...] = (
        *grants(("packer",), (A, None)),
        *[edit(each, *scopes) for each in ("packer", "agent") for scopes in EDITS],
        *[invite_sub(BO, name) for name in ("i1", "i2")],
        take(f"{BO}-{role}-{B}"),
        delete(BO),
    )
    seen, done = explored(start, commands)
    assert len(seen) >= 4
    assert (InviteSubAccount in done) is sends
    stages = {one.stage for state in seen for one in state.sub_accounts if one.id == BO}
    assert stages == {SubAccountStage.PENDING, *([SubAccountStage.DELETED] if sends else [])}
    kept = [f"{BO}-{role}-{B}" in {grant.id for grant in state.granted_to(give(BO, role).member)} for state in seen]
    assert all(kept) is not sends


# --- with windows, limits, somebody new, a role that was not there, and days that pass

LATER = NOW + DAY
SHORTLY = Between(None, LATER)
EVERYBODY = (*STAFF, "cy")
INSTANTS = (NOW, LATER - INSTANT, LATER, LATER + DAY)
PACKING = Scope("orders.ship")


def limited(who: str, most: str) -> SetLimits:
    limit = SpendingLimit(scope=PACKING, per_action=money(most, "EUR"))
    return SetLimits(company=VENDOR, member=MemberId(who), limits=(limit,))


TIMED: tuple[Command, ...] = (
    hire("cy"),
    define("mate", "orders.ship"),
    *[edit("mate", "orders.ship", more) for more in ("chat.use", "limits.manage")],
    edit("packer", "orders.ship", "chat.use"),
    *[give("cy", "mate", A, during, f"cy-mate-{name}") for name, during in (("long", ALWAYS), ("short", SHORTLY))],
    give(BO, "mate", A, ALWAYS, "bo-mate"),
    give(BO, "giver", A, SHORTLY, "bo-giver"),
    give("cy", "giver", A, SHORTLY, "cy-giver"),
    give(ANA, "mate", A, ALWAYS, "ana-mate"),
    give("cy", "agent", B, ALWAYS, "cy-agent"),
    *[take(name) for name in ("bo-mate", "bo-packer-a", "bo-giver", "cy-mate-long", "m1")],
    *[limited(who, "5") for who in ("cy", BO)],
    SetLimits(company=VENDOR, member=MemberId("cy"), limits=()),
)


def held_at(state: Company, at: int) -> dict[tuple[str, ShopId | None], frozenset[Scope]]:
    """What each of them holds at an instant."""
    ctx = context(policy=DELEGATING, now=INSTANTS[at])
    return {(who, shop): visible(member(state, who), shop, ctx) for who in EVERYBODY for shop in PLACES}


def spent_at_once(state: Company, who: str) -> int:
    """How many euros of packing somebody may spend at once; a great many without a limit."""
    one = state.sub_account(MemberId(who))
    limits = () if one is None else one.limits
    return min([int(each.per_action.amount) for each in limits if each.per_action is not None], default=10**6)


@pytest.mark.rule("00.8")
@pytest.mark.parametrize("cascade", [False, True], ids=["what was granted stands", "what was granted falls"])
def test_with_windows_limits_hiring_and_time_no_sequence_yields_more_at_any_instant(cascade: bool) -> None:
    policy = SubAccountPolicy(delegated=DELEGATING.delegated, cascade=cascade)
    start = small(
        define("giver", "grants.manage"),
        define("head", "orders.ship", *TEAM - {Scope("grants.manage")}),
        give(ANA, "head"),
        give(ANA, "giver", A, SHORTLY, "m1"),
        give(BO, "packer", A, SHORTLY),
        give(BO, "agent", B),
        *[limited(who, "10") for who in STAFF],
    )
    most = [
        {shop: frozenset[Scope]().union(*[held_at(start, at)[who, shop] for who in EVERYBODY]) for shop in PLACES}
        for at in range(len(INSTANTS))
    ]
    seen, done, edge = {(start, NOW)}, Counter[type[Command]](), deque([(start, NOW)])
    while edge:
        state, now = edge.popleft()
        reached = [(state, LATER)]
        for who, command in product(EVERYBODY, TIMED):
            match execute(state, command, context(who, policy=policy, now=now)):
                case Done(after, events) if events:
                    done[type(command)] += 1
                    reached.append((forgotten(after), now))
                case _:
                    pass
        for one in reached:
            if one not in seen:
                for at in range(len(INSTANTS)):
                    for (who, shop), scopes in held_at(one[0], at).items():
                        assert scopes <= most[at][shop], (who, shop, INSTANTS[at])
                        if PACKING in scopes:
                            assert spent_at_once(one[0], who) <= 10, "as the two of them were limited"
                seen.add(one)
                edge.append(one)
    assert done.keys() == {CreateSubAccount, DefineRole, EditRole, GrantRole, RevokeGrant, SetLimits}
    assert {now for _, now in seen} == {NOW, LATER}
    assert len(seen) > (400 if cascade else 600), len(seen)
