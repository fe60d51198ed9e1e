"""Shop accounts: what the login of one shop may do, with a company above it and without."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve as with_

from mpcore import orders
from mpcore.kernel import Grant, Kind, MalformedError, MemberId, NotFound, Refusal, Refused, Scope, ShopId, VendorMember
from mpcore.subaccounts import (
    CATALOGUE,
    SHOP_ACCOUNT,
    SHOP_MANAGER,
    UNBOUND_SHOP_ACCOUNT,
    BeyondShopAccount,
    ChangeShopPassword,
    ChangeWalletPassword,
    ChatGroupId,
    ChatGroupKind,
    Company,
    CompanyNotActive,
    CompanyStage,
    CreateChatGroup,
    Denied,
    Granted,
    MainAccountRequired,
    MainAccountSuspended,
    MainOnly,
    NotOfVendors,
    ScopeCatalogue,
    ScopeInfo,
    ScopeUnknown,
    ShopAccount,
    ShopNotGranted,
    SubAccountPolicy,
    Who,
    authorise,
    authorise_shop_account,
    decide,
    member_of,
    shop_member_of,
    visible,
    visible_to_shop_account,
)
from tests.subaccounts.say import (
    DELEGATING,
    MAIN,
    NOW,
    PLAIN,
    REINSTATE,
    SUSPEND,
    VENDOR,
    A,
    B,
    Command,
    add,
    company,
    context,
    define,
    delete,
    disable,
    edit,
    give,
    hire,
    member,
    take,
    then,
    undefine,
)

ID = MemberId("shop-a")
WALLET, SHIP, TEAM, BILLS = map(Scope, ("wallet.password.change", "orders.ship", "team.view", "finance.view"))
PAYOUT_ACCOUNT, ASSIGN = Scope("payout_account.manage"), Scope("chat.assign")
CREDENTIALS = frozenset(map(Scope, ("shop.password.change", "shop.email.change"))) | {PAYOUT_ACCOUNT}
BASE = company(hire("ana"), define("packer", SHIP), give("ana", "packer", A))
BOUND, ALONE = ShopAccount.of(BASE, A, ID), ShopAccount.unbound(VENDOR, A, ID)
UNBOUND = (CompanyStage.APPLIED, CompanyStage.INVITED, CompanyStage.REFUSED)


def in_(stage: CompanyStage) -> ShopAccount:
    return ShopAccount.of(with_(BASE, stage=stage), A, ID)


def may(account: ShopAccount, scope: str, shop: str | None = A, policy: SubAccountPolicy = PLAIN) -> bool:
    place = None if shop is None else ShopId(shop)
    access = authorise_shop_account(account, Scope(scope), place, context(policy=policy))
    assert access == Granted(Scope(scope), place, ()) or isinstance(access, Denied)
    return isinstance(access, Granted)


def why_not(account: ShopAccount, scope: str, shop: str | None = A, policy: SubAccountPolicy = PLAIN) -> Refusal:
    place = None if shop is None else ShopId(shop)
    match authorise_shop_account(account, Scope(scope), place, context(policy=policy)):
        case Denied((reason,)):
            return reason
        case other:
            raise AssertionError(other)


# --- what they hold


@pytest.mark.rule("H16")
def test_there_are_three_kinds_of_accounts_and_each_may_do_less_than_the_one_before() -> None:
    shop_manager = then(then(BASE, define("all", "*")), give("ana", "all", A))
    main, sub = (visible(member(shop_manager, who), A, context()) for who in (MAIN, "ana"))
    shop = visible_to_shop_account(BOUND, A, PLAIN)
    assert shop < sub < main
    assert sub - shop >= {BILLS, TEAM, ASSIGN, Scope("shop.password.change")}
    assert {WALLET, PAYOUT_ACCOUNT} <= main - sub


@pytest.mark.rule("H16")
def test_the_account_of_a_shop_runs_it_without_bills_credentials_and_what_is_of_the_platform() -> None:
    infos = {info.scope: info for info in CATALOGUE.infos}
    assert all(infos[scope].who is Who.DELEGABLE for scope in SHOP_ACCOUNT)
    areas = {info.area for info in CATALOGUE.infos}
    assert {infos[scope].area for scope in SHOP_ACCOUNT} == {
        *("orders", "shipments", "refunds", "returns", "listings", "discounts", "tips", "stats", "chat", "shop", "sync")
    }
    for area in areas - {"orders", "shop", "chat"}:
        delegable = {info.scope for info in CATALOGUE.infos if info.area == area and info.who is Who.DELEGABLE}
        assert delegable & SHOP_ACCOUNT in (delegable, set()), "an area is open or shut"
    shut = {info.scope for info in CATALOGUE.infos if info.who is Who.DELEGABLE} - SHOP_ACCOUNT
    assert {scope for scope in shut if infos[scope].area in ("orders", "shop", "chat")} == {
        *("orders.export", "shop.password.change", "shop.email.change", "chat.assign")
    }
    assert {scope for scope in SHOP_ACCOUNT if infos[scope].sensitive} == {
        *("orders.view_customer_data", "listings.delete")
    }


@pytest.mark.rule("H16")
def test_it_is_a_shop_manager_who_forms_no_chat_groups() -> None:
    assert SHOP_MANAGER.scopes(PLAIN) == SHOP_ACCOUNT | {ASSIGN}
    assert ASSIGN not in SHOP_ACCOUNT


@pytest.mark.rule("H13")
def test_without_a_company_it_keeps_its_own_credentials() -> None:
    assert UNBOUND_SHOP_ACCOUNT == SHOP_ACCOUNT | CREDENTIALS
    for scope in sorted(CREDENTIALS):
        assert may(ALONE, scope)
        assert not may(BOUND, scope)
        assert not may(ALONE, scope, B)
        assert not may(ALONE, scope, None)
    assert may(ALONE, PAYOUT_ACCOUNT, policy=DELEGATING)
    assert not may(BOUND, PAYOUT_ACCOUNT, policy=DELEGATING), "what a sub-account may have, it may not"


@pytest.mark.rule("H4", "H13")
def test_the_wallet_s_password_is_beyond_every_shop_account() -> None:
    for policy in (PLAIN, DELEGATING):
        for shop in (A, B, None):
            assert why_not(BOUND, WALLET, shop, policy) == MainOnly(scope=WALLET)
            assert why_not(ALONE, WALLET, shop, policy) == MainAccountRequired(scope=WALLET, shop=A)
        assert not shop_member_of(BOUND, policy).may(WALLET, A)
        assert not shop_member_of(ALONE, policy).may(WALLET, A)
    assert MainOnly.kind is MainAccountRequired.kind is Kind.FORBIDDEN
    assert str(why_not(ALONE, WALLET)) == (
        "wallet.password.change needs an active main account, and shop a has none; "
        "register a main account on the sub-account platform"
    )


@pytest.mark.rule("H13")
@pytest.mark.parametrize("stage", CompanyStage, ids=lambda stage: stage.name)
def test_it_is_bound_once_the_main_account_of_its_company_is_active(stage: CompanyStage) -> None:
    account = in_(stage)
    assert account.is_bound is (stage not in UNBOUND)
    if stage in UNBOUND:
        assert account == ALONE
        assert visible_to_shop_account(account, A, PLAIN) == UNBOUND_SHOP_ACCOUNT
    elif stage is CompanyStage.ACTIVE:
        assert account == BOUND
        assert visible_to_shop_account(account, A, PLAIN) == SHOP_ACCOUNT


@pytest.mark.rule("H16")
@pytest.mark.parametrize(
    ("stage", "reason"),
    [
        (CompanyStage.SUSPENDED, MainAccountSuspended(company=VENDOR)),
        (CompanyStage.CLOSED, CompanyNotActive(company=VENDOR, stage=CompanyStage.CLOSED)),
    ],
    ids=["SUSPENDED", "CLOSED"],
)
def test_a_suspended_or_closed_company_bars_it_as_everybody(stage: CompanyStage, reason: Refusal) -> None:
    account = in_(stage)
    for scope in (SHIP, WALLET, Scope("orders.fly")):
        for shop in (A, B, None):
            assert why_not(account, scope, shop) == reason
    assert visible_to_shop_account(account, A, PLAIN) == frozenset()
    assert shop_member_of(account, PLAIN).grants == ()


# --- where, and why not


@pytest.mark.rule("H16")
@pytest.mark.parametrize("policy", [PLAIN, DELEGATING], ids=["plain", "delegating"])
@pytest.mark.parametrize("account", [BOUND, ALONE], ids=["bound", "alone"])
def test_it_may_do_what_it_sees_in_its_own_shop_and_nothing_anywhere_else(
    account: ShopAccount, policy: SubAccountPolicy
) -> None:
    actor = shop_member_of(account, policy)
    assert (actor.vendor, actor.member) == (VENDOR, ID)
    for shop in (A, B, None, ShopId("elsewhere")):
        seen = visible_to_shop_account(account, shop, policy)
        assert seen == ((SHOP_ACCOUNT if account.is_bound else UNBOUND_SHOP_ACCOUNT) if shop == A else frozenset())
        assert actor.sees(VENDOR, shop) is (shop == A)
        for info in CATALOGUE.infos:
            assert may(account, info.scope, shop, policy) is (info.scope in seen)
            assert actor.may(info.scope, shop) is (info.scope in seen)


@pytest.mark.rule("H16")
def test_it_learns_what_is_missing() -> None:
    for shop in (A, None):
        assert why_not(BOUND, TEAM, shop) == BeyondShopAccount(scope=TEAM, shop=A)
        assert why_not(ALONE, TEAM, shop) == MainAccountRequired(scope=TEAM, shop=A)
    assert why_not(BOUND, SHIP, None) == BeyondShopAccount(scope=SHIP, shop=A), "it is of one shop"
    assert why_not(BOUND, PAYOUT_ACCOUNT) == MainOnly(scope=PAYOUT_ACCOUNT)
    assert why_not(BOUND, PAYOUT_ACCOUNT, policy=DELEGATING) == BeyondShopAccount(scope=PAYOUT_ACCOUNT, shop=A)
    for account in (BOUND, ALONE):
        assert why_not(account, SHIP, B) == ShopNotGranted(shop=B)
        assert why_not(account, "orders.fly") == ScopeUnknown(scope="orders.fly")
        assert why_not(account, "payouts.approve") == NotOfVendors(scope=Scope("payouts.approve"), who=Who.OPERATOR)


def test_it_holds_what_the_marketplace_has() -> None:
    own = ScopeInfo(scope=Scope("reviews.answer"), meaning="answer reviews")
    few = SubAccountPolicy(scopes=ScopeCatalogue((own, *[i for i in CATALOGUE.infos if i.area in ("orders", "chat")])))
    kept = SubAccountPolicy(
        scopes=ScopeCatalogue(tuple([with_(i, who=Who.NEVER) if i.scope == SHIP else i for i in CATALOGUE.infos]))
    )
    for account in (BOUND, ALONE):
        seen = visible_to_shop_account(account, A, few)
        assert seen == {scope for scope in SHOP_ACCOUNT if scope.startswith(("orders.", "chat."))}
        assert not may(account, own.scope, policy=few)
    assert why_not(BOUND, SHIP, policy=kept) == MainOnly(scope=SHIP)
    assert may(ALONE, SHIP, policy=kept), "there is no main account to keep it to itself"


# --- beside the platform


COMMANDS: tuple[Command, ...] = (
    hire("bo"),
    disable("ana"),
    delete("ana"),
    define("agent", "chat.use"),
    edit("packer", "chat.use"),
    undefine("packer"),
    give("ana", "packer", A, grant="more"),
    take("ana-packer-a"),
    add("c"),
    SUSPEND,
    REINSTATE,
    ChangeWalletPassword(company=VENDOR),
    ChangeShopPassword(company=VENDOR, shop=A),
    CreateChatGroup(
        company=VENDOR, group=ChatGroupId("g"), shop=A, kind=ChatGroupKind.PRE_SALES, name="us", members=(ID,)
    ),
)


@pytest.mark.rule("H4", "H16")
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: type(command).__name__)
def test_no_company_listens_to_a_shop_account(command: Command) -> None:
    forged = VendorMember(VENDOR, ID, (Grant(CATALOGUE.staff),))
    for actor in (shop_member_of(BOUND, PLAIN), shop_member_of(ALONE, PLAIN), forged):
        match decide(BASE, command, context(actor)):
            case Refused((reason,)):
                assert reason.code == "not_found", "as to every stranger"
            case other:
                raise AssertionError(other)


@pytest.mark.rule("H16")
def test_it_is_nobody_of_its_company() -> None:
    assert visible(member(BASE, ID), A, context()) == frozenset()
    assert authorise(member(BASE, ID), SHIP, A, context()) == Denied((NotFound(thing="company", id=VENDOR),))
    assert member_of(BASE, ID, NOW, PLAIN).grants == ()


@pytest.mark.rule("H16")
@pytest.mark.parametrize(
    ("shop", "account", "ats"),
    [
        ("elsewhere", ID, ["shop"]),
        ("a", MAIN, ["account"]),
        ("a", "ana", ["account"]),
        ("elsewhere", "ana", ["shop", "account"]),
    ],
)
def test_it_is_a_login_of_its_own_in_a_shop_of_the_company(shop: str, account: str, ats: list[str]) -> None:
    for state in (BASE, then(BASE, delete("ana"))):
        with pytest.raises(MalformedError) as caught:
            ShopAccount.of(state, ShopId(shop), MemberId(account))
        assert [fault.at for fault in caught.value.faults] == ats


def test_its_ids_are_ids() -> None:
    given: dict[str, Any] = {"vendor": VENDOR, "shop": A, "account": ID}
    for name in given:
        strange: dict[str, Any] = {**given, name: " "}
        with pytest.raises(MalformedError):
            ShopAccount.unbound(**strange)


def of_company(state: Company) -> VendorMember:
    return shop_member_of(ShopAccount.of(state, A, ID), PLAIN)


@pytest.mark.rule("H16")
def test_other_packages_ask_it_like_everybody_of_a_vendor() -> None:
    """Whoever of the staff may ship in a shop ships there; the account of the shop as well, and of no other."""
    ship = orders.ShipLines.scope
    actors = [member_of(BASE, MAIN, NOW, PLAIN), member_of(BASE, MemberId("ana"), NOW, PLAIN), of_company(BASE)]
    assert [[actor.may(ship, shop) for shop in (A, B)] for actor in actors] == [
        [True, True],
        [True, False],
        [True, False],
    ]
