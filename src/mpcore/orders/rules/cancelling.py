"""Reasons against cancelling."""

from __future__ import annotations

from typing import ClassVar

from mpcore.kernel import (
    Actor,
    Kind,
    MissingScope,
    OrderId,
    PartId,
    Refusal,
    VendorMember,
    frozen,
)
from mpcore.orders.commands import CancelPart
from mpcore.orders.model import Order, Part
from mpcore.orders.policy import OrderPolicy

__all__ = ["AlreadyShipped", "must_have_shipped_nothing", "vendor_must_be_allowed_to_cancel"]


@frozen(kw_only=True)
class AlreadyShipped(Refusal):
    """Units of the part have left the vendor."""

    code: ClassVar[str] = "orders.already_shipped"
    kind: ClassVar[Kind] = Kind.TOO_LATE
    text: ClassVar[str] = "units of part {part} of order {order} have been shipped"
    remedy: ClassVar[str | None] = "cancel the lines that were not, and take the others back as a return"
    rule_ids: ClassVar[tuple[str, ...]] = ("T14",)

    order: OrderId
    part: PartId


def must_have_shipped_nothing(order: Order, part: Part, policy: OrderPolicy) -> AlreadyShipped | None:
    """A part is cancelled as a whole only while nothing of it was shipped (T14)."""
    return AlreadyShipped(order=order.id, part=part.id) if part.dispatches else None


def vendor_must_be_allowed_to_cancel(actor: Actor, policy: OrderPolicy) -> MissingScope | None:
    """Vendors cancel only where the marketplace lets them (rules.md §00.8)."""
    if isinstance(actor, VendorMember) and not policy.vendor_may_cancel:
        return MissingScope(scope=CancelPart.scope)
    return None
