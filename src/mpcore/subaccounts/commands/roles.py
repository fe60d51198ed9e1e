"""What may be asked of a company about its roles, and about who has them where.

A scope in a role may be a wildcard, `orders.*`; what it stands for is fixed when the role is defined or edited.
"""

from __future__ import annotations

from typing import ClassVar

from attrs import field
from attrs.validators import instance_of, optional

from mpcore.kernel import Scope, ShopId, a_text, an_id, frozen
from mpcore.subaccounts.commands.forms import OfCompany, OfSubAccount, texts
from mpcore.subaccounts.values import ALWAYS, Between, GrantId, RoleId

__all__ = ["DefineRole", "DeleteRole", "EditRole", "GrantRole", "RevokeGrant", "RoleContent"]

_MANAGE_ROLES, _MANAGE_GRANTS = Scope("roles.manage"), Scope("grants.manage")


@frozen(kw_only=True)
class OfRole(OfCompany):
    """A command about a role."""

    role: RoleId = field(validator=an_id)


@frozen(kw_only=True)
class RoleContent(OfRole):
    """What defining a role and editing it have in common: all that it says."""

    name: str = field(validator=a_text)
    scopes: frozenset[str] = field(converter=texts)
    """Scopes of the catalogue, or wildcards."""


class DefineRole(RoleContent):
    """There is to be a new role."""

    scope: ClassVar[Scope] = _MANAGE_ROLES


class EditRole(RoleContent):
    """The role is to say this instead, for everybody who has it."""

    scope: ClassVar[Scope] = _MANAGE_ROLES


class DeleteRole(OfRole):
    """The role is not to be granted any more; it has to be nobody's."""

    scope: ClassVar[Scope] = _MANAGE_ROLES


@frozen(kw_only=True)
class GrantRole(OfSubAccount):
    """A sub-account is to have a role in one shop, or in all of them (H1)."""

    scope: ClassVar[Scope] = _MANAGE_GRANTS

    grant: GrantId = field(validator=an_id)
    """Drawn by the host, or else not to be guessed, and never chosen by users: `IdTaken` tells whoever grants in one
    shop that a grant of another shop has it."""
    role: RoleId = field(validator=an_id)
    shop: ShopId | None = field(default=None, validator=optional(an_id))
    """None: in every shop of the company, those it gets later too, and in what is of no single shop."""
    during: Between = field(default=ALWAYS, validator=instance_of(Between))


@frozen(kw_only=True)
class RevokeGrant(OfCompany):
    """A grant is to count no more."""

    scope: ClassVar[Scope] = _MANAGE_GRANTS

    grant: GrantId = field(validator=an_id)
