"""Who of a company is to be told what, as data; the host writes and sends it.

A link is sent by the host, who has its token: what is here says that it waits to be sent, to whom, and until when it
is good.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum
from typing import Any

from pendulum import DateTime

from mpcore.kernel import MemberId, ShopId, VendorId, frozen
from mpcore.subaccounts.audit import kind_of
from mpcore.subaccounts.events import (
    ChatGroupClosed,
    CompanyActivated,
    CompanyClosed,
    CompanyEvent,
    CompanyRefused,
    CompanyReinstated,
    CompanySuspended,
    GrantAdded,
    GrantRevoked,
    InvitationIssued,
    LimitsSet,
    OwnershipTransferred,
    RoleDefined,
    RoleDeleted,
    RoleEdited,
    ShopPasswordChanged,
    SubAccountActivated,
    SubAccountCreated,
    SubAccountDeleted,
    SubAccountDisabled,
    SubAccountEnabled,
    WalletPasswordChanged,
)
from mpcore.subaccounts.model import Company
from mpcore.subaccounts.states import GrantStage
from mpcore.subaccounts.values import ChatGroupId, GrantId, InvitationId, RoleId

__all__ = ["CompanyNotice", "CompanyNoticeKind", "notices"]


class CompanyNoticeKind(Enum):
    """What a notice is about."""

    LINK = "link"
    """To whom it is for: here is the link that makes your account active (H10)."""
    ACTIVATED = "activated"
    """To whoever used a link: your account can be used."""
    GRANTED = "granted"
    """To the sub-account: you may do more."""
    REVOKED = "revoked"
    """To the sub-account: you may do less."""
    ROLE_CHANGED = "role_changed"
    """To every sub-account that has the role: you may do something else."""
    DISABLED = "disabled"
    """To the sub-account: you may do nothing for now."""
    ENABLED = "enabled"
    """To the sub-account: you may do again what you could."""
    DELETED = "deleted"
    """To the sub-account: you may do nothing any more."""
    LIMITED = "limited"
    """To the sub-account: what you may spend by yourself is another."""
    TEAM_MANAGED = "team_managed"
    """To the main account: somebody else changed the team, its roles or its grants, or invited a sub-account."""
    WALLET_PASSWORD = "wallet_password"  # noqa: S105 - what it is about
    """To the main account: the wallet's password is another, in every shop (H3)."""
    SHOP_PASSWORD = "shop_password"  # noqa: S105 - what it is about
    """To the main account: somebody else changed a shop's password."""
    OWNERSHIP = "ownership"
    """To both: the company has another main account."""
    COMPANY_REFUSED = "company_refused"
    """To the main account: the marketplace does not take the company."""
    COMPANY_SUSPENDED = "company_suspended"
    """To the main account: nobody of the company may do anything for now."""
    COMPANY_REINSTATED = "company_reinstated"
    """To the main account: it goes on."""
    COMPANY_CLOSED = "company_closed"
    """To the main account: it is over."""
    GROUP_EMPTY = "group_empty"
    """To the main account: nobody is left in a chat group, so it is closed and its buyers wait."""


@frozen(kw_only=True)
class CompanyNotice:
    """One message to one account; what it holds is theirs to know, and no secret is in it."""

    kind: CompanyNoticeKind
    company: VendorId
    to: MemberId
    at: DateTime
    """When it happened."""
    what: str | None = None
    """What somebody did, where the notice is about whatever they do: the tag of the event, without its version."""
    by: MemberId | None = None
    """Who of the company did it; None: the marketplace, or the host, or it is not for whoever is told."""
    member: MemberId | None = None
    """Whom it was done to, where that is not who is told."""
    invitation: InvitationId | None = None
    expires_at: DateTime | None = None
    """The last instant at which the link can be used."""
    grant: GrantId | None = None
    role: RoleId | None = None
    shop: ShopId | None = None
    group: ChatGroupId | None = None

    @property
    def key(self) -> str:
        """The same for the same message, so that it is sent once however often the events are worked off."""
        named = (self.company, self.what, self.member, self.invitation, self.grant, self.role, self.shop, self.group)
        ids = [_escaped(name or "") for name in named]
        return "/".join([self.kind.value, _escaped(self.to), *ids, self.at.isoformat()])


def _escaped(name: str) -> str:
    return name.replace("%", "%25").replace("/", "%2F")


def notices(company: Company, events: Iterable[CompanyEvent]) -> tuple[CompanyNotice, ...]:
    """The notices that follow from events of a company, in their order; the company is as it is after them.

    Members are told what was done to them; the main account what somebody else did to its team, who may be an operator,
    and whatever concerns the wallet and the ownership, even where it did that itself.
    """
    found: list[CompanyNotice] = []
    for event in events:
        tell = _TOLD.get(type(event))
        found += () if tell is None else tell(company, event)
        if isinstance(event, _OF_TEAM) and event.by != company.main and not _is_to_main(company, event):
            found.append(_managed(company, event))
    return tuple(found)


def _notice(event: CompanyEvent, kind: CompanyNoticeKind, to: MemberId, **facts: Any) -> CompanyNotice:  # noqa: ANN401 - the fields of a notice
    return CompanyNotice(kind=kind, company=event.company, to=to, at=event.at, **facts)


_OF_TEAM = (
    SubAccountCreated,
    SubAccountDisabled,
    SubAccountEnabled,
    SubAccountDeleted,
    LimitsSet,
    RoleDefined,
    RoleEdited,
    RoleDeleted,
    GrantAdded,
    GrantRevoked,
    InvitationIssued,
)
"""What the main account is told of where somebody else did it."""


