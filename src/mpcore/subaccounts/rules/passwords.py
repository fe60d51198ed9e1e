"""Reasons against a change of passwords, beside the questions that give them.

The host compares the passwords and says in which shops they would be the same; none of them is ever here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from mpcore.kernel import Kind, Refusal, ShopId, frozen
from mpcore.subaccounts.context import Context
from mpcore.subaccounts.model import Shop

__all__ = ["WalletPasswordEqualsShopPassword", "must_differ_from_shops", "must_differ_from_wallet"]


@frozen(kw_only=True)
class WalletPasswordEqualsShopPassword(Refusal):
    """The wallet and shops would have the same password.

    Whoever tries passwords for a shop learns from it which one is the wallet's: let nobody try often.
    """

    code: ClassVar[str] = "subaccounts.wallet_password_equals_shop_password"
    kind: ClassVar[Kind] = Kind.INVALID
    text: ClassVar[str] = "the wallet's password has to differ from that of every shop; it is the same in: {shops}"
    remedy: ClassVar[str | None] = "choose another password"
    rule_ids: ClassVar[tuple[str, ...]] = ("H5",)

    shops: tuple[ShopId, ...]
    """In the order of their ids."""


def must_differ_from_shops(shops: Iterable[Shop], ctx: Context) -> WalletPasswordEqualsShopPassword | None:
    """The wallet's password is that of no shop, neither a new one nor that of a company that joins (H5)."""
    same = tuple([shop.id for shop in shops if shop.id in (ctx.same_passwords or ())])
    return WalletPasswordEqualsShopPassword(shops=same) if same else None


def must_differ_from_wallet(shop: ShopId, ctx: Context) -> WalletPasswordEqualsShopPassword | None:
    """A shop's new password, or that of a shop that joins, is not the wallet's, wherever that was set (H5)."""
    return WalletPasswordEqualsShopPassword(shops=(shop,)) if shop in (ctx.same_passwords or ()) else None
