"""Whether what a payment provider says can be, and what an operator does about it."""

from __future__ import annotations

from typing import ClassVar

from mpcore.kernel import IdTaken, Kind, NotFound, PaymentId, RefundId, Refusal, frozen
from mpcore.money import to_minor
from mpcore.orders import Minor, Order, PaymentStage
from mpcore.refunds.commands import PaymentReport, RecordRefundPayment, RetryRefund, SettleRefundByHand
from mpcore.refunds.context import Context
from mpcore.refunds.late import still_left
from mpcore.refunds.model import AfterSales, Refund
from mpcore.refunds.paying import payments_again
from mpcore.refunds.return_values import RefundMethod
from mpcore.refunds.rules.amounts import AmountExceedsRemaining
from mpcore.refunds.values import PaymentShare

__all__ = [
    "NoSuchAttempt",
    "PaymentCannotTake",
    "must_be_attempted",
    "must_be_left",
    "must_be_no_other_answer",
    "must_not_be_more",
    "must_still_be_there",
    "must_take_it",
    "share_of",
]


def share_of(refund: Refund, command: PaymentReport) -> PaymentShare | NotFound:
    """What goes back to the payment, or that nothing does by this refund."""
    for share in refund.payments:
        if share.payment == command.payment:
            return share
    return NotFound(thing="payment", id=command.payment, at="payment")


@frozen(kw_only=True)
class NoSuchAttempt(Refusal):
    """It was not attempted so often."""

    code: ClassVar[str] = "refunds.no_such_attempt"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "refund {refund} was attempted {attempts} times, not {attempt}"

    refund: RefundId
    attempts: int
    attempt: int


def must_be_attempted(refund: Refund, share: PaymentShare, command: PaymentReport) -> NoSuchAttempt | None:
    """An answer is to an attempt that was made, the last one or an earlier one."""
    if 1 <= command.attempt <= share.attempt:
        return None
    return NoSuchAttempt(refund=refund.id, attempts=share.attempt, attempt=command.attempt, at="attempt")


def must_be_no_other_answer(share: PaymentShare, command: PaymentReport) -> IdTaken | None:
    """What became of an attempt is said once; only that it failed can still turn out wrong."""
    known = share.answer(command.attempt)
    if known is None or (isinstance(command, RecordRefundPayment) and not known.amount):
        return None
    return IdTaken(thing="attempt", id=str(command.attempt), at="attempt")


def must_not_be_more(share: PaymentShare, command: RecordRefundPayment, order: Order) -> AmountExceedsRemaining | None:
    """By no attempt more went back than it was to give back; what did is for somebody to look at."""
    if command.amount.currency.code != order.currency or not 1 <= command.attempt <= share.attempt:
        return None
    asked, most = to_minor(command.amount), share.attempts[command.attempt - 1]
    if asked <= most:
        return None
    return AmountExceedsRemaining(asked=order.money(asked), left=order.money(most), at="amount")


def must_be_left(refund: Refund, command: SettleRefundByHand, order: Order) -> AmountExceedsRemaining | None:
    """No more is given back by hand than has not gone back."""
    if command.amount is None:
        return None
    asked = to_minor(command.amount)
    if asked <= refund.left_minor:
        return None
    return AmountExceedsRemaining(asked=order.money(asked), left=order.money(refund.left_minor), at="amount")


def must_still_be_there(
    after_sales: AfterSales, refund: Refund, asked: Minor, order: Order
) -> AmountExceedsRemaining | None:
    """A bank may have taken what it keeps (rules.md §7.5): then it is rejected, or abandoned, and asked for anew."""
    part = None if refund.part is None else order.part(refund.part)
    if part is None or not part.overdrawn:
        return None
    there = sum([share.total for share in still_left(after_sales, refund, order)])
    left = min(refund.kept_minor - part.overdrawn, there)
    if asked <= left:
        return None
    return AmountExceedsRemaining(asked=order.money(asked), left=order.money(max(0, left)))


@frozen(kw_only=True)
class PaymentCannotTake(Refusal):
    """The payments have too little left for a refund, the one named has nothing, or it does not go back to payments."""

    code: ClassVar[str] = "refunds.payment_cannot_take"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str] = "what is left of refund {refund} cannot go back to payment {payment}"
    remedy: ClassVar[str | None] = "name a payment that has something left; else give it by hand, or give it up"

    refund: RefundId
    payment: PaymentId


def must_take_it(
    after_sales: AfterSales, refund: Refund, command: RetryRefund, ctx: Context
) -> NotFound | PaymentCannotTake | None:
    """The payments have all of it left, and the one that an operator names came in, and has some of it."""
    payment = command.payment
    if payment is not None and not any(
        one.id == payment and one.stage is PaymentStage.RECEIVED for one in ctx.order.payments
    ):
        return NotFound(thing="payment", id=payment, at="payment")
    if refund.method is not RefundMethod.ORIGINAL:
        return None if payment is None else PaymentCannotTake(refund=refund.id, payment=payment, at="payment")
    again = payments_again(refund, after_sales, ctx.order, payment, ctx.policy.payment_order)
    before = {share.payment: share.attempt for share in refund.payments}
    tried = {share.payment: share.attempts[-1] for share in again if share.attempt > before.get(share.payment, 0)}
    if sum(tried.values()) >= refund.left_minor and (payment is None or payment in tried):
        return None
    if payment is not None:
        return PaymentCannotTake(refund=refund.id, payment=payment, at="payment")
    came_in = [one.id for one in ctx.order.payments if one.stage is PaymentStage.RECEIVED]
    return PaymentCannotTake(refund=refund.id, payment=next(iter((*before, *came_in))))
