"""Commands that fit a company as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import TypeAlias

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from pendulum import DateTime

from mpcore.kernel import MemberId, Scope, ShopId, frozen
from mpcore.subaccounts import (
    EVERYTHING,
    AcceptInvitation,
    AddShop,
    Between,
    ChangeShopPassword,
    ChangeWalletPassword,
    ChatGroupId,
    ChatGroupStage,
    CloseChatGroup,
    CloseCompany,
    Company,
    CompanyCommand,
    CompanyStage,
    Context,
    CreateChatGroup,
    CreateSubAccount,
    DefineRole,
    DeleteChatGroup,
    DeleteRole,
    DeleteSubAccount,
    DisableSubAccount,
    EditChatGroup,
    EditRole,
    EnableSubAccount,
    GrantId,
    GrantRole,
    GrantStage,
    InvitationId,
    InvitationStage,
    InviteMain,
    InviteSubAccount,
    Member,
    RefuseCompany,
    ReinstateCompany,
    ReopenChatGroup,
    RevokeGrant,
    RoleId,
    RoleStage,
    SetLimits,
    Shop,
    SubAccountPolicy,
    SubAccountStage,
    SuspendCompany,
    Token,
    TokenDigest,
    TransferOwnership,
    visible,
)
from mpcore.testing.entitled import SYSTEM
from mpcore.testing.strategies.company_values import (
    GROUP_KINDS,
    LIKED,
    NAMES,
    SHOPS,
    SITES,
    limit,
    one_of,
    window,
)
from mpcore.testing.strategies.values import Draw

__all__ = ["fitting"]

Make: TypeAlias = Callable[[Draw], CompanyCommand]
Makes: TypeAlias = Iterator[tuple[type[CompanyCommand], Make]]

_KIND = st.integers(0, 1023)
_YES_OR_NO = st.booleans()
_MOSTLY = st.sampled_from((True,) * 7 + (False,))
_HOW_MANY = st.sampled_from((1, 1, 2, 3))
_UNTIL = st.sampled_from((None, None, timedelta(days=2), timedelta(days=30)))


def fitting(
    draw: Draw,
    company: Company,
    policy: SubAccountPolicy,
    now: DateTime,
    only: type[CompanyCommand] | None = None,
) -> CompanyCommand | None:
    """A command that is accepted of whoever holds all that it gives and takes; None where nothing can be asked.

    With `only`, a command of that class.  Lives go on rather than end early: what brings something new is asked more
    often than what ends something.
    """
    found: dict[type[CompanyCommand], list[Make]] = {}
    for kind, make in _fitting(_Target(company=company, policy=policy, now=now)):
        found.setdefault(kind, []).append(make)
    kinds = [kind for kind in found if only in (None, kind) for _ in range(_WEIGHTS.get(kind, 8))]
    if not kinds:
        return None
    return one_of(draw, found[kinds[draw(_KIND) % len(kinds)]])(draw)


_SPENDING = tuple(map(Scope, ("refunds.request", "discounts.manage", "payouts.request")))

_WEIGHTS: Mapping[type[CompanyCommand], int] = {
    CreateSubAccount: 16,
    DefineRole: 16,
    GrantRole: 32,
    CreateChatGroup: 12,
    EditChatGroup: 16,
    CloseChatGroup: 16,
    ReopenChatGroup: 32,
    EnableSubAccount: 24,
    InviteSubAccount: 32,
    AcceptInvitation: 48,
    InviteMain: 16,
    ReinstateCompany: 32,
    RevokeGrant: 12,
    CloseCompany: 1,
    RefuseCompany: 1,
    SuspendCompany: 2,
    TransferOwnership: 4,
}
"""How often something is asked where it fits, what else there is: eight times."""


@frozen(kw_only=True)
class _Target:
    """What is asked about, under which policy, and when."""

    company: Company
    policy: SubAccountPolicy
    now: DateTime

    def members(self, *stages: SubAccountStage) -> list[MemberId]:
        """The sub-accounts in one of these stages."""
        return [one.id for one in self.company.sub_accounts if one.stage in stages]

    def talkers(self, shop: ShopId) -> list[MemberId]:
        """Who may talk to the buyers of a shop."""
        ctx = Context(now=self.now, actor=SYSTEM, policy=self.policy)
        people = [self.company.main, *self.members(SubAccountStage.ACTIVE)]
        return [one for one in people if Scope("chat.use") in visible(Member.of(self.company, one), shop, ctx)]


def _fitting(target: _Target) -> Makes:
    match target.company.stage:
        case CompanyStage.APPLIED | CompanyStage.INVITED:
            yield from _of_applicants(target)
        case CompanyStage.ACTIVE:
            yield from _of_staff(target)
            yield from _of_roles(target)
            yield from _of_groups(target)
            yield from _of_whole(target)
        case CompanyStage.SUSPENDED:
            yield ReinstateCompany, _made(ReinstateCompany(company=target.company.id))
            yield CloseCompany, _made(CloseCompany(company=target.company.id))
        case CompanyStage.REFUSED | CompanyStage.CLOSED:
            pass


def _of_applicants(target: _Target) -> Makes:
    company = target.company
    yield RefuseCompany, _made(RefuseCompany(company=company.id))
    if target.policy.invitations.again_before_expiry or not _usable(target):
        yield (
            InviteMain,
            lambda _: InviteMain(company=company.id, invitation=_new_invitation(company), digest=_drawn(company)),
        )
    yield from _shown(target)


def _usable(target: _Target) -> list[TokenDigest]:
    open_ = [one for one in target.company.invitations if one.stage is InvitationStage.OPEN]
    return [one.digest for one in open_ if target.now <= one.expires_at]


def _shown(target: _Target) -> Makes:
    for digest in _usable(target):
        yield AcceptInvitation, _made(AcceptInvitation(company=target.company.id, digest=digest))


def _made(command: CompanyCommand) -> Make:
    return lambda _: command


def _new_invitation(company: Company) -> InvitationId:
    return InvitationId(f"i{len(company.invitations) + 1}")


def _drawn(company: Company) -> TokenDigest:
    """Of a token that the company has not seen; hosts draw theirs."""
    return Token(f"token number {len(company.invitations) + 1} of it").digest


def _of_whole(target: _Target) -> Makes:
    company = target.company
    yield SuspendCompany, _made(SuspendCompany(company=company.id))
    yield CloseCompany, _made(CloseCompany(company=company.id))
    yield ChangeWalletPassword, _made(ChangeWalletPassword(company=company.id))
    if new := [shop for shop in SHOPS if company.shop(shop) is None]:
        yield AddShop, lambda draw: AddShop(company=company.id, shop=Shop(id=new[0], site=draw(SITES)))
    for shop in company.shops:
        yield ChangeShopPassword, _made(ChangeShopPassword(company=company.id, shop=shop.id))
    for heir in target.members(SubAccountStage.ACTIVE):
        yield TransferOwnership, _made(TransferOwnership(company=company.id, to=heir))


def _of_staff(target: _Target) -> Makes:
    company, policy = target.company, target.policy
    there = target.members(SubAccountStage.PENDING, SubAccountStage.ACTIVE, SubAccountStage.DISABLED)
    if policy.max_sub_accounts is None or len(there) < policy.max_sub_accounts:
        yield CreateSubAccount, _made(CreateSubAccount(company=company.id, member=_new_member(company)))
    for name in target.members(SubAccountStage.ACTIVE):
        yield DisableSubAccount, _made(DisableSubAccount(company=company.id, member=name))
    for name in target.members(SubAccountStage.DISABLED):
        yield EnableSubAccount, _made(EnableSubAccount(company=company.id, member=name))
    for name in there:
        yield DeleteSubAccount, _made(DeleteSubAccount(company=company.id, member=name))
        yield SetLimits, _limiting(target, name)
    waiting = {one.member for one in company.invitations if one.digest in _usable(target)}
    for name in target.members(SubAccountStage.PENDING):
        if policy.invitations.again_before_expiry or name not in waiting:
            yield (
                InviteSubAccount,
                _made(
                    InviteSubAccount(
                        company=company.id, member=name, invitation=_new_invitation(company), digest=_drawn(company)
                    )
                ),
            )
    yield from _shown(target)


def _new_member(company: Company) -> MemberId:
    return MemberId(f"m{len(company.sub_accounts) + 1}")


def _limiting(target: _Target, name: MemberId) -> Make:
    able = target.policy.grantable
    scopes = [
        scope for scope in map(Scope, ("refunds.request", "discounts.manage", "payouts.request")) if scope in able
    ]

    def make(draw: Draw) -> SetLimits:
        limits = [limit(draw, scope) for scope in scopes[: draw(_HOW_MANY) - 1]]
        return SetLimits(company=target.company.id, member=name, limits=tuple(limits))

    return make


def _of_roles(target: _Target) -> Makes:
    company, policy = target.company, target.policy
    roles = [role for role in company.roles if role.stage is RoleStage.DEFINED]
    if policy.grantable:
        if policy.max_roles is None or len(roles) < policy.max_roles:
            yield DefineRole, _said(DefineRole, target, RoleId(f"r{len(company.roles) + 1}"))
        for role in roles:
            yield EditRole, _said(EditRole, target, role.id)
    held = {grant.role for grant in company.grants if _counts(grant.stage, grant.during, target.now)}
    for role in roles:
        if role.id not in held:
            yield DeleteRole, _made(DeleteRole(company=company.id, role=role.id))
    there = target.members(SubAccountStage.PENDING, SubAccountStage.ACTIVE, SubAccountStage.DISABLED)
    if roles and there:
        yield GrantRole, lambda draw: _granted(draw, target, one_of(draw, there), one_of(draw, roles).id, _UNTIL)
    for grant in company.grants:
        if grant.stage is GrantStage.IN_FORCE:
            yield RevokeGrant, _made(RevokeGrant(company=company.id, grant=grant.id))


def _counts(stage: GrantStage, during: Between, now: DateTime) -> bool:
    return stage is GrantStage.IN_FORCE and (during.end is None or now < during.end)


def _said(kind: type[DefineRole | EditRole], target: _Target, role: RoleId) -> Make:
    """A role with some of what can be in one, or with a wildcard."""
    able = target.policy.grantable
    managing = sorted(target.policy.delegated)
    liked = [scope for scope in LIKED if scope in able] or sorted(able)

    def make(draw: Draw) -> DefineRole | EditRole:
        texts = {str(one_of(draw, liked)) for _ in range(draw(_HOW_MANY))}
        to_manage = draw(_YES_OR_NO)
        if managing and to_manage:
            texts |= {str(one_of(draw, managing)) for _ in range(draw(_HOW_MANY))}
        if not draw(_MOSTLY) and target.policy.scopes.meant(EVERYTHING):
            texts.add(EVERYTHING)
        return kind(company=target.company.id, role=role, name=draw(NAMES), scopes=frozenset(texts))

    return make


def _granted(
    draw: Draw, target: _Target, name: MemberId, role: RoleId, until: SearchStrategy[timedelta | None]
) -> GrantRole:
    places: list[ShopId | None] = [None, *[shop.id for shop in target.company.shops]]
    return GrantRole(
        company=target.company.id,
        grant=GrantId(f"g{len(target.company.grants) + 1}"),
        member=name,
        role=role,
        shop=one_of(draw, places),
        during=window(draw, target.now, until),
    )


def _of_groups(target: _Target) -> Makes:
    company = target.company
    able = {shop.id: target.talkers(shop.id) for shop in company.shops}
    for shop, talkers in able.items():
        if talkers:  # a host's own scopes may have no conversations among them
            yield CreateChatGroup, _grouping(target, shop, talkers)
    for group in company.groups:
        if group.stage is not ChatGroupStage.DELETED:
            if able[group.shop]:
                yield EditChatGroup, _regrouping(target, group.id, able[group.shop])
            yield DeleteChatGroup, _made(DeleteChatGroup(company=company.id, group=group.id))
        if group.stage is ChatGroupStage.OPEN:
            yield CloseChatGroup, _made(CloseChatGroup(company=company.id, group=group.id))
        if group.stage is ChatGroupStage.CLOSED:
            yield ReopenChatGroup, _made(ReopenChatGroup(company=company.id, group=group.id))


def _grouping(target: _Target, shop: ShopId, talkers: list[MemberId]) -> Make:
    def make(draw: Draw) -> CreateChatGroup:
        return CreateChatGroup(
            company=target.company.id,
            group=ChatGroupId(f"c{len(target.company.groups) + 1}"),
            shop=shop,
            kind=draw(GROUP_KINDS),
            name=draw(NAMES),
            members=tuple(sorted({one_of(draw, talkers) for _ in range(draw(_HOW_MANY))})),
        )

    return make


def _regrouping(target: _Target, group: ChatGroupId, talkers: list[MemberId]) -> Make:
    def make(draw: Draw) -> EditChatGroup:
        chosen = {one_of(draw, talkers) for _ in range(draw(_HOW_MANY))}
        return EditChatGroup(company=target.company.id, group=group, name=draw(NAMES), members=tuple(sorted(chosen)))

    return make
