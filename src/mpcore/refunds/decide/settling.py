"""What follows from the payment provider's answers, and from operators who step in."""

from __future__ import annotations

from mpcore.kernel import NotFound, Refused, WrongStage, weigh
from mpcore.money import to_minor
from mpcore.orders import Minor
from mpcore.orders.rules import must_be_in_currency
from mpcore.orders.shares import Shares
from mpcore.refunds import rules
from mpcore.refunds.asker import staff_of
from mpcore.refunds.commands import (
    AbandonRefund,
    RecordRefundFailure,
    RecordRefundPayment,
    RetryRefund,
    SettleRefundByHand,
)
from mpcore.refunds.context import Context
from mpcore.refunds.decide.approving import wrong_stage
from mpcore.refunds.entitlement import settled_portion, unsettled
from mpcore.refunds.events import (
    Events,
    RefundAbandoned,
    RefundCompleted,
    RefundFailed,
    RefundPaymentAnswered,
    RefundRetried,
)
from mpcore.refunds.evolve import answered
from mpcore.refunds.model import AfterSales, Refund
from mpcore.refunds.return_values import RefundMethod
from mpcore.refunds.states import RefundStage
from mpcore.refunds.values import Answer

__all__ = ["abandon", "failed", "retry", "settle_by_hand", "settled"]

_SHORT = "partial"
"""The failure of an attempt that gave back less than it was to."""


def settled(after_sales: AfterSales, refund: Refund, command: RecordRefundPayment, ctx: Context) -> Events | Refused:
    """So much went back to a payment; with the last of them the refund is over, or has failed in part.

    An attempt that was said to have failed may turn out to have gone through.
    """
    share = rules.share_of(refund, command)
    if isinstance(share, NotFound):
        return Refused((share,))
    amount, known = to_minor(command.amount), share.answer(command.attempt)
    if known is not None and known.amount == amount and command.amount.currency.code == ctx.order.currency:
        return ()
    if miss := _too_late(refund):
        return Refused((miss,))
    reasons = weigh(
        must_be_in_currency(ctx.order.currency, command.amount, "amount"),
        rules.must_be_attempted(refund, share, command),
        rules.must_be_no_other_answer(share, command),
        rules.must_not_be_more(share, command, ctx.order),
    ) + ctx.objections(after_sales, command)
    if reasons:
        return Refused(reasons)
    answer = Answer(command.attempt, amount, _SHORT if amount < share.left else None)
    return _then(
        refund,
        RefundPaymentAnswered(
            order=after_sales.order, refund=refund.id, at=ctx.now, payment=share.payment, answer=answer
        ),
        ctx,
    )


def failed(after_sales: AfterSales, refund: Refund, command: RecordRefundFailure, ctx: Context) -> Events | Refused:
    """Nothing, or nothing more, went back to a payment by this attempt; said again, that changes nothing."""
    share = rules.share_of(refund, command)
    if isinstance(share, NotFound):
        return Refused((share,))
    known = share.answer(command.attempt)
    if known is not None and known.failure is not None and (known.amount or known.failure == command.failure):
        return ()
    if miss := _too_late(refund):
        return Refused((miss,))
    reasons = weigh(
        rules.must_be_attempted(refund, share, command), rules.must_be_no_other_answer(share, command)
    ) + ctx.objections(after_sales, command)
    if reasons:
        return Refused(reasons)
    answer = Answer(command.attempt, 0, command.failure)
    return _then(
        refund,
        RefundPaymentAnswered(
            order=after_sales.order, refund=refund.id, at=ctx.now, payment=share.payment, answer=answer
        ),
        ctx,
    )


def _too_late(refund: Refund) -> WrongStage | None:
    """Answers are awaited while it is approved, and taken where it has failed."""
    if refund.stage in (RefundStage.APPROVED, RefundStage.FAILED):
        return None
    return WrongStage(thing="refund", id=refund.id, stage=refund.stage, asked="record refund")


def _then(refund: Refund, event: RefundPaymentAnswered, ctx: Context) -> Events:
    """The answer, and what it makes of the refund once no payment waits for one."""
    after = answered(refund, event)
    if any(share.waits for share in after.payments):
        return (event,)
    told = sum([share.total for share in refund.settled]) if refund.part is not None else _told(refund)
    amount = after.settled_minor - told
    if after.settled_minor == refund.amount:
        return (event, _completed(after, amount, ctx))
    if refund.stage is RefundStage.FAILED and not amount:
        return (event,)
    failure = RefundFailed(
        order=event.order,
        refund=refund.id,
        at=ctx.now,
        amount=amount,
        in_all=after.settled_minor,
        shares=_portion(after, amount, ctx),
    )
    return (event, failure)


def _told(refund: Refund) -> Minor:
    return refund.tellings[-1] if refund.tellings else 0


def _completed(refund: Refund, amount: Minor, ctx: Context, *, by_hand: bool = False) -> RefundCompleted:
    return RefundCompleted(
        order=ctx.order.id,
        refund=refund.id,
        at=ctx.now,
        amount=amount,
        in_all=refund.amount,
        shares=_rest(refund, ctx),
        by_hand=staff_of(ctx) if by_hand else None,
    )


def _rest(refund: Refund, ctx: Context) -> tuple[Shares, ...]:
    part = None if refund.part is None else ctx.order.part(refund.part)
    return () if part is None else unsettled(part, refund.shares, refund.settled)


def _portion(refund: Refund, amount: Minor, ctx: Context) -> tuple[Shares, ...]:
    part = None if refund.part is None else ctx.order.part(refund.part)
    return () if part is None or not amount else settled_portion(part, _rest(refund, ctx), amount)


def retry(after_sales: AfterSales, refund: Refund, command: RetryRefund, ctx: Context) -> Events | Refused:
    """What did not go back is tried once more, under another key."""
    if refund.stage is RefundStage.APPROVED:
        return ()
    if miss := wrong_stage(refund, RefundRetried, "retry refund"):
        return Refused((miss,))
    reasons = ctx.objections(after_sales, command)
    return Refused(reasons) if reasons else (RefundRetried(order=after_sales.order, refund=refund.id, at=ctx.now),)


def settle_by_hand(
    after_sales: AfterSales, refund: Refund, command: SettleRefundByHand, ctx: Context
) -> Events | Refused:
    """The rest was given back outside, so the refund is over; said again, that changes nothing.

    What does not go back to its payments is given back outside from the start (S33).
    """
    if refund.stage is RefundStage.COMPLETED:
        return ()
    outside = refund.stage is RefundStage.APPROVED and refund.method is not RefundMethod.ORIGINAL
    if refund.stage is not RefundStage.FAILED and not outside:
        return Refused((WrongStage(thing="refund", id=refund.id, stage=refund.stage, asked="settle refund by hand"),))
    reasons = ctx.objections(after_sales, command)
    if reasons:
        return Refused(reasons)
    told = sum([share.total for share in refund.settled]) if refund.part is not None else _told(refund)
    return (_completed(refund, refund.amount - told, ctx, by_hand=True),)


def abandon(after_sales: AfterSales, refund: Refund, command: AbandonRefund, ctx: Context) -> Events | Refused:
    """What did not go back is free to be asked for again (rules.md §00.6); said again, that changes nothing."""
    if refund.stage is RefundStage.ABANDONED:
        return ()
    if miss := wrong_stage(refund, RefundAbandoned, "abandon refund"):
        return Refused((miss,))
    reasons = ctx.objections(after_sales, command)
    if reasons:
        return Refused(reasons)
    return (RefundAbandoned(order=after_sales.order, refund=refund.id, at=ctx.now, by=staff_of(ctx)),)
