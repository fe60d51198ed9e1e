"""Who is to be told what, as data; the host writes and sends it."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from mpcore.kernel import DispatchId, OrderId, PartId, VendorId, frozen
from mpcore.orders.events import LinesShipped, OrderCompleted, OrderEvent, OrderPlaced
from mpcore.orders.model import Order
from mpcore.orders.values import InvoiceRef, Tracking

__all__ = ["Notice", "NoticeKind", "notices"]


class NoticeKind(Enum):
    """What a notice is about."""

    NEW_ORDER = "new_order"
    """To each vendor: there is an order with something of yours (U1)."""
    TRACKING = "tracking"
    """To the buyer, once per parcel: where it can be followed (U9, S29)."""
    ORDER_COMPLETED = "order_completed"
    """To the buyer, once per order: every vendor is done; with one invoice per completed part (U15 to U17)."""


@frozen(kw_only=True)
class Notice:
    """One message to one recipient: to the vendor named, or else to the buyer of the order."""

    kind: NoticeKind
    order: OrderId
    vendor: VendorId | None = None
    part: PartId | None = None
    dispatch: DispatchId | None = None
    tracking: Tracking | None = None
    invoices: tuple[InvoiceRef, ...] = ()

    @property
    def key(self) -> str:
        """The same for the same message, so that it is sent once however often the events are worked off."""
        return "/".join([self.kind.value, *[_escaped(name or "") for name in (self.order, self.part, self.dispatch)]])


def notices(order: Order, events: Iterable[OrderEvent]) -> tuple[Notice, ...]:
    """The notices that follow from events of the order, in their order; a vendor's holds only its own part."""
    found: list[Notice] = []
    for event in events:
        match event:
            case OrderPlaced():
                found += [
                    Notice(kind=NoticeKind.NEW_ORDER, order=order.id, vendor=part.vendor, part=part.id)
                    for part in event.parts
                ]
            case LinesShipped() if event.dispatch.tracking is not None:
                found.append(
                    Notice(
                        kind=NoticeKind.TRACKING,
                        order=order.id,
                        part=event.part,
                        dispatch=event.dispatch.id,
                        tracking=event.dispatch.tracking,
                    )
                )
            case OrderCompleted():
                found.append(Notice(kind=NoticeKind.ORDER_COMPLETED, order=order.id, invoices=event.invoices))
            case _:
                pass
    return tuple(found)


def _escaped(name: str) -> str:
    return name.replace("%", "%25").replace("/", "%2F")
