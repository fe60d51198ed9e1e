"""What each of a company sees of it: every field has a class, and each class is tried (H7, H15, H17)."""

from __future__ import annotations

import attrs
import pytest
from attrs import AttrsInstance
from attrs import evolve as with_
from hypothesis import given
from hypothesis import strategies as st

from mpcore import wire
from mpcore.kernel import Actor, Buyer, BuyerId, Grant, MemberId, Operator, Scope, ShopId, VendorMember
from mpcore.subaccounts import (
    CATALOGUE,
    OPENED_BY,
    Between,
    ChangeWalletPassword,
    ChatGroupId,
    Company,
    CompanySeen,
    CompanyStage,
    DeleteChatGroup,
    GrantSeen,
    InvitationSeen,
    InvitationStatus,
    Member,
    SelfSeen,
    Sensitive,
    ShopSeen,
    SubAccountPolicy,
    SubAccountStage,
    Who,
    opens,
    seen,
    shops_of,
    visible,
)
from tests.subaccounts.lives import Ask
from tests.subaccounts.offers import FULL, INVITING, POLICIES, context, digest, group, invite, limit, lived, moves
from tests.subaccounts.say import (
    DAY,
    INSTANT,
    MAIN,
    NOW,
    OPERATOR,
    PLAIN,
    SUSPEND,
    SYSTEM,
    VENDOR,
    A,
    B,
    company,
    define,
    delete,
    disable,
    give,
    hire,
    staff,
    take,
    then,
)

TEAM, ASSIGN, CREDENTIALS = Scope("team.view"), Scope("chat.assign"), OPENED_BY[Sensitive.CREDENTIALS]
LIMITING = Scope("limits.manage")
EVERYTHING = frozenset(info.scope for info in CATALOGUE.infos)

_BUSY = company(
    *map(hire, ("ana", "bo", "cy", "tim")),
    define("desk", "chat.use"),
    define("packer", "orders.ship", "payout_account.manage"),
    define("viewer", "team.view"),
    define("former", "chat.use", "chat.assign"),
    give("ana", "desk", A),
    give("ana", "packer", B, Between(NOW, NOW + DAY)),
    give("bo", "packer", B),
    give("cy", "desk"),
    give("bo", "former", A),
    take("bo-former-a"),
    limit("ana"),
    group("ga", A, "ana"),
    group("gm", A, MAIN),
    group("gb", B, "cy"),
    ChangeWalletPassword(company=VENDOR),
    policy=FULL,
)
RICH = then(then(_BUSY, hire("dee"), policy=INVITING), invite("dee", 1), policy=INVITING)
"""A company in which every field of what is seen says something: `tim` of it was granted nothing."""


def by(who: Actor | str, state: Company = RICH, policy: SubAccountPolicy = FULL) -> CompanySeen:
    """What somebody sees who knows the company."""
    known = seen(state, context(who, policy))
    assert known is not None
    return known


def viewing(*scopes: str, shop: str | None = None) -> CompanySeen:
    """What `tim` sees with these scopes, in one shop or in all."""
    state = then(RICH, define("tims", *scopes), policy=FULL)
    return by("tim", then(state, give("tim", "tims", shop, grant="tims"), policy=FULL))


# --- classes

ALL, OWN, IN_ALL_SHOPS = "all who know the company", "their own", "team.view in all shops"

CLASSES: dict[type[AttrsInstance], dict[str, str]] = {
    CompanySeen: {
        **dict.fromkeys(("id", "stage"), ALL),
        **dict.fromkeys(("me", "shops", "groups"), OWN),
        **dict.fromkeys(("main", "members", "roles", "grants"), TEAM),
        "created_at": IN_ALL_SHOPS,
        **dict.fromkeys(("invitations", "wallet_changed_at"), CREDENTIALS),
    },
    SelfSeen: dict.fromkeys(("id", "is_main", "stage", "scopes", "grants", "limits"), OWN),
    ShopSeen: dict.fromkeys(("id", "site", "scopes"), OWN),
    GrantSeen: dict.fromkeys(("id", "role", "name", "scopes", "shop", "during"), OWN),
    InvitationSeen: dict.fromkeys(("id", "member", "issued_at", "expires_at", "status"), CREDENTIALS),
}
"""Whom each field of what is seen of a company is for; a new field gets a class here before it can be shown."""


def fields(of: str) -> list[str]:
    return sorted(name for name, scope in CLASSES[CompanySeen].items() if scope == of)


