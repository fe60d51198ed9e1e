"""Reasons against an order as it is to be placed."""

from __future__ import annotations

from typing import ClassVar

from mpcore.kernel import (
    Kind,
    PartId,
    Refusal,
    VendorId,
    frozen,
)
from mpcore.orders.commands import NewPart
from mpcore.orders.policy import OrderPolicy, ShippingCharge

__all__ = ["MOST_UNITS", "ExtraShippingForbidden", "VendorTwice", "must_include_shipping"]

_SEPARATE = ShippingCharge.SEPARATE


MOST_UNITS = 1_000_000
"""The most units of a line."""


@frozen(kw_only=True)
class ExtraShippingForbidden(Refusal):
    """Shipping is part of the price here."""

    code: ClassVar[str] = "orders.extra_shipping_forbidden"
    kind: ClassVar[Kind] = Kind.INVALID
    text: ClassVar[str] = "shipping is included in the price, so part {part} cannot charge for it"
    remedy: ClassVar[str | None] = "put it into the price"
    rule_ids: ClassVar[tuple[str, ...]] = ("S18",)

    part: PartId


def must_include_shipping(part: NewPart, policy: OrderPolicy, index: int) -> ExtraShippingForbidden | None:
    """Where shipping is included in the price, nothing is charged for it, nor any tax on it (S18)."""
    if policy.shipping_charge is _SEPARATE or not (part.shipping_minor or part.shipping_taxes):
        return None
    return ExtraShippingForbidden(part=part.id, at=f"parts[{index}].shipping")


@frozen(kw_only=True)
class VendorTwice(Refusal):
    """An order has one part per vendor's shop."""

    code: ClassVar[str] = "orders.vendor_twice"
    kind: ClassVar[Kind] = Kind.INVALID
    text: ClassVar[str] = "vendor {vendor} has two parts for the same shop"
    remedy: ClassVar[str | None] = "put all of its lines into one part"
    rule_ids: ClassVar[tuple[str, ...]] = ("U1", "T10")

    vendor: VendorId
