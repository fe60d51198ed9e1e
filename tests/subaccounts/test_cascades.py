"""Taking a right away takes what was granted through it, where the policy says so; and never anything else."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import TypeAlias

import pytest
from attrs import evolve as with_
from hypothesis import example, given
from hypothesis import strategies as st
from pendulum import DateTime

from mpcore import wire
from mpcore.kernel import Done, MemberId, Refused, Scope
from mpcore.subaccounts import (
    ALWAYS,
    Between,
    ChatGroupClosed,
    ChatGroupId,
    ChatGroupKind,
    Company,
    CompanyEvent,
    CreateChatGroup,
    EditRole,
    GrantId,
    GrantRevoked,
    GrantRole,
    GrantStage,
    PrivilegeEscalation,
    RoleEdited,
    RoleGrant,
    RoleId,
    RoleStage,
    SubAccountDeleted,
    SubAccountPolicy,
    TransferOwnership,
    WouldWidenGrants,
    create,
    evolve,
    execute,
    replay,
    visible,
)
from tests.subaccounts.say import (
    DAY,
    DELEGATING,
    MAIN,
    NOW,
    OPERATOR,
    VENDOR,
    A,
    B,
    Command,
    company,
    context,
    create_company,
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
    then,
    told,
)

CASCADING = SubAccountPolicy(delegated=DELEGATING.delegated, cascade=True)
STANDING = SubAccountPolicy(delegated=DELEGATING.delegated)
ROLES = (
    define("packer", "orders.ship"),
    define("agent", "chat.use"),
    define("giver", "grants.manage"),
    define("lead", "orders.ship", "grants.manage"),
    define("head", "orders.ship", "chat.use", "grants.manage"),
)


def team(*asked: tuple[str, Command]) -> Company:
    """Ana, bo, cy and di, and what was asked for, by whom, under a policy that cascades."""
    state = company(*map(hire, ("ana", "bo", "cy", "di")), *ROLES, policy=CASCADING)
    for who, command in asked:
        state = then(state, command, who, policy=CASCADING)
    return state


def falls(state: Company, command: Command, who: str = MAIN, policy: SubAccountPolicy = CASCADING) -> list[str]:
    """The grants that fall with what was asked for, besides what it says itself."""
    events = told(state, command, who, policy=policy)
    return [str(event.grant) for event in events if isinstance(event, GrantRevoked) and event.fallen]


def missing(state: Company, command: Command, who: str) -> tuple[Scope, ...]:
    """What they lack, where that is all that stands against it."""
    match execute(state, command, context(who, policy=CASCADING)):
        case Refused((PrivilegeEscalation() as reason,)):
            return reason.scopes
        case outcome:
            raise AssertionError(outcome)


CHAIN = team(
    (MAIN, give("ana", "lead", A)), ("ana", give("bo", "lead", A)), ("bo", give("cy", "packer", A, grant="a-cy"))
)
"""Main made ana a lead, ana made bo one, and bo has cy pack."""


# --- what falls


@pytest.mark.rule("00.8")
def test_what_was_granted_through_a_right_falls_with_it_down_to_the_last() -> None:
    assert falls(CHAIN, take("ana-lead-a")) == ["a-cy", "bo-lead-a"]
    assert falls(CHAIN, take("bo-lead-a")) == ["a-cy"]
    assert falls(CHAIN, take("a-cy")) == []
    assert falls(CHAIN, take("ana-lead-a"), "ana") == ["a-cy", "bo-lead-a"], "whoever asks"


def test_what_falls_is_told_after_what_made_it_fall_by_the_same_person_at_the_same_time() -> None:
    events = told(CHAIN, take("ana-lead-a"), "ana", policy=CASCADING)
    through = (GrantId("ana-lead-a"),)
    first, *rest = [each for each in events if isinstance(each, GrantRevoked)]
    assert (first.grant, first.fallen) == ("ana-lead-a", False)
    assert [(each.grant, each.fallen) for each in rest] == [("a-cy", True), ("bo-lead-a", True)]
    assert {(each.company, each.at, each.by, each.through, each.operator) for each in (first, *rest)} == {
        (VENDOR, NOW, "ana", through, None)
    }
    by_operator = told(CHAIN, take("ana-lead-a"), OPERATOR, policy=CASCADING)
    assert {(each.by, each.operator) for each in by_operator} == {(None, "olga")}
    assert len(by_operator) == 3


def test_what_fell_does_not_come_back() -> None:
    gone = then(CHAIN, take("ana-lead-a"), policy=CASCADING)
    assert not [grant for grant in gone.grants if grant.stage is GrantStage.IN_FORCE]
    assert told(gone, take("ana-lead-a"), policy=CASCADING) == ()
    assert told(gone, take("a-cy"), policy=CASCADING) == ()
    assert refused(gone, give("bo", "lead", A), policy=CASCADING) == ["id_taken"]


@pytest.mark.rule("00.8")
def test_without_the_policy_nothing_else_changes() -> None:
    for command in (take("ana-lead-a"), delete("ana"), edit("lead", "orders.view", "grants.manage")):
        standing = told(CHAIN, command, policy=STANDING)
        assert len(standing) == 1
        assert told(CHAIN, command, policy=CASCADING)[0] == standing[0]
        left = then(CHAIN, command, policy=STANDING)
        cy = visible(member(left, "cy"), A, context())
        assert cy == {"orders.ship"}, "it stands until it is revoked"


@pytest.mark.rule("00.8")
def test_what_the_main_account_and_operators_gave_stands() -> None:
    state = team(
        (MAIN, give("ana", "lead", A)),
        ("ana", give("bo", "packer", A)),
        (MAIN, give("bo", "packer", A, grant="main's")),
    )
    state = then(state, give("bo", "packer", A, grant="olga's"), OPERATOR, policy=CASCADING)
    assert falls(state, take("ana-lead-a")) == ["bo-packer-a"]
    assert falls(state, take("main's")) == falls(state, take("olga's")) == []


@pytest.mark.rule("00.8")
def test_whoever_may_not_grant_any_more_has_granted_nothing() -> None:
    state = team((MAIN, give("ana", "packer", A)), (MAIN, give("ana", "giver", A)), ("ana", give("bo", "packer", A)))
    assert falls(state, take("ana-giver-a")) == ["bo-packer-a"]
    assert falls(state, take("ana-packer-a")) == ["bo-packer-a"]
    twice = then(state, give("ana", "giver", A, grant="again"), policy=CASCADING)
    assert falls(twice, take("ana-giver-a")) == falls(twice, take("again")) == []


@pytest.mark.rule("00.8")
def test_a_grant_falls_whole_when_one_of_its_rights_does_and_what_stood_on_the_others_too() -> None:
    state = team(
        *[(MAIN, give("ana", role, A)) for role in ("packer", "agent", "giver")],
        ("ana", give("bo", "head", A)),
        ("bo", give("cy", "agent", A)),
        ("bo", give("di", "packer", A)),
    )
    everything = ["bo-head-a", "cy-agent-a", "di-packer-a"]
    for taken in ("ana-packer-a", "ana-agent-a", "ana-giver-a"):
        assert falls(state, take(taken)) == everything, "cy talks to buyers through what bo may not do in part"
    spare = then(then(state, give("bo", "giver", A), policy=CASCADING), give("bo", "agent", A), policy=CASCADING)
    assert falls(spare, take("ana-packer-a")) == ["bo-head-a", "di-packer-a"], (
        "cy's chat stands on what main gave to bo"
    )
    assert falls(then(spare, take("bo-agent-a"), policy=CASCADING), take("ana-packer-a")) == everything
    assert falls(state, edit("head", "chat.use", "grants.manage")) == ["di-packer-a"], "bo's role says less itself"


@pytest.mark.rule("00.8")
def test_a_sub_account_takes_nothing_by_way_of_a_fall_that_it_could_not_revoke() -> None:
    state = team(
        (MAIN, give("ana", "lead", A)),
        ("ana", give("bo", "lead", A)),
        (MAIN, give("bo", "agent", A)),
        ("bo", give("cy", "head", A)),
        (MAIN, define("manager", "orders.ship", *sorted(DELEGATING.delegated))),
        (MAIN, give("di", "manager")),
    )
    lacking = ("chat.use",)
    for who, command in (
        ("ana", take("bo-lead-a")),
        ("ana", take("ana-lead-a")),
        ("di", take("bo-lead-a")),
        ("di", edit("lead", "orders.ship")),
        ("di", delete("ana")),
    ):
        assert missing(state, command, who) == lacking, "cy talks to buyers, too, through the grant that would fall"
        assert told(state, command, who, policy=STANDING), "where nothing falls, nothing is taken but that"
        for above in (MAIN, OPERATOR):
            fallen = told(state, command, above, policy=CASCADING)
            assert "cy-head-a" in [each.grant for each in fallen if isinstance(each, GrantRevoked)]
    assert falls(then(state, take("cy-head-a"), policy=CASCADING), take("ana-lead-a"), "ana") == ["bo-lead-a"]
    talks = then(state, give("ana", "agent", A), policy=CASCADING)
    assert falls(talks, take("bo-lead-a"), "ana") == ["cy-head-a"], "ana could have revoked that herself"
    shortly = then(state, give("ana", "agent", A, Between(None, NOW + DAY)), policy=CASCADING)
    assert missing(shortly, take("bo-lead-a"), "ana") == lacking, "it lasts longer than what ana holds"


@pytest.mark.rule("00.8")
def test_where_rights_fall_no_sub_account_widens_a_role_that_somebody_has_or_will_have() -> None:
    manager = define("manager", "orders.ship", "chat.use", *sorted(DELEGATING.delegated))
    state = team((MAIN, manager), (MAIN, give("ana", "manager")))
    wider = edit("packer", "orders.ship", "chat.use")
    assert told(state, wider, "ana", policy=CASCADING), "nobody has it"
    for during in (ALWAYS, Between(NOW + DAY), Between(None, NOW + DAY)):
        held = then(state, give("cy", "packer", A, during), "ana", policy=CASCADING)
        match execute(held, wider, context("ana", policy=CASCADING)):
            case Refused(reasons):
                grants, gained = (GrantId("cy-packer-a"),), (Scope("chat.use"),)
                assert reasons == (WouldWidenGrants(role=RoleId("packer"), grants=grants, scopes=gained),)
            case done:
                raise AssertionError(done)
        assert told(held, wider, "ana", policy=STANDING), "where nothing falls, they stay as they are"
        for above in (MAIN, OPERATOR):
            assert len(told(held, wider, above, policy=CASCADING)) == 1
        for no_wider in (edit("packer", "orders.ship", name="Packers"), edit("manager", "grants.manage", "chat.use")):
            assert told(held, no_wider, "ana", policy=CASCADING)
        assert told(then(held, take("cy-packer-a"), policy=CASCADING), wider, "ana", policy=CASCADING)
    shortly = then(state, give("cy", "packer", A, Between(None, NOW + DAY)), "ana", policy=CASCADING)
    assert told(shortly, wider, "ana", policy=CASCADING, now=NOW + DAY), "nobody has it any more"
    other = then(state, define("both", "orders.ship", "chat.use"), "ana", policy=CASCADING)
    assert falls(then(other, give("cy", "both", A), "ana", policy=CASCADING), take("ana-manager-all")) == ["cy-both-a"]


@pytest.mark.rule("00.8")
def test_what_was_granted_by_whoever_could_grant_for_a_shorter_time_falls_as_well() -> None:
    """It once stood: what was accepted asked for less than what was rooted."""
    shortly = Between(None, NOW + DAY)
    state = team((MAIN, give("ana", "packer", A)), (MAIN, give("ana", "giver", A, shortly)))
    assert missing(state, give("bo", "packer", A), "ana") == ("grants.manage",)
    given_shortly = then(state, give("bo", "packer", A, shortly), "ana", policy=CASCADING)
    assert falls(given_shortly, take("ana-giver-a")) == falls(given_shortly, take("ana-packer-a")) == ["bo-packer-a"]


@pytest.mark.rule("00.8")
def test_a_role_that_says_less_takes_what_was_granted_through_it() -> None:
    assert falls(CHAIN, edit("lead", "orders.view", "grants.manage")) == ["a-cy"], "leads do not ship any more"
    assert falls(CHAIN, edit("lead", "orders.ship")) == ["a-cy", "bo-lead-a"], "leads do not grant any more"
    for wider in (edit("lead", "orders.ship", "grants.manage", "chat.use"), edit("packer", "orders.ship", "chat.use")):
        assert falls(CHAIN, wider) == []
    assert falls(CHAIN, edit("packer", "orders.view")) == [], "it said less itself"
    assert falls(CHAIN, edit("lead", "orders.ship", "grants.manage", name="Leads")) == []


@pytest.mark.rule("00.8")
def test_a_right_that_never_was_given_by_anybody_who_has_it_makes_nothing_fall() -> None:
    wider = then(CHAIN, edit("packer", "orders.ship", "chat.use"), policy=CASCADING)
    assert falls(wider, take("bo-lead-a")) == ["a-cy"], "for the shipping"
    state = team((MAIN, give("ana", "lead", A)), (MAIN, give("ana", "agent", A)), ("ana", give("bo", "packer", A)))
    state = then(state, edit("packer", "stats.view"), policy=CASCADING)
    assert falls(state, take("ana-lead-a")) == [], "ana never held what packers do now"


@pytest.mark.rule("00.8")
def test_what_a_deleted_sub_account_granted_falls_and_what_a_disabled_one_granted_stands() -> None:
    assert falls(CHAIN, delete("ana")) == ["a-cy", "bo-lead-a"]
    assert falls(CHAIN, delete("bo")) == ["a-cy"]
    assert falls(CHAIN, delete("cy")) == []
    assert falls(CHAIN, disable("ana")) == []
    off = then(CHAIN, disable("ana"), policy=CASCADING)
    assert visible(member(off, "cy"), A, context()) == {"orders.ship"}
    assert then(off, enable("ana"), policy=CASCADING) == CHAIN
    assert falls(off, take("ana-lead-a")) == ["a-cy", "bo-lead-a"]


def test_what_falls_with_a_sub_account_is_told_before_the_groups_that_close() -> None:
    group = CreateChatGroup(
        company=VENDOR,
        group=ChatGroupId("g"),
        shop=A,
        kind=ChatGroupKind.PRE_SALES,
        name="g",
        members=(MemberId("ana"),),
    )
    state = team((MAIN, give("ana", "head", A)), ("ana", give("bo", "agent", A)), (MAIN, group))
    assert [type(event) for event in told(state, delete("ana"), policy=CASCADING)] == [
        SubAccountDeleted,
        GrantRevoked,
        ChatGroupClosed,
    ]


@pytest.mark.rule("00.8")
def test_two_who_granted_each_other_do_not_keep_each_other_alive() -> None:
    state = team(
        (MAIN, give("ana", "lead", A)),
        ("ana", give("bo", "lead", A)),
        ("bo", give("ana", "lead", A, grant="back")),
        ("ana", give("ana", "lead", A, grant="self")),
    )
    assert falls(state, take("ana-lead-a")) == ["back", "bo-lead-a", "self"]
    assert falls(state, take("back")) == falls(state, take("self")) == []
    assert falls(state, take("bo-lead-a")) == ["back"]


@pytest.mark.rule("00.8")
def test_a_grant_stands_on_another_that_lasts_as_long() -> None:
    friday = NOW + 4 * DAY
    base = team((MAIN, give("ana", "lead", A)), ("ana", give("bo", "packer", A, Between(None, friday))))
    for spare, stands in (
        (Between(None, friday), True),
        (Between(None, friday + DAY), True),
        (Between(None, friday - DAY), False),
        (Between(NOW, friday), True),
        (Between(NOW + DAY, friday), False),
    ):
        state = then(base, give("ana", "lead", A, spare, "spare"), policy=CASCADING)
        assert falls(state, take("ana-lead-a")) == ([] if stands else ["bo-packer-a"]), spare
    later = team(
        (MAIN, give("ana", "lead", A)),
        (MAIN, give("ana", "lead", A, Between(NOW + DAY), "spare")),
        ("ana", give("bo", "packer", A, Between(NOW + DAY))),
    )
    assert falls(later, take("ana-lead-a")) == [], "both begin tomorrow"


@pytest.mark.rule("00.8")
def test_what_is_over_neither_falls_nor_holds_anything() -> None:
    short = Between(None, NOW + DAY)
    state = team((MAIN, give("ana", "lead", A, short)), ("ana", give("bo", "packer", A, short)))
    assert falls(state, take("ana-lead-a")) == ["bo-packer-a"]
    events = told(state, take("ana-lead-a"), policy=CASCADING, now=NOW + DAY)
    assert len(events) == 1


@pytest.mark.rule("00.8", "H1")
def test_a_right_that_falls_in_one_shop_stands_in_the_other() -> None:
    state = team(
        (MAIN, give("ana", "lead", A)),
        (MAIN, give("ana", "lead", B)),
        ("ana", give("bo", "packer", A)),
        ("ana", give("bo", "packer", B)),
    )
    assert falls(state, take("ana-lead-a")) == ["bo-packer-a"]
    assert falls(state, take("ana-lead-b")) == ["bo-packer-b"]
    everywhere = then(state, give("ana", "lead"), policy=CASCADING)
    assert falls(everywhere, take("ana-lead-a")) == [], "who leads everywhere leads there"
    everywhere = then(everywhere, give("bo", "packer"), "ana", policy=CASCADING)
    assert falls(everywhere, take("ana-lead-all")) == ["bo-packer-all"], "one shop and the other are not all of them"


def test_nothing_falls_when_the_company_changes_hands() -> None:
    transferred = told(CHAIN, TransferOwnership(company=VENDOR, to=MemberId("ana")), policy=CASCADING)
    assert len(transferred) == 1
    led = evolve(CHAIN, *transferred)
    assert falls(led, take("bo-lead-a"), "ana") == ["a-cy"]
    assert [grant.id for grant in led.granted_to(MemberId("bo"))] == ["bo-lead-a"]


# --- against a slow search


def in_force(state: Company, now: DateTime) -> list[RoleGrant]:
    standing = [grant for grant in state.grants if grant.stage is GrantStage.IN_FORCE]
    return [grant for grant in standing if grant.during.end is None or now < grant.during.end]


def says(state: Company, grant: RoleGrant) -> frozenset[Scope]:
    role = next(each for each in state.roles if each.id == grant.role)
    return role.scopes if role.stage is RoleStage.DEFINED else frozenset()


def chained(
    state: Company, grant: RoleGrant, scope: str, now: DateTime, path: tuple[tuple[str, str], ...] = ()
) -> bool:
    """Whether a way leads from a right to the main account or an operator without passing anywhere twice."""
    if (grant.id, scope) in path or scope not in says(state, grant):
        return False
    if grant.by is None or grant.by == state.main:
        return True
    theirs = [one for one in in_force(state, now) if one.member == grant.by and one.shop in (None, grant.shop)]
    theirs = [one for one in theirs if one.during.covers(grant.during, now)]
    further = (*path, (grant.id, scope))
    return all(any(chained(state, one, each, now, further) for one in theirs) for each in (scope, "grants.manage"))


def rights(state: Company, now: DateTime) -> set[tuple[str, Scope]]:
    """Every right that a way leads from."""
    every = [(grant, scope) for grant in in_force(state, now) for scope in says(state, grant)]
    return {(grant.id, scope) for grant, scope in every if chained(state, grant, scope, now)}


def fallen_one_by_one(before: Company, after: Company, now: DateTime) -> list[str]:
    """The first grant with a lost right falls, then it is looked again."""
    had, gone = rights(before, now), list[str]()
    while True:
        has = rights(after, now)
        lost = [one for one in in_force(after, now) if {(one.id, s) for s in says(after, one)} & had - has]
        if not lost:
            return sorted(gone)
        gone.append(lost[0].id)
        after = with_(after, grants=tuple([_revoked(one) if one == lost[0] else one for one in after.grants]))


def _revoked(grant: RoleGrant) -> RoleGrant:
    return with_(grant, stage=GrantStage.REVOKED)


MEMBERS, SMALL = ("ana", "bo", "cy"), ("orders.ship", "chat.use", "grants.manage")
WINDOWS = (*[ALWAYS] * 5, Between(None, NOW + DAY), Between(NOW + DAY), Between(NOW - DAY, NOW + 2 * DAY))
Gift: TypeAlias = tuple[str, str, str | None, Between, str | None]
"""To whom, which role, where, when, and by whom."""


def gifts(roles: Sequence[str], by: Sequence[str | None]) -> st.SearchStrategy[Gift]:
    return st.tuples(
        st.sampled_from(MEMBERS),
        st.sampled_from(roles),
        st.sampled_from((A, A, A, B, None)),
        st.sampled_from(WINDOWS),
        st.sampled_from(by),
    )


given_down = st.builds(
    list[Gift].__add__,
    st.lists(gifts(("lead", "head", "giver"), (MAIN, MAIN, MAIN, None)), min_size=1, max_size=3),
    st.lists(gifts(("packer", "lead", "head", "giver", "agent"), MEMBERS), min_size=3, max_size=7),
)
"""Grants to managers by the main account, and what the managers grant each other."""


def _edited(role: str, scopes: list[str]) -> Command:
    return edit(role, *scopes)


taking: st.SearchStrategy[Command] = st.one_of(
    st.sampled_from((0, 0, 0, 1, 1, 2, 3, 4)).map(lambda number: take(f"g{number}")),
    st.sampled_from(MEMBERS).map(delete),
    st.builds(
        _edited,
        st.sampled_from(("lead", "lead", "head", "giver", "packer")),
        st.lists(st.sampled_from(SMALL), min_size=1, max_size=2),
    ),
)


def granted(some: list[Gift]) -> Company:
    """A company in which these were granted by these, whether they could or not."""
    state = company(*map(hire, MEMBERS), *ROLES, policy=CASCADING)
    grants: list[RoleGrant] = []
    for number, (who, role, shop, during, by) in enumerate(some):
        asked = give(who, role, shop, during, f"g{number}")
        giver = None if by is None else MemberId(by)
        grants.append(
            RoleGrant(id=asked.grant, member=asked.member, role=asked.role, shop=asked.shop, during=during, by=giver)
        )
    return with_(state, grants=tuple(grants))


@pytest.mark.rule("00.8")
@given(given_down, taking)
def test_what_falls_is_what_a_slow_search_finds(some: list[Gift], command: Command) -> None:
    state = granted(some)
    match execute(state, command, context(policy=CASCADING)):
        case Done(after, events) if events:
            first, *rest = events
            alone = evolve(state, first)
            found = [str(event.grant) for event in rest if isinstance(event, GrantRevoked)]
            assert found == fallen_one_by_one(state, alone, NOW)
            assert len(found) == len(rest)
            assert alone == evolve(state, *told(state, command, policy=STANDING)), "the first event is the same"
            assert rights(after, NOW) <= rights(state, NOW) or isinstance(first, RoleEdited)
        case _:
            pass


LONGEST_FIRST = (
    *(ALWAYS, Between(NOW + DAY), Between(None, NOW + 2 * DAY), Between(None, NOW + DAY)),
    Between(NOW + DAY, NOW + 2 * DAY),
)
CONTENTS = (("orders.ship",), ("chat.use",), ("chat.use", "orders.ship"), ("grants.manage", "orders.ship"), SMALL)
Step: TypeAlias = tuple[int, str, str, str | None, int, int]
"""Who is asked first, for which kind of thing, about whom, where, for which of all that are accepted, and how many days
pass before."""


def ways(state: Company, kind: str, about: str, shop: str | None) -> list[Command]:
    """Every command of a kind."""
    roles = [role.id for role in state.roles]
    if kind == "give":
        new = f"g{len(state.grants)}"
        return [give(about, role, shop, during, new) for role in roles for during in LONGEST_FIRST]
    if kind == "take":
        return [take(grant.id) for grant in state.grants]
    if kind == "edit":
        return [edit(role, *scopes) for role in roles for scopes in CONTENTS]
    return [disable(about), enable(about), delete(about)]


def widens(state: Company, command: Command) -> bool:
    """Whether somebody would hold more through a role than when it was granted."""
    role = state.role(command.role) if isinstance(command, EditRole) else None
    return role is not None and isinstance(command, EditRole) and not command.scopes <= role.scopes


def after_step(state: Company, step: Step, now: DateTime) -> Company:
    """The company after one of the things that are accepted from the first who may do any; of main's, none widens."""
    first, kind, about, shop, which, _ = step
    commands = ways(state, kind, about, shop)
    for who in (*MEMBERS[first:], *MEMBERS[:first], MAIN):
        ctx, reached = context(who, policy=CASCADING, now=now), list[Company]()
        for command in commands:
            if who != MAIN or not widens(state, command):
                match execute(state, command, ctx):
                    case Done(after, events) if events:
                        reached.append(after)
                    case _:
                        pass
        if reached:
            return reached[which % len(reached)]
    return state


