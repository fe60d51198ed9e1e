"""Who may do what, in which shop, and why: asked of the members of a company."""

from __future__ import annotations

import pytest
from attrs import evolve

from mpcore.kernel import NotFound, Scope, ShopId
from mpcore.subaccounts import (
    ALWAYS,
    CATALOGUE,
    AccountNotActive,
    Between,
    Company,
    Denied,
    Giver,
    Granted,
    Held,
    MainAccountSuspended,
    MainOnly,
    Member,
    NotGranted,
    NotOfVendors,
    ScopeUnknown,
    ShopNotGranted,
    SubAccountPolicy,
    SubAccountStage,
    Who,
    authorise,
    givers,
    member_of,
    shops_of,
    visible,
)
from tests.subaccounts.say import (
    DAY,
    DELEGATING,
    INSTANT,
    MAIN,
    NOW,
    OPERATOR,
    PLAIN,
    SUSPEND,
    VENDOR,
    A,
    B,
    add,
    company,
    context,
    define,
    delete,
    disable,
    edit,
    enable,
    give,
    hire,
    member,
    staff,
    take,
    then,
)

SHIP, CHAT, VIEW = Scope("orders.ship"), Scope("chat.use"), Scope("orders.view")
WALLET, PAYOUTS = Scope("wallet.password.change"), Scope("payout_account.manage")
BASE = company(
    hire("ana"), hire("bo"), define("packer", SHIP, VIEW), define("agent", CHAT, VIEW), give("ana", "packer", A)
)


def may(state: Company, who: str, scope: str, shop: str | None, policy: SubAccountPolicy = PLAIN) -> bool:
    place = None if shop is None else ShopId(shop)
    return isinstance(authorise(member(state, who), Scope(scope), place, context(policy=policy)), Granted)


def why_not(state: Company, who: str, scope: str, shop: str | None) -> object:
    place = None if shop is None else ShopId(shop)
    match authorise(member(state, who), Scope(scope), place, context()):
        case Denied((reason,)):
            return reason
        case other:
            raise AssertionError(other)


@pytest.mark.rule("H1")
def test_a_grant_in_one_shop_says_nothing_of_another() -> None:
    assert may(BASE, "ana", SHIP, A)
    assert not may(BASE, "ana", SHIP, B)
    assert not may(BASE, "ana", SHIP, None)
    assert why_not(BASE, "ana", SHIP, B) == ShopNotGranted(shop=B)
    assert why_not(BASE, "ana", CHAT, A) == NotGranted(scope=CHAT, shop=A, giver=Giver.MAIN)
    assert why_not(BASE, "ana", SHIP, None) == NotGranted(scope=SHIP, shop=None, giver=Giver.MAIN)


@pytest.mark.rule("H1")
def test_a_grant_in_all_shops_is_for_each_of_them_and_those_that_come() -> None:
    everywhere = then(then(BASE, give("bo", "agent")), add("c"), MAIN)
    assert [shop for shop in (A, B, "c", None) if may(everywhere, "bo", CHAT, shop)] == [A, B, "c", None]
    assert not may(everywhere, "bo", CHAT, "d"), "which is no shop of the company"
    assert not may(everywhere, "ana", CHAT, A)


@pytest.mark.rule("H2")
def test_the_main_account_may_do_everything_that_a_vendor_can_in_each_of_its_shops() -> None:
    for info in CATALOGUE.infos:
        for shop in (A, B, None):
            assert may(BASE, MAIN, info.scope, shop) is info.is_staff
    assert not may(BASE, MAIN, SHIP, "elsewhere")
    assert why_not(BASE, MAIN, SHIP, "elsewhere") == ShopNotGranted(shop=ShopId("elsewhere"))
    assert why_not(BASE, MAIN, "orders.confirm_payment", A) == NotOfVendors(
        scope=Scope("orders.confirm_payment"), who=Who.OPERATOR
    )


@pytest.mark.rule("H6")
def test_no_sub_account_changes_the_wallet_s_password_whatever_its_role_says() -> None:
    ana = member(company(hire("ana"), define("all", "*"), give("ana", "all"), policy=DELEGATING), "ana")
    smuggled = Member(
        company=VENDOR,
        id=ana.id,
        is_main=False,
        barred=None,
        held={shop: tuple([_with_everything(one) for one in held]) for shop, held in ana.held.items()},
    )
    for one in (ana, smuggled):
        assert authorise(one, WALLET, A, context(policy=DELEGATING)) == Denied((MainOnly(scope=WALLET),))
        assert WALLET not in visible(one, A, context(policy=DELEGATING))
    assert WALLET in visible(member(BASE, MAIN), A, context())