def empty(known: CompanySeen, name: str) -> bool:
    return getattr(known, name) in (None, ())


@pytest.mark.parametrize("kind", list(CLASSES), ids=lambda kind: kind.__name__)
def test_every_field_has_a_class(kind: type[AttrsInstance]) -> None:
    assert set(CLASSES[kind]) == {field.name for field in attrs.fields(kind)}


@pytest.mark.rule("H17")
@pytest.mark.parametrize("name", fields(CREDENTIALS))
def test_links_and_passwords_are_the_main_account_s_and_operators_alone(name: str) -> None:
    for actor in (MAIN, OPERATOR, SYSTEM, Operator(MemberId("otto"), frozenset({CREDENTIALS}))):
        assert not empty(by(actor), name)
    assert empty(viewing(*FULL.grantable), name)
    assert empty(by(Operator(MemberId("otto"), EVERYTHING - {CREDENTIALS})), name)


@pytest.mark.rule("H17", "H7")
@pytest.mark.parametrize("name", [*fields(TEAM), *fields(IN_ALL_SHOPS)])
def test_the_team_is_seen_with_the_scope_for_it_and_with_no_other(name: str) -> None:
    assert not empty(viewing(TEAM), name)
    for actor in (MAIN, OPERATOR, SYSTEM, Operator(MemberId("otto"), frozenset({TEAM, LIMITING}))):
        assert not empty(by(actor), name)
        assert getattr(by(actor), name) == getattr(RICH, name.replace("members", "sub_accounts"))
    assert empty(viewing(*FULL.grantable - {TEAM}), name)
    assert empty(by("tim"), name)
    assert empty(by("ana"), name)
    assert empty(by(Operator(MemberId("otto"), EVERYTHING - {TEAM})), name)


@pytest.mark.rule("H17", "H7")
def test_the_team_of_one_shop_is_seen_in_that_shop_only() -> None:
    known = viewing(TEAM, shop=B)
    assert [grant.id for grant in known.grants] == ["ana-packer-b", "bo-packer-b", "cy-desk-all", "tims"]
    assert [one.id for one in known.members] == ["ana", "bo", "cy", "tim"]
    assert [role.id for role in known.roles] == ["desk", "packer", "tims"]
    assert (known.main, known.created_at) == (MAIN, None)
    known = viewing(TEAM, shop=A)
    assert [grant.id for grant in known.grants] == ["ana-desk-a", "bo-former-a", "cy-desk-all", "tims"]
    whole = viewing(TEAM)
    assert [one.id for one in whole.members] == ["ana", "bo", "cy", "dee", "tim"]
    assert (whole.roles, whole.created_at) == (by(MAIN, _with_tims()).roles, NOW)


@pytest.mark.rule("H17", "H7")
def test_whoever_lost_what_is_seen_is_no_colleague_there_any_more() -> None:
    gone = then(RICH, take("cy-desk-all"), policy=FULL)
    state = then(then(gone, define("tims", TEAM), policy=FULL), give("tim", "tims", B, grant="tims"), policy=FULL)
    known = by("tim", state)
    assert "cy-desk-all" in [grant.id for grant in known.grants], "that it was revoked is seen"
    assert [one.id for one in known.members] == ["ana", "bo", "tim"]
    later = seen(state, context("tim", after=DAY))
    assert later is not None
    assert [one.id for one in later.members] == ["bo", "tim"], "ana's grant is over"
    just_before = seen(state, context("tim", after=DAY - INSTANT))
    assert just_before is not None
    assert [one.id for one in just_before.members] == ["ana", "bo", "tim"]


@pytest.mark.rule("H17", "H7")
def test_limits_are_shown_to_whoever_sets_them_and_to_whom_they_limit() -> None:
    def limited(known: CompanySeen) -> list[str]:
        return [one.id for one in known.members if one.limits]

    for actor in (MAIN, OPERATOR, SYSTEM, Operator(MemberId("otto"), frozenset({TEAM, LIMITING}))):
        assert limited(by(actor)) == ["ana"]
    assert limited(by(Operator(MemberId("otto"), EVERYTHING - {LIMITING}))) == []
    assert limited(viewing(TEAM, LIMITING)) == ["ana"]
    assert limited(viewing(TEAM)) == limited(viewing(*FULL.grantable - {LIMITING})) == []
    assert limited(viewing(TEAM, LIMITING, shop=B)) == [], "limits are of no single shop"
    state = then(then(RICH, limit("bo")), define("tims", TEAM))
    seeing = then(state, give("ana", "tims", B, grant="anas"))
    assert limited(by("ana", seeing)) == ["ana"], "everybody sees their own"
    me = by("ana", seeing).me
    assert me is not None
    assert me.limits != ()


