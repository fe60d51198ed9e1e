"""A sub-account becomes the main account: what each of the two may do before and after, and who granted what."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpcore import wire
from mpcore.kernel import BrokenHistoryError, Buyer, BuyerId, Done, MemberId, Operator, Scope
from mpcore.money import money
from mpcore.subaccounts import (
    CATALOGUE,
    ChatGroupId,
    ChatGroupKind,
    Company,
    CompanyStage,
    CreateChatGroup,
    Granted,
    GrantStage,
    OwnershipTransferred,
    SetLimits,
    SpendingLimit,
    SubAccountPolicy,
    SubAccountStage,
    authorise,
    evolve,
    execute,
    givers,
    visible,
)
from tests.subaccounts.lives import Ask, asks, beginnings, begun, must_add_up, policies
from tests.subaccounts.say import (
    CLOSE,
    DAY,
    DELEGATING,
    INVITING,
    MAIN,
    NOW,
    OPERATOR,
    SUSPEND,
    SYSTEM,
    VENDOR,
    A,
    B,
    accept,
    applied,
    company,
    context,
    define,
    delete,
    disable,
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
)

LIMIT = SpendingLimit(scope=Scope("refunds.request"), per_action=money("50.00", "EUR"))
ROLES = (define("packer", "orders.ship"), define("lead", "orders.ship", "grants.manage"))
STAFFED = company(
    *(hire("ana"), hire("bo"), hire("cy"), *ROLES),
    *(give("ana", "packer", A), give("bo", "lead", A), give("cy", "packer", B)),
    SetLimits(company=VENDOR, member=MemberId("ana"), limits=(LIMIT,)),
    policy=DELEGATING,
)
BASE = then(STAFFED, give("cy", "packer", A), "bo", policy=DELEGATING)
LED = then(BASE, transfer("ana"), now=NOW + DAY)


def may(state: Company, who: str) -> set[tuple[Scope, str | None]]:
    ctx = context(policy=DELEGATING)
    return {
        (info.scope, shop)
        for info in CATALOGUE.infos
        for shop in (A, B, None)
        if isinstance(authorise(member(state, who), info.scope, shop, ctx), Granted)
    }


WALLET = Scope("wallet.password.change")
EVERYTHING = {(scope, shop) for scope in CATALOGUE.staff for shop in (A, B, None)}


@pytest.mark.rule("H2")
def test_the_heir_may_do_everything_and_whoever_led_the_company_nothing() -> None:
    assert may(BASE, MAIN) == EVERYTHING
    assert may(BASE, "ana") == {(Scope("orders.ship"), A)}
    assert may(LED, "ana") == EVERYTHING
    assert may(LED, MAIN) == set()
    for other in ("bo", "cy"):
        assert may(LED, other) == may(BASE, other) != set()


@pytest.mark.rule("H6")
def test_the_wallet_s_password_goes_with_the_company() -> None:
    for state, main, other in ((BASE, MAIN, "ana"), (LED, "ana", MAIN)):
        assert WALLET in visible(member(state, main), A, context(policy=DELEGATING))
        assert WALLET not in visible(member(state, other), A, context(policy=DELEGATING))


def test_the_old_main_account_is_a_sub_account_without_a_grant_that_can_be_granted_roles() -> None:
    (event,) = told(BASE, transfer("ana"), now=NOW + DAY)
    assert event == OwnershipTransferred(
        company=VENDOR, at=NOW + DAY, by=MemberId(MAIN), to=MemberId("ana"), before=MemberId(MAIN)
    )
    assert LED.main == "ana"
    assert [one.id for one in LED.sub_accounts] == ["bo", "cy", MAIN]
    before = LED.sub_account(MemberId(MAIN))
    assert before is not None
    assert (before.stage, before.created_at, before.limits) == (SubAccountStage.ACTIVE, NOW + DAY, ())
    assert LED.granted_to(before.id) == ()
    back = then(LED, give(MAIN, "packer", B), "ana")
    assert may(back, MAIN) == {(Scope("orders.ship"), B)}


def test_grants_and_limits_of_the_heir_fall() -> None:
    mine = [grant for grant in LED.grants if grant.member == "ana"]
    assert [grant.stage for grant in mine] == [GrantStage.REVOKED]
    assert LED.granted_to(MemberId("ana")) == ()
    assert told(LED, take("ana-packer-a"), "ana") == (), "it is revoked already"
    again = then(LED, transfer(MAIN), "ana", now=NOW + 2 * DAY)
    returned = again.sub_account(MemberId("ana"))
    assert returned is not None
    assert returned.limits == (), "nor do they come back"
    assert may(again, "ana") == set()
    assert may(again, MAIN) == EVERYTHING


def test_what_the_old_main_account_granted_is_the_new_one_s() -> None:
    assert {grant.id: grant.by for grant in BASE.grants} == {
        "ana-packer-a": MAIN,
        "bo-lead-a": MAIN,
        "cy-packer-b": MAIN,
        "cy-packer-a": "bo",
    }
    assert {grant.id: grant.by for grant in LED.grants} == {
        "ana-packer-a": "ana",
        "bo-lead-a": "ana",
        "cy-packer-b": "ana",
        "cy-packer-a": "bo",
    }
    heir = then(BASE, transfer("bo"), policy=DELEGATING)
    assert {grant.by for grant in heir.grants} == {"bo"}
    assert heir.granted_to(MemberId("cy")), "what a manager granted outlives that it is one"


@pytest.mark.parametrize(
    ("heir", "code"), [("off", "wrong_stage"), ("gone", "wrong_stage"), ("new", "wrong_stage"), ("zoe", "not_found")]
)
def test_only_an_active_sub_account_leads_a_company(heir: str, code: str) -> None:
    state = company(hire("off"), disable("off"), hire("gone"), delete("gone"))
    state = then(state, hire("new"), policy=INVITING)
    for who in (MAIN, OPERATOR):
        assert refused(state, transfer(heir), who) == [code]
    sent = then(state, invite_sub("new"), policy=INVITING)
    assert told(then(sent, accept("new"), SYSTEM), transfer("new"))


def test_the_main_account_and_operators_hand_a_company_over_and_nobody_else() -> None:
    able = Operator(MemberId("o"), frozenset({Scope("company.transfer")}))
    for who in (MAIN, OPERATOR, able):
        assert told(BASE, transfer("ana"), who)
    assert refused(BASE, transfer("ana"), Operator(MemberId("o"), frozenset())) == ["missing_scope"]
    assert refused(BASE, transfer("ana"), SYSTEM) == ["missing_scope"]
    for member_of_staff in ("ana", "bo"):
        assert refused(BASE, transfer("ana"), member_of_staff, policy=DELEGATING) == ["subaccounts.main_only"]
    for stranger in (staff("nobody"), staff(MAIN, "v2"), Buyer(BuyerId("b1"))):
        assert refused(BASE, transfer("ana"), stranger) == ["not_found"]


def test_handing_over_to_whoever_leads_already_changes_nothing() -> None:
    assert told(BASE, transfer(MAIN)) == told(LED, transfer("ana"), OPERATOR) == ()
    assert refused(LED, transfer("ana"), MAIN) == ["subaccounts.main_only"], "who is a sub-account now"


def test_a_company_that_is_not_active_is_not_handed_over() -> None:
    for state in (then(BASE, SUSPEND, OPERATOR), then(BASE, CLOSE)):
        assert refused(state, transfer("ana"), OPERATOR) == ["wrong_stage"]
    assert refused(applied(), transfer("ana"), OPERATOR) == ["wrong_stage", "not_found"]


def test_the_id_of_each_stays_its_own() -> None:
    assert refused(LED, hire("ana"), "ana") == ["id_taken"]
    assert refused(LED, hire(MAIN), "ana") == ["id_taken"]
    assert givers(LED, Scope("orders.ship"), B, context()) == ("ana",)


def test_the_old_main_account_can_be_disabled_and_deleted() -> None:
    for command in (disable(MAIN), delete(MAIN)):
        assert may(then(LED, command, "ana"), "ana") == EVERYTHING
    assert then(LED, delete(MAIN), "ana").main == "ana"


def test_links_and_chat_groups_of_both_are_kept() -> None:
    state = then(applied(invite()), accept(), SYSTEM)
    state = then(then(state, hire("ana"), policy=INVITING), invite_sub("ana"), policy=INVITING)
    state = then(state, accept("ana"), SYSTEM)
    group = CreateChatGroup(
        company=VENDOR,
        group=ChatGroupId("g"),
        shop=A,
        kind=ChatGroupKind.CUSTOM,
        name="both",
        members=(MemberId(MAIN), MemberId("ana")),
    )
    talker = (define("agent", "chat.use"), give("ana", "agent", A), group)
    for command in talker:
        state = then(state, command)
    led = then(state, transfer("ana"))
    assert [one.members for one in led.groups] == [("ana", MAIN)]
    assert (invited(led).member, invited(led, "ana").member) == (MAIN, "ana")
    for of in ("i1", "ana"):
        assert refused(led, accept(of), SYSTEM) == ["subaccounts.already_activated"]
    assert wire.load(Company, wire.dump(led)) == led


def test_a_transfer_that_cannot_have_been_is_no_history() -> None:
    (event,) = told(BASE, transfer("ana"))
    for state in (
        LED,
        then(BASE, delete("ana")),
        then(BASE, disable("ana")),
        company(),
        then(BASE, transfer("bo"), policy=DELEGATING),
    ):
        with pytest.raises(BrokenHistoryError):
            evolve(state, event)


@given(beginnings, st.lists(asks, max_size=12), policies, st.sampled_from(["ana", "bo", "cy", "main"]))
def test_after_any_history_one_account_leads_and_is_no_sub_account(
    beginning: str, life: list[Ask], policy: SubAccountPolicy, heir: str
) -> None:
    state, _ = begun(beginning)
    moves: list[Ask] = [*life, (OPERATOR, transfer(heir), DAY), *life]
    for who, command, after in moves:
        match execute(state, command, context(who, policy=policy, now=NOW + after)):
            case Done(reached, _):
                state = reached
                must_add_up(state)
                able = [
                    one for one in (MAIN, "ana", "bo", "cy") if WALLET in visible(member(state, one), None, context())
                ]
                assert able == ([state.main] if state.stage is CompanyStage.ACTIVE else [])
            case _:
                pass
