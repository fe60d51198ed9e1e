"""The life of a team: what may be asked, by whom, and what follows."""

from __future__ import annotations

import pytest
from attrs import evolve

from mpcore.kernel import (
    Buyer,
    BuyerId,
    MalformedError,
    MemberId,
    NothingNamed,
    Operator,
    Refusal,
    Refused,
    Scope,
    ShopId,
)
from mpcore.subaccounts import (
    Between,
    Company,
    CompanyCreated,
    GrantAdded,
    GrantRevoked,
    GrantStage,
    RoleDefined,
    Shop,
    ShopTaken,
    SubAccountCreated,
    SubAccountPolicy,
    SubAccountStage,
    create,
    decide,
    visible,
)
from tests.subaccounts.say import (
    DAY,
    INSTANT,
    MAIN,
    NOW,
    OPERATOR,
    REINSTATE,
    SUSPEND,
    SYSTEM,
    VENDOR,
    A,
    B,
    Command,
    add,
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
    staff,
    take,
    then,
    told,
    undefine,
)

BASE = company(hire("ana"), hire("bo"), define("packer", "orders.ship"), give("ana", "packer", A))
ALL: tuple[Command, ...] = (
    hire("cy"),
    disable("ana"),
    enable("ana"),
    delete("ana"),
    define("agent", "chat.use"),
    edit("packer", "chat.use"),
    undefine("packer"),
    give("bo", "packer", B),
    take("ana-packer-a"),
    add("c"),
    SUSPEND,
    REINSTATE,
)


# --- companies


def test_a_company_is_active_from_the_start_and_its_shops_stand_in_order() -> None:
    match create(create_company("b", "a"), context(SYSTEM)).unwrap():
        case done:
            assert done.state.shops == (Shop(id=A), Shop(id=B))
            (created,) = done.events
            assert isinstance(created, CompanyCreated)
            assert done.state == company()


@pytest.mark.parametrize("who", [MAIN, Buyer(BuyerId("b1")), Operator(MemberId("o"), frozenset())], ids=str)
def test_companies_are_created_by_operators_and_the_system(who: str | Buyer | Operator) -> None:
    assert isinstance(create(create_company(), context(who)), Refused)
    able = Operator(MemberId("o"), frozenset({Scope("company.create")}))
    assert not isinstance(create(create_company(), context(able)), Refused)


@pytest.mark.rule("H1")
def test_no_shop_is_of_two_companies() -> None:
    outcome = create(create_company("a"), context(OPERATOR, shop_taken=True))
    assert outcome == Refused((ShopTaken(at="shops"),))
    assert refused(BASE, add("c"), shop_taken=True) == ["subaccounts.shop_taken"]
    assert then(BASE, add("c")).shop(ShopId("c")) is not None


def test_a_shop_is_named_once() -> None:
    match create(create_company("a", "b", "a"), context(OPERATOR)):
        case Refused(reasons):
            assert [reason.code for reason in reasons] == ["duplicate"]
        case done:
            raise AssertionError(done)


def test_whether_a_shop_is_taken_has_to_be_looked_up() -> None:
    with pytest.raises(MalformedError, match="shop_taken"):
        create(create_company("a"), context(OPERATOR, shop_taken=None))
    with pytest.raises(MalformedError, match="shop_taken"):
        decide(BASE, add("c"), context(shop_taken=None))
    assert not isinstance(create(create_company(), context(OPERATOR, shop_taken=None)), Refused)


@pytest.mark.rule("H14")
def test_a_company_has_shops_on_any_site_and_no_right_depends_on_it() -> None:
    state = then(then(then(BASE, add("c", "TW")), add("d", "BR")), give("bo", "packer"))
    assert [shop.site for shop in state.shops] == ["", "", "TW", "BR"]
    assert len({visible(member(state, "bo"), shop.id, context()) for shop in state.shops}) == 1
    assert refused(state, add("c", "SG")) == ["id_taken"]
    assert told(state, add("c", "TW")) == ()


