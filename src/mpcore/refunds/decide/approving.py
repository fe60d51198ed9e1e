"""What follows from an operator's answer, and from a requester's second thoughts."""

from __future__ import annotations

from mpcore.kernel import MemberId, Refused, WrongStage, weigh
from mpcore.orders import PayoutStage
from mpcore.refunds import rules
from mpcore.refunds.asker import staff_of
from mpcore.refunds.commands import ApproveRefund, RejectRefund, WithdrawRefund
from mpcore.refunds.context import Context
from mpcore.refunds.events import (
    Events,
    RefundApprovalGiven,
    RefundApproved,
    RefundCompleted,
    RefundRejected,
    RefundStageEvent,
    RefundWithdrawn,
)
from mpcore.refunds.lifecycle import REFUND
from mpcore.refunds.model import AfterSales, Refund
from mpcore.refunds.paying import payments_for
from mpcore.refunds.states import RefundStage
from mpcore.refunds.values import Bearer

__all__ = ["approve", "approved", "reject", "withdraw", "wrong_stage"]


def approve(after_sales: AfterSales, refund: Refund, command: ApproveRefund, ctx: Context) -> Events | Refused:
    """The money goes back; above an amount a second operator has to say so (U21); said again, that changes nothing."""
    staff = staff_of(ctx)
    if refund.stage is RefundStage.APPROVED or (staff in refund.approvals and refund.stage is RefundStage.REQUESTED):
        return ()
    if miss := wrong_stage(refund, RefundApproved, "approve refund"):
        return Refused((miss,))
    part = None if refund.part is None else ctx.order.part(refund.part)
    reasons = weigh(
        rules.must_be_another(refund, ctx), None if part is None else rules.must_not_be_charged_back(part, ctx)
    ) + ctx.objections(after_sales, command)
    if reasons:
        return Refused(reasons)
    if staff is not None and len(refund.approvals) + 1 < rules.eyes_needed(refund, ctx.order, ctx):
        return (RefundApprovalGiven(order=after_sales.order, refund=refund.id, at=ctx.now, by=staff),)
    return approved(after_sales, refund, staff, ctx)


def approved(after_sales: AfterSales, refund: Refund, by: MemberId | None, ctx: Context) -> Events:
    """The money is on its way; the vendor's open payout is to be cancelled, and what it was paid taken back (U23).

    Units that cost nothing have no money to wait for: that refund is over at once.
    """
    part = None if refund.part is None else ctx.order.part(refund.part)
    payout = PayoutStage.NONE if part is None else part.payout
    is_paid = payout is PayoutStage.PAID and refund.bearer is Bearer.VENDOR
    payments = payments_for(refund, after_sales, ctx.order, ctx.policy.payment_order)
    approval = RefundApproved(
        order=after_sales.order,
        refund=refund.id,
        at=ctx.now,
        by=by,
        payments=payments,
        take_back=refund.amount if is_paid else 0,
        cancels_payout=part.payout_id if part is not None and payout is PayoutStage.REQUESTED else None,
    )
    if refund.amount:
        return (approval,)
    over = RefundCompleted(
        order=after_sales.order, refund=refund.id, at=ctx.now, amount=0, in_all=0, shares=refund.shares
    )
    return (approval, over)


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
