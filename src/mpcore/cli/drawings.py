"""Every lifecycle as text, drawn from the table that decides."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import TypeVar

from mpcore import discounts, orders, refunds, subaccounts
from mpcore.kernel import Lifecycle, drawing

__all__ = ["FORMATS", "LIFECYCLES", "drawings"]

S = TypeVar("S", bound=Enum)
E = TypeVar("E")

FORMATS = ("mermaid", "dot", "table")


def drawings(form: str, name: str | None = None) -> str:
    """Every lifecycle, or the one of that name, one below the other."""
    return "\n\n".join(LIFECYCLES[wanted](form) for wanted in ([name] if name else LIFECYCLES))


def _drawn(lifecycle: Lifecycle[S, E], form: str) -> str:
    match form:
        case "dot":
            return drawing.dot(lifecycle)
        case "table":
            return f"**{lifecycle.name}**\n\n{drawing.table(lifecycle)}"
        case _:
            return f"%% {lifecycle.name}\n{drawing.mermaid(lifecycle)}"


LIFECYCLES: dict[str, Callable[[str], str]] = {
    orders.PART.name: lambda form: _drawn(orders.PART, form),
    orders.DISPATCH.name: lambda form: _drawn(orders.DISPATCH, form),
    orders.PAYMENT.name: lambda form: _drawn(orders.PAYMENT, form),
    orders.REQUEST.name: lambda form: _drawn(orders.REQUEST, form),
    orders.PAYOUT.name: lambda form: _drawn(orders.PAYOUT, form),
    orders.CHARGEBACK.name: lambda form: _drawn(orders.CHARGEBACK, form),
    discounts.COUPON.name: lambda form: _drawn(discounts.COUPON, form),
    discounts.REDEMPTION.name: lambda form: _drawn(discounts.REDEMPTION, form),
    refunds.REFUND.name: lambda form: _drawn(refunds.REFUND, form),
    refunds.RETURN.name: lambda form: _drawn(refunds.RETURN, form),
    refunds.CASE.name: lambda form: _drawn(refunds.CASE, form),
    subaccounts.COMPANY.name: lambda form: _drawn(subaccounts.COMPANY, form),
    subaccounts.SUB_ACCOUNT.name: lambda form: _drawn(subaccounts.SUB_ACCOUNT, form),
    subaccounts.ROLE.name: lambda form: _drawn(subaccounts.ROLE, form),
    subaccounts.GRANT.name: lambda form: _drawn(subaccounts.GRANT, form),
    subaccounts.INVITATION.name: lambda form: _drawn(subaccounts.INVITATION, form),
    subaccounts.CHAT_GROUP.name: lambda form: _drawn(subaccounts.CHAT_GROUP, form),
}