def managed(some: list[Gift]) -> Company:
    """A company in which the main account granted these."""
    more = define("mate", "orders.ship"), define("editor", "orders.ship", "chat.use", "roles.manage")
    state = company(*map(hire, MEMBERS), *ROLES, *more, policy=CASCADING)
    for number, (who, role, shop, during, _) in enumerate(some):
        state = then(state, give(who, role, shop, during, f"m{number}"), policy=CASCADING)
    return state


def split(who: str, role: str, shop: str | None, windows: tuple[Between, Between]) -> list[Gift]:
    """What a manager may do, and that it may grant, each by a grant and for a time of its own."""
    return [(who, role, shop, windows[0], MAIN), (who, "giver", shop, windows[1], MAIN)]


EDITOR: Gift = ("cy", "editor", None, ALWAYS, MAIN)
windows = st.sampled_from(LONGEST_FIRST)
beginnings = st.builds(
    list[Gift].__add__,
    st.lists(
        st.builds(
            split,
            st.sampled_from(MEMBERS),
            st.sampled_from(("packer", "agent", "lead")),
            st.sampled_from((A, A, None)),
            st.tuples(windows, windows),
        ),
        min_size=1,
        max_size=2,
    ).map(lambda pairs: [gift for pair in pairs for gift in pair]),
    st.sampled_from(([EDITOR], [])),
)
steps: st.SearchStrategy[Step] = st.tuples(
    st.integers(0, 2),
    st.sampled_from(("give", "give", "give", "take", "edit", "edit", "staff")),
    st.sampled_from(MEMBERS),
    st.sampled_from((A, A, None, B)),
    st.integers(0, 24),
    st.sampled_from((0, 0, 0, 0, 1)),
)
SPLIT = split("ana", "packer", A, (ALWAYS, Between(None, NOW + 2 * DAY)))
"""Ana packs without end, and grants for two days."""


