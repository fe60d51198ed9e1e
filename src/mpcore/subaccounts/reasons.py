"""Reasons why somebody of a company may not do something, whatever it is about.

None of them says what there is in the company: they say what the member lacks.
"""

from __future__ import annotations

from enum import Enum
from typing import ClassVar

from mpcore.kernel import Kind, MemberId, Refusal, Scope, ShopId, VendorId, frozen
from mpcore.subaccounts.scopes import Who
from mpcore.subaccounts.states import CompanyStage, SubAccountStage

__all__ = [
    "AccountNotActive",
    "CompanyNotActive",
    "Giver",
    "MainAccountSuspended",
    "MainOnly",
    "NotGranted",
    "NotOfVendors",
    "ScopeUnknown",
    "ShopNotGranted",
]


class Giver(Enum):
    """Who could give what is missing."""

    MAIN = "main"
    """The main account alone: granting is not delegated."""
    MANAGER = "manager"
    """The main account, or whoever has it there and may grant there."""


@frozen(kw_only=True)
class MainAccountSuspended(Refusal):
    """The marketplace suspended the main account, so nobody of the company may do anything."""

    code: ClassVar[str] = "subaccounts.main_account_suspended"
    kind: ClassVar[Kind] = Kind.FORBIDDEN
    text: ClassVar[str] = "the main account of {company} is suspended"
    remedy: ClassVar[str | None] = "ask the marketplace to reinstate it"

    company: VendorId


@frozen(kw_only=True)
class CompanyNotActive(Refusal):
    """The company has not been activated, was refused, or is closed, so nobody of it may do anything."""

    code: ClassVar[str] = "subaccounts.company_not_active"
    kind: ClassVar[Kind] = Kind.FORBIDDEN
    text: ClassVar[str] = "company {company} is {stage}"
    rule_ids: ClassVar[tuple[str, ...]] = ("H10",)

    company: VendorId
    stage: CompanyStage


@frozen(kw_only=True)
class AccountNotActive(Refusal):
    """The sub-account has not accepted its invitation, was disabled, or deleted."""

    code: ClassVar[str] = "subaccounts.account_not_active"
    kind: ClassVar[Kind] = Kind.FORBIDDEN
    text: ClassVar[str] = "sub-account {member} is {stage}"
    remedy: ClassVar[str | None] = "ask the main account"

    member: MemberId
    stage: SubAccountStage


@frozen(kw_only=True)
class ScopeUnknown(Refusal):
    """The catalogue has no such scope."""

    code: ClassVar[str] = "subaccounts.scope_unknown"
    kind: ClassVar[Kind] = Kind.INVALID
    text: ClassVar[str] = "there is no scope {scope}"

    scope: str
    """At most 60 characters of it, those outside ASCII escaped."""


@frozen(kw_only=True)
class MainOnly(Refusal):
    """The main account alone may, here or anywhere."""

    code: ClassVar[str] = "subaccounts.main_only"
    kind: ClassVar[Kind] = Kind.FORBIDDEN
    text: ClassVar[str] = "{scope} is the main account's alone"
    rule_ids: ClassVar[tuple[str, ...]] = ("H6",)

    scope: Scope


@frozen(kw_only=True)
class NotOfVendors(Refusal):
    """No vendor can hold it: it is operators', buyers' or the system's."""

    code: ClassVar[str] = "subaccounts.not_of_vendors"
    kind: ClassVar[Kind] = Kind.FORBIDDEN
    text: ClassVar[str] = "no vendor can hold {scope}; it is for: {who}"

    scope: Scope
    who: Who


@frozen(kw_only=True)
class ShopNotGranted(Refusal):
    """They hold nothing at all in that shop, or there is no such shop in the company."""

    code: ClassVar[str] = "subaccounts.shop_not_granted"
    kind: ClassVar[Kind] = Kind.FORBIDDEN
    text: ClassVar[str] = "nothing is granted in shop {shop}"
    rule_ids: ClassVar[tuple[str, ...]] = ("H1", "H15")

    shop: ShopId


@frozen(kw_only=True)
class NotGranted(Refusal):
    """No role of theirs has the scope there, at this time.

    It says what kind of account could grant it, not that there is a manager: who there is now, `givers` tells.
    """

    code: ClassVar[str] = "subaccounts.not_granted"
    kind: ClassVar[Kind] = Kind.FORBIDDEN
    text: ClassVar[str] = (
        "{scope} is not granted there, shop: {shop}; the main account, or a manager who holds it there, can grant it"
    )
    rule_ids: ClassVar[tuple[str, ...]] = ("H1", "H7")

    scope: Scope
    shop: ShopId | None
    """None: in what is of no single shop, or is asked of all of them."""
    giver: Giver