def _with_everything(one: Held) -> Held:
    return evolve(one, scopes=frozenset(info.scope for info in CATALOGUE.infos))


@pytest.mark.rule("H6", "00.8")
def test_what_is_delegable_by_policy_counts_only_while_the_policy_says_so() -> None:
    state = company(hire("ana"), define("cashier", PAYOUTS), give("ana", "cashier", A), policy=DELEGATING)
    assert may(state, "ana", PAYOUTS, A, DELEGATING)
    assert not may(state, "ana", PAYOUTS, A, PLAIN)
    assert visible(member(state, "ana"), A, context(policy=DELEGATING)) == {PAYOUTS}
    assert visible(member(state, "ana"), A, context()) == frozenset()


@pytest.mark.rule("H7")
def test_who_was_granted_nothing_may_do_nothing_and_sees_nothing() -> None:
    assert not any(may(BASE, "bo", info.scope, shop) for info in CATALOGUE.infos for shop in (A, B, None))
    assert visible(member(BASE, "bo"), A, context()) == frozenset()
    assert not member_of(BASE, member(BASE, "bo").id, NOW, PLAIN).sees(VENDOR, A)


@pytest.mark.rule("H7")
def test_what_is_seen_is_what_is_granted_and_nothing_else() -> None:
    both = then(BASE, give("ana", "agent", A))
    for state in (BASE, both, then(both, give("bo", "agent"))):
        for who in (MAIN, "ana", "bo"):
            for shop in (A, B, None, ShopId("d")):
                seen = visible(member(state, who), shop, context())
                assert seen == {info.scope for info in CATALOGUE.infos if may(state, who, info.scope, shop)}
    assert visible(member(both, "ana"), A, context()) == {SHIP, VIEW, CHAT}, "the union of the roles"


@pytest.mark.rule("H1")
def test_what_allows_it_is_told_grant_by_grant() -> None:
    both = then(then(BASE, give("ana", "agent", A)), give("ana", "agent"))
    match authorise(member(both, "ana"), VIEW, A, context()):
        case Granted(scope, shop, by):
            assert (scope, shop) == (VIEW, A)
            assert [(held.grant, held.role) for held in by] == [
                ("ana-agent-a", "agent"),
                ("ana-agent-all", "agent"),
                ("ana-packer-a", "packer"),
            ]
        case other:
            raise AssertionError(other)
    assert authorise(member(both, MAIN), VIEW, A, context()) == Granted(VIEW, A, ())


def test_a_scope_that_there_is_not_is_nobody_s() -> None:
    for who in (MAIN, "ana"):
        assert why_not(BASE, who, "orders.fly", A) == ScopeUnknown(scope="orders.fly")
        assert why_not(BASE, who, "\n" * 500, A) == ScopeUnknown(scope="\\n" * 60)


def test_whoever_is_disabled_deleted_or_suspended_may_do_nothing() -> None:
    off = then(BASE, disable("ana"))
    assert why_not(off, "ana", SHIP, A) == AccountNotActive(member=member(off, "ana").id, stage=_stage(off))
    assert may(then(off, enable("ana")), "ana", SHIP, A), "what was granted is kept"
    gone = then(BASE, delete("ana"))
    assert why_not(gone, "ana", SHIP, A) == AccountNotActive(member=member(gone, "ana").id, stage=_stage(gone))
    suspended = then(BASE, SUSPEND, OPERATOR)
    for who in (MAIN, "ana"):
        assert why_not(suspended, who, SHIP, A) == MainAccountSuspended(company=VENDOR)
    assert why_not(BASE, "stranger", SHIP, A) == NotFound(thing="company", id=VENDOR)
    for state, who in ((off, "ana"), (gone, "ana"), (suspended, MAIN), (suspended, "ana"), (BASE, "stranger")):
        assert visible(member(state, who), A, context()) == frozenset()
        assert shops_of(member(state, who), context()) == ()
        assert member_of(state, member(state, who).id, NOW, PLAIN).grants == ()


def _stage(state: Company) -> SubAccountStage:
    (ana, _) = state.sub_accounts
    return ana.stage