@pytest.mark.rule("00.8")
@given(beginnings, st.lists(steps, min_size=6, max_size=12))
@example(SPLIT, [(0, "give", "bo", A, 6, 0)])
@example([*SPLIT, EDITOR], [(0, "give", "bo", A, 6, 0), (2, "edit", "bo", A, 6, 0)])
def test_as_long_as_the_main_account_widens_no_role_every_right_is_chained_to_it(
    some: list[Gift], life: list[Step]
) -> None:
    state, now = managed(some), NOW
    for step in life:
        now += step[-1] * DAY
        state = after_step(state, step, now)
        for grant in in_force(state, now):
            for scope in says(state, grant):
                assert chained(state, grant, scope, now), (grant.id, scope)


def test_lives_are_not_sparse() -> None:
    """So that the law above has something to be true of: managers of parts of rights grant each other what fits."""
    state, two_days = managed(SPLIT), NOW + 2 * DAY
    for first, to, which in ((0, "bo", 0), (0, "bo", 6), (1, "cy", 0), (1, "ana", 6)):
        after = after_step(state, (first, "give", to, A, which, 0), NOW)
        (new,) = set(after.grants) - set(state.grants)
        assert new.by == MEMBERS[first]
        assert new.during.end is not None
        assert new.during.end <= two_days
        state = after
    taken = then(state, take("m1"), policy=STANDING)
    assert len(fallen_one_by_one(state, taken, NOW)) == 4, "all of it stands on ana's granting"


