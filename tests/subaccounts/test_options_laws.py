"""Random lives of a company: options and decisions say the same, and nothing is shown that is not held (H6, H7)."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpcore.kernel import Actor, MemberId, Option, Refused, Scope, ShopId
from mpcore.money import money
from mpcore.subaccounts import (
    AcceptInvitation,
    AddShop,
    ChatGroupId,
    ChatGroupKind,
    Company,
    CompanyCommand,
    Context,
    CreateSubAccount,
    EditChatGroup,
    EditRole,
    GrantId,
    GrantRole,
    InvitationId,
    InvitationStage,
    Member,
    RoleId,
    SetLimits,
    Shop,
    SpendingLimit,
    SubAccountPolicy,
    SubAccountStage,
    execute,
    options,
    visible,
)
from tests.subaccounts.lives import Ask
from tests.subaccounts.offers import (
    FEW,
    FULL,
    MORE,
    OF_MAIN,
    POLICIES,
    context,
    digest,
    lived,
    moves,
)
from tests.subaccounts.say import MAIN, NOW, OPERATOR, SYSTEM, A, Command, staff


def made_up(state: Company, option: Option[CompanyCommand]) -> dict[str, object]:
    """What only the actor can say, said rightly."""
    kind, known = option.command, dict(option.given)
    if kind is AcceptInvitation:
        links = [one for one in state.invitations if one.stage is InvitationStage.OPEN]
        usable = [one for one in links if one.expires_at >= NOW] if option.allowed else links
        return {"digest": (usable or links)[0].digest} if links else {"digest": digest(99).digest}
    people = [one.id for one in state.sub_accounts if one.stage is not SubAccountStage.DELETED]
    fresh: dict[str, object] = {
        "invitation": InvitationId("fresh"),
        "digest": digest(99).digest,
        "member": MemberId("fresh") if kind is CreateSubAccount else (people or [MemberId("nobody")])[0],
        "to": MemberId("nobody"),
        "role": RoleId("fresh"),
        "grant": GrantId("fresh"),
        "group": ChatGroupId("fresh"),
        "kind": ChatGroupKind.CUSTOM,
        "name": "fresh",
        "shop": Shop(id=ShopId("fresh")) if kind is AddShop else ShopId(A),
        "limits": (),
        "members": (MemberId(MAIN),),
        "scopes": {"orders.ship"},
    }
    wanted = fresh.keys() & {field.name for field in attrs.fields(kind)}
    changed = {"name"} if kind in (EditRole, EditChatGroup) else set[str]()
    return {name: fresh[name] for name in wanted if name not in known or name in changed}


def follows(state: Company, command: CompanyCommand, ctx: Context) -> tuple[object, ...] | Refused:
    outcome = execute(state, command, ctx)
    return outcome if isinstance(outcome, Refused) else outcome.events


def asked_in_full(state: Company, option: Option[CompanyCommand]) -> list[CompanyCommand]:
    """The commands that an option stands for, one of which has to be accepted where it is allowed."""
    rest = made_up(state, option)
    if option.command is SetLimits:
        return [option.fill(**{**rest, "limits": limits}) for limits in narrow(state, option)]
    if option.command is GrantRole and "role" in option.given:
        people = [one.id for one in state.sub_accounts if one.stage is not SubAccountStage.DELETED]
        return [option.fill(**{**rest, "member": one}) for one in people]
    return [option.fill(**rest)]


def narrow(state: Company, option: Option[CompanyCommand]) -> list[tuple[SpendingLimit, ...]]:
    """Every way to forbid one more scope."""
    member = state.sub_account(MemberId(str(option.given.get("member", "nobody"))))
    limits = () if member is None else member.limits
    nothing = money("0", "EUR")
    return [
        tuple(sorted(
            [*[one for one in limits if one.scope != scope],
             SpendingLimit(scope=scope, per_action=nothing, per_day=nothing)],
            key=lambda one: (one.scope, one.currency),
        ))
        for scope in sorted(FULL.grantable)
    ]  # fmt: skip


def assert_true(state: Company, ctx: Context) -> None:
    for option in options(state, ctx):
        outcomes = [follows(state, command, ctx) for command in asked_in_full(state, option)]
        if option.allowed:
            assert any(not isinstance(outcome, Refused) and outcome for outcome in outcomes), option
        else:
            assert all(isinstance(outcome, Refused) for outcome in outcomes), option
            if option.command is not SetLimits or "WrongStage" in str(option.reasons):
                reasons = [outcome.reasons for outcome in outcomes if isinstance(outcome, Refused)]
                assert option.reasons in reasons, (option, reasons)


KEYS = ("member", "to", "role", "grant", "group", "shop")
"""What says which thing of the company a command is about."""


def fits(option: Option[CompanyCommand], command: CompanyCommand) -> bool:
    """Whether a command is an option filled in."""
    if option.command is not type(command) or not option.allowed:
        return False
    return all(getattr(command, key) == option.given[key] for key in KEYS if key in option.given)


people = st.sampled_from([*map(staff, (MAIN, MAIN, "ana", "bo", "cy", "dee")), OPERATOR, SYSTEM, FEW])


@pytest.mark.rule("H7", "H6")
@given(st.lists(moves, max_size=12), people, st.sampled_from(POLICIES), st.sampled_from(MORE))
def test_what_is_offered_is_accepted_what_is_not_is_refused_for_that_and_all_that_is_accepted_was_offered(
    life: list[Ask], who: Actor, policy: SubAccountPolicy, last: Command
) -> None:
    state, ctx = lived(life, policy), context(who, policy)
    assert_true(state, ctx)
    shown = options(state, ctx)
    for command in (last, *[ask[1] for ask in life], *MORE):
        events = follows(state, command, ctx)
        if not isinstance(events, Refused) and events:
            assert any(fits(option, command) for option in shown), command


@pytest.mark.rule("H7", "H6")
@given(st.lists(moves, max_size=8), st.sampled_from(["ana", "bo", "cy", "dee"]), st.sampled_from(POLICIES))
def test_a_sub_account_is_shown_nothing_that_it_does_not_hold_somewhere(
    life: list[Ask], who: str, policy: SubAccountPolicy
) -> None:
    state, ctx = lived(life, policy), context(who, policy)
    one = Member.of(state, MemberId(who))
    held = frozenset[Scope]().union(*[visible(one, shop, ctx) for shop in one.held])
    if not one.is_main:
        assert {option.command.scope for option in options(state, ctx)} <= held
        assert not {option.command for option in options(state, ctx)} & OF_MAIN