def test_a_suspended_company_gets_nothing_new_until_it_is_reinstated() -> None:
    off = then(BASE, SUSPEND, OPERATOR)
    for command in ALL[:-2]:
        assert refused(off, command) == ["subaccounts.main_account_suspended"]
        assert refused(off, command, "ana") == ["subaccounts.main_account_suspended"]
    for command in (
        hire("cy"),
        define("agent", "chat.use"),
        edit("packer", "chat.use"),
        give("bo", "packer"),
        add("c"),
    ):
        assert refused(off, command, OPERATOR) == ["wrong_stage"]
    assert told(off, take("ana-packer-a"), OPERATOR)
    assert told(off, disable("ana"), OPERATOR)
    assert then(off, REINSTATE, OPERATOR) == BASE
    assert told(BASE, REINSTATE, OPERATOR) == told(off, SUSPEND, OPERATOR) == ()


@pytest.mark.parametrize("command", [SUSPEND, REINSTATE], ids=["suspend", "reinstate"])
def test_only_operators_suspend_and_reinstate(command: Command) -> None:
    assert refused(BASE, command, MAIN) == refused(BASE, command, SYSTEM) == ["missing_scope"]
    assert refused(BASE, command, "stranger") == ["not_found"]


# --- who may ask


@pytest.mark.rule("00.8")
@pytest.mark.parametrize("command", ALL[:9], ids=lambda command: type(command).__name__)
def test_the_team_is_the_main_account_s_until_the_policy_delegates_it(command: Command) -> None:
    state = then(BASE, disable("ana")) if command == enable("ana") else BASE
    if command == undefine("packer"):
        state = then(state, take("ana-packer-a"))
    assert told(state, command, MAIN)
    assert told(state, command, OPERATOR)
    assert refused(state, command, "bo") == ["subaccounts.main_only"]
    assert refused(state, command, SYSTEM) == ["missing_scope"]
    assert refused(state, command, Operator(MemberId("o"), frozenset())) == ["missing_scope"]


@pytest.mark.parametrize("command", ALL, ids=lambda command: type(command).__name__)
def test_a_stranger_is_told_the_same_whatever_there_is(command: Command) -> None:
    for state in (BASE, then(BASE, SUSPEND, OPERATOR), company(), then(BASE, delete("bo"))):
        for who in (staff("ana", "v2"), staff("nobody"), Buyer(BuyerId("b1"))):
            assert refused(state, command, who) == ["not_found"]


def test_whoever_was_disabled_asks_for_nothing() -> None:
    for state in (then(BASE, disable("bo")), then(BASE, delete("bo"))):
        for command in ALL:
            assert refused(state, command, "bo") == ["subaccounts.account_not_active"]


def test_a_command_for_another_company_is_the_caller_s_mistake() -> None:
    with pytest.raises(MalformedError, match="'v2'"):
        refused(company(), type(SUSPEND)(company=create_company(vendor="v2").company), OPERATOR)


# --- sub-accounts


@pytest.mark.rule("H11")
def test_a_sub_account_is_usable_as_soon_as_it_is_there() -> None:
    state = then(then(BASE, hire("cy")), give("cy", "packer", A))
    cy = state.sub_account(MemberId("cy"))
    assert cy is not None
    assert cy.stage is SubAccountStage.ACTIVE
    assert "orders.ship" in visible(member(state, "cy"), A, context())


def test_an_id_is_one_account_s_for_ever() -> None:
    assert told(BASE, hire("bo")) == ()
    assert refused(BASE, hire("ana")) == ["id_taken"], "she was granted something"
    assert refused(BASE, hire(MAIN)) == ["id_taken"]
    assert refused(then(BASE, delete("ana")), hire("ana")) == ["id_taken"]


def test_disabling_keeps_what_was_granted_and_deleting_does_not() -> None:
    off = then(BASE, disable("ana"))
    assert then(off, enable("ana")) == BASE
    assert told(off, disable("ana")) == told(BASE, enable("ana")) == ()
    for before in (BASE, off):
        gone = then(before, delete("ana"))
        assert [grant.stage for grant in gone.grants] == [GrantStage.REVOKED]
        assert told(gone, delete("ana")) == ()
        assert refused(gone, enable("ana")) == refused(gone, disable("ana")) == ["wrong_stage"]
    for command in (disable("cy"), enable("cy"), delete("cy"), delete(MAIN)):
        assert refused(BASE, command) == ["not_found"]


