"""Several orders at once, as a marketplace has them, and how each looks as a plain row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypedDict

from attrs import evolve
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from pendulum import DateTime

from mpcore.kernel import BuyerId, OrderId, RuleBookId, ShopId, VendorId, frozen, utc
from mpcore.orders import Order, OrderPolicy, Part, PartStage, Status, part_status
from mpcore.orders.views import ShippingStatus, part_shipping_status
from mpcore.presets import RuleBook
from mpcore.testing import PLACED_AT
from mpcore.testing import strategies as some

__all__ = ["OrderRow", "PartRow", "Several", "policies_of", "row", "several"]


class PartRow(TypedDict):
    vendor: str
    shop: str | None
    status: Status
    shipping: ShippingStatus | None
    due: datetime | None
    """Where it is still to be dispatched."""
    total: int


class OrderRow(TypedDict):
    id: str
    buyer: tuple[str, bool]
    show: str | None
    placed: datetime
    currency: str
    parts: list[PartRow]


def row(order: Order, policy: OrderPolicy) -> OrderRow:
    """The order as a host might keep it for its queries."""
    return {
        "id": order.id,
        "buyer": (order.buyer.id, order.buyer.guest),
        "show": order.channel.show,
        "placed": order.placed_at,
        "currency": order.currency,
        "parts": [
            {
                "vendor": part.vendor,
                "shop": part.shop,
                "status": part_status(part, policy),
                "shipping": part_shipping_status(part),
                "due": _due(part),
                "total": sum([line.total for line in part.lines]),
            }
            for part in order.parts
        ],
    }


def _due(part: Part) -> DateTime | None:
    over = part.stage in (PartStage.CANCELLED, PartStage.COMPLETED) or 0 < part.paid <= part.refunded
    left = [line for line in part.lines if line.shipped + line.cancelled < line.quantity]
    return None if over or not left else part.due_end


@frozen
class Several:
    """Orders with ids of their own, each with its rule book."""

    orders: tuple[Order, ...]
    books: tuple[RuleBook, ...]

    def policy(self, wanted: RuleBookId) -> OrderPolicy:
        """That of the rule book with that id."""
        return policies_of(*self.books)(wanted)


def policies_of(*books: RuleBook) -> Callable[[RuleBookId], OrderPolicy]:
    known = {book.id: book.orders for book in books}
    return lambda wanted: known[wanted]


_LIVES = some.lives(lines=2, ample=False)
_PLACED = st.sampled_from((None, PLACED_AT, PLACED_AT, utc(PLACED_AT.replace(hour=10))))
_SHOPS = st.booleans()
_BUYERS = st.sampled_from(("ada", "ada", "bob"))


@st.composite
def several(draw: DrawFn, most: int = 4) -> Several:
    """Up to so many orders and two more; some at one instant, some of one vendor's shops, some alike but for the id."""
    lives = draw(st.lists(_LIVES, min_size=1, max_size=most))
    orders = [_varied(draw, life.state) for life in lives]
    orders += orders[: draw(st.integers(0, 2))]
    named = [evolve(order, id=OrderId(f"o{number}")) for number, order in enumerate(orders, 1)]
    return Several(tuple(draw(st.permutations(named))), tuple([life.rules for life in lives]))


def _varied(draw: DrawFn, order: Order) -> Order:
    placed_at = draw(_PLACED)
    order = evolve(
        order,
        placed_at=placed_at or order.placed_at,
        buyer=evolve(order.buyer, id=BuyerId(draw(_BUYERS))),
    )
    if not draw(_SHOPS):
        return order
    shops = [None, ShopId("main"), ShopId("other")]
    parts = [evolve(part, vendor=VendorId("v1"), shop=shop) for part, shop in zip(order.parts, shops, strict=False)]
    return evolve(order, parts=tuple(parts))
