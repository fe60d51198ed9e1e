"""Reasons against working on a part: shipping units of it, completing it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from mpcore.kernel import (
    Duplicate,
    Exceeds,
    Kind,
    LineId,
    NotFound,
    NothingNamed,
    OrderId,
    OutOfRange,
    PartId,
    RefundId,
    Refusal,
    frozen,
)
from mpcore.orders.model import Order, Part
from mpcore.orders.policy import OrderPolicy
from mpcore.orders.values import Quantity

__all__ = [
    "AlreadyRefunded",
    "NotShipped",
    "NothingToShip",
    "OnHold",
    "RefundPending",
    "must_be_dispatched_whole",
    "must_fit",
    "must_have_no_open_refund",
    "must_have_something_to_ship",
    "must_not_be_held",
    "must_not_be_refunded",
]


@frozen(kw_only=True)
class OnHold(Refusal):
    """The operator stopped the part."""

    code: ClassVar[str] = "orders.on_hold"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "part {part} of order {order} is on hold"
    remedy: ClassVar[str | None] = "ask the operator to release it"
    rule_ids: ClassVar[tuple[str, ...]] = ("U2",)

    order: OrderId
    part: PartId


def must_not_be_held(order: Order, part: Part, policy: OrderPolicy) -> OnHold | None:
    """What is on hold is not fulfilled."""
    return OnHold(order=order.id, part=part.id) if part.held else None


@frozen(kw_only=True)
class NotShipped(Refusal):
    """Units of the part are still with the vendor."""

    code: ClassVar[str] = "orders.not_shipped"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "part {part} of order {order} has {left} units left to ship"
    remedy: ClassVar[str | None] = "ship or cancel them first"
    rule_ids: ClassVar[tuple[str, ...]] = ("U14",)

    order: OrderId
    part: PartId
    left: int


def must_be_dispatched_whole(order: Order, part: Part, policy: OrderPolicy) -> NotShipped | None:
    """A part is completed once everything of it was shipped, collected or cancelled (U14)."""
    if not policy.require_shipment or part.shipped_whole:
        return None
    return NotShipped(order=order.id, part=part.id, left=part.to_ship)


@frozen(kw_only=True)
class RefundPending(Refusal):
    """A refund of the part is under way."""

    code: ClassVar[str] = "orders.refund_pending"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "refunds of part {part} of order {order} are open: {refunds}"
    remedy: ClassVar[str | None] = "wait until they are settled, rejected or withdrawn"
    rule_ids: ClassVar[tuple[str, ...]] = ("U14",)

    order: OrderId
    part: PartId
    refunds: tuple[RefundId, ...]


def must_have_no_open_refund(order: Order, part: Part, policy: OrderPolicy) -> RefundPending | None:
    """A part is neither shipped, completed nor cancelled while a refund of it is open (U14): it would go back twice."""
    if not part.open_refunds:
        return None
    return RefundPending(order=order.id, part=part.id, refunds=part.open_refunds)


@frozen(kw_only=True)
class AlreadyRefunded(Refusal):
    """All that was paid for the part went back, so nothing of it is owed to the buyer."""

    code: ClassVar[str] = "orders.already_refunded"
    kind: ClassVar[Kind] = Kind.TOO_LATE
    text: ClassVar[str] = "part {part} of order {order} was refunded whole"
    remedy: ClassVar[str | None] = "cancel what is left of it"
    rule_ids: ClassVar[tuple[str, ...]] = ("U7",)

    order: OrderId
    part: PartId


def must_not_be_refunded(order: Order, part: Part, policy: OrderPolicy) -> AlreadyRefunded | None:
    """Nothing is shipped of a part whose money all went back."""
    return AlreadyRefunded(order=order.id, part=part.id) if part.refunded and part.refunded_whole else None


@frozen(kw_only=True)
class NothingToShip(Refusal):
    """Every unit of the part was shipped or cancelled."""

    code: ClassVar[str] = "orders.nothing_to_ship"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "part {part} of order {order} has no units left to ship"
    rule_ids: ClassVar[tuple[str, ...]] = ("U7",)

    order: OrderId
    part: PartId


def must_have_something_to_ship(order: Order, part: Part, policy: OrderPolicy) -> NothingToShip | None:
    """There is something left to ship, or to cancel."""
    for line in part.lines:
        if line.quantity != line.shipped + line.cancelled:
            return None
    return NothingToShip(order=order.id, part=part.id)


def must_fit(part: Part, named: tuple[Quantity, ...]) -> Sequence[Refusal]:
    """Every line named is the part's, named once, with at least one unit and no more than it has left (U7)."""
    if not named:
        return (NothingNamed(thing="line", at="lines"),)
    left: dict[LineId, int] = {}
    for line in part.lines:
        left[line.id] = line.quantity - line.shipped - line.cancelled
    reasons: list[Refusal] = []
    for index, wanted in enumerate(named):
        most = left.pop(wanted.line, None)
        if most is None or not 1 <= wanted.quantity <= most:
            reasons.append(_misfit(part, wanted, most, f"lines[{index}]"))
    return reasons


def _misfit(part: Part, wanted: Quantity, most: int | None, at: str) -> Refusal:
    if most is None:
        objection = NotFound if part.line(wanted.line) is None else Duplicate
        return objection(thing="line", id=wanted.line, at=f"{at}.line")
    if wanted.quantity < 1:
        return OutOfRange(given=wanted.quantity, least=1, most=max(most, 1), at=f"{at}.quantity")
    return Exceeds(of=f"line {wanted.line}", asked=wanted.quantity, most=most, at=f"{at}.quantity")
