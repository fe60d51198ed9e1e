"""In which order the orders that were found stand."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import TypeAlias

from mpcore.kernel import ShopId, VendorId, frozen
from mpcore.orders.model import Order
from mpcore.orders.views.terms import due_ends, share_of

__all__ = ["NEWEST_FIRST", "Sort", "SortBy", "arranged"]


class SortBy(Enum):
    """What orders are sorted by; where one vendor's are looked for, DUE and TOTAL are of that vendor's parts."""

    PLACED = "placed"
    """When it was placed."""
    DUE = "due"
    """The earliest due end of a part that is still to be dispatched; orders without one come last, either way."""
    TOTAL = "total"
    """What the buyer owed when it was placed; orders in one currency stand together, by its code."""
    ID = "id"


@frozen
class Sort:
    """One key to sort by."""

    by: SortBy
    descending: bool = False


NEWEST_FIRST = (Sort(SortBy.PLACED, descending=True),)

_Row: TypeAlias = tuple[Order, Order]
"""An order, and the share of it that is looked at."""


def arranged(
    orders: Iterable[Order], by: Iterable[Sort], vendor: VendorId | None = None, shop: ShopId | None = None
) -> tuple[Order, ...]:
    """The orders by the first key, where that is the same by the next, and at last by their ids, ascending."""
    rows = [(order, share_of(order, vendor, shop) or order) for order in orders]
    for key in (*by, Sort(SortBy.ID))[::-1]:
        rows = _by(rows, key)
    return tuple([order for order, _ in rows])


def _by(rows: list[_Row], key: Sort) -> list[_Row]:
    match key.by:
        case SortBy.PLACED:
            return sorted(rows, key=lambda row: row[0].placed_at, reverse=key.descending)
        case SortBy.DUE:
            dated = [(min(ends), row) for row in rows if (ends := due_ends(row[1]))]
            in_order = [row for _, row in sorted(dated, key=lambda pair: pair[0], reverse=key.descending)]
            return in_order + [row for row in rows if not due_ends(row[1])]
        case SortBy.TOTAL:
            return sorted(rows, key=lambda row: (row[0].currency, row[1].total_minor), reverse=key.descending)
        case SortBy.ID:
            return sorted(rows, key=lambda row: row[0].id, reverse=key.descending)
