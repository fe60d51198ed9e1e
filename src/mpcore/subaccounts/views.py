"""What each of a company sees of it: themselves, their shops, and of the team what is for them (H7, H15, H17).

Deny by default: whoever may see the team in one shop sees what was granted there, and no more; links and passwords are
the main account's alone, and of both there is only when.  Nothing here decides or changes anything.
"""

from __future__ import annotations

from typing import Final

from pendulum import DateTime

from mpcore.kernel import (
    Buyer,
    MemberId,
    Operator,
    Scope,
    ShopId,
    VendorId,
    VendorMember,
    changed,
    frozen,
    made,
)
from mpcore.subaccounts.access import Granted, Member, authorise, visible
from mpcore.subaccounts.chatting import USE_CHAT
from mpcore.subaccounts.context import Context
from mpcore.subaccounts.limits import SpendingLimit
from mpcore.subaccounts.model import ChatGroup, Company, Invitation, Role, RoleGrant, SubAccount
from mpcore.subaccounts.rules import is_over, issuer_must_hold
from mpcore.subaccounts.sensitive import OPENED_BY, Sensitive
from mpcore.subaccounts.states import ChatGroupStage, CompanyStage, GrantStage, RoleStage, SubAccountStage
from mpcore.subaccounts.status import InvitationStatus, invitation_status
from mpcore.subaccounts.values import Between, GrantId, InvitationId, RoleId

__all__ = ["CompanySeen", "GrantSeen", "InvitationSeen", "SelfSeen", "ShopSeen", "seen"]

_VIEW_TEAM: Final = Scope("team.view")
_LIMIT: Final = Scope("limits.manage")
_ASSIGN_CHAT: Final = Scope("chat.assign")


@frozen(kw_only=True)
class ShopSeen:
    """A shop that somebody may enter (H15)."""

    id: ShopId
    site: str
    scopes: frozenset[Scope]
    """What they may do in it, which is all that is to be shown there (H7); for operators and the system empty."""


@frozen(kw_only=True)
class GrantSeen:
    """A grant, as whoever holds it sees it."""

    id: GrantId
    role: RoleId
    name: str
    """What the role is called."""
    scopes: frozenset[Scope]
    """What it lets them do, as far as sub-accounts can hold it here."""
    shop: ShopId | None
    """None: in every shop, and in what is of no single one."""
    during: Between


@frozen(kw_only=True)
class SelfSeen:
    """Whoever looks, if they are of the company."""

    id: MemberId
    is_main: bool
    stage: SubAccountStage | None
    """None: the main account."""
    scopes: frozenset[Scope]
    """What they may do in what is of no single shop."""
    grants: tuple[GrantSeen, ...]
    """Their own, those that are in force, whether they have begun or not, in the order of their ids."""
    limits: tuple[SpendingLimit, ...]
    """What they may spend without anybody's approval."""


@frozen(kw_only=True)
class InvitationSeen:
    """A link, without what opens it."""

    id: InvitationId
    member: MemberId
    issued_at: DateTime
    expires_at: DateTime
    """The last instant at which it can be used."""
    status: InvitationStatus


@frozen(kw_only=True)
class CompanySeen:
    """A company; what is None or empty where the company has it is not for this actor."""

    id: VendorId
    stage: CompanyStage
    me: SelfSeen | None
    """None: an operator, or the system."""
    shops: tuple[ShopSeen, ...]
    """Those they may enter (H15)."""
    groups: tuple[ChatGroup, ...]
    """Those they are in; with `chat.assign`, all of the shop (H9)."""
    main: MemberId | None
    """With `team.view` somewhere."""
    members: tuple[SubAccount, ...]
    """With `team.view`, as the two that follow: those who hold something, now or later, by a grant that is seen; all of
    them with it in all shops.  Limits are shown with `limits.manage` in all shops, and everybody their own; elsewhere
    there are none."""
    roles: tuple[Role, ...]
    grants: tuple[RoleGrant, ...]
    """Those in the shops where they hold `team.view`, and those in all shops, which count there too."""
    created_at: DateTime | None
    """With `team.view` in all shops."""
    invitations: tuple[InvitationSeen, ...]
    """For the main account and operators, as what follows (H17)."""
    wallet_changed_at: DateTime | None