@pytest.mark.rule("H7")
def test_a_grant_counts_from_its_first_instant_until_before_its_end() -> None:
    state = company(hire("ana"), define("packer", SHIP), give("ana", "packer", A, Between(NOW, NOW + DAY)))
    for now, allowed in ((NOW - INSTANT, False), (NOW, True), (NOW + DAY - INSTANT, True), (NOW + DAY, False)):
        ctx = context(now=now)
        assert isinstance(authorise(member(state, "ana"), SHIP, A, ctx), Granted) is allowed
        assert (SHIP in visible(member(state, "ana"), A, ctx)) is allowed
        assert member_of(state, member(state, "ana").id, now, PLAIN).may(SHIP, A) is allowed
        assert shops_of(member(state, "ana"), ctx) == ((A,) if allowed else ())


@pytest.mark.rule("H15")
def test_staff_switch_between_the_shops_they_were_granted_and_the_main_account_between_all() -> None:
    assert shops_of(member(BASE, MAIN), context()) == (A, B)
    assert shops_of(member(BASE, "ana"), context()) == (A,)
    assert shops_of(member(BASE, "bo"), context()) == ()
    assert shops_of(member(then(BASE, give("bo", "agent")), "bo"), context()) == (A, B)


@pytest.mark.rule("H8")
def test_an_agent_sees_the_conversations_of_every_shop_that_was_granted() -> None:
    state = then(then(BASE, give("ana", "agent", B)), give("bo", "agent"))
    assert shops_of(member(state, "ana"), context(), CHAT) == (B,)
    assert shops_of(member(state, "bo"), context(), CHAT) == (A, B)
    assert shops_of(member(state, MAIN), context(), CHAT) == (A, B)


@pytest.mark.rule("H1", "H2")
@pytest.mark.parametrize("who", [MAIN, "ana", "bo", "stranger"])
def test_the_actor_that_other_packages_ask_answers_as_we_do(who: str) -> None:
    state = then(then(BASE, give("ana", "agent", B)), give("bo", "agent"))
    actor = member_of(state, member(state, who).id, NOW, PLAIN)
    assert (actor.vendor, actor.member) == (VENDOR, who)
    for info in CATALOGUE.infos:
        for shop in (A, B, None):
            assert actor.may(info.scope, shop) is may(state, who, info.scope, shop)
    for shop in (A, B):
        assert actor.sees(VENDOR, shop) is bool(visible(member(state, who), shop, context()))


def test_an_edited_role_says_something_else_at_once_and_a_revoked_grant_nothing() -> None:
    edited = then(BASE, edit("packer", CHAT))
    assert (may(edited, "ana", SHIP, A), may(edited, "ana", CHAT, A)) == (False, True)
    revoked = then(BASE, take("ana-packer-a"))
    assert not may(revoked, "ana", SHIP, A)
    assert may(then(revoked, give("ana", "packer", A, grant="again")), "ana", SHIP, A)


def test_who_could_give_it() -> None:
    ctx = context(policy=DELEGATING)
    state = BASE
    for command in (define("lead", "grants.manage", CHAT), give("bo", "lead", A)):
        state = then(state, command, policy=DELEGATING)
    assert givers(state, CHAT, A, ctx) == (MAIN, "bo")
    assert givers(state, CHAT, A, context()) == (MAIN,), "where granting is not delegated"
    assert givers(state, SHIP, A, ctx) == givers(state, CHAT, B, ctx) == givers(state, CHAT, None, ctx) == (MAIN,)
    assert givers(state, WALLET, A, ctx) == givers(state, CHAT, ShopId("d"), ctx) == ()
    assert givers(then(state, disable("bo")), CHAT, A, ctx) == (MAIN,)
    assert givers(then(state, SUSPEND, OPERATOR), CHAT, A, ctx) == ()
    assert authorise(member(state, "ana"), CHAT, A, ctx) == Denied(
        (NotGranted(scope=CHAT, shop=A, giver=Giver.MANAGER),)
    )


def test_a_window_covers_what_is_still_to_come_of_another() -> None:
    week = Between(NOW, NOW + 7 * DAY)
    assert week.covers(Between(NOW, NOW + 7 * DAY), NOW)
    assert week.covers(Between(None, NOW + DAY), NOW), "what is past does not matter"
    assert week.covers(Between(NOW + DAY, NOW + 2 * DAY), NOW)
    assert not week.covers(Between(NOW, NOW + 7 * DAY + INSTANT), NOW)
    assert not week.covers(ALWAYS, NOW)
    assert not week.covers(Between(NOW - DAY, NOW + DAY), NOW - INSTANT)
    assert ALWAYS.covers(ALWAYS, NOW)


def test_everybody_of_a_company_is_made_from_the_company_and_not_from_what_they_bring() -> None:
    assert Member.of(BASE, staff("ana").member) == member(BASE, "ana")
    assert Member.of(BASE, staff("ana").member) != member(BASE, "bo")
