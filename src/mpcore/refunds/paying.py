"""Which payments a refund goes back to, and the intents that a payment adapter carries out."""

from __future__ import annotations

from hashlib import sha256

from moneyed import Money

from mpcore.kernel import ID_LENGTH, OrderId, PaymentId, RefundId, frozen, made
from mpcore.orders import Minor, Order, PaymentStage
from mpcore.orders.values import Payment
from mpcore.refunds.model import AfterSales, Refund
from mpcore.refunds.policy import PaymentOrder
from mpcore.refunds.return_values import RefundMethod
from mpcore.refunds.states import RefundStage
from mpcore.refunds.values import PaymentShare

__all__ = ["RefundIntent", "capacity", "intents", "payments_for"]


@frozen(kw_only=True)
class RefundIntent:
    """Money to be given back, as data: an adapter carries it out, once for each key, and reports what came of it."""

    key: str
    """The idempotency key: the same for the same attempt, another for each new one; at most 200 characters."""
    order: OrderId
    refund: RefundId
    payment: PaymentId
    attempt: int
    amount: Money


def intents(after_sales: AfterSales, order: Order) -> tuple[RefundIntent, ...]:
    """What is approved and has not gone back, payment by payment, in the order of the refunds' ids."""
    approved = [one for one in after_sales.refunds if one.stage is RefundStage.APPROVED]
    return tuple(
        [
            RefundIntent(
                key=_key(order.id, refund.id, share.payment, str(share.attempt)),
                order=order.id,
                refund=refund.id,
                payment=share.payment,
                attempt=share.attempt,
                amount=order.money(share.left),
            )
            for refund in approved
            for share in refund.payments
            if share.waits
        ]
    )


def _key(*names: str) -> str:
    """The names as one that no others make, no longer than an id is."""
    key = "/".join([name.replace("%", "%25").replace("/", "%2F") for name in names])
    return key if len(key) <= ID_LENGTH else sha256(key.encode()).hexdigest()


def capacity(after_sales: AfterSales, order: Order) -> dict[PaymentId, Minor]:
    """What of each payment that came in has neither gone back nor is on its way."""
    left = {one.id: one.amount for one in order.payments if one.stage is PaymentStage.RECEIVED}
    for refund in after_sales.refunds:
        for share in refund.payments:
            left[share.payment] = left.get(share.payment, 0) - (share.amount if refund.is_open else share.settled)
    return left


def payments_for(
    refund: Refund, after_sales: AfterSales, order: Order, first: PaymentOrder
) -> tuple[PaymentShare, ...]:
    """Where a refund's money goes: to the payments that have it left, in the policy's order.

    What goes back some other way goes to none of them (S33).  Where a bank took some of it back, what no payment has
    left goes to the first of them, and its provider decides.
    """
    left = capacity(after_sales, order)
    payments = sorted([one for one in order.payments if one.id in left], key=_keys[first])
    if first is not PaymentOrder.FIRST_FIRST:
        payments.reverse()
    if refund.method is not RefundMethod.ORIGINAL:
        return ()
    wanted = refund.amount
    shares: list[PaymentShare] = []
    for payment in payments:
        amount = min(wanted, max(0, left[payment.id]))
        if amount:
            shares.append(made(PaymentShare, payment=payment.id, amount=amount, attempt=1, answers=()))
            wanted -= amount
    if wanted and payments:
        shares = _more(shares, payments[0].id, wanted)
    return tuple(shares)


def _more(shares: list[PaymentShare], payment: PaymentId, amount: Minor) -> list[PaymentShare]:
    known = {share.payment: share.amount for share in shares}
    known[payment] = known.get(payment, 0) + amount
    return [made(PaymentShare, payment=name, amount=total, attempt=1, answers=()) for name, total in known.items()]


def _by_time(payment: Payment) -> tuple[object, ...]:
    return payment.happened_at, payment.id


def _by_amount(payment: Payment) -> tuple[object, ...]:
    return payment.amount, payment.happened_at, payment.id


_keys = {
    PaymentOrder.LAST_FIRST: _by_time,
    PaymentOrder.FIRST_FIRST: _by_time,
    PaymentOrder.LARGEST_FIRST: _by_amount,
}
