"""Ways to look at orders: who sees what, which orders are meant, how far the goods are, and why things are so.

Nothing here decides or changes anything.  `order_shipping_status` looks at parcels only (W13); an `OrderFilter` finds
orders in memory with `found`, and as plain `terms()` in a host's own queries (W12, W13, S25); `packing_slip` is what is
put into a parcel (U5).  `seen` is what an actor may see of an order, `timeline` what happened to it, in words;
`explain_deadline` and `explain_status` say why.
"""

from mpcore.orders.views.finding import OrderFilter, found
from mpcore.orders.views.packing import PackedLine, PackingSlip, packing_slip
from mpcore.orders.views.projections import DiscountSeen, DispatchSeen, LineSeen, OrderSeen, PartSeen
from mpcore.orders.views.seen import VIEW_CUSTOMER_DATA, seen
from mpcore.orders.views.shipping import ShippingStatus, order_shipping_status, part_shipping_status
from mpcore.orders.views.sorting import Sort, SortBy
from mpcore.orders.views.statements import Statement, explain_deadline, explain_status
from mpcore.orders.views.terms import ChannelKind, OrderField, Relation, Term
from mpcore.orders.views.timeline import Entry, timeline

__all__ = [
    "VIEW_CUSTOMER_DATA",
    "ChannelKind",
    "DiscountSeen",
    "DispatchSeen",
    "Entry",
    "LineSeen",
    "OrderField",
    "OrderFilter",
    "OrderSeen",
    "PackedLine",
    "PackingSlip",
    "PartSeen",
    "Relation",
    "ShippingStatus",
    "Sort",
    "SortBy",
    "Statement",
    "Term",
    "explain_deadline",
    "explain_status",
    "found",
    "order_shipping_status",
    "packing_slip",
    "part_shipping_status",
    "seen",
    "timeline",
]