def _with_tims() -> Company:
    return then(RICH, define("tims", TEAM), policy=FULL)


# --- their own


@pytest.mark.rule("H15", "H7")
def test_a_sub_account_sees_the_shops_it_may_enter_and_what_it_may_do_there() -> None:
    known = by("ana")
    assert [(shop.id, shop.scopes) for shop in known.shops] == [
        (A, frozenset({"chat.use"})),
        (B, frozenset({"orders.ship", "payout_account.manage"})),
    ]
    assert [(shop.id, shop.scopes) for shop in by("ana", policy=PLAIN).shops] == [
        (A, frozenset({"chat.use"})),
        (B, frozenset({"orders.ship"})),
    ], "what is not delegable any more is not there"
    assert [shop.id for shop in by("bo").shops] == [B]
    assert by("tim").shops == ()
    assert {shop.scopes for shop in by(MAIN).shops} == {CATALOGUE.staff}
    assert [(shop.id, shop.scopes) for shop in by(OPERATOR).shops] == [(A, frozenset()), (B, frozenset())]


def test_whoever_looks_sees_themselves() -> None:
    me = by("ana").me
    assert me is not None
    assert (me.id, me.is_main, me.stage, me.scopes) == ("ana", False, SubAccountStage.ACTIVE, frozenset())
    assert [(grant.id, grant.role, grant.name, grant.shop) for grant in me.grants] == [
        ("ana-desk-a", "desk", "desk", A),
        ("ana-packer-b", "packer", "packer", B),
    ]
    assert [grant.scopes for grant in me.grants] == [{"chat.use"}, {"orders.ship", "payout_account.manage"}]
    assert me.grants[1].during == Between(NOW, NOW + DAY)
    assert [limit.scope for limit in me.limits] == ["refunds.request"]
    plain = by("ana", policy=PLAIN).me
    assert plain is not None
    assert plain.grants[1].scopes == {"orders.ship"}
    cy, bo, main = by("cy").me, by("bo").me, by(MAIN).me
    assert cy is not None
    assert cy.scopes == {"chat.use"}
    assert bo is not None
    assert [grant.id for grant in bo.grants] == ["bo-packer-b"], "what was revoked is no right"
    assert main is not None
    assert (main.is_main, main.stage, main.grants, main.scopes) == (True, None, (), CATALOGUE.staff)
    assert by(OPERATOR).me is None


@pytest.mark.rule("H7")
def test_chat_groups_are_seen_by_those_in_them_and_by_whoever_forms_them_in_that_shop() -> None:
    def groups(known: CompanySeen) -> list[str]:
        return [group.id for group in known.groups]

    assert (groups(by("ana")), groups(by("cy")), groups(by("bo"))) == (["ga"], ["gb"], [])
    assert groups(by(MAIN)) == groups(by(OPERATOR)) == groups(by(SYSTEM)) == ["ga", "gb", "gm"]
    assert groups(by(Operator(MemberId("otto"), EVERYTHING - {ASSIGN}))) == []
    assert (groups(viewing(ASSIGN, shop=A)), groups(viewing(ASSIGN))) == (["ga", "gm"], ["ga", "gb", "gm"])
    assert groups(viewing("chat.use")) == []
    lost = then(RICH, take("ana-desk-a"), policy=FULL)
    assert groups(by("ana", lost)) == [], "who may not talk there any more has no business in it"
    gone = then(RICH, DeleteChatGroup(company=VENDOR, group=ChatGroupId("ga")))
    assert (groups(by("ana", gone)), groups(by(MAIN, gone))) == ([], ["ga", "gb", "gm"])


def test_a_link_is_seen_without_what_opens_it() -> None:
    for after, status in ((DAY * 3, InvitationStatus.OPEN), (DAY * 4, InvitationStatus.EXPIRED)):
        known = seen(RICH, context(MAIN, INVITING, after))
        assert known is not None
        (link,) = known.invitations
        assert (link.id, link.member, link.issued_at, link.status) == ("i1", "dee", NOW, status)
        assert link.expires_at == NOW + DAY * 3
        assert digest(1).digest not in repr(known) + str(wire.dump(known))


# --- who sees it at all


