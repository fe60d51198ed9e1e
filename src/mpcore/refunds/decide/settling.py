"""What follows from the payment provider's answers, and from operators who step in."""

from __future__ import annotations

from collections.abc import Sequence

from mpcore.kernel import MemberId, NotFound, PaymentId, Refused, WrongStage, weigh
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
from mpcore.refunds.entitlement import settled_portion
from mpcore.refunds.events import (
    Events,
    RefundAbandoned,
    RefundCompleted,
    RefundFailed,
    RefundOverpaid,
    RefundPaidLate,
    RefundPaymentAnswered,
    RefundRetried,
)
from mpcore.refunds.evolve import answered
from mpcore.refunds.late import still_left
from mpcore.refunds.model import AfterSales, Refund
from mpcore.refunds.paying import payments_again
from mpcore.refunds.return_values import RefundMethod
from mpcore.refunds.states import RefundStage
from mpcore.refunds.taking_back import vendors_part
from mpcore.refunds.values import Answer

__all__ = ["abandon", "failed", "retry", "settle_by_hand", "settled"]

_SHORT = "partial"
"""The failure of an attempt that gave back less than it was to."""


def settled(after_sales: AfterSales, refund: Refund, command: RecordRefundPayment, ctx: Context) -> Events | Refused:
    """So much went back to a payment; with the last of them the refund is over, or has failed in part.

    It is recorded however late it is said, and whatever was said before: of an attempt that failed, of one that another
    has overtaken, of a refund that was given by hand or abandoned meanwhile.
    """
    share = rules.share_of(refund, command)
    if isinstance(share, NotFound):
        return Refused((share,))
    amount, known = to_minor(command.amount), share.answer(command.attempt)
    if known is not None and known.amount == amount and command.amount.currency.code == ctx.order.currency:
        return ()
    reasons = weigh(
        must_be_in_currency(ctx.order.currency, command.amount, "amount"),
        rules.must_be_attempted(refund, share, command),
        rules.must_be_no_other_answer(share, command),
        rules.must_not_be_more(share, command, ctx.order),
    ) + ctx.objections(after_sales, command)
    if reasons:
        return Refused(reasons)
    short = amount < share.attempts[command.attempt - 1]
    answer = Answer(command.attempt, amount, _SHORT if short else None)
    return _then(after_sales, refund, _said(after_sales, refund, share.payment, answer, ctx), ctx)


def failed(after_sales: AfterSales, refund: Refund, command: RecordRefundFailure, ctx: Context) -> Events | Refused:
    """Nothing, or nothing more, went back to a payment by this attempt; said again, that changes nothing."""
    share = rules.share_of(refund, command)
    if isinstance(share, NotFound):
        return Refused((share,))
    known = share.answer(command.attempt)
    if known is not None and known.failure is not None and (known.amount or known.failure == command.failure):
        return ()
    reasons = weigh(
        rules.must_be_attempted(refund, share, command), rules.must_be_no_other_answer(share, command)
    ) + ctx.objections(after_sales, command)
    if reasons:
        return Refused(reasons)
    answer = Answer(command.attempt, 0, command.failure)
    return _then(after_sales, refund, _said(after_sales, refund, share.payment, answer, ctx), ctx)


def _said(
    after_sales: AfterSales, refund: Refund, payment: PaymentId, answer: Answer, ctx: Context
) -> RefundPaymentAnswered:
    return RefundPaymentAnswered(order=after_sales.order, refund=refund.id, at=ctx.now, payment=payment, answer=answer)


def _then(after_sales: AfterSales, refund: Refund, event: RefundPaymentAnswered, ctx: Context) -> Events:
    """The answer, and what it makes of the refund once no payment waits for one.

    What went back is told of as much as is left of the refund, and of what was paid; the rest is more than was left.
    """
    after = answered(refund, event)
    if after.waiting:
        return (event,)
    untold = after.given_minor - after.overpaid - refund.told_minor
    left = still_left(after_sales, refund, ctx.order)
    amount = min(untold, _most(after_sales, refund, left, ctx))
    found: Events = (event,)
    if untold > amount:
        over = RefundOverpaid(
            order=event.order,
            refund=refund.id,
            at=ctx.now,
            payment=event.payment,
            attempt=event.answer.attempt,
            amount=untold - amount,
        )
        found = (event, over)
    shares = _portion(refund, left, amount, ctx)
    if refund.is_open and after.given_minor >= refund.amount:
        return (*found, _completed(refund, amount, shares, ctx))
    if refund.stage is RefundStage.APPROVED or (refund.is_open and amount):
        return (*found, _failed(refund, amount, shares, ctx, event))
    return (*found, _late(refund, amount, shares, ctx, event)) if amount else found


def _most(after_sales: AfterSales, refund: Refund, left: Sequence[Shares], ctx: Context) -> Minor:
    """How much of a refund the order can be told of now."""
    part = None if refund.part is None else ctx.order.part(refund.part)
    if part is None:
        beside = max(0, rules.surplus_left(after_sales, ctx.order))
        return refund.kept_minor if refund.is_open else min(beside, refund.amount - refund.told_minor)
    return sum([share.total for share in left])


def _completed(
    refund: Refund, amount: Minor, shares: tuple[Shares, ...], ctx: Context, by_hand: MemberId | None = None
) -> RefundCompleted:
    return RefundCompleted(
        order=ctx.order.id,
        refund=refund.id,
        at=ctx.now,
        amount=amount,
        in_all=refund.told_minor + amount,
        shares=shares,
        take_back=vendors_part(refund, shares, ctx.order),
        by_hand=by_hand,
    )


