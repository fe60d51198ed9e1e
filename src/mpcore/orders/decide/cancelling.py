"""Cancelling a part, or units of its lines, and what has to go back for it."""

from __future__ import annotations

from collections.abc import Mapping

from mpcore.kernel import Buyer, Fault, LineId, MalformedError, Refusal, Refused, VendorMember, made, weigh
from mpcore.money import Rounding, percent_of
from mpcore.orders import rules
from mpcore.orders.commands import (
    AnswerCancellation,
    CancelLines,
    CancelPart,
    RequestCancellation,
    WithdrawCancellation,
)
from mpcore.orders.completion import completion
from mpcore.orders.context import Context
from mpcore.orders.decide.payment import confirmation
from mpcore.orders.events import (
    CancellationAccepted,
    CancellationDeclined,
    CancellationRequested,
    CancellationWithdrawn,
    Events,
    LinesCancelled,
    PartCancelled,
)
from mpcore.orders.evolve import evolve
from mpcore.orders.gates import Gate, objections, wrong_stage
from mpcore.orders.model import Order, Part
from mpcore.orders.policy import CancellationRequests
from mpcore.orders.shares import Minor, Shares, joined, lowered, of_rest, of_shipping, of_units, to_refund
from mpcore.orders.states import PartStage
from mpcore.orders.timers import end_of
from mpcore.orders.values import CancelRequest, Cause, Quantity

__all__ = [
    "accepted",
    "answer",
    "cancel_lines",
    "cancel_part",
    "part_cancelled",
    "request",
    "units_cancelled",
    "withdraw",
]

# Members looked up once: an attribute of an Enum class costs as much as a rule.
_AWAITING_PAYMENT, _OPEN = PartStage.AWAITING_PAYMENT, PartStage.OPEN


def cancel_part(order: Order, part: Part, command: CancelPart, gate: Gate, ctx: Context) -> Events | Refused:
    """The whole part is cancelled, while nothing of it was shipped."""
    if miss := wrong_stage(gate, part):
        return Refused((miss,))
    if reasons := objections(gate, order, part, ctx) + ctx.objections(order, command):
        return Refused(reasons)
    return part_cancelled(order, part, _cause(ctx), ctx, command.reason)


def cancel_lines(order: Order, part: Part, command: CancelLines, gate: Gate, ctx: Context) -> Events | Refused:
    """Some units are cancelled; with the last of a part of which nothing was shipped, the part is."""
    if miss := wrong_stage(gate, part):
        return Refused((miss,))
    if (
        reasons := objections(gate, order, part, ctx)
        + rules.must_fit(part, command.lines)
        + ctx.objections(order, command)
    ):
        return Refused(reasons)
    return units_cancelled(order, part, command.lines, _cause(ctx), ctx, command.reason)


def units_cancelled(
    order: Order, part: Part, named: tuple[Quantity, ...], cause: Cause, ctx: Context, reason: str | None = None
) -> Events:
    """Some units will not be shipped; where none of the part was or will be, the part is cancelled."""
    units = {wanted.line: wanted.quantity for wanted in named}
    if not part.dispatches and sum(units.values()) == part.to_ship:
        return part_cancelled(order, part, cause, ctx, reason)
    shares = tuple(
        [of_units(line, line.cancelled, line.cancelled + units[line.id]) for line in part.lines if line.id in units]
    )
    if sum(units.values()) == part.to_ship and _leaves_nothing(part, units):
        shares = _with_shipping(part, shares)
    off = sum([share.total for share in shares])
    cancelled = LinesCancelled(
        part=part.id,
        at=ctx.now,
        shares=shares,
        refund_due=_refund_due(part, shares),
        reason=reason,
        cause=cause,
    )
    # What is confirmed is what is owed for what is left.
    after = evolve(order, cancelled) if order.confirmed_at is None else order
    return (cancelled, *confirmation(after, order.received_minor, order.due_minor - off, ctx.now, ctx.policy))


def _leaves_nothing(part: Part, units: Mapping[LineId, int]) -> bool:
    """Whether every other unit of the part was cancelled, or its money went back, before these are cancelled."""
    return all(
        line.cancelled + units.get(line.id, 0) + (0 if line.refunded is None else line.refunded.units) >= line.quantity
        for line in part.lines
    )


def _with_shipping(part: Part, shares: tuple[Shares, ...]) -> tuple[Shares, ...]:
    """The shares with all of the part's shipping, of the other lines too."""
    named = {share.line: share for share in shares}
    found = [joined(named.get(line.id), of_shipping(line)) for line in part.lines]
    return tuple([share for share in found if share.line in named or share.total or share.shipping])


