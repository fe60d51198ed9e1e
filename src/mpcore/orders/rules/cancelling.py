"""Reasons against cancelling."""

from __future__ import annotations

from typing import ClassVar

from pendulum import DateTime

from mpcore.kernel import (
    Actor,
    Buyer,
    Kind,
    MissingScope,
    OrderId,
    PartId,
    Refusal,
    VendorMember,
    frozen,
)
from mpcore.orders.commands import CancelPart, RequestCancellation
from mpcore.orders.context import Context
from mpcore.orders.model import Order, Part
from mpcore.orders.policy import BuyerCancels, OrderPolicy, Silence
from mpcore.orders.rules.about import AboutPart
from mpcore.orders.states import PartStage, RequestStage
from mpcore.timing import later

__all__ = [
    "AlreadyAnswered",
    "AlreadyShipped",
    "AnswerTooLate",
    "CancellationPending",
    "CancellationTooLate",
    "NoCancellationPending",
    "buyer_must_be_allowed_to_cancel",
    "buyer_must_be_in_time",
    "must_be_answered_in_time",
    "must_be_asked_in_time",
    "must_be_asked_to_cancel",
    "must_have_shipped_nothing",
    "must_not_be_answered",
    "must_not_be_asked_to_cancel",
    "requests_must_be_offered",
    "vendor_must_be_allowed_to_cancel",
]


class AlreadyShipped(AboutPart):
    """Units of the part have left the vendor."""

    code: ClassVar[str] = "orders.already_shipped"
    kind: ClassVar[Kind] = Kind.TOO_LATE
    text: ClassVar[str] = "units of part {part} of order {order} have been shipped"
    remedy: ClassVar[str | None] = "cancel the lines that were not, and take the others back as a return"
    rule_ids: ClassVar[tuple[str, ...]] = ("T14",)


def must_have_shipped_nothing(order: Order, part: Part, ctx: Context) -> AlreadyShipped | None:
    """A part is cancelled as a whole only while nothing of it was shipped (T14)."""
    return AlreadyShipped(order=order.id, part=part.id) if part.dispatches else None


def vendor_must_be_allowed_to_cancel(actor: Actor, policy: OrderPolicy) -> MissingScope | None:
    """Vendors cancel only where the marketplace lets them (rules.md §00.8)."""
    if isinstance(actor, VendorMember) and not policy.vendor_may_cancel:
        return MissingScope(scope=CancelPart.scope)
    return None


def buyer_must_be_allowed_to_cancel(actor: Actor, policy: OrderPolicy) -> MissingScope | None:
    """Buyers cancel by themselves only where the marketplace lets them; vendors too (rules.md §00.8)."""
    if isinstance(actor, Buyer) and policy.buyer_cancels is BuyerCancels.NEVER:
        return MissingScope(scope=CancelPart.scope)
    return vendor_must_be_allowed_to_cancel(actor, policy)


def requests_must_be_offered(actor: Actor, policy: OrderPolicy) -> MissingScope | None:
    """Buyers ask for a cancellation only where the marketplace lets them."""
    return None if policy.requests is not None else MissingScope(scope=RequestCancellation.scope)


class CancellationTooLate(AboutPart):
    """The time for it is over."""

    code: ClassVar[str] = "orders.cancellation_too_late"
    kind: ClassVar[Kind] = Kind.TOO_LATE
    text: ClassVar[str] = "part {part} of order {order} can be cancelled by its buyer no more"
    remedy: ClassVar[str | None] = "ask the vendor"
    rule_ids: ClassVar[tuple[str, ...]] = ("X-W3",)


def buyer_must_be_in_time(order: Order, part: Part, ctx: Context) -> CancellationTooLate | None:
    """Where buyers cancel only what they have not paid for, what is paid is not cancelled by them."""
    if not isinstance(ctx.actor, Buyer) or ctx.policy.buyer_cancels is BuyerCancels.BEFORE_DISPATCH:
        return None
    if part.stage is PartStage.AWAITING_PAYMENT:
        return None
    return CancellationTooLate(order=order.id, part=part.id)


def must_be_asked_in_time(order: Order, part: Part, ctx: Context) -> CancellationTooLate | None:
    """A buyer asks within the window, its last instant included (X-W3)."""
    requests = ctx.policy.requests
    if requests is None or requests.window is None or ctx.now <= later(order.placed_at, requests.window):
        return None
    return CancellationTooLate(order=order.id, part=part.id)


class CancellationPending(AboutPart):
    """The buyer asked for the part to be cancelled, and waits for an answer."""

    code: ClassVar[str] = "orders.cancellation_pending"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "the buyer has asked to cancel part {part} of order {order}"
    remedy: ClassVar[str | None] = "answer the request first"
    rule_ids: ClassVar[tuple[str, ...]] = ("X-W3",)


def must_not_be_asked_to_cancel(order: Order, part: Part, ctx: Context) -> CancellationPending | None:
    """Nothing is shipped or completed while the buyer's request is open (X-W3); silence ends it in its time."""
    request = part.request
    if request is None or request.stage is not RequestStage.OPEN:
        return None
    requests = ctx.policy.requests
    over = request.ends_at <= ctx.now and requests is not None and requests.silence is Silence.DECLINES
    return None if over else CancellationPending(order=order.id, part=part.id)


class AlreadyAnswered(AboutPart):
    """The buyer asked before, and the sale stands."""

    code: ClassVar[str] = "orders.already_answered"
    kind: ClassVar[Kind] = Kind.TOO_LATE
    text: ClassVar[str] = "the request to cancel part {part} of order {order} was declined"
    rule_ids: ClassVar[tuple[str, ...]] = ("X-W3",)


def must_not_be_answered(order: Order, part: Part, ctx: Context) -> CancellationPending | AlreadyAnswered | None:
    """A buyer asks once; who withdrew may ask again (X-W3)."""
    request = part.request
    if request is None or request.stage is RequestStage.WITHDRAWN:
        return None
    return must_not_be_asked_to_cancel(order, part, ctx) or AlreadyAnswered(order=order.id, part=part.id)


class NoCancellationPending(AboutPart):
    """There is nothing to answer."""

    code: ClassVar[str] = "orders.no_cancellation_pending"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "no request to cancel part {part} of order {order} is open"
    rule_ids: ClassVar[tuple[str, ...]] = ("X-W3",)


def must_be_asked_to_cancel(order: Order, part: Part, ctx: Context) -> NoCancellationPending | None:
    """Only an open request is answered or withdrawn; none is, once silence had declined and the part was completed."""
    pending = part.asked_to_cancel and part.stage is not PartStage.COMPLETED
    return None if pending else NoCancellationPending(order=order.id, part=part.id)


@frozen(kw_only=True)
class AnswerTooLate(Refusal):
    """Silence has decided."""

    code: ClassVar[str] = "orders.answer_too_late"
    kind: ClassVar[Kind] = Kind.TOO_LATE
    text: ClassVar[str] = "the request to cancel part {part} of order {order} was to be answered before {ends_at}"
    remedy: ClassVar[str | None] = "what silence means happens when timers are fired"
    rule_ids: ClassVar[tuple[str, ...]] = ("X-W3",)

    order: OrderId
    part: PartId
    ends_at: DateTime


def must_be_answered_in_time(order: Order, part: Part, ctx: Context) -> AnswerTooLate | None:
    """An answer counts, and a withdrawal, while there is time for it; after that silence has decided (X-W3)."""
    request = part.request
    if request is None or request.stage is not RequestStage.OPEN or ctx.now < request.ends_at:
        return None
    return AnswerTooLate(order=order.id, part=part.id, ends_at=request.ends_at)
