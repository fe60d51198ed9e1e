"""How far the goods of a part and of an order are: to be shipped, in transit, or delivered (W13).

Another question than `Status` answers: it looks at units and parcels, not at money, so that a completed part may well
be in transit (U14).
"""

from __future__ import annotations

from enum import Enum

from mpcore.orders.model import Order, Part
from mpcore.orders.states import DispatchStage, PartStage

__all__ = ["ShippingStatus", "order_shipping_status", "part_shipping_status"]


class ShippingStatus(Enum):
    """How far goods are; what stands further down is further advanced."""

    TO_SHIP = "to_ship"
    """Something has still to be sent off."""
    IN_TRANSIT = "in_transit"
    """Everything was sent off, and something has not arrived."""
    DELIVERED = "delivered"
    """Everything has arrived, or was collected."""


def part_shipping_status(part: Part) -> ShippingStatus | None:
    """How far the least advanced unit of a part is (W13); None for a cancelled part, and for no other.

    Cancelled units count for nothing. What left and has not arrived is in transit, whatever became of it. Nobody will
    ship the units that were left when the part was completed, as `require_shipment=False` allows: the vendor's word
    stands for them, so parcels alone decide, and without any the part is delivered.
    """
    if part.stage is PartStage.CANCELLED:
        return None
    if part.to_ship and part.stage is not PartStage.COMPLETED:
        return ShippingStatus.TO_SHIP
    for dispatch in part.dispatches:
        if dispatch.stage is not DispatchStage.DELIVERED:
            return ShippingStatus.IN_TRANSIT
    return ShippingStatus.DELIVERED


def order_shipping_status(order: Order) -> ShippingStatus | None:
    """That of the least advanced part that is not cancelled (W13); None where all of them are."""
    shown = {part_shipping_status(part) for part in order.parts}
    for status in ShippingStatus:
        if status in shown:
            return status
    return None
