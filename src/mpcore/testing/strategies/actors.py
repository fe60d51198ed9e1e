"""Who asks: everybody, strangers among them."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from mpcore.kernel import (
    Actor,
    Buyer,
    BuyerId,
    Grant,
    MemberId,
    Operator,
    Scope,
    System,
    VendorId,
    VendorMember,
)
from mpcore.orders import GATES, AddNote, Order, OrderCommand, OrderPolicy, Visibility
from mpcore.testing.cures.cases import named, part_of
from mpcore.testing.entitled import OPERATOR, SCOPES, SYSTEM, vendor_member

__all__ = ["able", "actors", "strangers"]


def strangers(order: Order) -> tuple[Actor, ...]:
    """Actors whose business the order is not: another vendor's staff, another buyer, staff that was granted nothing."""
    outside = VendorId("+".join(sorted({part.vendor for part in order.parts})) + "+")
    return (
        vendor_member(outside),
        VendorMember(order.parts[0].vendor, MemberId("new"), ()),
        Buyer(BuyerId(order.buyer.id + "+"), order.buyer.guest),
        Buyer(order.buyer.id, not order.buyer.guest),
    )


def actors(order: Order) -> SearchStrategy[Actor]:
    """Everybody: operators and staff with all scopes, with some and with none, the buyer, the system, strangers."""
    some = [Scope("orders.ship")]
    vendors = [part.vendor for part in order.parts]
    known: list[Actor] = [OPERATOR, SYSTEM, order.buyer, Operator(MemberId("otto"), frozenset())]
    known += [vendor_member(vendor) for vendor in vendors]
    known += [vendor_member(vendor, *some) for vendor in vendors]
    known += [vendor_member(vendor, shop="another") for vendor in vendors]
    known += [VendorMember(vendor, MemberId("two"), (Grant(SCOPES), Grant(frozenset()))) for vendor in vendors]
    return st.sampled_from([*known, *strangers(order)])


def able(order: Order, command: OrderCommand, policy: OrderPolicy) -> list[Actor]:
    """Everybody of those who have to do with the order that may ask this under the policy."""
    gate = GATES[type(command)]
    vendor = vendor_member(part_of(order, command).vendor)
    everybody: tuple[Actor, ...] = (OPERATOR, SYSTEM, vendor, order.buyer)
    found: list[Actor] = [one for one in everybody if type(one) in gate.kinds]
    if gate.allowed is not None:
        found = [one for one in found if gate.allowed(one, policy) is None]
    if isinstance(command, AddNote) and (named(command) is None or command.visibility is Visibility.OPERATOR):
        return [one for one in found if isinstance(one, Operator | System)]
    return found
