"""Whether what a payment provider says can be."""

from __future__ import annotations

from typing import ClassVar

from mpcore.kernel import IdTaken, Kind, NotFound, RefundId, Refusal, frozen
from mpcore.money import to_minor
from mpcore.orders import Order
from mpcore.refunds.commands import PaymentReport, RecordRefundPayment
from mpcore.refunds.model import Refund
from mpcore.refunds.rules.amounts import AmountExceedsRemaining
from mpcore.refunds.values import PaymentShare

__all__ = ["NoSuchAttempt", "must_be_attempted", "must_be_no_other_answer", "must_not_be_more", "share_of"]


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
    """No more went back than was to; what did is for somebody to look at."""
    if command.amount.currency.code != order.currency:
        return None
    asked = to_minor(command.amount)
    if asked <= share.left:
        return None
    return AmountExceedsRemaining(asked=order.money(asked), left=order.money(share.left), at="amount")
