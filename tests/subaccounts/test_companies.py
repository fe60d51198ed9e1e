"""The stages of a company: what each of them lets happen next, who may ask for it, and what it means for everybody."""

from __future__ import annotations

import pytest
from attrs import evolve as with_

from mpcore.kernel import BrokenHistoryError, Buyer, BuyerId, MemberId, NothingNamed, Operator, Refusal, Refused, Scope
from mpcore.subaccounts import (
    CATALOGUE,
    COMPANY,
    AccountNotActive,
    Company,
    CompanyNotActive,
    CompanyStage,
    Denied,
    InvitationStage,
    MainAccountSuspended,
    SubAccountStage,
    authorise,
    create,
    decide,
    evolve,
    givers,
    member_of,
    shops_of,
    visible,
)
from tests.subaccounts.say import (
    CLOSE,
    INVITING,
    MAIN,
    NOW,
    OPERATOR,
    PLAIN,
    REFUSE,
    REINSTATE,
    SUSPEND,
    SYSTEM,
    VENDOR,
    A,
    Command,
    accept,
    add,
    applied,
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
    invite,
    invite_sub,
    invited,
    member,
    refused,
    staff,
    take,
    then,
    told,
    transfer,
    undefine,
)

STAFFED = company(
    *(hire("ana"), hire("bo"), define("packer", "orders.ship"), give("ana", "packer", A), disable("bo")),
)
IN: dict[CompanyStage, Company] = {
    CompanyStage.APPLIED: applied(),
    CompanyStage.INVITED: applied(invite()),
    CompanyStage.ACTIVE: STAFFED,
    CompanyStage.SUSPENDED: then(STAFFED, SUSPEND, OPERATOR),
    CompanyStage.REFUSED: then(applied(invite()), REFUSE, OPERATOR),
    CompanyStage.CLOSED: then(STAFFED, CLOSE),
}
NEXT: dict[tuple[CompanyStage, Command], CompanyStage] = {
    (CompanyStage.APPLIED, invite("i2")): CompanyStage.INVITED,
    (CompanyStage.APPLIED, REFUSE): CompanyStage.REFUSED,
    (CompanyStage.INVITED, invite("i2")): CompanyStage.INVITED,
    (CompanyStage.INVITED, accept()): CompanyStage.ACTIVE,
    (CompanyStage.INVITED, REFUSE): CompanyStage.REFUSED,
    (CompanyStage.ACTIVE, SUSPEND): CompanyStage.SUSPENDED,
    (CompanyStage.ACTIVE, CLOSE): CompanyStage.CLOSED,
    (CompanyStage.SUSPENDED, REINSTATE): CompanyStage.ACTIVE,
    (CompanyStage.SUSPENDED, CLOSE): CompanyStage.CLOSED,
}
"""All that happens to a company as a whole; nothing else does."""
REPEATED = {
    (CompanyStage.ACTIVE, REINSTATE),
    (CompanyStage.SUSPENDED, SUSPEND),
    (CompanyStage.REFUSED, REFUSE),
    (CompanyStage.CLOSED, CLOSE),
}
"""What changes nothing, since it is so already."""
CHANGES: tuple[Command, ...] = (invite("i2"), accept(), REFUSE, SUSPEND, REINSTATE, CLOSE)
STEPS = [(stage, command) for stage in CompanyStage for command in CHANGES]
IDS = [f"{stage.value}: {type(command).__name__}" for stage, command in STEPS]
OF_LINKS = {"subaccounts.invalid_token", "subaccounts.activation_link_revoked", "subaccounts.already_activated"}


@pytest.mark.rule("H10")
@pytest.mark.parametrize(("stage", "command"), STEPS, ids=IDS)
def test_a_company_moves_as_its_table_says_and_in_no_other_way(stage: CompanyStage, command: Command) -> None:
    state, who = IN[stage], SYSTEM if command in {invite("i2"), accept()} else OPERATOR
    assert state.stage is stage
    if (stage, command) in NEXT:
        after = then(state, command, who, policy=INVITING)
        assert after.stage is NEXT[stage, command]
        assert (after.sub_accounts, after.roles, after.grants) == (state.sub_accounts, state.roles, state.grants)
    elif (stage, command) in REPEATED:
        assert told(state, command, who, policy=INVITING) == ()
    else:
        (code,) = refused(state, command, who, policy=INVITING)
        assert code in {"wrong_stage", *OF_LINKS}
        assert (code in OF_LINKS) is (command == accept() or (command == invite("i2") and stage is CompanyStage.ACTIVE))


