"""What can be asked of an order when one is looked for: plain data, for memory and for a host's own queries alike.

A term stands for itself: it names a field, a relation and a value, and whose parts it is asked of.  `Term.holds` is the
one place that says what is meant; whoever translates terms to another language compares with it.
"""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import TypeAlias

from pendulum import DateTime

from mpcore.kernel import Buyer, ShopId, VendorId, changed, frozen
from mpcore.orders.model import Order
from mpcore.orders.policy import OrderPolicy
from mpcore.orders.status import Status, order_status
from mpcore.orders.views.shipping import ShippingStatus, order_shipping_status, part_shipping_status
from mpcore.timing import Window

__all__ = ["ChannelKind", "OrderField", "Relation", "Term", "TermValue", "due_ends", "share_of"]


class ChannelKind(Enum):
    """Where orders are made (W12)."""

    SHOP = "shop"
    SHOW = "show"
    """Any show."""


class OrderField(Enum):
    """What a term is about."""

    BUYER = "buyer"
    VENDOR = "vendor"
    """The vendors of its parts."""
    SHOP = "shop"
    """The shops of its parts."""
    CHANNEL = "channel"
    """A `ChannelKind`."""
    SHOW = "show"
    """The show it was made in; nothing for an order from the shop."""
    STATUS = "status"
    """The fold of the parts asked of, as `order_status` makes it."""
    SHIPPING = "shipping"
    """How far the least advanced of the parts asked of is; nothing where all are cancelled."""
    PLACED = "placed"
    """When it was placed."""
    DUE = "due"
    """The due ends of the parts asked of that are still to be dispatched; see `due_ends`."""
    CURRENCY = "currency"
    """ISO 4217."""


class Relation(Enum):
    """How what an order says has to stand to the value of a term; of several things it says, one is enough."""

    IS = "is"
    """It is the value."""
    IN = "in"
    """It is in the set."""
    WITHIN = "within"
    """It lies in the window: not before its start, and before its end."""


TermValue: TypeAlias = Buyer | str | ChannelKind | frozenset[Status] | frozenset[ShippingStatus] | Window
"""A vendor, a shop, a show and a currency are text."""


@frozen
class Term:
    """One condition on an order."""

    field: OrderField
    relation: Relation
    value: TermValue
    vendor: VendorId | None = None
    """Whose parts it is asked of; None: of all of them.  It holds of no order without such a part."""
    shop: ShopId | None = None
    """Of which of that vendor's shops; None: of all of them."""

    def holds(self, order: Order, policy: OrderPolicy) -> bool:
        """Whether it is true of an order; the policy is that of the order's rule book."""
        share = share_of(order, self.vendor, self.shop)
        if share is None:
            return False
        for said in _said(self.field, share, policy):
            if self._fits(said):
                return True
        return False

    def _fits(self, said: object) -> bool:
        match self.relation:
            case Relation.IS:
                return said == self.value
            case Relation.IN:
                return isinstance(self.value, frozenset) and said in self.value
            case Relation.WITHIN:
                return isinstance(self.value, Window) and isinstance(said, datetime) and self.value.contains(said)


def share_of(order: Order, vendor: VendorId | None, shop: ShopId | None) -> Order | None:
    """The order with one vendor's parts only, or one of its shop's; None where there are none of them.

    Without a vendor it is the order as it is.
    """
    if vendor is None:
        return order
    parts = tuple([part for part in order.parts if part.vendor == vendor and (shop is None or part.shop == shop)])
    return changed(order, parts=parts) if parts else None


def due_ends(order: Order) -> tuple[DateTime, ...]:
    """The due ends of the parts that are still to be dispatched.

    Those of which units have to be shipped, and whose money has not all gone back.  A part has no due end while no
    clock runs for it, as for an unpaid one (S43).
    """
    return tuple(
        [
            part.due_end
            for part in order.parts
            if part.due_end is not None
            and part_shipping_status(part) is ShippingStatus.TO_SHIP
            and not part.refunded_whole
        ]
    )


def _said(field: OrderField, order: Order, policy: OrderPolicy) -> tuple[object, ...]:
    """What an order says about a field: one thing, or several where its parts speak for themselves."""
    match field:
        case OrderField.BUYER:
            return (order.buyer,)
        case OrderField.VENDOR:
            return tuple([part.vendor for part in order.parts])
        case OrderField.SHOP:
            return tuple([part.shop for part in order.parts])
        case OrderField.CHANNEL:
            return (ChannelKind.SHOP if order.channel.show is None else ChannelKind.SHOW,)
        case OrderField.SHOW:
            return (order.channel.show,)
        case OrderField.STATUS:
            return (order_status(order, policy),)
        case OrderField.SHIPPING:
            return (order_shipping_status(order),)
        case OrderField.PLACED:
            return (order.placed_at,)
        case OrderField.DUE:
            return due_ends(order)
        case OrderField.CURRENCY:
            return (order.currency,)
