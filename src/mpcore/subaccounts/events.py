"""What has happened to a company: who of it did what, and through which grants."""

from __future__ import annotations

from typing import TypeAlias

from pendulum import DateTime

from mpcore.kernel import MemberId, Scope, VendorId, frozen
from mpcore.subaccounts.model import RoleGrant, Shop
from mpcore.subaccounts.values import GrantId, RoleId

__all__ = [
    "CompanyCreated",
    "CompanyEvent",
    "CompanyReinstated",
    "CompanyStageEvent",
    "CompanySuspended",
    "Events",
    "GrantAdded",
    "GrantEvent",
    "GrantRevoked",
    "RoleDefined",
    "RoleDeleted",
    "RoleEdited",
    "RoleEvent",
    "ShopAdded",
    "SubAccountCreated",
    "SubAccountDeleted",
    "SubAccountDisabled",
    "SubAccountEnabled",
    "SubAccountEvent",
]


@frozen(kw_only=True)
class Happened:
    """Something that happened to a company."""

    company: VendorId
    at: DateTime
    by: MemberId | None = None
    """Who of the company did it; None: an operator, or the host."""
    through: tuple[GrantId, ...] = ()
    """The grants that allowed it, in the order of their ids; none: the main account, an operator, or the host."""


@frozen(kw_only=True)
class CompanyCreated(Happened):
    """There is a new company, active at once."""

    main: MemberId
    shops: tuple[Shop, ...]
    """In the order of their ids."""


@frozen(kw_only=True)
class ShopAdded(Happened):
    """The company has one more shop."""

    shop: Shop


class CompanySuspended(Happened):
    """Nobody of it may do anything; `MainAccountSuspended` is the name of the reason that follows from it."""


class CompanyReinstated(Happened):
    """It goes on as it was."""


@frozen(kw_only=True)
class OfMember(Happened):
    """Something that happened to a sub-account."""

    member: MemberId


class SubAccountCreated(OfMember):
    """There is a new sub-account, active at once (H11)."""


class SubAccountDisabled(OfMember):
    """They may do nothing for now."""


class SubAccountEnabled(OfMember):
    """They may do again what they could."""


class SubAccountDeleted(OfMember):
    """They may do nothing ever again; every grant of theirs is revoked with it."""


@frozen(kw_only=True)
class OfRole(Happened):
    """Something that happened to a role."""

    role: RoleId


@frozen(kw_only=True)
class RoleSaid(OfRole):
    """What a role says from now on; no wildcards stand in it."""

    name: str
    scopes: frozenset[Scope]


class RoleDefined(RoleSaid):
    """There is a new role."""


class RoleEdited(RoleSaid):
    """A role says something else, for everybody who has it."""


class RoleDeleted(OfRole):
    """A role is not granted any more."""


@frozen(kw_only=True)
class GrantAdded(Happened):
    """A sub-account has a role."""

    grant: RoleGrant


@frozen(kw_only=True)
class GrantRevoked(Happened):
    """A grant counts no more."""

    grant: GrantId


CompanyStageEvent: TypeAlias = CompanySuspended | CompanyReinstated
"""The events in the company's table."""

SubAccountEvent: TypeAlias = SubAccountDisabled | SubAccountEnabled | SubAccountDeleted
"""The events in a sub-account's table."""

RoleEvent: TypeAlias = RoleEdited | RoleDeleted
"""The events in a role's table."""

GrantEvent: TypeAlias = GrantRevoked | SubAccountDeleted
"""The events in a grant's table."""

CompanyEvent: TypeAlias = (
    CompanyCreated
    | ShopAdded
    | CompanyStageEvent
    | SubAccountCreated
    | SubAccountEvent
    | RoleDefined
    | RoleEvent
    | GrantAdded
    | GrantRevoked
)
"""Everything that can stand in a company's history."""

Events: TypeAlias = tuple[CompanyEvent, ...]
"""What a decision leads to, in order."""
