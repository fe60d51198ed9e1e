"""Who may do what, in which shop, and why, or why not: deny by default, the union of all roles (H1, H7, rules.md §9.2).

`Member.of` makes somebody of a company ready to be asked; it is made once, and each question is then a few look-ups,
however many shops there are.  `member_of` is the bridge to every other package: the actor that their commands are asked
by.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TypeAlias

from pendulum import DateTime

from mpcore import kernel
from mpcore.kernel import MemberId, NotFound, Refusal, Scope, ShopId, VendorId, VendorMember, frozen, made
from mpcore.subaccounts.context import Context
from mpcore.subaccounts.model import Company
from mpcore.subaccounts.policy import SubAccountPolicy
from mpcore.subaccounts.reasons import (
    AccountNotActive,
    CompanyNotActive,
    Giver,
    MainAccountSuspended,
    MainOnly,
    NotGranted,
    NotOfVendors,
    ScopeUnknown,
    ShopNotGranted,
)
from mpcore.subaccounts.states import CompanyStage, RoleStage, SubAccountStage
from mpcore.subaccounts.values import Between, GrantId, RoleId

__all__ = [
    "GRANTING",
    "Access",
    "Denied",
    "Granted",
    "Held",
    "Member",
    "authorise",
    "givers",
    "member_of",
    "shops_of",
    "visible",
]

GRANTING = Scope("grants.manage")
"""What whoever grants roles and revokes grants has to hold."""


@frozen
class Held:
    """A grant, with the scopes of its role."""

    grant: GrantId
    role: RoleId
    scopes: frozenset[Scope]
    during: Between


_NOTHING: tuple[Held, ...] = ()


@frozen(kw_only=True)
class Member:
    """Somebody of a company, with what they were granted in each shop, ready to be asked."""

    company: VendorId
    id: MemberId
    is_main: bool
    barred: Refusal | None
    """Why they may do nothing at all; None: nothing bars them."""
    held: dict[ShopId | None, tuple[Held, ...]]
    """What they hold in each shop of the company, what they hold in all of them included; under None, what they hold
    in all of them.  Everything in the order of the grants' ids."""

    @classmethod
    def of(cls, company: Company, account: MemberId) -> Member:
        """The main account, a sub-account, or a stranger, who is barred."""
        is_main = account == company.main
        held: dict[ShopId | None, tuple[Held, ...]] = dict.fromkeys([shop.id for shop in company.shops], _NOTHING)
        held[None] = _NOTHING
        if not is_main:
            _fill(held, company, account)
        return made(Member, company=company.id, id=account, is_main=is_main, barred=_bar(company, account), held=held)


def _fill(held: dict[ShopId | None, tuple[Held, ...]], company: Company, account: MemberId) -> None:
    scopes = {role.id: role.scopes for role in company.roles if role.stage is RoleStage.DEFINED}
    own: dict[ShopId | None, list[Held]] = {}
    for grant in company.granted_to(account):
        if grant.role in scopes:
            holding = made(Held, grant=grant.id, role=grant.role, scopes=scopes[grant.role], during=grant.during)
            own.setdefault(grant.shop, []).append(holding)
    everywhere = own.pop(None, [])
    for shop in held:
        held[shop] = tuple(everywhere)
    for shop, here in own.items():
        held[shop] = tuple(sorted([*here, *everywhere], key=_by_grant)) if everywhere else tuple(here)


def _by_grant(holding: Held) -> str:
    return holding.grant


def _bar(company: Company, account: MemberId) -> Refusal | None:
    """What is wrong with a sub-account itself comes before what is wrong with the company."""
    if account != company.main:
        sub_account = company.sub_account(account)
        if sub_account is None:
            return NotFound(thing="company", id=company.id)
        if sub_account.stage is not SubAccountStage.ACTIVE:
            return AccountNotActive(member=account, stage=sub_account.stage)
    if company.stage is CompanyStage.ACTIVE:
        return None
    if company.stage is CompanyStage.SUSPENDED:
        return MainAccountSuspended(company=company.id)
    return CompanyNotActive(company=company.id, stage=company.stage)


@frozen
class Granted:
    """They may, and this is why."""

    scope: Scope
    shop: ShopId | None
    by: tuple[Held, ...]
    """Every grant of theirs that allows it, in the order of their ids; none: it is the main account."""


@frozen
class Denied:
    """They may not, and this is what is missing."""

    reasons: tuple[Refusal, ...]
    """At least one."""


Access: TypeAlias = Granted | Denied
"""Whether somebody may, and why."""


