"""Reasons against a change of a company as a whole, beside the questions that give them."""

from __future__ import annotations

from typing import ClassVar

from mpcore.kernel import Kind, MemberId, NotFound, Refusal, ShopId, VendorId, WrongStage, frozen
from mpcore.subaccounts.commands import AddShop, CreateCompany
from mpcore.subaccounts.context import Context
from mpcore.subaccounts.model import Company
from mpcore.subaccounts.states import CompanyStage, SubAccountStage

__all__ = [
    "ForeignShop",
    "ShopTaken",
    "must_be_able_to_lead",
    "must_be_active",
    "must_be_of_the_company",
    "must_not_be_taken",
]


@frozen(kw_only=True)
class ForeignShop(Refusal):
    """The company has no such shop."""

    code: ClassVar[str] = "subaccounts.foreign_shop"
    kind: ClassVar[Kind] = Kind.INVALID
    text: ClassVar[str] = "shop {shop} is not of company {company}"
    rule_ids: ClassVar[tuple[str, ...]] = ("H1",)

    company: VendorId
    shop: ShopId


def must_be_of_the_company(company: Company, shop: ShopId | None) -> ForeignShop | None:
    """Nothing is granted in a shop of another company (H1)."""
    if shop is None or company.shop(shop) is not None:
        return None
    return ForeignShop(company=company.id, shop=shop, at="shop")


class ShopTaken(Refusal):
    """A shop is of one company."""

    code: ClassVar[str] = "subaccounts.shop_taken"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "a shop that is named is of another company"
    rule_ids: ClassVar[tuple[str, ...]] = ("H1",)


def must_not_be_taken(command: CreateCompany | AddShop, ctx: Context) -> ShopTaken | None:
    """No company gets a shop that another one has (H1)."""
    return ShopTaken(at="shop" if isinstance(command, AddShop) else "shops") if ctx.shop_taken else None


def must_be_active(company: Company, asked: str) -> WrongStage | None:
    """A suspended company gets nothing new (rules.md §7.10), not from operators either."""
    if company.stage is CompanyStage.ACTIVE:
        return None
    return WrongStage(thing="company", id=company.id, stage=company.stage, asked=asked)


def must_be_able_to_lead(company: Company, member: MemberId) -> NotFound | WrongStage | None:
    """Only an active sub-account becomes the main account."""
    heir = company.sub_account(member)
    if heir is None:
        return NotFound(thing="sub-account", id=member, at="to")
    if heir.stage is SubAccountStage.ACTIVE:
        return None
    return WrongStage(thing="sub-account", id=heir.id, stage=heir.stage, asked="transfer ownership", at="to")