def test_strangers_see_what_is_seen_of_a_company_that_is_not_there() -> None:
    gone = then(RICH, delete("ana"))
    strangers: list[Actor] = [staff(MAIN, "v2"), staff("nobody"), Buyer(BuyerId("ada")), staff("ana", "v2")]
    assert [seen(RICH, context(actor)) for actor in strangers] == [None] * 4
    assert seen(gone, context("ana")) is None


@pytest.mark.rule("H7")
def test_whoever_may_do_nothing_sees_why_and_nothing_else() -> None:
    disabled, suspended = then(RICH, disable("ana")), then(RICH, SUSPEND, OPERATOR)
    for state, who in ((disabled, "ana"), (suspended, "ana"), (suspended, MAIN)):
        known = by(who, state)
        assert (known.shops, known.groups, known.main, known.members, known.grants) == ((), (), None, (), ())
        assert (known.roles, known.invitations, known.wallet_changed_at, known.created_at) == ((), (), None, None)
        assert known.me is not None
        assert known.me.scopes == frozenset()
    one = by("ana", disabled).me
    assert one is not None
    assert one.stage is SubAccountStage.DISABLED
    assert by(MAIN, suspended).stage is CompanyStage.SUSPENDED
    assert by(OPERATOR, suspended) == with_(by(OPERATOR), stage=CompanyStage.SUSPENDED)


def test_what_a_member_brings_along_shows_them_nothing_more() -> None:
    forged = VendorMember(VENDOR, MemberId("tim"), (Grant(CATALOGUE.staff),))
    assert by(forged) == by("tim")


@pytest.mark.rule("H7", "H15")
@given(st.lists(moves, max_size=8), st.sampled_from(["ana", "bo", "cy", MAIN]), st.sampled_from(POLICIES))
def test_nobody_sees_more_than_they_may(life: list[Ask], who: str, policy: SubAccountPolicy) -> None:
    state, ctx = lived(life, policy), context(who, policy)
    known, one = seen(state, ctx), Member.of(state, MemberId(who))
    if known is None:
        return
    assert {shop.id: shop.scopes for shop in known.shops} == {
        shop: visible(one, shop, ctx) for shop in shops_of(one, ctx)
    }
    assert known.me is not None
    assert known.me.scopes == visible(one, None, ctx)
    places = [shop for shop in one.held if TEAM in visible(one, shop, ctx)]
    assert bool(known.main) is bool(places)
    assert all(grant.shop is None or grant.shop in places for grant in known.grants)
    assert one.is_main or (known.invitations, known.wallet_changed_at) == ((), None)


# --- the table of what is sensitive


@pytest.mark.rule("H17")
def test_every_kind_of_data_is_opened_by_a_sensitive_scope_of_its_own() -> None:
    assert set(OPENED_BY) == set(Sensitive)
    infos = {kind: CATALOGUE.get(scope) for kind, scope in OPENED_BY.items()}
    assert all(info is not None and info.sensitive for info in infos.values())
    assert len(set(OPENED_BY.values())) == len(OPENED_BY)
    viewing_scopes = {info.scope for info in CATALOGUE.infos if info.sensitive and "view" in info.scope}
    assert viewing_scopes == set(OPENED_BY.values()) - {CREDENTIALS}
    never = {kind for kind, info in infos.items() if info is not None and info.who is Who.NEVER}
    assert never == {Sensitive.CREDENTIALS, Sensitive.AUDIT}


@pytest.mark.rule("H17")
@pytest.mark.parametrize("kind", list(Sensitive), ids=lambda kind: kind.value)
def test_a_kind_of_data_is_open_to_whom_its_scope_opens_it(kind: Sensitive) -> None:
    scope, a, b = OPENED_BY[kind], ShopId(A), ShopId(B)
    holder = VendorMember(VENDOR, MemberId("ana"), (Grant({scope}, a),))
    assert opens(kind, holder, a)
    assert not opens(kind, holder, b)
    assert not opens(kind, holder)
    assert not opens(kind, VendorMember(VENDOR, MemberId("ana"), (Grant(EVERYTHING - {scope}),)), a)
    assert opens(kind, SYSTEM)
    assert opens(kind, OPERATOR, a)
    assert opens(kind, Operator(MemberId("otto"), frozenset({scope})))
    assert not opens(kind, Operator(MemberId("otto"), EVERYTHING - {scope}), a)
    assert opens(kind, Buyer(BuyerId("ada"))) is (kind is Sensitive.BUYERS)