def sound(state: Company) -> Company:
    """Without what nobody could have granted."""
    while True:
        held = rights(state, NOW)
        kept = tuple([one for one in state.grants if {(one.id, scope) for scope in says(state, one)} <= held])
        if kept == state.grants:
            return state
        state = with_(state, grants=kept)


@given(given_down, taking, st.sampled_from(MEMBERS))
def test_a_cascade_gives_nobody_anything_and_another_grant_takes_nothing_away(
    some: list[Gift], command: Command, who: str
) -> None:
    state = sound(granted(some))
    added = then(state, give(who, "head", A, grant="new"), policy=CASCADING)
    assert rights(state, NOW) <= rights(added, NOW), "adding never removes"
    back = then(added, take("new"), policy=CASCADING)
    assert [grant for grant in back.grants if grant.id != "new"] == [*state.grants], "revoking restores"
    ctx = context(policy=CASCADING)
    standing = execute(state, command, context(policy=STANDING))
    match execute(state, command, ctx), standing:
        case Done(fell, _), Done(stood, _):
            for each, shop in product(MEMBERS, (A, B, None)):
                assert visible(member(fell, each), shop, ctx) <= visible(member(stood, each), shop, ctx)
        case Refused() as one, Refused() as other:
            assert one == other
        case both:
            raise AssertionError(both)