@pytest.mark.rule("X-H1")
def test_a_company_has_so_many_sub_accounts_and_roles_at_most() -> None:
    two, three = SubAccountPolicy(max_sub_accounts=2, max_roles=1), SubAccountPolicy(max_sub_accounts=3, max_roles=2)
    assert refused(BASE, hire("cy"), policy=two) == ["subaccounts.limit_reached"]
    assert refused(BASE, define("agent", "chat.use"), policy=two) == ["subaccounts.limit_reached"]
    assert told(BASE, hire("cy"), policy=three)
    assert told(BASE, define("agent", "chat.use"), policy=three)
    assert told(BASE, hire("bo"), policy=two) == (), "who is there, is there"
    fewer = then(then(BASE, delete("bo")), take("ana-packer-a"))
    assert told(fewer, hire("cy"), policy=two), "deleted ones do not count"
    assert told(then(fewer, undefine("packer")), define("agent", "chat.use"), policy=two)


# --- roles


def test_wildcards_are_fixed_when_a_role_is_defined() -> None:
    (defined,) = told(BASE, define("clerk", "shop.*", "orders.view"))
    assert isinstance(defined, RoleDefined)
    assert defined.scopes == {
        "orders.view",
        *("shop.settings.view", "shop.settings.edit", "shop.password.change", "shop.email.change"),
    }


@pytest.mark.rule("H6", "00.8")
@pytest.mark.parametrize(
    ("scope", "code"),
    [
        ("wallet.password.change", "subaccounts.non_delegable_scope"),
        ("account.delete", "subaccounts.non_delegable_scope"),
        ("grants.manage", "subaccounts.non_delegable_scope"),
        ("orders.confirm_payment", "subaccounts.non_delegable_scope"),
        ("orders.place", "subaccounts.non_delegable_scope"),
        ("orders.fly", "subaccounts.scope_unknown"),
        ("\x00" * 300, "subaccounts.scope_unknown"),
    ],
)
def test_no_role_has_what_cannot_be_delegated(scope: str, code: str) -> None:
    for who in (MAIN, OPERATOR):
        assert refused(BASE, define("r", "orders.view", scope), who) == [code]
        assert refused(BASE, edit("packer", "orders.view", scope), who) == [code]


@pytest.mark.parametrize("scopes", [(), ("plan.*",), ("wallet.password.*", "grants.*")], ids=str)
def test_a_role_lets_its_holders_do_something(scopes: tuple[str, ...]) -> None:
    assert refused(BASE, define("r", *scopes)) == ["nothing_named"]
    assert refused(BASE, edit("packer", *scopes)) == ["nothing_named"]


def test_the_same_role_said_twice_is_one_and_another_needs_another_id() -> None:
    assert told(BASE, define("packer", "orders.ship")) == told(BASE, edit("packer", "orders.ship")) == ()
    assert refused(BASE, define("packer", "orders.view")) == ["id_taken"]
    assert refused(BASE, define("packer", "orders.ship", name="Packer")) == ["id_taken"]
    assert told(BASE, edit("packer", "orders.ship", name="Packer"))
    assert refused(BASE, edit("agent", "orders.ship")) == refused(BASE, undefine("agent")) == ["not_found"]


def test_a_role_is_deleted_when_it_is_nobody_s() -> None:
    assert refused(BASE, undefine("packer")) == ["subaccounts.role_in_use"]
    free = then(then(BASE, take("ana-packer-a")), undefine("packer"))
    assert told(free, undefine("packer")) == ()
    assert refused(free, edit("packer", "chat.use")) == refused(free, give("bo", "packer")) == ["wrong_stage"]
    assert refused(free, define("packer", "orders.ship")) == ["id_taken"]
    lent = then(then(BASE, take("ana-packer-a")), give("bo", "packer", A, Between(None, NOW + DAY)))
    assert refused(lent, undefine("packer"), now=NOW + DAY - INSTANT) == ["subaccounts.role_in_use"]
    assert told(lent, undefine("packer"), now=NOW + DAY), "what is over is nobody's"


