"""What may be asked of a company: ids and values only, each with the scope it needs.

A scope in a role may be a wildcard, `orders.*`; what it stands for is fixed when the role is defined or edited.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, TypeAlias

from attrs import field
from attrs.validators import instance_of, optional

from mpcore.kernel import Fault, MalformedError, MemberId, Scope, ShopId, VendorId, a_text, an_id, frozen
from mpcore.subaccounts.model import Shop
from mpcore.subaccounts.values import ALWAYS, Between, GrantId, RoleId

__all__ = [
    "AddShop",
    "CompanyCommand",
    "CreateCompany",
    "CreateSubAccount",
    "DefineRole",
    "DeleteRole",
    "DeleteSubAccount",
    "DisableSubAccount",
    "EditRole",
    "EnableSubAccount",
    "GrantRole",
    "OfSubAccount",
    "ReinstateCompany",
    "RevokeGrant",
    "RoleContent",
    "SuspendCompany",
]

_MANAGE_STAFF, _MANAGE_ROLES = Scope("sub_accounts.manage"), Scope("roles.manage")
_MANAGE_GRANTS, _SUSPEND = Scope("grants.manage"), Scope("company.suspend")


def _shops(given: Iterable[Shop]) -> tuple[Shop, ...]:
    shops = tuple(given)
    if any(not isinstance(shop, Shop) for shop in shops):
        raise MalformedError(Fault("shops", "has something that is no Shop"))
    return shops


def _texts(given: Iterable[str]) -> frozenset[str]:
    if isinstance(given, str):
        raise MalformedError(Fault("scopes", "is one text; give a set of scopes"))
    texts = frozenset(given)
    if any(not isinstance(text, str) for text in texts):
        raise MalformedError(Fault("scopes", "has something that is no text; give a set of scopes"))
    return texts


@frozen(kw_only=True)
class CreateCompany:
    """There is to be a new company, with its main account; it is active from the start."""

    scope: ClassVar[Scope] = Scope("company.create")

    company: VendorId = field(validator=an_id)
    """The vendor it is to every other package."""
    main: MemberId = field(validator=an_id)
    shops: tuple[Shop, ...] = field(default=(), converter=_shops)


@frozen(kw_only=True)
class OfCompany:
    """A command about a company that there is."""

    company: VendorId


@frozen(kw_only=True)
class AddShop(OfCompany):
    """The company is to have one more shop, on any site (H14)."""

    scope: ClassVar[Scope] = Scope("shops.add")

    shop: Shop = field(validator=instance_of(Shop))


class SuspendCompany(OfCompany):
    """Nobody of the company is to do anything, until it is reinstated."""

    scope: ClassVar[Scope] = _SUSPEND


class ReinstateCompany(OfCompany):
    """The company is to go on as it was."""

    scope: ClassVar[Scope] = _SUSPEND


@frozen(kw_only=True)
class OfSubAccount(OfCompany):
    """A command about a sub-account."""

    member: MemberId = field(validator=an_id)


class CreateSubAccount(OfSubAccount):
    """There is to be a new sub-account, usable at once (H11)."""

    scope: ClassVar[Scope] = Scope("sub_accounts.create")


class DisableSubAccount(OfSubAccount):
    """They are to do nothing, until they are enabled again."""

    scope: ClassVar[Scope] = _MANAGE_STAFF


class EnableSubAccount(OfSubAccount):
    """They are to do again what they could."""

    scope: ClassVar[Scope] = _MANAGE_STAFF


class DeleteSubAccount(OfSubAccount):
    """They are to do nothing ever again; their grants fall."""

    scope: ClassVar[Scope] = _MANAGE_STAFF


@frozen(kw_only=True)
class OfRole(OfCompany):
    """A command about a role."""

    role: RoleId = field(validator=an_id)


@frozen(kw_only=True)
class RoleContent(OfRole):
    """What defining a role and editing it have in common: all that it says."""

    name: str = field(validator=a_text)
    scopes: frozenset[str] = field(converter=_texts)
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
    role: RoleId = field(validator=an_id)
    shop: ShopId | None = field(default=None, validator=optional(an_id))
    """None: in every shop of the company, those it gets later too, and in what is of no single shop."""
    during: Between = field(default=ALWAYS, validator=instance_of(Between))


@frozen(kw_only=True)
class RevokeGrant(OfCompany):
    """A grant is to count no more."""

    scope: ClassVar[Scope] = _MANAGE_GRANTS

    grant: GrantId = field(validator=an_id)


CompanyCommand: TypeAlias = (
    AddShop
    | SuspendCompany
    | ReinstateCompany
    | CreateSubAccount
    | DisableSubAccount
    | EnableSubAccount
    | DeleteSubAccount
    | DefineRole
    | EditRole
    | DeleteRole
    | GrantRole
    | RevokeGrant
)
"""What may be asked of a company that there is; `CreateCompany` makes one."""
