"""Sub-accounts are usable at once; where a marketplace wants it otherwise, they accept an invitation first."""

from __future__ import annotations

from datetime import timedelta

import pytest
from attrs import evolve as with_

from mpcore.kernel import BrokenHistoryError, Buyer, BuyerId, MemberId, Scope
from mpcore.money import money
from mpcore.subaccounts import (
    CATALOGUE,
    AccountNotActive,
    Between,
    Company,
    Denied,
    InvitationIssued,
    InvitationPolicy,
    InvitationRevoked,
    InvitationStage,
    InvitationUsed,
    SetLimits,
    SpendingLimit,
    SubAccountActivated,
    SubAccountCreated,
    SubAccountPolicy,
    SubAccountStage,
    authorise,
    evolve,
    execute,
    givers,
    member_of,
    shops_of,
    visible,
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
    REINSTATE,
    SUSPEND,
    SYSTEM,
    VALID,
    VENDOR,
    A,
    B,
    Command,
    accept,
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
    invited,
    member,
    refused,
    staff,
    take,
    then,
    token,
    told,
)

TEAM_OF_SHOPS = SubAccountPolicy(invitations=InvitationPolicy(sub_accounts=True))
"""As in a team whose members accept, of a main account that nobody had to invite."""
PENDING = company(hire("ana"), define("packer", "orders.ship"), give("ana", "packer", A), policy=TEAM_OF_SHOPS)
INVITED = then(PENDING, invite_sub("ana"), policy=TEAM_OF_SHOPS)
HEAD = ("orders.ship", "grants.manage", "sub_accounts.create", "sub_accounts.manage")


def stage_of(state: Company, who: str = "ana") -> SubAccountStage:
    found = state.sub_account(MemberId(who))
    assert found is not None
    return found.stage


# --- at once, unless the policy says otherwise


@pytest.mark.rule("H11")
@pytest.mark.parametrize(
    "policy",
    [PLAIN, DELEGATING, SubAccountPolicy(invitations=InvitationPolicy(main=True))],
    ids=["plain", "all", "main"],
)
def test_a_sub_account_needs_no_link_and_gets_none(policy: SubAccountPolicy) -> None:
    (created,) = told(company(), hire("ana"), policy=policy)
    assert isinstance(created, SubAccountCreated)
    assert created.stage is SubAccountStage.ACTIVE
    state = evolve(company(), created)
    assert state.invitations == ()
    assert refused(state, invite_sub("ana"), policy=policy) == ["subaccounts.already_activated"]


@pytest.mark.rule("H11")
def test_a_sub_account_is_there_only_once_the_main_account_is_active() -> None:
    for state in (then(company(), SUSPEND, OPERATOR), then(company(), CLOSE)):
        assert refused(state, hire("ana"), OPERATOR) == ["wrong_stage"]


@pytest.mark.rule("H11")
def test_a_pending_sub_account_may_do_nothing_whatever_it_was_granted() -> None:
    assert stage_of(PENDING) is SubAccountStage.PENDING
    for state in (PENDING, INVITED):
        ana, bar = member(state, "ana"), AccountNotActive(member=MemberId("ana"), stage=SubAccountStage.PENDING)
        for info in CATALOGUE.infos:
            for shop in (A, B, None):
                assert authorise(ana, info.scope, shop, context()) == Denied((bar,))
        assert visible(ana, A, context()) == frozenset()
        assert shops_of(ana, context()) == ()
        assert member_of(state, ana.id, NOW, TEAM_OF_SHOPS).grants == ()
        for command in (hire("bo"), invite_sub("ana", "i2"), accept("ana")):
            assert refused(state, command, "ana", policy=TEAM_OF_SHOPS) == ["subaccounts.account_not_active"]


