"""Laws of money and units: every amount has a home, and every running count equals what it summarises."""

from __future__ import annotations

from collections.abc import Iterable

from mpcore.orders import (
    ChargebackLost,
    Line,
    LinesCancelled,
    Order,
    OrderEvent,
    OrderFact,
    PartCancelled,
    PartStage,
    PaymentStage,
    RefundSettled,
    Shares,
)
from mpcore.testing.laws.words import same, within

__all__ = ["conserved", "counted"]


def conserved(order: Order) -> None:
    """Every amount has a home: what is owed, what was paid and what went back add up, in the order and in each part.

    What came in is what was paid and the surplus, whether it is still there or went back; nothing was paid, and nothing
    goes back or is promised to, that did not come in.
    """
    received, paid = order.received_minor, order.paid_minor
    if order.confirmed_at is None:
        same(order, "paid, while nothing is confirmed", paid, 0)
    within(order, "paid", paid, received)
    waiting = any(part.stage is PartStage.AWAITING_PAYMENT for part in order.parts)
    if order.confirmed_at is not None or not waiting:
        same(order, "paid and surplus", paid + order.surplus_minor + order.surplus_refunded, received)
    same(order, "the surplus", order.surplus, order.money(order.surplus_minor))
    same(order, "total", order.total, order.money(sum([part.total for part in order.parts])))
    same(order, "due", order.due, order.money(sum([part.total - part.released for part in order.parts])))
    same(order, "paid", order.paid, order.money(paid))
    same(order, "received", order.received, order.money(received))
    for part in order.parts:
        within(order, f"what was released of {part.id}", part.released, part.total)
        within(order, f"what was paid for {part.id}", part.paid, part.total)
        within(order, f"what went back for {part.id}", part.refunded, part.paid)
        within(order, f"what can still go back for {part.id}", part.refundable, part.paid)
        for line in part.lines:
            for back in (line.refunded, line.refund_due):
                if back is not None:
                    within(order, f"the goods that go back of {line.id}", back.goods, line.goods)
                    within(order, f"the shipping that goes back of {line.id}", back.shipping, line.shipping)
                    for amount, tax in zip(back.taxes, line.taxes, strict=True):
                        within(order, f"the tax that goes back of {line.id}", amount, tax.amount)
        if part.stage is PartStage.CANCELLED:
            same(order, f"what is owed for {part.id}, which is cancelled", part.due, 0)


def counted(history: Iterable[OrderEvent], order: Order) -> None:
    """Running counts equal what they summarise: totals, payments, units shipped and cancelled, what went back."""
    events = tuple(history)
    received = [payment for payment in order.payments if payment.stage is PaymentStage.RECEIVED]
    same(order, "received", order.received_minor, sum([payment.amount for payment in received]))
    latest = max([payment.happened_at for payment in received], default=None)
    same(order, "the last payment", order.last_payment_at, latest)
    same(order, "the number of facts", len(order.facts), len([one for one in events if isinstance(one, OrderFact)]))
    for part in order.parts:
        released = [
            share
            for event in events
            if isinstance(event, LinesCancelled | PartCancelled) and event.part == part.id
            for share in event.shares
        ]
        promised = [
            share
            for event in events
            if isinstance(event, LinesCancelled | PartCancelled) and event.part == part.id
            for share in event.refund_due
        ]
        gone = [
            event for event in events if isinstance(event, RefundSettled | ChargebackLost) and event.part == part.id
        ]
        settled = [share for back in gone for share in back.shares]
        besides = [share for back in gone if not _was_promised(back) for share in back.shares]
        same(order, f"the total of {part.id}", part.total, sum([line.total for line in part.lines]))
        same(order, f"what was released of {part.id}", part.released, sum([share.total for share in released]))
        same(order, f"what went back for {part.id}", part.refunded, sum([share.total for share in settled]))
        for line in part.lines:
            sent = [
                packed.quantity for dispatch in part.dispatches for packed in dispatch.lines if packed.line == line.id
            ]
            units = [share.units for share in released if share.line == line.id]
            on_top = sum([tax.amount for tax in line.taxes if not tax.inclusive])
            off = sum([discount.amount for discount in line.discounts])
            same(order, f"the goods of {line.id}", line.goods, line.unit_price * line.quantity)
            same(order, f"the total of {line.id}", line.total, line.goods + on_top - off + line.shipping)
            same(order, f"the units shipped of {line.id}", line.shipped, sum(sent))
            same(order, f"the units cancelled of {line.id}", line.cancelled, sum(units))
            within(order, f"the units shipped and cancelled of {line.id}", line.shipped + line.cancelled, line.quantity)
            same(order, f"what is due back of {line.id}", _total(line.refund_due), _of(line, promised))
            same(order, f"what went back besides of {line.id}", _total(line.refunded), _of(line, besides))


def _was_promised(back: RefundSettled | ChargebackLost) -> bool:
    return back.of_cancellation


def _total(shares: Shares | None) -> int:
    return 0 if shares is None else shares.total


def _of(line: Line, shares: list[Shares]) -> int:
    return sum([share.total for share in shares if share.line == line.id])
