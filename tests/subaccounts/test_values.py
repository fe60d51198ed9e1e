"""What is not what it says it is: companies that do not add up, commands without form, refusals in words."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from attrs import evolve

from mpcore import i18n, subaccounts, wire
from mpcore.kernel import MalformedError, MemberId, Refusal, Scope, ShopId, VendorId
from mpcore.money import money
from mpcore.subaccounts import (
    AccountNotActive,
    ActivationLinkExpired,
    ActivationLinkRevoked,
    AlreadyActivated,
    ApprovalByOneself,
    ApproverLacksScope,
    Between,
    BeyondShopAccount,
    ChatGroupEmpty,
    ChatGroupId,
    Company,
    CompanyNotActive,
    CompanyStage,
    CreateCompany,
    DayLimitPassedOn,
    DefineRole,
    ForeignShop,
    Giver,
    GrantId,
    GrantOver,
    GrantRole,
    InvalidToken,
    InvitationPolicy,
    InvitationStillValid,
    InviteMain,
    LimitReached,
    LimitsTooWide,
    MainAccountRequired,
    MainAccountSuspended,
    MainOnly,
    MainUnlimited,
    Member,
    MemberLacksChat,
    NonDelegableScope,
    NotGranted,
    NotOfVendors,
    OtherCurrencyLimited,
    OverActionLimit,
    OverDayLimit,
    OwnLimits,
    PrivilegeEscalation,
    Role,
    RoleId,
    RoleInUse,
    ScopeUnknown,
    Shop,
    ShopNotGranted,
    ShopTaken,
    SubAccountStage,
    TokenDigest,
    TokenTaken,
    WalletPasswordEqualsShopPassword,
    Who,
    WouldWidenGrants,
)
from tests.subaccounts.say import (
    DAY,
    DELEGATING,
    INVITING,
    MAIN,
    NOW,
    VENDOR,
    A,
    B,
    company,
    define,
    give,
    hire,
    invite_sub,
    member,
    then,
    token,
    transfer,
)

STATE = company(hire("ana"), hire("bo"), define("packer", "orders.ship"), give("ana", "packer", A), policy=DELEGATING)
INVITED = then(then(STATE, hire("cy"), policy=INVITING), invite_sub("cy"), policy=INVITING)

WRONG: dict[str, Callable[[Company], object]] = {
    "shops out of order": lambda it: evolve(it, shops=it.shops[::-1]),
    "a shop twice": lambda it: evolve(it, shops=(it.shops[0], *it.shops)),
    "sub-accounts out of order": lambda it: evolve(it, sub_accounts=it.sub_accounts[::-1]),
    "a role twice": lambda it: evolve(it, roles=it.roles * 2),
    "a grant twice": lambda it: evolve(it, grants=it.grants * 2),
    "the main account among the staff": lambda it: evolve(it, main=MemberId("bo")),
    "a grant to nobody": lambda it: evolve(it, grants=(evolve(it.grants[0], member=MemberId("zoe")),)),
    "a grant to the main account": lambda it: evolve(it, grants=(evolve(it.grants[0], member=MAIN),)),
    "a grant of no role": lambda it: evolve(it, grants=(evolve(it.grants[0], role=RoleId("none")),)),
    "a grant in a foreign shop": lambda it: evolve(it, grants=(evolve(it.grants[0], shop=ShopId("x")),)),
    "an invitation of nobody": lambda it: evolve(it, sub_accounts=it.sub_accounts[:-1]),
    "an invitation twice": lambda it: evolve(it, invitations=it.invitations * 2),
    "no id": lambda it: evolve(it, id=VendorId("")),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_company_that_does_not_add_up_is_none(name: str) -> None:
    with pytest.raises(MalformedError):
        WRONG[name](INVITED)


def test_grants_that_fell_stay_with_whoever_leads_the_company_now() -> None:
    led = then(STATE, transfer("ana"))
    assert evolve(led) == led
    with pytest.raises(MalformedError, match=r"grants\[0\].member"):
        evolve(led, grants=STATE.grants)


def test_a_company_that_does_not_add_up_is_not_read_and_says_where() -> None:
    data: Any = wire.dump(STATE)
    data["grants"][0]["shop"] = "x"
    data["grants"][0]["role"] = "y"
    with pytest.raises(MalformedError) as caught:
        wire.load(Company, data)
    assert [fault.at for fault in caught.value.faults] == ["grants[0].role", "grants[0].shop"]


FORMLESS: dict[str, Callable[[], object]] = {
    "an id with a line break": lambda: hire("a\nb"),
    "an id that is too long": lambda: hire("a" * 201),
    "no id of a grant": lambda: give("ana", "packer", grant=" "),
    "an id of a shop that is none": lambda: Shop(id=ShopId("")),
    "a site that cannot be kept": lambda: Shop(id=A, site="\0"),
    "a name that cannot be kept": lambda: define("r", "orders.ship", name="\ud800"),
    "scopes that are one text": lambda: DefineRole(company=VENDOR, role=RoleId("r"), name="r", scopes="orders.ship"),
    "scopes that are numbers": lambda: DefineRole(company=VENDOR, role=RoleId("r"), name="r", scopes=[7]),  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    "scopes of a role that are one text": lambda: Role(id=RoleId("r"), name="r", scopes="orders.ship"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    "shops that are texts": lambda: CreateCompany(company=VENDOR, main=MAIN, shops=["a"]),  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    "a token in the place of its digest": lambda: InviteMain(
        company=VENDOR, invitation=invite_sub("cy").invitation, digest=TokenDigest(token().text)
    ),
    "a digest in capitals": lambda: InviteMain(
        company=VENDOR, invitation=invite_sub("cy").invitation, digest=TokenDigest(token().digest.upper())
    ),
    "links that are never good": lambda: InvitationPolicy(valid=timedelta(0)),
    "links that are good for more than a year": lambda: InvitationPolicy(
        valid_for_sub_accounts=timedelta(days=366, microseconds=1)
    ),
    "a window that ends as it starts": lambda: Between(NOW, NOW),
    "a window that ends before": lambda: Between(NOW, NOW - DAY),
    "a window without a zone": lambda: Between(datetime(2026, 3, 26)),  # noqa: DTZ001 - that is the point
}


@pytest.mark.parametrize("name", FORMLESS)
def test_what_has_no_form_is_refused_before_anybody_is_asked(name: str) -> None:
    with pytest.raises(MalformedError):
        FORMLESS[name]()


def test_values_are_the_same_after_a_pickle_and_a_copy() -> None:
    for value in (INVITED, member(STATE, "ana"), INVITING, Between(NOW), DELEGATING.scopes, token()):
        for there in (pickle.loads(pickle.dumps(value)), copy.deepcopy(value)):  # noqa: S301 - our own
            assert there == value
    assert Member.of(STATE, MemberId("ana")).held == pickle.loads(pickle.dumps(member(STATE, "ana"))).held  # noqa: S301
    assert hash(STATE) == hash(copy.deepcopy(STATE))


def test_policies_that_say_the_same_are_the_same() -> None:
    assert evolve(DELEGATING, max_roles=None) == DELEGATING
    assert hash(evolve(DELEGATING)) == hash(DELEGATING)
    assert wire.load(type(DELEGATING), wire.dump(DELEGATING)) == DELEGATING
    again: Any = wire.load(type(DELEGATING), wire.dump(DELEGATING))
    assert again.grantable == DELEGATING.grantable


LITTLE, MUCH = money("50.00", "EUR"), money("60.00", "EUR")
ANA, SHIP, ASK = MemberId("ana"), Scope("orders.ship"), "ask the main account"
SAID: list[tuple[Refusal, str]] = [
    (AccountNotActive(member=ANA, stage=SubAccountStage.DISABLED), "sub-account ana is disabled; ask the main account"),
    (
        ActivationLinkExpired(expired_at=NOW),
        "this link could be used until 2026-03-26T09:00:00Z; ask to be invited again",
    ),
    (ActivationLinkRevoked(), "this link is void; use the latest link, or ask for another"),
    (AlreadyActivated(member=ANA), "account ana is activated already; log in"),
    (ApprovalByOneself(member=ANA), "ana cannot approve what ana spends; have somebody else approve it"),
    (
        ApproverLacksScope(member=ANA, scope=SHIP, shop=A),
        "ana does not hold orders.ship, shop: a, so cannot approve it; have somebody approve it who may do it there",
    ),
    (
        BeyondShopAccount(scope=SHIP, shop=A),
        "orders.ship is beyond the account of shop a; log in with an account of the company that holds it",
    ),
    (
        ChatGroupEmpty(group=ChatGroupId("g")),
        "nobody is in chat group g; edit the group and name its members first",
    ),
    (CompanyNotActive(company=VENDOR, stage=CompanyStage.INVITED), "company v1 is invited"),
    (ForeignShop(company=VENDOR, shop=A), "shop a is not of company v1"),
    (GrantOver(end=NOW), "a grant until 2026-03-26T09:00:00Z would be over already"),
    (InvalidToken(), "this link is none of this company's; open the link exactly as it was sent"),
    (
        InvitationStillValid(expires_at=NOW),
        "the last link can be used until 2026-03-26T09:00:00Z; use it, or ask again after it has expired",
    ),
    (
        LimitReached(thing="role", most=20),
        "a company has at most 20 of these: role; delete one that is not needed any more",
    ),
    (
        DayLimitPassedOn(members=(ANA,), scopes=(SHIP,)),
        (
            "whoever has a limit per day on something lets nobody else do it, since each would spend as much again; "
            "it would be for ana: orders.ship; ask the main account"
        ),
    ),
    (
        WouldWidenGrants(role=RoleId("packer"), grants=(GrantId("g1"),), scopes=(SHIP,)),
        (
            "role packer is granted by: g1; no sub-account adds to what these give: orders.ship; "
            "define another role and grant it"
        ),
    ),
    (
        LimitsTooWide(members=(ANA,), scopes=(SHIP,)),
        (
            "nobody lets others spend more than they may themselves; it would be more for ana: orders.ship; "
            "have the main account do it, or limit them at least as narrowly first"
        ),
    ),
    (
        MainAccountRequired(scope=SHIP, shop=A),
        (
            "orders.ship needs an active main account, and shop a has none; "
            "register a main account on the sub-account platform"
        ),
    ),
    (
        MainAccountSuspended(company=VENDOR),
        "the main account of v1 is suspended; ask the marketplace to reinstate it",
    ),
    (MainOnly(scope=SHIP), "orders.ship is the main account's alone"),
    (MainUnlimited(member=ANA), "ana is the main account, which has no limits; limit sub-accounts"),
    (
        MemberLacksChat(shop=A, members=(ANA, MemberId("bo"))),
        "these may not talk to buyers of shop a: ana, bo; grant them chat.use in that shop first",
    ),
    (NonDelegableScope(scope=SHIP), "orders.ship cannot be delegated"),
    (
        NotGranted(scope=SHIP, shop=B, giver=Giver.MANAGER),
        "orders.ship is not granted there, shop: b; the main account, or a manager who holds it there, can grant it",
    ),
    (NotOfVendors(scope=SHIP, who=Who.BUYER), "no vendor can hold orders.ship; it is for: buyer"),
    (
        OtherCurrencyLimited(member=ANA, scope=SHIP, amount=MUCH, approvers=(MAIN,)),
        (
            "ana is limited in orders.ship in other currencies than that of 60.00 EUR, and spends nothing in it alone; "
            "who could approve it: main; have it approved, or have a limit set in this currency"
        ),
    ),
    (
        OverActionLimit(member=ANA, scope=SHIP, amount=MUCH, limit=LITTLE, approvers=(MAIN,)),
        "60.00 EUR through orders.ship is more than ana may spend in one action, 50.00 EUR; who could approve it: main",
    ),
    (
        OverDayLimit(member=ANA, scope=SHIP, amount=LITTLE, spent=LITTLE, limit=MUCH, approvers=(MAIN,)),
        (
            "50.00 EUR through orders.ship, after 50.00 EUR on the same day, is more than ana may spend in a day, "
            "60.00 EUR; who could approve it: main"
        ),
    ),
    (OwnLimits(member=ANA), "nobody sets their own limits, ana neither; ask the main account"),
    (
        PrivilegeEscalation(scopes=(SHIP, Scope("chat.use"))),
        f"nobody gives or takes what they do not hold as widely and as long; missing: {SHIP}, chat.use; {ASK}",
    ),
    (
        RoleInUse(role=RoleId("r"), grants=(GrantId("g1"), GrantId("g2"))),
        "role r is granted by: g1, g2; revoke these grants first",
    ),
    (ScopeUnknown(scope="orders.fly"), "there is no scope orders.fly"),
    (ShopNotGranted(shop=A), "nothing is granted in shop a"),
    (ShopTaken(), "a shop that is named is of another company"),
    (TokenTaken(), "this token was sent before; draw a new token for each invitation"),
    (
        WalletPasswordEqualsShopPassword(shops=(A, B)),
        "the wallet's password has to differ from that of every shop; it is the same in: a, b; choose another password",
    ),
]


@pytest.mark.parametrize(("reason", "text"), SAID, ids=lambda each: getattr(each, "code", ""))
def test_a_reason_is_told_in_words(reason: Refusal, text: str) -> None:
    assert str(reason) == text
    french, remedy = i18n.words(reason, "fr")
    assert "{" not in french + (remedy or "")
    assert not text.startswith(french)


def test_every_reason_is_told_above() -> None:
    public = [getattr(subaccounts, name) for name in subaccounts.__all__]
    reasons = {each for each in public if isinstance(each, type) and issubclass(each, Refusal)}
    assert {type(reason) for reason, _ in SAID} == reasons


def test_an_instant_of_a_window_is_kept_in_utc() -> None:
    paris = datetime.fromisoformat("2026-03-26T10:00:00+01:00")
    asked: GrantRole = give("ana", "packer", A, Between(paris))
    assert asked.during == Between(NOW)