@pytest.mark.rule("H11")
def test_what_was_granted_beforehand_counts_once_it_has_accepted() -> None:
    events = told(INVITED, accept("ana"), SYSTEM, policy=TEAM_OF_SHOPS)
    assert [type(event) for event in events] == [InvitationUsed, SubAccountActivated]
    active = evolve(INVITED, *events)
    assert stage_of(active) is SubAccountStage.ACTIVE
    assert "orders.ship" in visible(member(active, "ana"), A, context())
    assert "orders.ship" not in visible(member(active, "ana"), B, context())
    for command in (edit("packer", "chat.use"), take("ana-packer-a"), give("ana", "packer", B)):
        assert told(INVITED, command, policy=TEAM_OF_SHOPS), "grants and roles change meanwhile"
    soon = then(INVITED, give("ana", "packer", B, Between(NOW + DAY)), policy=TEAM_OF_SHOPS)
    soon = then(soon, accept("ana"), SYSTEM, policy=TEAM_OF_SHOPS)
    assert shops_of(member(soon, "ana"), context(now=NOW + DAY)) == (A, B)


@pytest.mark.rule("H11")
def test_a_pending_manager_is_nobody_s_giver() -> None:
    state = company(hire("ana"), define("lead", "orders.ship", "grants.manage"), give("ana", "lead"), policy=INVITING)
    ctx, ship = context(policy=INVITING), define("packer", "orders.ship").scopes
    (scope,) = [info.scope for info in CATALOGUE.infos if info.scope in ship]
    assert givers(state, scope, A, ctx) == (MAIN,)
    active = then(then(state, invite_sub("ana"), policy=INVITING), accept("ana"), SYSTEM, policy=INVITING)
    assert givers(active, scope, A, ctx) == (MAIN, "ana")


@pytest.mark.rule("H11")
def test_another_policy_leaves_those_who_are_there_as_they_are() -> None:
    active = company(hire("bo"))
    state = then(active, hire("ana"), policy=TEAM_OF_SHOPS)
    assert (stage_of(state, "bo"), stage_of(state)) == (SubAccountStage.ACTIVE, SubAccountStage.PENDING)
    assert told(state, hire("ana"), policy=PLAIN) == (), "she still has to accept"
    again = then(state, invite_sub("ana"), policy=PLAIN)
    assert stage_of(then(again, accept("ana"), SYSTEM, policy=PLAIN)) is SubAccountStage.ACTIVE


# --- links


@pytest.mark.rule("H10", "H11")
def test_the_link_of_a_sub_account_is_good_for_as_long_as_the_policy_says() -> None:
    assert (invited(INVITED, "ana").member, invited(INVITED, "ana").expires_at) == ("ana", NOW + VALID)
    week = SubAccountPolicy(
        invitations=InvitationPolicy(sub_accounts=True, valid=timedelta(hours=1), valid_for_sub_accounts=7 * DAY)
    )
    state = then(PENDING, invite_sub("ana"), policy=week)
    assert told(state, accept("ana"), SYSTEM, now=NOW + 7 * DAY)
    assert refused(state, accept("ana"), SYSTEM, now=NOW + 7 * DAY + INSTANT) == ["subaccounts.activation_link_expired"]


@pytest.mark.rule("H10", "H11")
def test_inviting_a_sub_account_again_makes_its_last_link_void_and_nobody_else_s() -> None:
    both = then(then(INVITED, hire("bo"), policy=TEAM_OF_SHOPS), invite_sub("bo"), policy=TEAM_OF_SHOPS)
    events = told(both, invite_sub("ana", "i2"), policy=TEAM_OF_SHOPS)
    assert [type(event) for event in events] == [InvitationRevoked, InvitationIssued]
    again = evolve(both, *events)
    assert refused(again, accept("ana"), SYSTEM) == ["subaccounts.activation_link_revoked"]
    assert stage_of(then(again, accept("i2"), SYSTEM)) is SubAccountStage.ACTIVE
    assert stage_of(then(again, accept("bo"), SYSTEM), "bo") is SubAccountStage.ACTIVE
    patient = with_(TEAM_OF_SHOPS, invitations=with_(TEAM_OF_SHOPS.invitations, again_before_expiry=False))
    assert refused(both, invite_sub("ana", "i2"), policy=patient) == ["subaccounts.invitation_still_valid"]
    assert told(both, invite_sub("ana", "i2"), policy=patient, now=NOW + VALID + INSTANT)


