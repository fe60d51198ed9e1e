"""What an actor may do with a company now, and why not the rest; and what is not even shown to them (H6, H7)."""

from __future__ import annotations

from datetime import timedelta
from typing import get_args

import pytest
from attrs import evolve as with_

from mpcore.kernel import Buyer, BuyerId, Done, MemberId, Option
from mpcore.subaccounts import (
    GATES,
    AcceptInvitation,
    AddShop,
    Between,
    ChatGroupId,
    CloseChatGroup,
    Company,
    CompanyCommand,
    CompanyStage,
    Context,
    CreateChatGroup,
    CreateSubAccount,
    DefineRole,
    EditChatGroup,
    EditRole,
    EnableSubAccount,
    GrantId,
    GrantRole,
    InviteMain,
    ReopenChatGroup,
    RevokeGrant,
    create,
    execute,
    options,
)
from tests.subaccounts.offers import (
    FEW,
    FULL,
    HOURS,
    INVITING,
    OF_MAIN,
    context,
    group,
    invite,
    invite_main,
)
from tests.subaccounts.say import (
    DAY,
    INSTANT,
    MAIN,
    NOW,
    OPERATOR,
    PLAIN,
    REINSTATE,
    SUSPEND,
    SYSTEM,
    VENDOR,
    A,
    B,
    company,
    create_company,
    define,
    delete,
    disable,
    give,
    hire,
    staff,
    then,
)


def offered(state: Company, ctx: Context, kind: type[CompanyCommand]) -> list[Option[CompanyCommand]]:
    return [option for option in options(state, ctx) if option.command is kind]


def codes(option: Option[CompanyCommand]) -> list[str]:
    return [reason.code.rpartition(".")[2] for reason in option.reasons]


def names(state: Company, ctx: Context) -> set[str]:
    return {option.command.__name__ for option in options(state, ctx)}


# --- who is shown what


def test_an_operator_sees_every_command_of_operators_with_what_stands_against_it() -> None:
    state = company(hire("ana"), define("packer", "orders.ship"), give("ana", "packer", A), policy=FULL)
    shown = {option.command.__name__: " ".join(codes(option)) for option in options(state, context(OPERATOR))}
    assert shown == {
        "RefuseCompany": "wrong_stage",
        "InviteMain": "already_activated",
        "AddShop": "",
        "SuspendCompany": "",
        "TransferOwnership": "",
        "CloseCompany": "",
        "CreateSubAccount": "",
        "DisableSubAccount": "",
        "DeleteSubAccount": "",
        "SetLimits": "",
        "DefineRole": "",
        "EditRole": "",
        "DeleteRole": "role_in_use",
        "GrantRole": "",
        "RevokeGrant": "",
        "CreateChatGroup": "",
    }
    assert "ReinstateCompany" in names(then(state, SUSPEND, OPERATOR), context(OPERATOR))
    suspended = {option.command: codes(option) for option in options(then(state, SUSPEND, OPERATOR), context(OPERATOR))}
    assert suspended[CreateSubAccount] == ["wrong_stage"]
    assert suspended[RevokeGrant] == []


def test_an_operator_without_a_scope_is_told_so_once_per_command() -> None:
    state = company(hire("ana"), define("packer", "orders.ship"), give("ana", "packer", A), give("ana", "packer", B))
    shown = options(state, context(FEW))
    assert [codes(option) for option in shown if option.command is RevokeGrant] == [[], []]
    assert [codes(option) for option in shown if option.command is CreateSubAccount] == [["missing_scope"]]
    assert [dict(option.given) for option in shown if option.command is CreateSubAccount] == [{"company": VENDOR}]


@pytest.mark.rule("H6")
def test_operators_and_the_system_are_not_shown_the_wallet_s_password_either() -> None:
    for actor in (OPERATOR, SYSTEM, FEW):
        assert not {"ChangeWalletPassword", "ChangeShopPassword"} & names(company(), context(actor))
    assert "ChangeWalletPassword" in names(company(), context(MAIN))