def seen(company: Company, ctx: Context) -> CompanySeen | None:
    """The company as `ctx.actor` sees it at `ctx.now`; None for a stranger, as for a company that is not there.

    Somebody of the company sees what the company says that they may see, whatever grants they come with.  Whoever is
    disabled, or whose company is not active, sees themselves and why; there is no shop for them to enter.
    """
    actor = ctx.actor
    member = None
    if isinstance(actor, VendorMember):
        member = Member.of(company, actor.member)
        if actor.vendor != company.id or not _is_of(company, actor.member):
            return None
    elif isinstance(actor, Buyer):
        return None
    team = [shop for shop in (None, *[shop.id for shop in company.shops]) if _may(member, _VIEW_TEAM, shop, ctx)]
    grants = tuple([grant for grant in company.grants if team and (grant.shop is None or grant.shop in team)])
    credentials = _may(member, OPENED_BY[Sensitive.CREDENTIALS], None, ctx)
    return CompanySeen(
        id=company.id,
        stage=company.stage,
        me=None if member is None else _self(company, member, ctx),
        shops=_shops(company, member, ctx),
        groups=tuple([group for group in company.groups if _sees_group(group, member, ctx)]),
        main=company.main if team else None,
        members=_of_team(company, grants, member, ctx, everything=None in team),
        roles=_roles_of_team(company, grants, everything=None in team),
        grants=grants,
        created_at=company.created_at if None in team else None,
        invitations=tuple([_invitation(company, one, ctx) for one in company.invitations if credentials]),
        wallet_changed_at=company.wallet_changed_at if credentials else None,
    )


def _is_of(company: Company, account: MemberId) -> bool:
    """Whether somebody is of the company still."""
    one = company.sub_account(account)
    return account == company.main if one is None else one.stage is not SubAccountStage.DELETED


def _may(member: Member | None, scope: Scope, shop: ShopId | None, ctx: Context) -> bool:
    if member is not None:
        return isinstance(authorise(member, scope, shop, ctx), Granted)
    actor = ctx.actor
    return not isinstance(actor, Operator) or actor.scopes is None or scope in actor.scopes


def _self(company: Company, member: Member, ctx: Context) -> SelfSeen:
    one = company.sub_account(member.id)
    return SelfSeen(
        id=member.id,
        is_main=member.is_main,
        stage=None if one is None else one.stage,
        scopes=visible(member, None, ctx),
        grants=tuple([_grant(company, grant, ctx) for grant in company.granted_to(member.id)]),
        limits=() if one is None else one.limits,
    )


def _grant(company: Company, grant: RoleGrant, ctx: Context) -> GrantSeen:
    role = company.role(grant.role)
    defined = role is not None and role.stage is RoleStage.DEFINED
    return GrantSeen(
        id=grant.id,
        role=grant.role,
        name="" if role is None else role.name,
        scopes=role.scopes & ctx.policy.grantable if role is not None and defined else frozenset(),
        shop=grant.shop,
        during=grant.during,
    )


def _shops(company: Company, member: Member | None, ctx: Context) -> tuple[ShopSeen, ...]:
    found: list[ShopSeen] = []
    for shop in company.shops:
        scopes = frozenset[Scope]() if member is None else visible(member, shop.id, ctx)
        if member is None or scopes:
            found.append(made(ShopSeen, id=shop.id, site=shop.site, scopes=scopes))
    return tuple(found)


def _sees_group(group: ChatGroup, member: Member | None, ctx: Context) -> bool:
    """Whoever forms groups sees all of them; whoever is in one, as long as they may talk there (H8)."""
    if _may(member, _ASSIGN_CHAT, group.shop, ctx):
        return True
    if member is None or member.id not in group.members or group.stage is ChatGroupStage.DELETED:
        return False
    return _may(member, USE_CHAT, group.shop, ctx)


def _of_team(
    company: Company, grants: tuple[RoleGrant, ...], member: Member | None, ctx: Context, *, everything: bool
) -> tuple[SubAccount, ...]:
    """Whoever has nothing any more that is seen is no colleague; what they may spend is for whoever limits them."""
    counting = {one.member for one in grants if one.stage is GrantStage.IN_FORCE and not is_over(one, ctx.now)}
    limits = _may(member, _LIMIT, None, ctx)
    me = None if member is None else member.id
    return tuple(
        [
            one if limits or one.id == me else changed(one, limits=())
            for one in company.sub_accounts
            if everything or one.id in counting
        ]
    )


def _roles_of_team(company: Company, grants: tuple[RoleGrant, ...], *, everything: bool) -> tuple[Role, ...]:
    granted = {grant.role for grant in grants}
    return tuple([role for role in company.roles if everything or role.id in granted])


def _invitation(company: Company, invitation: Invitation, ctx: Context) -> InvitationSeen:
    """One that is void because of who sent it is shown as revoked."""
    status = invitation_status(invitation, ctx.now)
    is_void = status is InvitationStatus.OPEN and issuer_must_hold(company, invitation, ctx) is not None
    return InvitationSeen(
        id=invitation.id,
        member=invitation.member,
        issued_at=invitation.issued_at,
        expires_at=invitation.expires_at,
        status=InvitationStatus.REVOKED if is_void else status,
    )