def authorise(member: Member, scope: Scope, shop: ShopId | None, ctx: Context) -> Access:
    """Whether a member may do something in a shop at `ctx.now`; without a shop, in what is of no single one.

    The main account may do in every shop of the company whatever a vendor can (H2); a sub-account what a role that it
    was granted there has among its scopes (H1, H7), as far as the policy lets it be delegated (H6).
    """
    if member.barred is not None:
        return Denied((member.barred,))
    if member.is_main:
        if scope in ctx.policy.scopes.staff and shop in member.held:
            return made(Granted, scope=scope, shop=shop, by=())
    elif scope in ctx.policy.grantable:
        now = ctx.now
        by = [one for one in member.held.get(shop, _NOTHING) if scope in one.scopes and one.during.contains(now)]
        if by:
            return made(Granted, scope=scope, shop=shop, by=tuple(by))
    return made(Denied, reasons=(_missing(member, scope, shop, ctx),))


def _missing(member: Member, scope: Scope, shop: ShopId | None, ctx: Context) -> Refusal:
    """Why somebody who is not barred may not."""
    policy = ctx.policy
    if scope not in policy.scopes.staff:
        info = policy.scopes.get(scope)
        if info is None:
            return ScopeUnknown(scope=ascii(scope[:60])[1:-1])
        return NotOfVendors(scope=scope, who=info.who)
    if not member.is_main and scope not in policy.grantable:
        return made(MainOnly, at=None, scope=scope)
    if shop is not None and not _holds_anything(member, shop, ctx.now):
        return made(ShopNotGranted, at=None, shop=shop)
    giver = Giver.MANAGER if GRANTING in policy.grantable else Giver.MAIN
    return made(NotGranted, at=None, scope=scope, shop=shop, giver=giver)


def _holds_anything(member: Member, shop: ShopId, now: DateTime) -> bool:
    for one in member.held.get(shop, _NOTHING):
        if one.during.contains(now):
            return True
    return False


def _in_force(member: Member, shop: ShopId | None, now: DateTime) -> list[Held]:
    return [one for one in member.held.get(shop, _NOTHING) if one.during.contains(now)]


def visible(member: Member, shop: ShopId | None, ctx: Context) -> frozenset[Scope]:
    """What a member sees in a shop at all: what they may do, and nothing else (H7).

    What is the main account's alone is not there for a sub-account (H6): a host shows no button for it, not a grey one.
    """
    if member.barred is not None or shop not in member.held:
        return frozenset()
    if member.is_main:
        return ctx.policy.scopes.staff
    union = frozenset[Scope]().union(*[one.scopes for one in _in_force(member, shop, ctx.now)])
    return union & ctx.policy.grantable


def shops_of(member: Member, ctx: Context, scope: Scope | None = None) -> tuple[ShopId, ...]:
    """The shops a member may enter and switch between, in the order of their ids (H15): those they see anything in.

    With a scope, those they hold it in: for `chat.use`, the shops whose conversations they see (H8).
    """
    return tuple(
        [
            shop
            for shop in member.held
            if shop is not None
            if (seen := visible(member, shop, ctx)) and (scope is None or scope in seen)
        ]
    )


def givers(company: Company, scope: Scope, shop: ShopId | None, ctx: Context) -> tuple[MemberId, ...]:
    """Who of the company could grant a scope in a shop now: the main account first, then managers who hold it there.

    Nobody can where it is not delegable (H6).
    """
    if company.stage is not CompanyStage.ACTIVE or scope not in ctx.policy.grantable:
        return ()
    if shop is not None and company.shop(shop) is None:
        return ()
    wanted = {scope, GRANTING}
    staff = [one.id for one in company.sub_accounts if one.stage is SubAccountStage.ACTIVE]
    return (company.main, *[one for one in staff if wanted <= visible(Member.of(company, one), shop, ctx)])


def member_of(company: Company, account: MemberId, now: datetime, policy: SubAccountPolicy) -> VendorMember:
    """The actor that every other package asks: what a member holds now, shop by shop.

    Its `may(scope, shop)` is what `authorise` answers, for every shop of the company and for what is of no single one;
    whoever may do nothing holds nothing, so there is nothing for them to see.  Make it anew for each request: a grant
    that ends, or is revoked, ends with the next one.
    """
    member = Member.of(company, account)
    ctx = Context(now=kernel.utc(now, at="now"), actor=VendorMember(company.id, account, ()), policy=policy)
    return VendorMember(company.id, account, tuple(_kernel_grants(member, ctx)))


def _kernel_grants(member: Member, ctx: Context) -> Iterable[kernel.Grant]:
    everywhere = visible(member, None, ctx)
    if everywhere:
        yield kernel.Grant(everywhere)
    for shop in () if member.is_main else member.held:
        if shop is not None and (here := visible(member, shop, ctx)):
            yield kernel.Grant(here, shop)