def test_strangers_and_buyers_are_shown_nothing() -> None:
    state = company(hire("ana"))
    for actor in (staff("main", "v2"), staff("nobody"), Buyer(BuyerId("ada"))):
        assert options(state, context(actor)) == ()
    assert names(state, context(SYSTEM)) == {"InviteMain"}


@pytest.mark.rule("H6")
def test_what_is_the_main_account_s_alone_is_not_shown_to_a_sub_account_that_holds_everything_else() -> None:
    everything = sorted(FULL.grantable)
    state = company(hire("ana"), hire("bo"), define("all", *everything), give("ana", "all"), policy=FULL)
    assert {command.__name__ for command in OF_MAIN} == {
        "AddShop",
        "TransferOwnership",
        "CloseCompany",
        "ChangeWalletPassword",
    }
    main, ana = names(state, context(MAIN)), names(state, context("ana"))
    assert main - ana == {command.__name__ for command in OF_MAIN}
    assert ana <= main


@pytest.mark.rule("H7")
def test_a_sub_account_is_shown_what_it_may_do_in_its_own_shops() -> None:
    state = company(
        *map(hire, ("ana", "bo")),
        define("desk", "chat.assign", "chat.use"),
        give("ana", "desk", A),
        give("bo", "desk", B),
        group("ga", A, "ana"),
        group("gb", B, "bo"),
    )
    shown = options(state, context("ana", PLAIN))
    assert {option.command.__name__ for option in shown} == {
        "CreateChatGroup",
        "EditChatGroup",
        "CloseChatGroup",
        "DeleteChatGroup",
    }
    assert {option.given.get("shop", A) for option in shown} == {A}
    assert {option.given.get("group", "ga") for option in shown} == {"ga"}
    (form,) = offered(state, context("ana", PLAIN), CreateChatGroup)
    assert form.given["members"] == ("ana", "main")


@pytest.mark.rule("H7")
def test_whoever_may_do_nothing_is_shown_nothing_and_the_main_account_is_told_why() -> None:
    state = company(hire("ana"), define("all", *sorted(FULL.grantable)), give("ana", "all"), policy=FULL)
    assert options(then(state, disable("ana")), context("ana")) == ()
    suspended = then(state, SUSPEND, OPERATOR)
    assert options(suspended, context("ana")) == ()
    shown = options(suspended, context(MAIN))
    assert {tuple(codes(option)) for option in shown} == {("main_account_suspended",)}
    assert [dict(option.given) for option in shown] == [{"company": VENDOR}] * len(shown)
    asked = [gate.command for gate in GATES.values() if type(staff(MAIN)) in gate.kinds]
    assert [option.command for option in shown] == asked
    assert "DisableSubAccount" in names(then(suspended, REINSTATE, OPERATOR), context("ana"))


# --- what is filled in


def test_every_command_can_be_offered() -> None:
    assert {*get_args(CompanyCommand)} == GATES.keys() - {type(create_company())}
    state = company(
        *map(hire, ("ana", "bo")),
        define("packer", "orders.ship"),
        define("spare", "orders.ship"),
        give("ana", "packer"),
        disable("bo"),
        group("ga", A, MAIN),
        group("gb", A, MAIN),
        CloseChatGroup(company=VENDOR, group=ChatGroupId("gb")),
        policy=FULL,
    )
    pending = then(state, hire("dee"), policy=INVITING)
    pending = then(pending, invite("dee", 1), policy=INVITING)
    applied = create(create_company(A), context(OPERATOR, INVITING)).unwrap().state
    seen = {
        option.command
        for each in (state, pending, applied, then(state, SUSPEND, OPERATOR))
        for who in (MAIN, OPERATOR, SYSTEM)
        for option in options(each, context(who, INVITING))
        if option.allowed
    }
    assert seen == {*get_args(CompanyCommand)}


