"""What a company is after something happened to its roles and grants."""

from __future__ import annotations

from mpcore.kernel import BrokenHistoryError, changed, find, made, put
from mpcore.subaccounts.events import GrantAdded, GrantRevoked, RoleDefined, RoleDeleted, RoleEdited
from mpcore.subaccounts.lifecycle import GRANT, ROLE
from mpcore.subaccounts.model import Company, Role

__all__ = ["defined", "deleted", "edited", "granted", "revoked"]


def defined(company: Company, event: RoleDefined) -> Company:
    """There is one more."""
    if company.role(event.role) is not None:
        raise BrokenHistoryError(f"role {event.role} is defined twice")
    role = made(Role, id=event.role, name=event.name, scopes=event.scopes, stage=ROLE.initial)
    return changed(company, roles=put(company.roles, role))


def edited(company: Company, event: RoleEdited) -> Company:
    """It says something else."""
    role = _role_before(company, event)
    stage = ROLE.target(role.stage, RoleEdited)
    return changed(company, roles=put(company.roles, changed(role, name=event.name, scopes=event.scopes, stage=stage)))


def deleted(company: Company, event: RoleDeleted) -> Company:
    """It is kept by its id."""
    role = _role_before(company, event)
    return changed(company, roles=put(company.roles, changed(role, stage=ROLE.target(role.stage, RoleDeleted))))


def _role_before(company: Company, event: RoleEdited | RoleDeleted) -> Role:
    role = find(company.roles, event.role)
    if role is None or ROLE.target(role.stage, type(event)) is None:
        now = "not there" if role is None else role.stage.name
        raise BrokenHistoryError(f"role {event.role} is {now}, and {type(event).__name__} follows")
    return role


def granted(company: Company, event: GrantAdded) -> Company:
    """There is one more."""
    grant = event.grant
    if company.grant(grant.id) is not None:
        raise BrokenHistoryError(f"grant {grant.id} is added twice")
    has_shop = grant.shop is None or company.shop(grant.shop) is not None
    if company.sub_account(grant.member) is None or company.role(grant.role) is None or not has_shop:
        raise BrokenHistoryError(f"grant {grant.id} is of a member, a role or a shop that is not there")
    return changed(company, grants=put(company.grants, grant))


def revoked(company: Company, event: GrantRevoked) -> Company:
    """It is kept by its id."""
    grant = find(company.grants, event.grant)
    stage = None if grant is None else GRANT.target(grant.stage, GrantRevoked)
    if grant is None or stage is None:
        now = "not there" if grant is None else grant.stage.name
        raise BrokenHistoryError(f"grant {event.grant} is {now}, and GrantRevoked follows")
    return changed(company, grants=put(company.grants, changed(grant, stage=stage)))
