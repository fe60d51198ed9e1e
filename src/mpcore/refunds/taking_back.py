"""What a vendor who was paid has to give back of what went back to the buyer (U23)."""

from __future__ import annotations

from collections.abc import Iterable

from mpcore.orders import Funder, Line, Minor, Order, Part, PayoutStage, Remitter, Shares
from mpcore.refunds.model import Refund
from mpcore.refunds.values import Bearer

__all__ = ["vendor_got", "vendors_part"]


def vendors_part(refund: Refund, shares: Iterable[Shares], order: Order) -> Minor:
    """What of these shares of a refund has to be taken back from its vendor, in minor units.

    Nothing where somebody else bears the refund, or the vendor was not paid: then it is paid less.  Before commission,
    of which settlement knows how much of it the vendor was never paid.
    """
    part = None if refund.part is None else order.part(refund.part)
    if part is None or refund.bearer is not Bearer.VENDOR or part.payout is not PayoutStage.PAID:
        return 0
    return vendor_got(part, shares)


def vendor_got(part: Part, shares: Iterable[Shares]) -> Minor:
    """What of portions of its lines a vendor earned, before commission.

    That is what the buyer paid of them, without the taxes that the operator remits, contained in prices or on top of
    them, and with the discounts that somebody else funds.
    """
    lines = {line.id: line for line in part.lines}
    return sum([_of_line(lines[share.line], share) for share in shares])


def _of_line(line: Line, share: Shares) -> Minor:
    taxes = zip(line.taxes, share.taxes, strict=True)
    discounts = zip(line.discounts, share.discounts, strict=True)
    remitted = sum([amount for tax, amount in taxes if tax.remitter is Remitter.OPERATOR])
    funded = sum([amount for off, amount in discounts if off.funder is not Funder.VENDOR])
    return share.total - remitted + funded