@pytest.mark.rule("H10")
def test_no_two_sub_accounts_are_sent_the_same_token_nor_the_same_invitation() -> None:
    state = then(INVITED, hire("bo"), policy=TEAM_OF_SHOPS)
    assert refused(state, invite_sub("bo", "i2", of="ana")) == ["subaccounts.token_taken"]
    assert refused(state, invite_sub("bo", "ana")) == ["id_taken"]
    assert told(state, invite_sub("ana")) == (), "said twice it is one"


@pytest.mark.rule("H10", "H11")
def test_deleting_a_sub_account_makes_its_link_void() -> None:
    gone = then(INVITED, delete("ana"))
    assert invited(gone, "ana").stage is InvitationStage.REVOKED
    assert refused(gone, accept("ana"), SYSTEM) == ["subaccounts.activation_link_revoked"]
    assert refused(gone, invite_sub("ana", "i2"), policy=TEAM_OF_SHOPS) == ["wrong_stage"]
    assert gone.granted_to(MemberId("ana")) == ()
    used = then(then(INVITED, accept("ana"), SYSTEM), delete("ana"))
    assert invited(used, "ana").stage is InvitationStage.USED, "what was used stays used"
    assert refused(used, accept("ana"), SYSTEM) == ["subaccounts.already_activated"]


def test_whoever_has_to_accept_is_neither_disabled_nor_enabled() -> None:
    for command in (disable("ana"), enable("ana")):
        assert refused(PENDING, command) == ["wrong_stage"]
    off = then(then(INVITED, accept("ana"), SYSTEM), disable("ana"))
    assert refused(off, invite_sub("ana", "i2"), policy=TEAM_OF_SHOPS) == ["subaccounts.already_activated"]
    assert refused(off, accept("ana"), SYSTEM) == ["subaccounts.already_activated"]
    assert stage_of(off) is SubAccountStage.DISABLED


@pytest.mark.rule("H10")
def test_nobody_joins_a_company_that_is_suspended_or_closed() -> None:
    off = then(INVITED, SUSPEND, OPERATOR)
    assert refused(off, accept("ana"), SYSTEM) == ["wrong_stage"]
    assert refused(off, invite_sub("ana", "i2"), OPERATOR, policy=TEAM_OF_SHOPS) == ["wrong_stage"]
    assert told(then(off, REINSTATE, OPERATOR), accept("ana"), SYSTEM, now=NOW + VALID), "its time went on meanwhile"
    closed = then(INVITED, CLOSE)
    assert refused(closed, accept("ana"), SYSTEM) == ["subaccounts.activation_link_revoked"]
    assert refused(closed, invite_sub("ana", "i2"), OPERATOR, policy=TEAM_OF_SHOPS) == ["wrong_stage"]


# --- who invites


def test_sub_accounts_are_invited_by_the_main_account_an_operator_or_whoever_may_create_them() -> None:
    state = company(hire("bo"), define("head", *HEAD), give("bo", "head"), policy=DELEGATING)
    state = then(state, hire("ana"), policy=INVITING)
    for who in (MAIN, OPERATOR, "bo"):
        assert told(state, invite_sub("ana"), who, policy=INVITING)
    assert refused(state, invite_sub("ana"), "bo", policy=TEAM_OF_SHOPS) == ["subaccounts.main_only"]
    assert refused(state, invite_sub("ana"), SYSTEM, policy=INVITING) == ["missing_scope"]
    for stranger in (staff("nobody"), staff("bo", "v2"), Buyer(BuyerId("b1"))):
        assert refused(state, invite_sub("ana"), stranger, policy=INVITING) == ["not_found"]
    assert refused(state, invite_sub("zoe"), policy=INVITING) == ["not_found"]
    assert refused(state, invite_sub(MAIN), policy=INVITING) == ["not_found"], "main accounts are invited by others"