def _is_to_main(company: Company, event: CompanyEvent) -> bool:
    """Whether it is the main account's own link, of which it is told anyway."""
    return isinstance(event, InvitationIssued) and event.invitation.member == company.main


def _managed(company: Company, event: CompanyEvent) -> CompanyNotice:
    facts: dict[str, object] = {"by": event.by, "what": kind_of(type(event))}
    match event:
        case GrantAdded():
            facts |= _of_grant(company, event.grant.id) | {"member": event.grant.member}
        case GrantRevoked():
            grant = company.grant(event.grant)
            facts |= _of_grant(company, event.grant) | {"member": None if grant is None else grant.member}
        case InvitationIssued():
            facts |= {"invitation": event.invitation.id, "member": event.invitation.member}
        case RoleDefined() | RoleEdited() | RoleDeleted():
            facts["role"] = event.role
        case _:
            facts["member"] = getattr(event, "member", None)
    return _notice(event, CompanyNoticeKind.TEAM_MANAGED, company.main, **facts)


def _of_grant(company: Company, wanted: GrantId) -> dict[str, object]:
    grant = company.grant(wanted)
    return {} if grant is None else {"grant": grant.id, "role": grant.role, "shop": grant.shop}


def _invited(_: Company, event: InvitationIssued) -> Iterator[CompanyNotice]:
    link = event.invitation
    yield _notice(event, CompanyNoticeKind.LINK, link.member, invitation=link.id, expires_at=link.expires_at)


def _activated(company: Company, event: CompanyActivated | SubAccountActivated) -> Iterator[CompanyNotice]:
    to = event.member if isinstance(event, SubAccountActivated) else company.main
    yield _notice(event, CompanyNoticeKind.ACTIVATED, to)


def _granted(company: Company, event: GrantAdded) -> Iterator[CompanyNotice]:
    yield _notice(event, CompanyNoticeKind.GRANTED, event.grant.member, **_of_grant(company, event.grant.id))


def _revoked(company: Company, event: GrantRevoked) -> Iterator[CompanyNotice]:
    grant = company.grant(event.grant)
    if grant is not None:
        yield _notice(event, CompanyNoticeKind.REVOKED, grant.member, **_of_grant(company, grant.id))


def _edited(company: Company, event: RoleEdited) -> Iterator[CompanyNotice]:
    having = [one.member for one in company.grants if one.role == event.role and one.stage is GrantStage.IN_FORCE]
    for member in sorted(set(having)):
        yield _notice(event, CompanyNoticeKind.ROLE_CHANGED, member, role=event.role)


def _to_member(kind: CompanyNoticeKind) -> Callable[[Company, Any], Iterator[CompanyNotice]]:
    def tell(_: Company, event: SubAccountDisabled | LimitsSet) -> Iterator[CompanyNotice]:
        yield _notice(event, kind, event.member)

    return tell


def _to_main(kind: CompanyNoticeKind) -> Callable[[Company, Any], Iterator[CompanyNotice]]:
    def tell(company: Company, event: CompanySuspended) -> Iterator[CompanyNotice]:
        yield _notice(event, kind, company.main, by=event.by)

    return tell


def _shop_password(company: Company, event: ShopPasswordChanged) -> Iterator[CompanyNotice]:
    if event.by != company.main:
        yield _notice(event, CompanyNoticeKind.SHOP_PASSWORD, company.main, by=event.by, shop=event.shop)


def _transferred(_: Company, event: OwnershipTransferred) -> Iterator[CompanyNotice]:
    for to, other in ((event.to, event.before), (event.before, event.to)):
        yield _notice(event, CompanyNoticeKind.OWNERSHIP, to, by=event.by, member=other)


def _closed(company: Company, event: ChatGroupClosed) -> Iterator[CompanyNotice]:
    """One that somebody closed has members still."""
    group = company.group(event.group)
    if group is not None and not group.members:
        yield _notice(event, CompanyNoticeKind.GROUP_EMPTY, company.main, group=group.id, shop=group.shop)


_TOLD: Mapping[type[CompanyEvent], Callable[[Company, Any], Iterator[CompanyNotice]]] = {
    CompanyActivated: _activated,
    CompanyRefused: _to_main(CompanyNoticeKind.COMPANY_REFUSED),
    CompanySuspended: _to_main(CompanyNoticeKind.COMPANY_SUSPENDED),
    CompanyReinstated: _to_main(CompanyNoticeKind.COMPANY_REINSTATED),
    CompanyClosed: _to_main(CompanyNoticeKind.COMPANY_CLOSED),
    OwnershipTransferred: _transferred,
    WalletPasswordChanged: _to_main(CompanyNoticeKind.WALLET_PASSWORD),
    ShopPasswordChanged: _shop_password,
    SubAccountActivated: _activated,
    SubAccountDisabled: _to_member(CompanyNoticeKind.DISABLED),
    SubAccountEnabled: _to_member(CompanyNoticeKind.ENABLED),
    SubAccountDeleted: _to_member(CompanyNoticeKind.DELETED),
    LimitsSet: _to_member(CompanyNoticeKind.LIMITED),
    RoleEdited: _edited,
    GrantAdded: _granted,
    GrantRevoked: _revoked,
    InvitationIssued: _invited,
    ChatGroupClosed: _closed,
}
