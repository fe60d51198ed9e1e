"""What is kept from whoever has no need of it, and the scope that opens each kind of it (H17).

Every projection of every package asks here, and nowhere else: what an order shows of its payout is opened by the scope
that opens payouts, and so it is for refunds and for settlement.  A kind that its reader may not see is None or empty
in what they get, as if there were nothing; totals that its parts would give away are given as sums.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Final

from mpcore.kernel import Actor, Buyer, Operator, Scope, ShopId, VendorMember

__all__ = ["OPENED_BY", "Sensitive", "opens"]


class Sensitive(Enum):
    """A kind of data that is not for everybody of the staff."""

    BUYERS = "buyers"
    """Who buyers are, how to reach them, and where they live."""
    BILLS = "bills"
    """What a vendor earns and owes: fees, chargebacks, and who pays for which discount."""
    COMMISSION = "commission"
    """What the marketplace takes.  Nothing shows it yet: settlement, which is to come, opens it by this."""
    PAYOUTS = "payouts"
    """Whether and when earnings went to the vendor, and where to."""
    WALLET = "wallet"
    """What is in the wallet.  Nothing shows it yet: settlement, which is to come, opens it by this."""
    DOCUMENTS = "documents"
    """Who stands behind the company; none of it is in the library.  Nothing shows it yet: settlement, which is to come,
    opens by this what it tells of the company to be paid."""
    CREDENTIALS = "credentials"
    """When passwords were changed and which links were sent; what they are is in the library nowhere."""
    AUDIT = "audit"
    """Who of the team did what (X-H3)."""


OPENED_BY: Final[Mapping[Sensitive, Scope]] = {
    Sensitive.BUYERS: Scope("orders.view_customer_data"),
    Sensitive.BILLS: Scope("finance.view"),
    Sensitive.COMMISSION: Scope("invoices.commission_view"),
    Sensitive.PAYOUTS: Scope("payouts.view"),
    Sensitive.WALLET: Scope("wallet.view"),
    Sensitive.DOCUMENTS: Scope("company.view"),
    Sensitive.CREDENTIALS: Scope("wallet.password.change"),
    Sensitive.AUDIT: Scope("audit_log.view"),
}
"""The one scope that opens each kind.  That of the credentials and that of the audit are the main account's alone."""


def opens(kind: Sensitive, actor: Actor, shop: ShopId | None = None) -> bool:
    """Whether an actor who may know of the thing may see this kind of data in it; a vendor's staff, shop by shop.

    Operators see what their scopes open, the system everything.  To buyers nothing is open but what is of buyers, and
    whoever asks makes sure that it is their own.
    """
    if isinstance(actor, VendorMember):
        return actor.may(OPENED_BY[kind], shop)
    if isinstance(actor, Buyer):
        return kind is Sensitive.BUYERS
    return not isinstance(actor, Operator) or actor.scopes is None or OPENED_BY[kind] in actor.scopes