# --- grants


@pytest.mark.rule("H1")
def test_nothing_is_granted_in_a_foreign_shop() -> None:
    assert refused(BASE, give("bo", "packer", "elsewhere")) == ["subaccounts.foreign_shop"]
    assert refused(BASE, give("bo", "packer", "elsewhere"), OPERATOR) == ["subaccounts.foreign_shop"]
    assert told(BASE, give("bo", "packer", B))


def test_a_grant_is_of_a_role_and_to_a_sub_account_that_there_are() -> None:
    assert refused(BASE, give("cy", "agent", "elsewhere")) == ["not_found", "not_found", "subaccounts.foreign_shop"]
    assert refused(BASE, give(MAIN, "packer")) == ["not_found"]
    assert refused(then(BASE, delete("bo")), give("bo", "packer")) == ["wrong_stage"]
    assert told(then(BASE, disable("bo")), give("bo", "packer")), "it counts once they are enabled"


def test_a_grant_that_would_be_over_is_none() -> None:
    window = Between(None, NOW + DAY)
    assert refused(BASE, give("bo", "packer", A, window), now=NOW + DAY) == ["subaccounts.grant_over"]
    assert told(BASE, give("bo", "packer", A, window), now=NOW + DAY - INSTANT)


def test_a_grant_said_twice_is_one_and_a_revoked_one_does_not_come_back() -> None:
    assert told(BASE, give("ana", "packer", A)) == ()
    for other in (
        give("bo", "packer", A, grant="ana-packer-a"),
        give("ana", "packer", B, grant="ana-packer-a"),
        give("ana", "packer", A, Between(NOW), grant="ana-packer-a"),
    ):
        assert refused(BASE, other) == ["id_taken"]
    taken = then(BASE, take("ana-packer-a"))
    assert told(taken, take("ana-packer-a")) == ()
    assert refused(taken, give("ana", "packer", A)) == ["id_taken"]
    assert refused(BASE, take("nothing")) == ["not_found"]


def test_who_did_it_and_through_which_grants_is_told() -> None:
    (hired,) = told(BASE, hire("cy"))
    assert hired == SubAccountCreated(company=VENDOR, at=NOW, by=MemberId(MAIN), through=(), member=MemberId("cy"))
    (granted,) = told(BASE, give("bo", "packer", B), OPERATOR)
    assert isinstance(granted, GrantAdded)
    assert (granted.by, granted.grant.by) == (None, None)
    state = lead()
    (revoked,) = told(state, take("ana-packer-a"), "bo", policy=LEADING)
    assert isinstance(revoked, GrantRevoked)
    assert (revoked.by, revoked.through) == ("bo", ("bo-lead-a",))


LEADING = SubAccountPolicy(delegated=frozenset({Scope("grants.manage")}))


def lead() -> Company:
    """Bo packs and grants in shop a."""
    state = then(BASE, define("lead", "grants.manage", "orders.ship"), policy=LEADING)
    return then(state, give("bo", "lead", A), policy=LEADING)


def test_a_host_s_own_rules_may_refuse_and_never_permit() -> None:

    def never(*_: object) -> Refusal:
        return NothingNamed(thing="reason")

    for command in ALL:
        if told_by := changing(command):
            state, who = told_by
            ctx = evolve(context(who), also=(never,))
            assert decide(state, command, ctx) == Refused((NothingNamed(thing="reason"),))
    assert isinstance(create(create_company(), evolve(context(OPERATOR), also=(never,))), Refused)
    refusing = decide(BASE, hire("cy"), evolve(context("bo"), also=(never,)))
    assert refusing == decide(BASE, hire("cy"), context("bo"))


def changing(command: Command) -> tuple[Company, str | Operator] | None:
    """A company in which the command changes something, and who may ask it."""
    if command == enable("ana"):
        return then(BASE, disable("ana")), MAIN
    if command == undefine("packer"):
        return then(BASE, take("ana-packer-a")), MAIN
    if command == REINSTATE:
        return then(BASE, SUSPEND, OPERATOR), OPERATOR
    return BASE, OPERATOR if command == SUSPEND else MAIN
