"""The next state of a company after an event.  History is not argued with: what cannot have happened raises."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from mpcore.kernel import BrokenHistoryError, made
from mpcore.subaccounts.events import (
    ChatGroupClosed,
    ChatGroupCreated,
    ChatGroupDeleted,
    ChatGroupEdited,
    ChatGroupReopened,
    CompanyActivated,
    CompanyClosed,
    CompanyCreated,
    CompanyEvent,
    CompanyInvited,
    CompanyRefused,
    CompanyReinstated,
    CompanySuspended,
    GrantAdded,
    GrantRevoked,
    InvitationIssued,
    InvitationRevoked,
    InvitationUsed,
    LimitsSet,
    OwnershipTransferred,
    RoleDefined,
    RoleDeleted,
    RoleEdited,
    ShopAdded,
    ShopPasswordChanged,
    SubAccountActivated,
    SubAccountCreated,
    SubAccountDeleted,
    SubAccountDisabled,
    SubAccountEnabled,
    WalletPasswordChanged,
)
from mpcore.subaccounts.evolve import chat, companies, invitations, roles, staff
from mpcore.subaccounts.lifecycle import COMPANY
from mpcore.subaccounts.model import Company

__all__ = ["born", "evolve", "evolved", "replay"]


def replay(history: Iterable[CompanyEvent]) -> Company:
    """The company after its whole history, which begins with `CompanyCreated`."""
    events = iter(history)
    first = next(events, None)
    if not isinstance(first, CompanyCreated):
        said = "nothing" if first is None else type(first).__name__
        raise BrokenHistoryError(f"a company's history begins with CompanyCreated, this one with {said}")
    return evolved(born(first), events)


def born(created: CompanyCreated) -> Company:
    """The company as it was created."""
    if created.stage not in (COMPANY.initial, *COMPANY.also_initial):
        raise BrokenHistoryError(f"company {created.company} is created {created.stage.name}")
    return made(
        Company,
        id=created.company,
        main=created.main,
        created_at=created.at,
        stage=created.stage,
        shops=created.shops,
        sub_accounts=(),
        roles=(),
        grants=(),
        invitations=(),
        groups=(),
        wallet_changed_at=None,
    )


def evolve(company: Company, *events: CompanyEvent) -> Company:
    """The company after these events."""
    return evolved(company, events)


def evolved(company: Company, events: Iterable[CompanyEvent]) -> Company:
    """`evolve`, for events that are at hand together."""
    for event in events:
        after = _AFTER.get(type(event))
        if after is None:
            raise BrokenHistoryError(f"{type(event).__name__} is nothing that happens to a company")
        if event.company != company.id:
            raise BrokenHistoryError(f"{type(event).__name__} is of company {event.company}, the state of {company.id}")
        company = after(company, event)
    return company


_AFTER: Mapping[type[CompanyEvent], Callable[[Company, Any], Company]] = {
    CompanyCreated: companies.created_again,
    CompanyInvited: companies.staged,
    CompanyActivated: companies.staged,
    CompanyRefused: companies.ended,
    CompanySuspended: companies.staged,
    CompanyReinstated: companies.staged,
    CompanyClosed: companies.ended,
    ShopAdded: companies.shop_added,
    OwnershipTransferred: companies.transferred,
    WalletPasswordChanged: companies.wallet_changed,
    ShopPasswordChanged: companies.shop_password_changed,
    SubAccountCreated: staff.created,
    SubAccountActivated: staff.staged,
    SubAccountDisabled: staff.staged,
    SubAccountEnabled: staff.staged,
    SubAccountDeleted: staff.deleted,
    LimitsSet: staff.limited,
    RoleDefined: roles.defined,
    RoleEdited: roles.edited,
    RoleDeleted: roles.deleted,
    GrantAdded: roles.granted,
    GrantRevoked: roles.revoked,
    InvitationIssued: invitations.issued,
    InvitationUsed: invitations.staged,
    InvitationRevoked: invitations.staged,
    ChatGroupCreated: chat.created,
    ChatGroupEdited: chat.edited,
    ChatGroupClosed: chat.staged,
    ChatGroupReopened: chat.staged,
    ChatGroupDeleted: chat.staged,
}
