"""What follows from a command about a password, which is never here.

Only somebody of the company comes so far (H6), and only where the company is active, since otherwise all of them are
barred.
"""

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
    """It is another in every shop of the company at once (H3).

    A company that has no shop yet may change it too: each shop that joins has to differ from it.
    """
    reasons = weigh(rules.must_differ_from_shops(company.shops, ctx)) + ctx.objections(company, command)
    if reasons:
        return Refused(reasons)
    shops = tuple([shop.id for shop in company.shops])
    return (WalletPasswordChanged(shops=shops, **signed(company, asker, ctx)),)


def change_shop(company: Company, command: ChangeShopPassword, asker: Asker, ctx: Context) -> Events | Refused:
    """It is another, and still not the wallet's (H5)."""
    foreign = rules.must_be_of_the_company(company, command.shop)
    same = None if foreign else rules.must_differ_from_wallet(command.shop, ctx)
    reasons = weigh(foreign, same) + ctx.objections(company, command)
    return Refused(reasons) if reasons else (ShopPasswordChanged(shop=command.shop, **signed(company, asker, ctx)),)
