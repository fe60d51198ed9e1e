"""What may be asked of a company as a whole."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from attrs import field
from attrs.validators import instance_of

from mpcore.kernel import Fault, MalformedError, MemberId, Scope, VendorId, an_id, frozen
from mpcore.subaccounts.commands.forms import OfCompany
from mpcore.subaccounts.model import Shop

__all__ = [
    "AddShop",
    "CloseCompany",
    "CreateCompany",
    "RefuseCompany",
    "ReinstateCompany",
    "SuspendCompany",
    "TransferOwnership",
]

_SUSPEND = Scope("company.suspend")


def _shops(given: Iterable[Shop]) -> tuple[Shop, ...]:
    shops = tuple(given)
    if any(not isinstance(shop, Shop) for shop in shops):
        raise MalformedError(Fault("shops", "has something that is no Shop"))
    return shops


@frozen(kw_only=True)
class CreateCompany:
    """There is to be a new company, with its main account.

    It is active from the start; where the policy has main accounts invited, it has applied, and waits (H10).
    """

    scope: ClassVar[Scope] = Scope("company.create")

    company: VendorId = field(validator=an_id)
    """The vendor it is to every other package."""
    main: MemberId = field(validator=an_id)
    shops: tuple[Shop, ...] = field(default=(), converter=_shops)


class RefuseCompany(OfCompany):
    """The marketplace does not take the company that applied."""

    scope: ClassVar[Scope] = Scope("company.refuse")


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
class TransferOwnership(OfCompany):
    """A sub-account is to be the main account; whoever was that becomes a sub-account that was granted nothing."""

    scope: ClassVar[Scope] = Scope("company.transfer")

    to: MemberId = field(validator=an_id)


class CloseCompany(OfCompany):
    """The main account is to be deleted, and nobody of the company is to do anything ever again."""

    scope: ClassVar[Scope] = Scope("account.delete")
