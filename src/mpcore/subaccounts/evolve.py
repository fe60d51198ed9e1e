"""The next state of a company after an event.  History is not argued with: what cannot have happened raises."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from mpcore.kernel import BrokenHistoryError, changed, find, made, put
from mpcore.subaccounts.events import (
    CompanyCreated,
    CompanyEvent,
    CompanyReinstated,
    CompanyStageEvent,
    CompanySuspended,
    GrantAdded,
    GrantRevoked,
    RoleDefined,
    RoleDeleted,
    RoleEdited,
    ShopAdded,
    SubAccountCreated,
    SubAccountDeleted,
    SubAccountDisabled,
    SubAccountEnabled,
    SubAccountEvent,
)
from mpcore.subaccounts.lifecycle import COMPANY, GRANT, ROLE, SUB_ACCOUNT
from mpcore.subaccounts.model import Company, Role, RoleGrant, SubAccount

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
    return made(
        Company,
        id=created.company,
        main=created.main,
        created_at=created.at,
        stage=COMPANY.initial,
        shops=created.shops,
        sub_accounts=(),
        roles=(),
        grants=(),
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


def _created_again(company: Company, event: CompanyCreated) -> Company:
    raise BrokenHistoryError(f"company {event.company} is created twice: {company.created_at} and {event.at}")


def _staged(company: Company, event: CompanyStageEvent) -> Company:
    stage = COMPANY.target(company.stage, type(event))
    if stage is None:
        raise BrokenHistoryError(f"company {company.id} is {company.stage.name}, and {type(event).__name__} follows")
    return changed(company, stage=stage)


def _shop_added(company: Company, event: ShopAdded) -> Company:
    if company.shop(event.shop.id) is not None:
        raise BrokenHistoryError(f"shop {event.shop.id} is added twice")
    return changed(company, shops=put(company.shops, event.shop))


def _sub_account_created(company: Company, event: SubAccountCreated) -> Company:
    if event.member == company.main or company.sub_account(event.member) is not None:
        raise BrokenHistoryError(f"sub-account {event.member} is created twice")
    member = made(SubAccount, id=event.member, created_at=event.at, stage=SUB_ACCOUNT.initial)
    return changed(company, sub_accounts=put(company.sub_accounts, member))


def _sub_account_staged(company: Company, event: SubAccountEvent) -> Company:
    member = find(company.sub_accounts, event.member)
    stage = None if member is None else SUB_ACCOUNT.target(member.stage, type(event))
    if member is None or stage is None:
        now = "not there" if member is None else member.stage.name
        raise BrokenHistoryError(f"sub-account {event.member} is {now}, and {type(event).__name__} follows")
    return changed(company, sub_accounts=put(company.sub_accounts, changed(member, stage=stage)))


def _sub_account_deleted(company: Company, event: SubAccountDeleted) -> Company:
    """Its grants fall with it."""
    company = _sub_account_staged(company, event)
    return changed(
        company,
        grants=tuple([_fallen(grant, event) if grant.member == event.member else grant for grant in company.grants]),
    )


def _fallen(grant: RoleGrant, event: SubAccountDeleted) -> RoleGrant:
    stage = GRANT.target(grant.stage, type(event))
    return grant if stage is None else changed(grant, stage=stage)


def _role_defined(company: Company, event: RoleDefined) -> Company:
    if company.role(event.role) is not None:
        raise BrokenHistoryError(f"role {event.role} is defined twice")
    role = made(Role, id=event.role, name=event.name, scopes=event.scopes, stage=ROLE.initial)
    return changed(company, roles=put(company.roles, role))


def _role_edited(company: Company, event: RoleEdited) -> Company:
    role = _role_before(company, event)
    stage = ROLE.target(role.stage, RoleEdited)
    return changed(company, roles=put(company.roles, changed(role, name=event.name, scopes=event.scopes, stage=stage)))


def _role_deleted(company: Company, event: RoleDeleted) -> Company:
    role = _role_before(company, event)
    return changed(company, roles=put(company.roles, changed(role, stage=ROLE.target(role.stage, RoleDeleted))))


def _role_before(company: Company, event: RoleEdited | RoleDeleted) -> Role:
    role = find(company.roles, event.role)
    if role is None or ROLE.target(role.stage, type(event)) is None:
        now = "not there" if role is None else role.stage.name
        raise BrokenHistoryError(f"role {event.role} is {now}, and {type(event).__name__} follows")
    return role


def _grant_added(company: Company, event: GrantAdded) -> Company:
    grant = event.grant
    if company.grant(grant.id) is not None:
        raise BrokenHistoryError(f"grant {grant.id} is added twice")
    has_shop = grant.shop is None or company.shop(grant.shop) is not None
    if company.sub_account(grant.member) is None or company.role(grant.role) is None or not has_shop:
        raise BrokenHistoryError(f"grant {grant.id} is of a member, a role or a shop that is not there")
    return changed(company, grants=put(company.grants, grant))


def _grant_revoked(company: Company, event: GrantRevoked) -> Company:
    grant = find(company.grants, event.grant)
    stage = None if grant is None else GRANT.target(grant.stage, GrantRevoked)
    if grant is None or stage is None:
        now = "not there" if grant is None else grant.stage.name
        raise BrokenHistoryError(f"grant {event.grant} is {now}, and GrantRevoked follows")
    return changed(company, grants=put(company.grants, changed(grant, stage=stage)))


_AFTER: Mapping[type[CompanyEvent], Callable[[Company, Any], Company]] = {
    CompanyCreated: _created_again,
    CompanySuspended: _staged,
    CompanyReinstated: _staged,
    ShopAdded: _shop_added,
    SubAccountCreated: _sub_account_created,
    SubAccountDisabled: _sub_account_staged,
    SubAccountEnabled: _sub_account_staged,
    SubAccountDeleted: _sub_account_deleted,
    RoleDefined: _role_defined,
    RoleEdited: _role_edited,
    RoleDeleted: _role_deleted,
    GrantAdded: _grant_added,
    GrantRevoked: _grant_revoked,
}
