"""What follows from an operator's answer, and from a requester's second thoughts."""

from __future__ import annotations

from mpcore.kernel import MemberId, PayoutId, Refusal, Refused, WrongStage, weigh
from mpcore.orders import Part, PayoutStage
from mpcore.refunds import rules
from mpcore.refunds.asker import staff_of
from mpcore.refunds.commands import ApproveRefund, RejectRefund, WithdrawRefund
from mpcore.refunds.context import Context
from mpcore.refunds.events import (
    Events,
    RefundApprovalGiven,
    RefundApproved,
    RefundCompleted,
    RefundFailed,
    RefundRejected,
    RefundStageEvent,
    RefundWithdrawn,
)
from mpcore.refunds.lifecycle import REFUND
from mpcore.refunds.model import AfterSales, Refund
from mpcore.refunds.paying import payments_for
from mpcore.refunds.return_values import RefundMethod
from mpcore.refunds.states import RefundStage
from mpcore.refunds.taking_back import vendor_got, vendors_part
from mpcore.refunds.values import Bearer

__all__ = ["against_approval", "approve", "approved", "reject", "withdraw", "wrong_stage"]


def approve(after_sales: AfterSales, refund: Refund, command: ApproveRefund, ctx: Context) -> Events | Refused:
    """The money goes back; above an amount a second operator has to say so (U21); said again, that changes nothing."""
    reasons = against_approval(after_sales, refund, ctx)
    if reasons is None:
        return ()
    if refund.stage is RefundStage.REQUESTED:
        reasons += ctx.objections(after_sales, command)
    if reasons:
        return Refused(reasons)
    staff = staff_of(ctx)
    if staff is not None and len(refund.approvals) + 1 < rules.eyes_needed(refund, ctx.order, ctx):
        return (RefundApprovalGiven(order=after_sales.order, refund=refund.id, at=ctx.now, by=staff),)
    return approved(after_sales, refund, staff, ctx)


def against_approval(after_sales: AfterSales, refund: Refund, ctx: Context) -> tuple[Refusal, ...] | None:
    """What speaks against approving it; None: it was said before, and said again it changes nothing.

    A bank may have taken since then what was asked for (rules.md §7.5).
    """
    waits, free = refund.stage is RefundStage.REQUESTED, refund.stage is RefundStage.COMPLETED and not refund.amount
    if refund.stage is RefundStage.APPROVED or free or (waits and staff_of(ctx) in refund.approvals):
        return None
    if miss := wrong_stage(refund, RefundApproved, "approve refund"):
        return (miss,)
    part = _part_of(refund, ctx)
    return weigh(
        rules.must_be_another(refund, ctx),
        None if part is None else rules.must_not_be_charged_back(part, ctx),
        rules.must_still_be_there(after_sales, refund, refund.kept_minor, ctx.order),
    )


def _part_of(refund: Refund, ctx: Context) -> Part | None:
    return None if refund.part is None else ctx.order.part(refund.part)


def approved(after_sales: AfterSales, refund: Refund, by: MemberId | None, ctx: Context) -> Events:
    """The money is on its way; a vendor who bears it and asked for its payout has that cancelled.

    Units that cost nothing have no money to wait for: that refund is over at once.  One that no payment has anything
    left for has failed at once, for an operator to give it by hand, or to give it up.
    """
    payments = payments_for(refund, after_sales, ctx.order, ctx.policy.payment_order)
    approval = RefundApproved(
        order=after_sales.order,
        refund=refund.id,
        at=ctx.now,
        by=by,
        payments=payments,
        cancels_payout=_cancelled_payout(refund, ctx),
    )
    if refund.amount:
        nowhere = refund.method is RefundMethod.ORIGINAL and not payments
        return (approval, _failed_at_once(refund, ctx)) if nowhere else (approval,)
    over = RefundCompleted(
        order=after_sales.order,
        refund=refund.id,
        at=ctx.now,
        amount=0,
        in_all=0,
        shares=refund.shares,
        take_back=vendors_part(refund, refund.shares, ctx.order),
    )
    return (approval, over)


def _failed_at_once(refund: Refund, ctx: Context) -> RefundFailed:
    return RefundFailed(
        order=ctx.order.id,
        refund=refund.id,
        at=ctx.now,
        amount=0,
        in_all=0,
        shares=(),
        take_back=0,
        payment=None,
        attempt=None,
    )


def _cancelled_payout(refund: Refund, ctx: Context) -> PayoutId | None:
    """The open request for a payout of which something changes; none where somebody else bears the refund."""
    part = _part_of(refund, ctx)
    if part is None or part.payout is not PayoutStage.REQUESTED or refund.bearer is not Bearer.VENDOR:
        return None
    return part.payout_id if vendor_got(part, refund.shares) else None


def reject(after_sales: AfterSales, refund: Refund, command: RejectRefund, ctx: Context) -> Events | Refused:
    """The money stays; what was kept for it is free; said again, that changes nothing."""
    if refund.stage is RefundStage.REJECTED:
        return ()
    if miss := wrong_stage(refund, RefundRejected, "reject refund"):
        return Refused((miss,))
    reasons = ctx.objections(after_sales, command)
    if reasons:
        return Refused(reasons)
    return (RefundRejected(order=after_sales.order, refund=refund.id, at=ctx.now, by=staff_of(ctx), note=command.note),)


def withdraw(after_sales: AfterSales, refund: Refund, command: WithdrawRefund, ctx: Context) -> Events | Refused:
    """Nobody asks for it any more; said again, that changes nothing."""
    if refund.stage is RefundStage.WITHDRAWN:
        return ()
    if miss := wrong_stage(refund, RefundWithdrawn, "withdraw refund"):
        return Refused((miss,))
    reasons = weigh(rules.must_be_the_requester(refund, ctx)) + ctx.objections(after_sales, command)
    if reasons:
        return Refused(reasons)
    return (RefundWithdrawn(order=after_sales.order, refund=refund.id, at=ctx.now),)


def wrong_stage(refund: Refund, event: type[RefundStageEvent], asked: str) -> WrongStage | None:
    """What the refund's table has against it."""
    if REFUND.target(refund.stage, event) is not None:
        return None
    return WrongStage(thing="refund", id=refund.id, stage=refund.stage, asked=asked)