@pytest.mark.rule("00.8")
def test_nobody_sends_a_link_to_an_account_that_holds_more_than_they_do() -> None:
    state = company(
        *(hire("bo"), define("head", *HEAD), define("agent", "chat.use"), define("packer", "orders.ship")),
        give("bo", "head"),
        policy=DELEGATING,
    )
    state = then(state, hire("ana"), policy=INVITING)
    same = then(state, give("ana", "packer", A), policy=INVITING)
    more = then(state, give("ana", "agent", A), policy=INVITING)
    assert told(same, invite_sub("ana"), "bo", policy=INVITING)
    assert refused(more, invite_sub("ana"), "bo", policy=INVITING) == ["subaccounts.privilege_escalation"]
    assert told(more, invite_sub("ana"), MAIN, policy=INVITING)
    sent = then(more, invite_sub("ana"), MAIN, policy=INVITING)
    assert refused(sent, invite_sub("ana", "i2"), "bo", policy=INVITING) == ["subaccounts.privilege_escalation"]


@pytest.mark.rule("00.8")
def test_nobody_sends_a_link_to_an_account_that_may_spend_more_than_they_do() -> None:
    limit = SpendingLimit(scope=Scope("refunds.request"), per_action=money("50.00", "EUR"))
    head, clerk = define("head", *HEAD, "refunds.request"), define("clerk", "refunds.request")
    state = company(hire("bo"), head, clerk, give("bo", "head"), policy=DELEGATING)
    state = then(then(state, hire("ana"), policy=INVITING), give("ana", "clerk", A), policy=INVITING)
    assert told(state, invite_sub("ana"), "bo", policy=INVITING)
    limited = then(state, SetLimits(company=VENDOR, member=MemberId("bo"), limits=(limit,)))
    assert refused(limited, invite_sub("ana"), "bo", policy=INVITING) == ["subaccounts.limits_too_wide"]
    assert told(limited, invite_sub("ana"), MAIN, policy=INVITING)
    both = then(limited, SetLimits(company=VENDOR, member=MemberId("ana"), limits=(limit,)))
    assert told(both, invite_sub("ana"), "bo", policy=INVITING)


def test_who_invited_and_through_which_grants_is_told_and_a_link_is_shown_by_nobody_of_the_company() -> None:
    state = company(hire("bo"), define("head", *HEAD), give("bo", "head"), policy=DELEGATING)
    state = then(state, hire("ana"), policy=INVITING)
    (issued,) = told(state, invite_sub("ana"), "bo", policy=INVITING)
    assert (issued.by, issued.through, issued.operator) == ("bo", ("bo-head-all",), None)
    (issued,) = told(state, invite_sub("ana"), OPERATOR, policy=INVITING)
    assert (issued.by, issued.through, issued.operator) == (None, (), OPERATOR.member)
    for event in told(evolve(state, issued), accept("ana"), SYSTEM, policy=INVITING):
        assert (event.by, event.through, event.operator) == (None, (), None)


def test_an_acceptance_that_cannot_have_been_is_no_history() -> None:
    used, activated = told(INVITED, accept("ana"), SYSTEM)
    active = evolve(INVITED, used, activated)
    for state, event in ((active, activated), (active, used), (company(), activated), (company(hire("ana")), used)):
        with pytest.raises(BrokenHistoryError):
            evolve(state, event)
    with pytest.raises(BrokenHistoryError, match="DISABLED"):
        evolve(
            company(),
            SubAccountCreated(company=VENDOR, at=NOW, member=MemberId("ana"), stage=SubAccountStage.DISABLED),
        )


@pytest.mark.rule("X-H1")
def test_whoever_has_not_accepted_yet_counts_as_a_sub_account() -> None:
    two = with_(TEAM_OF_SHOPS, max_sub_accounts=2)
    state = then(INVITED, hire("bo"), policy=two)
    assert refused(state, hire("cy"), policy=two) == ["subaccounts.limit_reached"]
    assert told(then(state, delete("ana")), hire("cy"), policy=two)


@pytest.mark.parametrize("command", [accept("ana"), invite_sub("ana")], ids=["accept", "invite"])
def test_an_older_now_is_tolerated(command: Command) -> None:
    assert token("ana").digest == invited(INVITED, "ana").digest
    outcome = execute(INVITED, command, context(SYSTEM if command == accept("ana") else MAIN, now=NOW - DAY))
    assert outcome.unwrap().state.id == INVITED.id
