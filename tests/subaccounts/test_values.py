"""What is not what it says it is: companies that do not add up, commands without form, refusals in words."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from attrs import evolve

from mpcore import i18n, subaccounts, wire
from mpcore.kernel import MalformedError, MemberId, Refusal, Scope, ShopId, VendorId
from mpcore.subaccounts import (
    AccountNotActive,
    Between,
    Company,
    CreateCompany,
    DefineRole,
    ForeignShop,
    Giver,
    GrantId,
    GrantOver,
    GrantRole,
    LimitReached,
    MainAccountSuspended,
    MainOnly,
    Member,
    NonDelegableScope,
    NotGranted,
    NotOfVendors,
    PrivilegeEscalation,
    Role,
    RoleId,
    RoleInUse,
    ScopeUnknown,
    Shop,
    ShopNotGranted,
    ShopTaken,
    SubAccountStage,
    Who,
)
from tests.subaccounts.say import DAY, DELEGATING, MAIN, NOW, VENDOR, A, B, company, define, give, hire, member

STATE = company(hire("ana"), hire("bo"), define("packer", "orders.ship"), give("ana", "packer", A), policy=DELEGATING)

WRONG: dict[str, Callable[[Company], object]] = {
    "shops out of order": lambda it: evolve(it, shops=it.shops[::-1]),
    "a shop twice": lambda it: evolve(it, shops=(it.shops[0], *it.shops)),
    "sub-accounts out of order": lambda it: evolve(it, sub_accounts=it.sub_accounts[::-1]),
    "a role twice": lambda it: evolve(it, roles=it.roles * 2),
    "a grant twice": lambda it: evolve(it, grants=it.grants * 2),
    "the main account among the staff": lambda it: evolve(it, main=MemberId("bo")),
    "a grant to nobody": lambda it: evolve(it, grants=(evolve(it.grants[0], member=MemberId("cy")),)),
    "a grant to the main account": lambda it: evolve(it, grants=(evolve(it.grants[0], member=MAIN),)),
    "a grant of no role": lambda it: evolve(it, grants=(evolve(it.grants[0], role=RoleId("none")),)),
    "a grant in a foreign shop": lambda it: evolve(it, grants=(evolve(it.grants[0], shop=ShopId("x")),)),
    "no id": lambda it: evolve(it, id=VendorId("")),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_company_that_does_not_add_up_is_none(name: str) -> None:
    with pytest.raises(MalformedError):
        WRONG[name](STATE)


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
    "a window that ends as it starts": lambda: Between(NOW, NOW),
    "a window that ends before": lambda: Between(NOW, NOW - DAY),
    "a window without a zone": lambda: Between(datetime(2026, 3, 26)),  # noqa: DTZ001 - that is the point
}


@pytest.mark.parametrize("name", FORMLESS)
def test_what_has_no_form_is_refused_before_anybody_is_asked(name: str) -> None:
    with pytest.raises(MalformedError):
        FORMLESS[name]()


def test_values_are_the_same_after_a_pickle_and_a_copy() -> None:
    for value in (STATE, member(STATE, "ana"), DELEGATING, Between(NOW), DELEGATING.scopes):
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


ANA, SHIP, ASK = MemberId("ana"), Scope("orders.ship"), "ask the main account"
SAID: list[tuple[Refusal, str]] = [
    (AccountNotActive(member=ANA, stage=SubAccountStage.DISABLED), "sub-account ana is disabled; ask the main account"),
    (ForeignShop(company=VENDOR, shop=A), "shop a is not of company v1"),
    (GrantOver(end=NOW), "a grant until 2026-03-26T09:00:00Z would be over already"),
    (
        LimitReached(thing="role", most=20),
        "a company has at most 20 of these: role; delete one that is not needed any more",
    ),
    (
        MainAccountSuspended(company=VENDOR),
        "the main account of v1 is suspended; ask the marketplace to reinstate it",
    ),
    (MainOnly(scope=SHIP), "orders.ship is the main account's alone"),
    (NonDelegableScope(scope=SHIP), "orders.ship cannot be delegated"),
    (
        NotGranted(scope=SHIP, shop=B, giver=Giver.MANAGER),
        "orders.ship is not granted there, shop: b; who can grant it: manager",
    ),
    (NotOfVendors(scope=SHIP, who=Who.BUYER), "no vendor can hold orders.ship; it is for: buyer"),
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
