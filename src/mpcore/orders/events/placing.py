"""An order was placed."""

from __future__ import annotations

from attrs import field
from pendulum import DateTime

from mpcore.kernel import NO_METADATA, Buyer, Metadata, OrderId, RuleBookId, frozen
from mpcore.orders.model import Part
from mpcore.orders.shares import a_currency
from mpcore.orders.values import (
    SHOP,
    Properties,
    SalesChannel,
)

__all__ = ["OrderPlaced"]


@frozen(kw_only=True)
class OrderPlaced:
    """A buyer bought; the first event of every order, with every amount split."""

    order: OrderId
    buyer: Buyer
    currency: str = field(validator=a_currency)
    rule_book: RuleBookId
    placed_at: DateTime
    parts: tuple[Part, ...]
    channel: SalesChannel = SHOP
    properties: Properties = Properties()
    metadata: Metadata = NO_METADATA
