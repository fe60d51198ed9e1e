"""What may be asked about the passwords of a company.  None of them ever stands in a command."""

from __future__ import annotations

from typing import ClassVar

from attrs import field

from mpcore.kernel import Scope, ShopId, an_id, frozen
from mpcore.subaccounts.commands.forms import OfCompany

__all__ = ["ChangeShopPassword", "ChangeWalletPassword"]


class ChangeWalletPassword(OfCompany):
    """The password of the wallet is to be another, in every shop of the company at once (H3).

    Nobody but the main account may ask it (H6), and there is no other way to it (H4): it names no shop.
    """

    scope: ClassVar[Scope] = Scope("wallet.password.change")


@frozen(kw_only=True)
class ChangeShopPassword(OfCompany):
    """The password of one shop is to be another, and still not the wallet's (H5)."""

    scope: ClassVar[Scope] = Scope("shop.password.change")

    shop: ShopId = field(validator=an_id)