# --- a small company, explored whole


ANA, BO = "ana", "bo"
THREE = (
    define("packer", "orders.ship"),
    define("giver", "grants.manage"),
    define("lead", "orders.ship", "grants.manage"),
)


def small(*commands: Command) -> Company:
    return company(hire(ANA), hire(BO), *THREE, *commands, policy=DELEGATING)


def explored(start: Company, commands: Sequence[Command], policy: SubAccountPolicy) -> set[Company]:
    """Every company that the two can bring about by granting and revoking."""
    seen, edge = {start}, [start]
    while edge:
        state = edge.pop()
        for who, command in product((ANA, BO), commands):
            match execute(state, command, context(who, policy=policy)):
                case Done(after, events) if events and after not in seen:
                    seen.add(after)
                    edge.append(after)
                case _:
                    pass
    return seen


def every_gift(*roles: str) -> tuple[Command, ...]:
    return tuple([give(who, role, shop) for who in (ANA, BO) for role in roles for shop in (A, B)])


ALL_THREE, TWO = every_gift("packer", "giver", "lead"), every_gift("packer", "lead")
BEGINNINGS: dict[str, tuple[tuple[GrantRole, ...], tuple[Command, ...]]] = {
    "a lead in a": ((give(ANA, "lead", A, grant="m1"),), ALL_THREE),
    "a lead in each": ((give(ANA, "lead", A, grant="m1"), give(BO, "lead", B, grant="m2")), TWO),
    "two leads in a": ((give(ANA, "lead", A, grant="m1"), give(BO, "lead", A, grant="m2")), ALL_THREE),
    "a lead everywhere": ((give(ANA, "lead", None, grant="m1"),), TWO),
    "who packs and who grants": (
        (give(ANA, "packer", A, grant="m1"), give(ANA, "giver", A, grant="m2")),
        ALL_THREE,
    ),
}


