"""What has happened to roles and grants."""

from __future__ import annotations

from mpcore.kernel import Scope, frozen
from mpcore.subaccounts.events.shapes import Happened
from mpcore.subaccounts.model import RoleGrant
from mpcore.subaccounts.values import GrantId, RoleId

__all__ = ["GrantAdded", "GrantRevoked", "RoleDefined", "RoleDeleted", "RoleEdited"]


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
    fallen: bool = False
    """Whether it fell because whoever granted it lost what it gives, and not because somebody asked for it."""