def test_an_option_filled_in_is_a_command() -> None:
    state = company(hire("ana"), define("packer", "orders.ship"))
    (option,) = offered(state, context(MAIN, PLAIN), CreateSubAccount)
    assert option.fill(member=MemberId("bo")) == hire("bo")
    grants = offered(state, context(MAIN, PLAIN), GrantRole)
    assert [option.given["shop"] for option in grants] == [None, A, B]
    command = grants[1].fill(grant=GrantId("g"), member=MemberId("ana"))
    assert command == give("ana", "packer", A, grant="g")
    assert isinstance(execute(state, command, context(MAIN, PLAIN)), Done)


def test_a_role_is_offered_with_all_that_can_be_given() -> None:
    state = company(
        hire("ana"), define("lead", "roles.manage", "orders.ship", "chat.use"), give("ana", "lead"), policy=FULL
    )
    (mine,) = offered(state, context("ana"), DefineRole)
    assert (mine.given["scopes"], mine.reasons) == ({"roles.manage", "orders.ship", "chat.use"}, ())
    (all_of_it,) = offered(state, context(MAIN), DefineRole)
    assert all_of_it.given["scopes"] == FULL.grantable
    for_a_day = company(
        hire("ana"),
        define("lead", "roles.manage", "orders.ship"),
        give("ana", "lead", None, Between(None, NOW + DAY)),
        policy=FULL,
    )
    (none,) = offered(for_a_day, context("ana"), DefineRole)
    assert (codes(none), none.given["scopes"]) == (["privilege_escalation"], FULL.grantable)


def test_a_role_without_what_cannot_be_delegated_any_more_is_offered() -> None:
    state = company(define("lead", "roles.manage", "orders.ship"), policy=FULL)
    (option,) = offered(state, context(MAIN, PLAIN), EditRole)
    assert (option.given["scopes"], option.given["name"], option.reasons) == ({"orders.ship"}, "lead", ())


FRIDAY, SATURDAY, SUNDAY = NOW + DAY, NOW + 2 * DAY, NOW + 3 * DAY


@pytest.mark.parametrize(
    ("ship", "during"),
    [
        ([Between()], Between()),
        ([Between(None, FRIDAY)], Between(None, FRIDAY)),
        ([Between(FRIDAY)], Between(FRIDAY)),
        ([Between(FRIDAY, SATURDAY)], Between(FRIDAY, SATURDAY)),
        ([Between(NOW, FRIDAY), Between(FRIDAY, SUNDAY)], Between(None, FRIDAY)),
        ([Between(NOW, FRIDAY), Between(NOW, SUNDAY)], Between(None, SUNDAY)),
        ([Between(NOW, FRIDAY), Between(NOW)], Between()),
        ([Between(SATURDAY, SUNDAY), Between(FRIDAY)], Between(FRIDAY)),
        ([Between(NOW - DAY, NOW)], None),
        ([Between(NOW - DAY, NOW + INSTANT)], Between(None, NOW + INSTANT)),
    ],
    ids=[
        "always",
        "until",
        "from",
        "between",
        "the first",
        "the longer",
        "without end",
        "sooner",
        "over",
        "an instant",
    ],
)
def test_a_role_is_offered_for_as_long_as_it_can_be_given(ship: list[Between], during: Between | None) -> None:
    """Whoever manages grants without end, and ships for a while, grants shipping for that while."""
    state = company(
        *map(hire, ("ana", "bo")), define("lead", "grants.manage"), define("packer", "orders.ship"),
        give("ana", "lead", A), policy=FULL,
    )  # fmt: skip
    for number, window in enumerate(ship):
        asked = give("ana", "packer", A, window, f"g{number}")
        state = execute(state, asked, context(MAIN, FULL, -2 * DAY)).unwrap().state
    (option,) = [one for one in offered(state, context("ana"), GrantRole) if one.given["role"] == "packer"]
    assert (option.given["shop"], option.allowed) == (A, during is not None)
    assert option.given["during"] == (during or Between())
    command = option.fill(grant=GrantId("new"), member=MemberId("bo"))
    assert isinstance(execute(state, command, context("ana")), Done) is option.allowed


