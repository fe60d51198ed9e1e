"""Who may ask what: the actors that a command is meant for, with everything they need."""

from __future__ import annotations

from mpcore import refunds
from mpcore.kernel import Actor, Buyer, Grant, MemberId, Operator, Scope, ShopId, System, VendorId, VendorMember
from mpcore.orders import GATES, CompletePart, Order, OrderCommand, ShipLines

__all__ = ["OPERATOR", "SCOPES", "SYSTEM", "entitled", "vendor_member"]

SCOPES: frozenset[Scope] = frozenset(
    [gate.scope for gate in GATES.values()] + [gate.scope for gate in refunds.GATES.values()]
)
"""Every scope that a command about an order, its refunds or its returns needs."""

OPERATOR = Operator(MemberId("olga"))
"""An operator who may do everything an operator can."""

SYSTEM = System("tests")
"""The host."""


def vendor_member(vendor: str, *scopes: Scope, shop: str | None = None) -> VendorMember:
    """Somebody of that vendor's staff with these scopes, or with all of them, in one shop or in all."""
    grant = Grant(frozenset(scopes) or SCOPES, None if shop is None else ShopId(shop))
    return VendorMember(VendorId(vendor), MemberId(f"staff of {vendor}"), (grant,))


def entitled(order: Order, command: OrderCommand) -> Actor:
    """Who may ask this: the buyer where nobody else may, the part's vendor who ships and completes it, else the system.

    Where the system may not, the operator.
    """
    kinds = GATES[type(command)].kinds
    if kinds == frozenset((Buyer,)):
        return order.buyer
    if isinstance(command, ShipLines | CompletePart):
        part = order.part(command.part)
        return OPERATOR if part is None else vendor_member(part.vendor)
    return SYSTEM if System in kinds else OPERATOR
