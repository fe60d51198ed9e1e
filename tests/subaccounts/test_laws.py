"""Every law, for random lives of a company; and each answer against a naive search."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from attrs import evolve as with_
from hypothesis import assume, given
from hypothesis import strategies as st

from mpcore import wire
from mpcore.kernel import Accepted, BrokenHistoryError, Done, Grant, Lifecycle, MemberId, Scope, VendorMember
from mpcore.subaccounts import (
    CATALOGUE,
    CHAT_GROUP,
    COMPANY,
    GATES,
    GRANT,
    INVITATION,
    ROLE,
    SUB_ACCOUNT,
    ChatGroupCreated,
    Company,
    CompanyCommand,
    CompanyCreated,
    CompanyEvent,
    Context,
    EditRole,
    GrantAdded,
    Granted,
    GrantId,
    GrantStage,
    InvitationIssued,
    LimitsSet,
    Member,
    RoleDefined,
    RoleGrant,
    RoleId,
    ShopAdded,
    ShopPasswordChanged,
    SubAccountCreated,
    SubAccountPolicy,
    WalletPasswordChanged,
    authorise,
    create,
    decide,
    evolve,
    execute,
    member_of,
    replay,
    visible,
)
from tests.subaccounts.lives import (
    BEGINNING,
    Ask,
    asks,
    beginnings,
    begun,
    must_add_up,
    policies,
    reachable,
)
from tests.subaccounts.say import (
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
    give,
    hire,
    take,
)


def asked(ask: Ask, policy: SubAccountPolicy) -> Context:
    who, _, after = ask
    return context(who, policy=policy, now=NOW + after)


lives = st.lists(asks, max_size=12)


@given(beginnings, lives, asks, policies)
def test_every_law_holds(beginning: str, life: list[Ask], last: Ask, policy: SubAccountPolicy) -> None:
    state, history = begun(beginning)
    for ask in life:
        match execute(state, ask[1], asked(ask, policy)):
            case Done(after, events):
                state, history = after, [*history, *events]
                must_add_up(state)
            case _:
                pass
    ctx, before = asked(last, policy), repr(state)
    decision = decide(state, last[1], ctx)
    assert decide(state, last[1], ctx) == decision, "still: it says the same twice"
    assert repr(state) == before, "still: it changes nothing"
    assert replay(history) == state, "told: history gives the present"
    assert wire.load(Company, wire.dump(state)) == state, "carried, and it adds up"
    if isinstance(decision, Accepted):
        after = evolve(state, *decision.events)
        assert execute(state, last[1], ctx) == Done(after, decision.events), "closed: evolve applies it"
        assert wire.load(Company, wire.dump(after)) == after
        again = decide(after, last[1], ctx)
        assert not (isinstance(again, Accepted) and again.events), "repeatable: a repeat changes nothing"
        assert wire.load(tuple[CompanyEvent, ...], wire.dump(decision.events)) == decision.events
    else:
        assert decision.reasons, "a refusal names a cause"


@given(beginnings, lives, st.sampled_from(["main", "ana", "bo", "cy", "nobody"]), asks, policies)
def test_each_answer_is_what_a_naive_search_finds(
    beginning: str, life: list[Ask], who: str, moment: Ask, policy: SubAccountPolicy
) -> None:
    state, _ = begun(beginning)
    for ask in life:
        match execute(state, ask[1], asked(ask, policy)):
            case Done(after, _):
                state = after
            case _:
                pass
    ctx = asked(moment, policy)
    one, actor = Member.of(state, MemberId(who)), member_of(state, MemberId(who), ctx.now, policy)
    for info in CATALOGUE.infos:
        for shop in (None, *[shop.id for shop in state.shops]):
            may = isinstance(authorise(one, info.scope, shop, ctx), Granted)
            assert may is reachable(state, who, info.scope, shop, moment[2], policy)
            assert may is (info.scope in visible(one, shop, ctx))
            assert may is actor.may(info.scope, shop)


def rights(state: Company, who: str, ctx: Context) -> set[tuple[str | None, Scope]]:
    one = Member.of(state, MemberId(who))
    return {(shop, scope) for shop in (None, *[each.id for each in state.shops]) for scope in visible(one, shop, ctx)}


@pytest.mark.rule("H1")
@given(
    lives, st.sampled_from(["ana", "bo", "cy"]), st.sampled_from(["packer", "lead", "head"]), st.sampled_from([A, B])
)
def test_a_grant_removes_no_right_revoking_it_restores_and_no_other_shop_is_touched(
    life: list[Ask], who: str, role: str, shop: str
) -> None:
    state, _ = begun()
    for ask in life:
        match execute(state, ask[1], asked(ask, DELEGATING)):
            case Done(after, _):
                state = after
            case _:
                pass
    assume(state.sub_account(MemberId(who)) is not None)
    ctx = context(OPERATOR, policy=DELEGATING)
    added = GrantAdded(company=VENDOR, at=NOW, grant=grant_of(who, role, shop))
    more = evolve(state, added)
    before, then = rights(state, who, ctx), rights(more, who, ctx)
    assert before <= then
    assert {right for right in then - before if right[0] != shop} == set()
    for other in {"main", "ana", "bo", "cy"} - {who}:
        assert rights(state, other, ctx) == rights(more, other, ctx)
    less = with_(more, grants=tuple([each for each in more.grants if each.id != "new"]))
    assert rights(less, who, ctx) == before
    revoked = with_(more, grants=tuple([_revoked(each) if each.id == "new" else each for each in more.grants]))
    assert rights(revoked, who, ctx) == before


def grant_of(who: str, role: str, shop: str) -> RoleGrant:
    asked_for = give(who, role, shop)
    return RoleGrant(id=GrantId("new"), member=asked_for.member, role=asked_for.role, shop=asked_for.shop)


def _revoked(grant: RoleGrant) -> RoleGrant:
    return with_(grant, stage=GrantStage.REVOKED)


# --- tables

TABLES: tuple[Lifecycle[Any, Any], ...] = (COMPANY, SUB_ACCOUNT, ROLE, GRANT, INVITATION, CHAT_GROUP)


def test_every_event_of_a_table_is_an_event_and_every_command_has_a_gate() -> None:
    events = set(get_args(CompanyEvent))
    in_tables = frozenset[type]().union(*[table.events for table in TABLES])
    births = {
        *(CompanyCreated, ShopAdded, SubAccountCreated, RoleDefined, GrantAdded, InvitationIssued, ChatGroupCreated)
    }
    stageless = {WalletPasswordChanged, ShopPasswordChanged, LimitsSet}
    assert in_tables | births | stageless == events
    assert not in_tables & (births | stageless)
    assert {*get_args(CompanyCommand)} == GATES.keys() - {type(create_company())}


def test_what_cannot_have_happened_is_no_history() -> None:
    state = company(hire("ana"), define("packer", "orders.ship"), give("ana", "packer", A))
    created = create(create_company(A), context(OPERATOR)).unwrap().events[0]
    for event in (
        created,
        *execute(company(), hire("ana"), context()).unwrap().events,
        *execute(company(), define("packer", "orders.ship"), context()).unwrap().events,
        GrantAdded(company=VENDOR, at=NOW, grant=with_(state.grants[0], id=GrantId("x"), role=RoleId("none"))),
        GrantAdded(company=VENDOR, at=NOW, grant=state.grants[0]),
        ShopAdded(company=VENDOR, at=NOW, shop=state.shops[0]),
        with_(created, company=type(VENDOR)("v2")),
        "nothing",
    ):
        with pytest.raises(BrokenHistoryError):
            evolve(state, event)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    for history in ((), execute(company(), hire("ana"), context()).unwrap().events):
        with pytest.raises(BrokenHistoryError):
            replay(history)
    for table in TABLES:
        assert table.initial not in table.terminal


@pytest.mark.parametrize("number", range(len(BEGINNING)))
def test_no_event_that_moves_a_thing_happens_to_one_that_is_not_there(number: int) -> None:
    empty = company()
    full = company(*BEGINNING, policy=DELEGATING)
    moves: list[Command] = [disable("ana"), delete("ana"), edit("packer", "chat.use"), take("ana-lead-a-0")]
    for move in moves:
        for event in execute(full, move, context(policy=DELEGATING)).unwrap().events:
            with pytest.raises(BrokenHistoryError):
                evolve(empty, event)
            if not isinstance(move, EditRole):
                with pytest.raises(BrokenHistoryError):
                    evolve(full, event, event)
    assert company(*BEGINNING[: number + 1], policy=DELEGATING) != empty


def test_what_a_member_brings_along_changes_nothing() -> None:
    state = company(hire("ana"))
    forged = VendorMember(VENDOR, MemberId("ana"), (Grant(CATALOGUE.staff),))
    for command in (hire("bo"), define("packer", "orders.ship")):
        assert decide(state, command, context(forged)) == decide(state, command, context("ana"))
        assert decide(state, command, context(VendorMember(VENDOR, MemberId(MAIN), ()))) != decide(
            state, command, context(forged)
        )