def request(order: Order, part: Part, command: RequestCancellation, gate: Gate, ctx: Context) -> Events | Refused:
    """The buyer asks; the vendor has so long to answer (X-W3)."""
    if miss := wrong_stage(gate, part):
        return Refused((miss,))
    if reasons := objections(gate, order, part, ctx) + ctx.objections(order, command):
        return Refused(reasons)
    requests = ctx.policy.requests or CancellationRequests()
    ends_at = end_of(ctx.now, requests.answer_within)
    return (
        CancellationRequested(part.id, CancelRequest(reason=command.reason, requested_at=ctx.now, ends_at=ends_at)),
    )


def withdraw(order: Order, part: Part, command: WithdrawCancellation, gate: Gate, ctx: Context) -> Events | Refused:
    """The buyer does not want it any more."""
    if reasons := objections(gate, order, part, ctx) + ctx.objections(order, command):
        return Refused(reasons)
    return (CancellationWithdrawn(part.id, ctx.now),)


def answer(order: Order, part: Part, command: AnswerCancellation, gate: Gate, ctx: Context) -> Events | Refused:
    """No: the sale stands. Yes: the part is cancelled, on its buyer's account and without a fee (X-W3, X-W4)."""
    if (
        reasons := objections(gate, order, part, ctx)
        + (_against_yes(order, part, ctx) if command.accept else ())
        + ctx.objections(order, command)
    ):
        return Refused(reasons)
    if not command.accept:
        return (CancellationDeclined(part.id, ctx.now),)
    return accepted(order, part, ctx)


def _against_yes(order: Order, part: Part, ctx: Context) -> tuple[Refusal, ...]:
    return weigh(
        rules.must_have_shipped_nothing(order, part, ctx),
        rules.must_have_no_open_refund(order, part, ctx),
        rules.must_not_be_charged_back(order, part, ctx),
    )


def accepted(order: Order, part: Part, ctx: Context, *, by_silence: bool = False) -> Events:
    """The request is granted, and the part cancelled."""
    granted = CancellationAccepted(part.id, ctx.now, by_silence)
    return (granted, *part_cancelled(order, part, Cause.BUYER, ctx))


def _refund_due(part: Part, shares: tuple[Shares, ...]) -> tuple[Shares, ...]:
    """What has to go back of what the buyer owes no more: nothing where it was not paid, and never more than was."""
    if part.stage is not _OPEN:
        return ()
    left = part.refundable
    lines = {line.id: line for line in part.lines}
    due: list[Shares] = []
    for share in shares:
        line = lines[share.line]
        back = lowered(line, to_refund(line, share), left)
        if back.total > 0:
            left -= back.total
            due.append(back)
    return tuple(due)


def part_cancelled(order: Order, part: Part, cause: Cause, ctx: Context, reason: str | None = None) -> Events:
    """Nothing of the part will be shipped, and what that leads to."""
    shares = tuple([of_rest(line) for line in part.lines])
    off = sum([share.total for share in shares])
    cancelled = made(
        PartCancelled,
        part=part.id,
        at=ctx.now,
        shares=shares,
        refund_due=_refund_due(part, shares),
        reason=reason,
        cause=cause,
        fee=_fee(part, cause, ctx),
    )
    return (
        cancelled,
        *confirmation(order, order.received_minor, order.due_minor - off, ctx.now, ctx.policy, without=part.id),
        *completion(order, ctx.now, gone=part.id),
    )


def _cause(ctx: Context) -> Cause:
    if isinstance(ctx.actor, VendorMember):
        return Cause.VENDOR
    return Cause.BUYER if isinstance(ctx.actor, Buyer) else Cause.OPERATOR


def _fee(part: Part, cause: Cause, ctx: Context) -> Minor:
    """What a vendor pays who cancels a sale that was paid: the larger of two amounts, the first ones free (X-W4).

    A vendor that cancels what the buyer has asked to be cancelled pays nothing.
    """
    fee = ctx.policy.cancellation_fee
    if fee is None or cause is not Cause.VENDOR or part.stage is not _OPEN or part.asked_to_cancel:
        return 0
    before = ctx.vendor_cancellations
    if before is None:
        text = f"the fee depends on how many sales vendor {part.vendor!r} has cancelled; say how many"
        raise MalformedError(Fault("vendor_cancellations", text))
    return 0 if before < fee.waived else max(fee.fixed, percent_of(part.total, fee.percent, Rounding.HALF_UP))