def test_what_is_over_stays_over() -> None:
    assert {CompanyStage.REFUSED, CompanyStage.CLOSED} == set(COMPANY.terminal)
    assert {stage for stage, _ in NEXT} == set(CompanyStage) - set(COMPANY.terminal)


# --- who may ask


@pytest.mark.parametrize("command", [REFUSE, SUSPEND, REINSTATE], ids=["refuse", "suspend", "reinstate"])
def test_only_operators_refuse_suspend_and_reinstate(command: Command) -> None:
    for state in (STAFFED, IN[CompanyStage.CLOSED]):
        assert refused(state, command, SYSTEM) == ["missing_scope"]
        assert refused(state, command, Operator(MemberId("o"), frozenset())) == ["missing_scope"]
    assert refused(STAFFED, command, MAIN) == refused(STAFFED, command, "ana") == ["missing_scope"]
    for who in (staff("nobody"), staff(MAIN, "v2"), Buyer(BuyerId("b1"))):
        assert refused(STAFFED, command, who) == ["not_found"]


def test_a_company_is_closed_by_its_main_account_or_an_operator() -> None:
    able = Operator(MemberId("o"), frozenset({Scope("account.delete")}))
    for who in (MAIN, OPERATOR, able):
        assert then(STAFFED, CLOSE, who).stage is CompanyStage.CLOSED
    assert refused(STAFFED, CLOSE, Operator(MemberId("o"), frozenset())) == ["missing_scope"]
    assert refused(STAFFED, CLOSE, SYSTEM) == ["missing_scope"]
    everything = company(hire("ana"), define("all", "*"), give("ana", "all"), policy=INVITING)
    active = company(hire("ana"), define("all", "*"), give("ana", "all"))
    assert refused(active, CLOSE, "ana") == ["subaccounts.main_only"]
    assert refused(everything, CLOSE, "ana", policy=INVITING) == ["subaccounts.account_not_active"]
    suspended = IN[CompanyStage.SUSPENDED]
    assert refused(suspended, CLOSE) == ["subaccounts.main_account_suspended"]
    assert then(suspended, CLOSE, OPERATOR).stage is CompanyStage.CLOSED


# --- what a stage means


BARS = {
    CompanyStage.SUSPENDED: MainAccountSuspended(company=VENDOR),
    **{
        stage: CompanyNotActive(company=VENDOR, stage=stage)
        for stage in (CompanyStage.APPLIED, CompanyStage.INVITED, CompanyStage.REFUSED, CompanyStage.CLOSED)
    },
}


@pytest.mark.rule("H10")
@pytest.mark.parametrize("stage", BARS, ids=[stage.value for stage in BARS])
def test_in_a_company_that_is_not_active_nobody_may_do_anything_and_it_is_said_why(stage: CompanyStage) -> None:
    state = IN[stage]
    for who in (state.main, *[one.id for one in state.sub_accounts if one.stage is SubAccountStage.ACTIVE]):
        one = member(state, who)
        for info in CATALOGUE.infos:
            for shop in (A, None):
                assert authorise(one, info.scope, shop, context()) == Denied((BARS[stage],))
        assert visible(one, A, context()) == frozenset()
        assert shops_of(one, context()) == ()
        assert member_of(state, one.id, NOW, PLAIN).grants == ()
        assert refused(state, hire("cy"), who) == [BARS[stage].code]
    assert givers(state, Scope("orders.ship"), A, context()) == ()


def test_what_is_wrong_with_a_sub_account_itself_is_said_first() -> None:
    for state in (IN[CompanyStage.SUSPENDED], IN[CompanyStage.CLOSED]):
        off = AccountNotActive(member=MemberId("bo"), stage=SubAccountStage.DISABLED)
        assert member(state, "bo").barred == off
        assert refused(state, hire("cy"), "nobody") == ["not_found"]


