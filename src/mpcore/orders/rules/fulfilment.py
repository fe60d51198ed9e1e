"""Reasons against working on a part: shipping units of it, completing it."""

from __future__ import annotations

from typing import ClassVar

from mpcore.kernel import (
    Actor,
    Duplicate,
    Exceeds,
    Kind,
    LineId,
    MissingScope,
    NotFound,
    NothingNamed,
    OrderId,
    OutOfRange,
    PartId,
    RefundId,
    Refusal,
    VendorMember,
    frozen,
)
from mpcore.orders.commands import HoldPart
from mpcore.orders.context import Context
from mpcore.orders.model import Order, Part
from mpcore.orders.policy import OrderPolicy
from mpcore.orders.rules.about import AboutPart
from mpcore.orders.states import ChargebackStage
from mpcore.orders.values import Quantity

__all__ = [
    "AlreadyRefunded",
    "ChargebackOpen",
    "NotOnHold",
    "NotShipped",
    "NothingToShip",
    "OnHold",
    "RefundPending",
    "must_be_dispatched_whole",
    "must_be_held",
    "must_fit",
    "must_have_no_open_refund",
    "must_have_something_to_ship",
    "must_not_be_charged_back",
    "must_not_be_held",
    "must_not_be_refunded",
    "vendor_must_be_allowed_to_hold",
]


_OPEN_CHARGEBACK = ChargebackStage.OPEN


class OnHold(AboutPart):
    """The operator stopped the part."""

    code: ClassVar[str] = "orders.on_hold"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "part {part} of order {order} is on hold"
    remedy: ClassVar[str | None] = "ask the operator to release it"
    rule_ids: ClassVar[tuple[str, ...]] = ("U2",)


def must_not_be_held(order: Order, part: Part, ctx: Context) -> OnHold | None:
    """What is on hold is not fulfilled."""
    return OnHold(order=order.id, part=part.id) if part.pauses.holds and part.held else None


def vendor_must_be_allowed_to_hold(actor: Actor, policy: OrderPolicy) -> MissingScope | None:
    """Operators stop parts; vendors only where the marketplace lets them (external, X-T3)."""
    if isinstance(actor, VendorMember) and not policy.vendor_may_hold:
        return MissingScope(scope=HoldPart.scope)
    return None


class NotOnHold(AboutPart):
    """The part is not stopped."""

    code: ClassVar[str] = "orders.not_on_hold"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "part {part} of order {order} is not on hold"


def must_be_held(order: Order, part: Part, ctx: Context) -> NotOnHold | None:
    """Only what is on hold is released."""
    return None if part.held else NotOnHold(order=order.id, part=part.id)


class ChargebackOpen(AboutPart):
    """The buyer's bank took the payment back for the time being."""

    code: ClassVar[str] = "orders.chargeback_open"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "the payment for part {part} of order {order} is charged back, which is not decided"
    remedy: ClassVar[str | None] = "wait until the chargeback is won or lost"


def must_not_be_charged_back(order: Order, part: Part, ctx: Context) -> ChargebackOpen | None:
    """While a chargeback is open nothing is sent off, and nothing has to go back."""
    return ChargebackOpen(order=order.id, part=part.id) if part.chargeback is _OPEN_CHARGEBACK else None


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


def must_be_dispatched_whole(order: Order, part: Part, ctx: Context) -> NotShipped | None:
    """A part is completed once everything of it was shipped, collected or cancelled (U14)."""
    if not ctx.policy.require_shipment or part.shipped_whole:
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


def must_have_no_open_refund(order: Order, part: Part, ctx: Context) -> RefundPending | None:
    """A part is neither shipped, completed nor cancelled while a refund of it is open (U14): it would go back twice."""
    if not part.open_refunds:
        return None
    return RefundPending(order=order.id, part=part.id, refunds=part.open_refunds)


class AlreadyRefunded(AboutPart):
    """All that was paid for the part went back, so nothing of it is owed to the buyer."""

    code: ClassVar[str] = "orders.already_refunded"
    kind: ClassVar[Kind] = Kind.TOO_LATE
    text: ClassVar[str] = "part {part} of order {order} was refunded whole"
    remedy: ClassVar[str | None] = "cancel what is left of it"
    rule_ids: ClassVar[tuple[str, ...]] = ("U7",)


def must_not_be_refunded(order: Order, part: Part, ctx: Context) -> AlreadyRefunded | None:
    """Nothing is shipped of a part whose money all went back."""
    return AlreadyRefunded(order=order.id, part=part.id) if part.refunded and part.refunded_whole else None


class NothingToShip(AboutPart):
    """Every unit of the part was shipped or cancelled."""

    code: ClassVar[str] = "orders.nothing_to_ship"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "part {part} of order {order} has no units left to ship"
    rule_ids: ClassVar[tuple[str, ...]] = ("U7",)


def must_have_something_to_ship(order: Order, part: Part, ctx: Context) -> NothingToShip | None:
    """There is something left to ship, or to cancel."""
    for line in part.lines:
        if line.quantity != line.shipped + line.cancelled:
            return None
    return NothingToShip(order=order.id, part=part.id)


def must_fit(part: Part, named: tuple[Quantity, ...]) -> tuple[Refusal, ...]:
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
    return tuple(reasons)


def _misfit(part: Part, wanted: Quantity, most: int | None, at: str) -> Refusal:
    if most is None:
        objection = NotFound if part.line(wanted.line) is None else Duplicate
        return objection(thing="line", id=wanted.line, at=f"{at}.line")
    if wanted.quantity < 1:
        return OutOfRange(given=wanted.quantity, least=1, most=max(most, 1), at=f"{at}.quantity")
    return Exceeds(of=f"line {wanted.line}", asked=wanted.quantity, most=most, at=f"{at}.quantity")