@pytest.mark.rule("00.8")
@pytest.mark.parametrize("name", sorted(BEGINNINGS))
def test_after_the_main_account_took_back_all_it_gave_nobody_holds_anything(name: str) -> None:
    gifts_of_main, commands = BEGINNINGS[name]
    most = 0
    for state in explored(small(*gifts_of_main), commands, CASCADING):
        off, on = state, state
        for gift in gifts_of_main:
            off = then(off, take(gift.grant), policy=DELEGATING)
            on = then(on, take(gift.grant), policy=CASCADING)
        given_by_staff = {grant.id for grant in state.grants if grant.by != MAIN}
        assert {grant.id for grant in off.grants if grant.stage is GrantStage.IN_FORCE} == given_by_staff
        assert not [grant for grant in on.grants if grant.stage is GrantStage.IN_FORCE]
        for who, shop in product((ANA, BO), (A, B, None)):
            assert visible(member(on, who), shop, context(policy=CASCADING)) == frozenset()
        most = max(most, len(given_by_staff))
    assert most == len(commands) // (1 if name in ("a lead in each", "a lead everywhere") else 2), (
        "they granted each other what they could"
    )


@pytest.mark.rule("00.8")
def test_revoking_in_any_order_ends_with_nobody_holding_anything() -> None:
    state = small(give(ANA, "lead", A, grant="m1"))
    passed_on = (give(BO, "lead", A), give(ANA, "packer", A), give(BO, "giver", A))
    for command in passed_on:
        state = then(state, command, ANA, policy=CASCADING)
    state = then(state, give(ANA, "lead", A), BO, policy=CASCADING)
    everything = explored(state, [take(grant.id) for grant in state.grants], CASCADING)
    assert len(everything) > 8
    for reached in everything:
        held = {grant.id for grant in reached.grants if grant.stage is GrantStage.IN_FORCE}
        assert "m1" in held or not held


def test_a_history_with_falls_gives_the_present() -> None:
    done = create(create_company(A, B), context(OPERATOR)).unwrap()
    state, history = done.state, [*done.events]
    for command in (hire("ana"), hire("bo"), *ROLES, give("ana", "lead", A)):
        done = execute(state, command, context(policy=CASCADING)).unwrap()
        state, history = done.state, [*history, *done.events]
    later: tuple[tuple[str, Command], ...] = (("ana", give("bo", "lead", A)), (MAIN, take("ana-lead-a")))
    for who, wanted in later:
        done = execute(state, wanted, context(who, policy=CASCADING)).unwrap()
        state, history = done.state, [*history, *done.events]
    assert [type(event) for event in history[-2:]] == [GrantRevoked, GrantRevoked]
    assert replay(history) == state
    assert wire.load(tuple[CompanyEvent, ...], wire.dump(tuple(history))) == tuple(history)