GROWING: tuple[Command, ...] = (
    *(hire("cy"), define("agent", "chat.use"), edit("packer", "chat.use"), give("ana", "packer"), add("c")),
    transfer("ana"),
)


@pytest.mark.parametrize("command", GROWING, ids=lambda command: type(command).__name__)
@pytest.mark.parametrize("stage", [CompanyStage.SUSPENDED, CompanyStage.CLOSED], ids=["suspended", "closed"])
def test_a_company_that_is_not_active_gets_nothing_new_from_operators_either(
    stage: CompanyStage, command: Command
) -> None:
    assert refused(IN[stage], command, OPERATOR) == ["wrong_stage"]
    assert told(STAFFED, command, OPERATOR)


@pytest.mark.parametrize(
    "command", [*GROWING, take("ana-packer-a"), enable("bo"), undefine("packer")], ids=lambda each: type(each).__name__
)
def test_whatever_is_asked_from_within_a_closed_company_is_refused_for_that(command: Command) -> None:
    closed = IN[CompanyStage.CLOSED]
    for who in (MAIN, "ana"):
        assert refused(closed, command, who) == ["subaccounts.company_not_active"]


@pytest.mark.rule("H10")
def test_closing_makes_open_links_void_and_leaves_the_others_as_they_are() -> None:
    state = then(then(STAFFED, hire("cy"), policy=INVITING), invite_sub("cy"), policy=INVITING)
    state = then(then(state, hire("dee"), policy=INVITING), invite_sub("dee"), policy=INVITING)
    state = then(state, accept("cy"), SYSTEM)
    closed = then(state, CLOSE)
    assert invited(closed, "cy").stage is InvitationStage.USED
    assert invited(closed, "dee").stage is InvitationStage.REVOKED
    assert invited(then(state, SUSPEND, OPERATOR), "dee").stage is InvitationStage.OPEN, "which suspending does not"
    assert refused(closed, accept("dee"), SYSTEM) == ["subaccounts.activation_link_revoked"]


def test_suspending_keeps_everything_for_when_it_is_reinstated() -> None:
    assert then(IN[CompanyStage.SUSPENDED], REINSTATE, OPERATOR) == STAFFED


def test_who_asked_for_it_is_told() -> None:
    (closed,) = told(STAFFED, CLOSE)
    assert (closed.by, closed.operator, closed.through) == (MAIN, None, ())
    (closed,) = told(STAFFED, CLOSE, OPERATOR)
    assert (closed.by, closed.operator) == (None, OPERATOR.member)


def test_a_host_s_own_rules_may_keep_a_company_open() -> None:
    def never(*_: object) -> Refusal:
        return NothingNamed(thing="reason")

    for command, who in ((CLOSE, MAIN), (SUSPEND, OPERATOR), (transfer("ana"), MAIN)):
        ctx = with_(context(who), also=(never,))
        assert decide(STAFFED, command, ctx) == Refused((NothingNamed(thing="reason"),))


def test_a_company_that_was_created_in_another_stage_or_moved_past_its_table_is_no_history() -> None:
    (created,) = create(create_company(A), context(OPERATOR)).unwrap().events
    (closed,) = told(STAFFED, CLOSE)
    for stage in (CompanyStage.SUSPENDED, CompanyStage.CLOSED, CompanyStage.INVITED):
        with pytest.raises(BrokenHistoryError):
            evolve(IN[stage], created)
    for stage in set(CompanyStage) - {CompanyStage.ACTIVE, CompanyStage.SUSPENDED}:
        with pytest.raises(BrokenHistoryError, match=stage.name):
            evolve(IN[stage], closed)
    assert evolve(IN[CompanyStage.SUSPENDED], closed).stage is CompanyStage.CLOSED


def test_deleting_staff_does_not_close_the_company() -> None:
    assert then(then(STAFFED, delete("ana")), delete("bo")).stage is CompanyStage.ACTIVE
