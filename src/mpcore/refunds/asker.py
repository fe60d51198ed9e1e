"""Who asks: what kind of actor, and who of the staff."""

from __future__ import annotations

from mpcore.kernel import Buyer, MemberId, Operator, VendorMember
from mpcore.refunds.context import Context
from mpcore.refunds.values import Requester

__all__ = ["requester_of", "staff_of"]


def requester_of(ctx: Context) -> Requester:
    """What kind of actor asks."""
    if isinstance(ctx.actor, VendorMember):
        return Requester.VENDOR
    if isinstance(ctx.actor, Buyer):
        return Requester.BUYER
    return Requester.OPERATOR if isinstance(ctx.actor, Operator) else Requester.SYSTEM


def staff_of(ctx: Context) -> MemberId | None:
    """Who of the staff, of a vendor or the marketplace, asks."""
    return ctx.actor.member if isinstance(ctx.actor, VendorMember | Operator) else None
