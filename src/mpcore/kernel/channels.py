"""Where something is sold."""

from __future__ import annotations

from mpcore.kernel.ids import ShowId
from mpcore.kernel.values import frozen

__all__ = ["SHOP", "SalesChannel"]


@frozen
class SalesChannel:
    """Where an order is made: in a show, or in the shop when no show is named (W12)."""

    show: ShowId | None = None


SHOP = SalesChannel()
