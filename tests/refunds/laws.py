"""Laws of money that goes back, under the names that these tests have for them; their home is `mpcore.testing.laws`."""

from __future__ import annotations

from mpcore.orders import Order
from mpcore.refunds import AfterSales
from mpcore.testing.laws.refunds import conserved, nothing_left, stocked

__all__ = ["nothing_is_left", "nothing_is_lost"]


def nothing_is_lost(after: AfterSales, order: Order) -> None:
    """What went back, is under way or promised is no more than was paid, and no more is sold again than came back."""
    conserved(after, order)
    stocked(after, order)


nothing_is_left = nothing_left