def test_what_would_change_nothing_is_not_offered() -> None:
    state = company(*map(hire, ("ana", "bo")), disable("bo"), hire("cy"), delete("cy"), group("ga", A, MAIN))
    shown = [(option.command.__name__, option.given.get("member")) for option in options(state, context(MAIN, PLAIN))]
    assert ("EnableSubAccount", "bo") in shown
    assert ("DisableSubAccount", "ana") in shown
    assert not {("EnableSubAccount", "ana"), ("DisableSubAccount", "bo")} & {*shown}
    assert "cy" not in [member for _, member in shown]
    assert offered(state, context(MAIN, PLAIN), ReopenChatGroup) == []
    assert [option.command for option in offered(then(state, SUSPEND, OPERATOR), context(MAIN), EnableSubAccount)]


def test_a_group_that_nobody_is_left_in_is_offered_with_those_who_may_talk() -> None:
    state = company(hire("ana"), define("desk", "chat.use"), give("ana", "desk", A), group("ga", A, "ana"))
    empty = then(state, delete("ana"))
    (option,) = offered(empty, context(MAIN, PLAIN), EditChatGroup)
    assert option.given["members"] == (MAIN,)
    (reopening,) = offered(empty, context(MAIN, PLAIN), ReopenChatGroup)
    assert reopening.reasons != ()
    assert offered(state, context(MAIN, PLAIN), EditChatGroup)[0].given["members"] == ("ana",)


@pytest.mark.parametrize("after", [timedelta(0), HOURS, HOURS + INSTANT], ids=["at once", "in time", "too late"])
def test_a_link_is_offered_to_be_used_as_long_as_it_can_be(after: timedelta) -> None:
    state = create(create_company(A), context(OPERATOR, INVITING)).unwrap().state
    assert offered(state, context(SYSTEM, INVITING), AcceptInvitation) == []
    state = execute(state, invite_main(1), context(OPERATOR, INVITING)).unwrap().state
    assert state.stage is CompanyStage.INVITED
    (option,) = offered(state, context(SYSTEM, INVITING, after), AcceptInvitation)
    assert (codes(option) == ["activation_link_expired"]) is (after > HOURS)
    assert dict(option.given) == {"company": VENDOR}, "the digest is nobody's business"
    (again,) = offered(state, context(SYSTEM, INVITING, after), InviteMain)
    assert again.allowed
    strict = with_(INVITING, invitations=with_(INVITING.invitations, again_before_expiry=False))
    (again,) = offered(state, context(SYSTEM, strict, after), InviteMain)
    assert again.allowed is (after > HOURS)


def test_a_made_up_id_is_never_one_that_is_taken() -> None:
    """Ids as those that are made up to try a command, taken already."""
    state = company(
        *map(hire, ("new-0", "new-1")),
        define("new-0", "orders.ship"),
        give("new-0", "new-0", grant="new-0"),
        group("new-0", A, MAIN),
        shops=("new-0", A),
    )
    shown = options(state, context(MAIN, PLAIN))
    for kind in (CreateSubAccount, DefineRole, GrantRole, CreateChatGroup, AddShop):
        assert next(codes(option) for option in shown if option.command is kind) == []


def test_the_host_s_own_rules_and_look_ups_speak_when_a_command_is_asked() -> None:
    def never(*_: object) -> None:
        raise AssertionError("asked")

    ctx = with_(context(MAIN), also=(never,), shop_taken=None, same_passwords=None)
    assert [option.allowed for option in options(company(), ctx) if option.command is AddShop] == [True]
