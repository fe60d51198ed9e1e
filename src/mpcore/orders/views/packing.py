"""The slip that a vendor puts into a parcel: what is in it and where it goes, and no amount of any kind (U5)."""

from __future__ import annotations

from mpcore.kernel import (
    DispatchId,
    Fault,
    LineId,
    ListingId,
    MalformedError,
    OrderId,
    PartId,
    Personal,
    VariantId,
    find,
    frozen,
)
from mpcore.orders.model import Dispatch, Order, Part
from mpcore.orders.values import Address, Tracking

__all__ = ["PackedLine", "PackingSlip", "packing_slip"]


@frozen(kw_only=True)
class PackedLine:
    """Some units of one line."""

    line: LineId
    listing: ListingId
    variant: VariantId | None
    title: str
    """As it was when the buyer bought it."""
    quantity: int
    """How many units are in the parcel, or are to be."""


@frozen(kw_only=True)
class PackingSlip:
    """What one vendor sends off to the buyer; it holds nothing of other vendors, and no prices (U5)."""

    order: OrderId
    part: PartId
    dispatch: DispatchId | None
    """What was sent off; None: what is still to be."""
    lines: tuple[PackedLine, ...]
    """In the order they have in the part."""
    address: Personal[Address] | None
    """Where it goes; erased where it was erased."""
    carrier: str | None
    tracking: Tracking | None


def packing_slip(order: Order, part: PartId, dispatch: DispatchId | None = None) -> PackingSlip:
    """The slip of one dispatch, or of all units of the part that are neither shipped nor cancelled; there may be none.

    A dispatch goes where it was sent to then, and without an address of its own where the order goes to.  Raises
    `MalformedError` at `part` or `dispatch` for what is not there.
    """
    packed = order.part(part)
    if packed is None:
        raise MalformedError(Fault("part", f"order {order.id} has no part {part[:60]!r}; name one of its parts"))
    sent = None if dispatch is None else _sent(packed, dispatch)
    if sent is None:
        units = {line.id: line.to_ship for line in packed.lines}
    else:
        units = {inside.line: inside.quantity for inside in sent.lines}
    return PackingSlip(
        order=order.id,
        part=packed.id,
        dispatch=dispatch,
        lines=tuple(
            [
                PackedLine(
                    line=line.id, listing=line.listing, variant=line.variant, title=line.title, quantity=units[line.id]
                )
                for line in packed.lines
                if units.get(line.id)
            ]
        ),
        address=order.properties.shipping_address if sent is None or sent.address is None else sent.address,
        carrier=None if sent is None else sent.carrier,
        tracking=None if sent is None else sent.tracking,
    )


def _sent(part: Part, dispatch: DispatchId) -> Dispatch:
    sent = find(part.dispatches, dispatch)
    if sent is None:
        text = f"part {part.id} has no dispatch {dispatch[:60]!r}; name one of its dispatches, or none"
        raise MalformedError(Fault("dispatch", text))
    return sent