def _failed(
    refund: Refund,
    amount: Minor,
    shares: tuple[Shares, ...],
    ctx: Context,
    event: RefundPaymentAnswered | None,
    by_hand: MemberId | None = None,
) -> RefundFailed:
    return RefundFailed(
        order=ctx.order.id,
        refund=refund.id,
        at=ctx.now,
        amount=amount,
        in_all=refund.told_minor + amount,
        shares=shares,
        take_back=vendors_part(refund, shares, ctx.order),
        payment=None if event is None else event.payment,
        attempt=None if event is None else event.answer.attempt,
        by_hand=by_hand,
    )


def _late(
    refund: Refund, amount: Minor, shares: tuple[Shares, ...], ctx: Context, event: RefundPaymentAnswered
) -> RefundPaidLate:
    return RefundPaidLate(
        order=ctx.order.id,
        refund=refund.id,
        at=ctx.now,
        amount=amount,
        in_all=refund.told_minor + amount,
        shares=shares,
        take_back=vendors_part(refund, shares, ctx.order),
        payment=event.payment,
        attempt=event.answer.attempt,
    )


def _portion(refund: Refund, left: tuple[Shares, ...], amount: Minor, ctx: Context) -> tuple[Shares, ...]:
    """So much of what is left: all of it where that is all, so that units that cost nothing go with it."""
    part = None if refund.part is None else ctx.order.part(refund.part)
    if part is None or not amount:
        return ()
    return left if amount == sum([share.total for share in left]) else settled_portion(part, left, amount)


def retry(after_sales: AfterSales, refund: Refund, command: RetryRefund, ctx: Context) -> Events | Refused:
    """What did not go back is tried once more, under another key; as far as it goes, to the payment that is named.

    All of it goes to payments that have it left; where they have not, it is given by hand, or abandoned.
    """
    tried = command.payment is None or any(share.payment == command.payment for share in refund.waiting)
    if refund.stage is RefundStage.APPROVED and tried:
        return ()
    if miss := wrong_stage(refund, RefundRetried, "retry refund"):
        return Refused((miss,))
    part = None if refund.part is None else ctx.order.part(refund.part)
    reasons = weigh(
        None if part is None else rules.must_not_be_charged_back(part, ctx),
        rules.must_still_be_there(after_sales, refund, refund.kept_minor, ctx.order),
        rules.must_take_it(after_sales, refund, command, ctx),
    ) + ctx.objections(after_sales, command)
    if reasons:
        return Refused(reasons)
    again = payments_again(refund, after_sales, ctx.order, command.payment, ctx.policy.payment_order)
    return (RefundRetried(order=after_sales.order, refund=refund.id, at=ctx.now, payments=again),)


def settle_by_hand(
    after_sales: AfterSales, refund: Refund, command: SettleRefundByHand, ctx: Context
) -> Events | Refused:
    """The rest was given back outside, so the refund is over; so much of it, and the rest has still failed.

    All of it said again changes nothing; an amount said again is given again.  What went back without any hand cannot
    be given again.  What does not go back to its payments is given back outside from the start (S33).
    """
    if refund.stage is RefundStage.COMPLETED and _is_said_again(refund, command, ctx):
        return ()
    outside = refund.stage is RefundStage.APPROVED and refund.method is not RefundMethod.ORIGINAL
    if refund.stage is not RefundStage.FAILED and not outside:
        return Refused((WrongStage(thing="refund", id=refund.id, stage=refund.stage, asked="settle refund by hand"),))
    part = None if refund.part is None else ctx.order.part(refund.part)
    amount = refund.left_minor if command.amount is None else to_minor(command.amount)
    foreign = None
    if command.amount is not None:
        foreign = must_be_in_currency(ctx.order.currency, command.amount, "amount")
    reasons = weigh(
        rules.must_not_have_approved(refund, ctx),
        None if part is None else rules.must_not_be_charged_back(part, ctx),
        foreign
        or rules.must_be_left(refund, command, ctx.order)
        or rules.must_still_be_there(after_sales, refund, amount, ctx.order),
    ) + ctx.objections(after_sales, command)
    if reasons:
        return Refused(reasons)
    shares = _portion(refund, still_left(after_sales, refund, ctx.order), amount, ctx)
    if amount == refund.left_minor:
        return (_completed(refund, amount, shares, ctx, staff_of(ctx)),)
    return (_failed(refund, amount, shares, ctx, None, staff_of(ctx)),)


def _is_said_again(refund: Refund, command: SettleRefundByHand, ctx: Context) -> bool:
    """Whether all of it, or what may have been the last of it, was given by hand before."""
    if command.amount is None:
        return refund.by_hand > 0
    return command.amount.currency.code == ctx.order.currency and to_minor(command.amount) <= refund.by_hand


def abandon(after_sales: AfterSales, refund: Refund, command: AbandonRefund, ctx: Context) -> Events | Refused:
    """What did not go back is free to be asked for again (rules.md §00.6); said again, that changes nothing.

    What was approved is on its way to payments and cannot be abandoned, except where it goes to none of them: whoever
    was to give it outside has not.
    """
    if refund.stage is RefundStage.ABANDONED:
        return ()
    on_its_way = refund.stage is RefundStage.APPROVED and refund.method is RefundMethod.ORIGINAL
    miss = wrong_stage(refund, RefundAbandoned, "abandon refund")
    if on_its_way:
        miss = WrongStage(thing="refund", id=refund.id, stage=refund.stage, asked="abandon refund")
    if miss:
        return Refused((miss,))
    reasons = ctx.objections(after_sales, command)
    if reasons:
        return Refused(reasons)
    return (RefundAbandoned(order=after_sales.order, refund=refund.id, at=ctx.now, by=staff_of(ctx)),)
