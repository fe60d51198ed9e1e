"""Which payments a refund goes back to, and the intents that a payment adapter carries out."""

from __future__ import annotations

from hashlib import sha256

from moneyed import Money

from mpcore.kernel import ID_LENGTH, OrderId, PaymentId, RefundId, changed, frozen, made
from mpcore.orders import Minor, Order, PaymentStage
from mpcore.orders.values import Payment
from mpcore.refunds.model import AfterSales, Refund
from mpcore.refunds.policy import PaymentOrder
from mpcore.refunds.return_values import RefundMethod
from mpcore.refunds.states import RefundStage
from mpcore.refunds.values import PaymentShare

__all__ = ["RefundIntent", "capacity", "intents", "payments_again", "payments_for"]


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
    """What is approved and has not gone back, payment by payment, in the order of the refunds' ids.

    While a bank has the payment of a part, or has taken what its refunds keep, nothing of the part goes back, and its
    refunds have none.  An attempt has the same amount each time, whatever is answered meanwhile.
    """
    return tuple(
        [
            RefundIntent(
                key=_key(order.id, refund.id, share.payment, str(share.attempt)),
                order=order.id,
                refund=refund.id,
                payment=share.payment,
                attempt=share.attempt,
                amount=order.money(share.attempts[-1]),
            )
            for refund in after_sales.refunds
            if refund.stage is RefundStage.APPROVED and _may_go_back(refund, order)
            for share in refund.waiting
        ]
    )


def _may_go_back(refund: Refund, order: Order) -> bool:
    part = None if refund.part is None else order.part(refund.part)
    return part is None or not (part.frozen or part.overdrawn)


def _key(*names: str) -> str:
    """The names as one that no others make, no longer than an id is."""
    key = "/".join([name.replace("%", "%25").replace("/", "%2F") for name in names])
    return key if len(key) <= ID_LENGTH else sha256(key.encode()).hexdigest()


def capacity(after_sales: AfterSales, order: Order) -> dict[PaymentId, Minor]:
    """What of each payment that came in has neither gone back nor is on its way."""
    left = {one.id: one.amount for one in order.payments if one.stage is PaymentStage.RECEIVED}
    for refund in after_sales.refunds:
        for share in refund.payments:
            kept = max(share.amount, share.settled) if refund.is_open else share.settled
            left[share.payment] = left.get(share.payment, 0) - kept
    return left


def payments_for(
    refund: Refund, after_sales: AfterSales, order: Order, first: PaymentOrder
) -> tuple[PaymentShare, ...]:
    """Where a refund's money goes: to the payments that have it left, in the policy's order.

    What goes back some other way goes to none of them (S33), and neither does what none of them has left, since more
    went back than was to: that is given by hand, or abandoned.
    """
    left = capacity(after_sales, order)
    payments = _in_order(left, order, first)
    if refund.method is not RefundMethod.ORIGINAL:
        return ()
    wanted = refund.amount
    shares: list[PaymentShare] = []
    for payment in payments:
        amount = min(wanted, max(0, left[payment]))
        if amount:
            shares.append(_share(payment, amount))
            wanted -= amount
    return tuple(shares)


def _in_order(left: dict[PaymentId, Minor], order: Order, first: PaymentOrder) -> list[PaymentId]:
    """The payments that came in, in the policy's order."""
    payments = sorted([one for one in order.payments if one.id in left], key=_keys[first])
    if first is not PaymentOrder.FIRST_FIRST:
        payments.reverse()
    return [payment.id for payment in payments]


def _share(payment: PaymentId, amount: Minor) -> PaymentShare:
    return made(PaymentShare, payment=payment, amount=amount, attempts=(amount,), answers=())


def payments_again(
    refund: Refund, after_sales: AfterSales, order: Order, named: PaymentId | None, first: PaymentOrder
) -> tuple[PaymentShare, ...]:
    """Where a refund's money goes once what failed is tried again, with a new attempt for each payment it goes to.

    As much as it has left goes to the payment named, then where it failed, then to the others in the policy's order.
    What no payment has left goes to none, and what is tried is then less than what is left.
    """
    if refund.method is not RefundMethod.ORIGINAL:
        return refund.payments
    beside = capacity(after_sales, order)
    failed = {share.payment: share.left for share in refund.payments}
    most = {payment: max(0, failed.get(payment, 0) + amount) for payment, amount in beside.items()}
    left, again = refund.left_minor, dict.fromkeys(failed, 0)
    there = {payment: min(amount, most.get(payment, 0)) for payment, amount in failed.items()}
    for room in ({} if named is None else {named: most.get(named, 0)}, there, most):
        for payment in _in_order(beside, order, first) if room is most else room:
            more = max(0, min(left, room[payment] - again.get(payment, 0)))
            again[payment] = again.get(payment, 0) + more
            left -= more
    shares = [_again(share, again.pop(share.payment)) for share in refund.payments]
    return (*shares, *[_share(payment, amount) for payment, amount in again.items() if amount])


def _again(share: PaymentShare, amount: Minor) -> PaymentShare:
    attempts = (*share.attempts, amount) if amount else share.attempts
    return changed(share, amount=share.settled + amount, attempts=attempts)


def _by_time(payment: Payment) -> tuple[object, ...]:
    return payment.happened_at, payment.id


def _by_amount(payment: Payment) -> tuple[object, ...]:
    return payment.amount, payment.happened_at, payment.id


_keys = {
    PaymentOrder.LAST_FIRST: _by_time,
    PaymentOrder.FIRST_FIRST: _by_time,
    PaymentOrder.LARGEST_FIRST: _by_amount,
}
