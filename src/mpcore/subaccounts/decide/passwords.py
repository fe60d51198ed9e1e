"""What follows from a command about a password, which is never here."""

from __future__ import annotations

from mpcore.kernel import Refused, weigh
from mpcore.subaccounts import rules
from mpcore.subaccounts.asker import Asker
from mpcore.subaccounts.commands import ChangeShopPassword, ChangeWalletPassword
from mpcore.subaccounts.context import Context
from mpcore.subaccounts.decide.signing import signed
from mpcore.subaccounts.events import Events, ShopPasswordChanged, WalletPasswordChanged
from mpcore.subaccounts.model import Company

__all__ = ["change_shop", "change_wallet"]


def change_wallet(company: Company, command: ChangeWalletPassword, asker: Asker, ctx: Context) -> Events | Refused:
    """It is another in every shop of the company at once (H3)."""
    reasons = weigh(
        rules.must_be_active(company, "change wallet password"), rules.must_differ_from_shops(company, ctx)
    ) + ctx.objections(company, command)
    if reasons:
        return Refused(reasons)
    shops = tuple([shop.id for shop in company.shops])
    return (WalletPasswordChanged(shops=shops, **signed(company, asker, ctx)),)


def change_shop(company: Company, command: ChangeShopPassword, asker: Asker, ctx: Context) -> Events | Refused:
    """It is another, and still not the wallet's (H5)."""
    reasons = weigh(
        rules.must_be_active(company, "change shop password"),
        rules.must_be_of_the_company(company, command.shop),
        rules.must_differ_from_wallet(company, command.shop, ctx),
    ) + ctx.objections(company, command)
    return Refused(reasons) if reasons else (ShopPasswordChanged(shop=command.shop, **signed(company, asker, ctx)),)
