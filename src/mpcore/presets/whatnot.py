"""Whatnot's seller coupons, as ready-made terms."""

from __future__ import annotations

from collections.abc import Iterable

from moneyed import Money

from mpcore.discounts import (
    ALWAYS,
    BY_VENDOR,
    AllOf,
    AmountOff,
    Condition,
    InChannels,
    Limits,
    MinimumSpend,
    PercentOff,
    Terms,
)
from mpcore.kernel import ShowId

__all__ = ["seller_coupon"]


def seller_coupon(
    code: str,
    benefit: AmountOff | PercentOff,
    *,
    title: str | None = None,
    audience: Condition = ALWAYS,
    shows: Iterable[ShowId] = (),
    minimum: Money | None = None,
) -> Terms:
    """The terms of a seller's coupon as Whatnot has them (W19, external: WN-COUPON).

    For goods bought in shows (in the named ones, or in any), each buyer once, paid by the seller; what a purchase does
    not use up is forfeited.  `audience` is `ALWAYS`, `NewToVendor()` or `NewToMarketplace()`.  Create it under the
    rule book WHATNOT, which asks for 4 to 15 capitals and digits, and for a cap on percentages.
    """
    named = frozenset(shows)
    conditions: list[Condition] = [InChannels(shows=named, any_show=not named)]
    if audience != ALWAYS:
        conditions.append(audience)
    if minimum is not None:
        conditions.append(MinimumSpend(minimum))
    return Terms(
        title=title or code,
        code=code,
        benefit=benefit,
        condition=AllOf(conditions),
        funding=BY_VENDOR,
        limits=Limits(per_buyer=1),
    )
