"""Reasons against a change of passwords, beside the questions that give them.

The host compares the passwords and says which of them would be the same; none of them is ever here.
"""

from __future__ import annotations

from typing import ClassVar

from mpcore.kernel import Kind, Refusal, ShopId, frozen
from mpcore.subaccounts.context import Context
from mpcore.subaccounts.model import Company

__all__ = ["WalletPasswordEqualsShopPassword", "must_differ_from_shops", "must_differ_from_wallet"]


@frozen(kw_only=True)
class WalletPasswordEqualsShopPassword(Refusal):
    """The wallet and shops would have the same password."""

    code: ClassVar[str] = "subaccounts.wallet_password_equals_shop_password"
    kind: ClassVar[Kind] = Kind.INVALID
    text: ClassVar[str] = "the wallet's password has to differ from that of every shop; it is the same in: {shops}"
    remedy: ClassVar[str | None] = "choose another password"
    rule_ids: ClassVar[tuple[str, ...]] = ("H5",)

    shops: tuple[ShopId, ...]
    """In their order."""


def must_differ_from_shops(company: Company, ctx: Context) -> WalletPasswordEqualsShopPassword | None:
    """The wallet's new password is that of no shop of the company (H5)."""
    same = tuple([shop.id for shop in company.shops if shop.id in (ctx.same_passwords or ())])
    return WalletPasswordEqualsShopPassword(shops=same) if same else None


def must_differ_from_wallet(company: Company, shop: ShopId, ctx: Context) -> WalletPasswordEqualsShopPassword | None:
    """A shop's new password, or that of a shop that joins, is not the wallet's (H5)."""
    if company.wallet_changed_at is None or shop not in (ctx.same_passwords or ()):
        return None
    return WalletPasswordEqualsShopPassword(shops=(shop,))
