"""What is true of an order and its refunds, whatever was asked for, approved, given back or not."""

from __future__ import annotations

from mpcore.orders import Order, Part
from mpcore.orders.shares import left_of
from mpcore.refunds import AfterSales, RefundStage
from tests.refunds.slow import vector

__all__ = ["nothing_is_left", "nothing_is_lost"]


def nothing_is_lost(after: AfterSales, order: Order) -> None:
    """What went back, is under way or promised is no more than was paid: of each component, part and payment."""
    for part in order.parts:
        _of_components(part)
        _of_part(after, part)
        _of_stock(after, part)
    paid = {one.id: one.amount for one in order.payments}
    for refund in after.refunds:
        for share in refund.payments:
            assert 0 <= share.settled <= share.amount
            paid[share.payment] -= share.amount if refund.is_open else share.settled
    assert min(paid.values(), default=0) >= 0


def _of_components(part: Part) -> None:
    for line in part.lines:
        left = left_of(line)
        assert min(vector(left)) >= 0, (line.id, left)
        assert left.total >= 0
        assert 0 <= line.gone <= line.quantity


def _of_part(after: AfterSales, part: Part) -> None:
    kept = [(line.refunded, line.pending, line.refund_due) for line in part.lines]
    back = sum(share.total for shares in kept for share in shares if share is not None)
    assert 0 <= part.refundable == part.paid - back
    mine = after.of_part(part.id)
    told = {one.id: sum(share.total for share in one.settled) for one in mine}
    assert part.refunded == sum(told.values())
    pending = sum(one.amount - told[one.id] for one in mine if one.is_open and not one.of_cancellation)
    assert pending == sum(0 if line.pending is None else line.pending.total for line in part.lines)
    assert part.open_refunds == tuple([one.id for one in mine if one.is_open and not one.of_cancellation])
    for one in mine:
        assert one.amount == sum(share.total for share in one.shares)
        assert 0 <= told[one.id] <= one.settled_minor <= one.amount


def _of_stock(after: AfterSales, part: Part) -> None:
    """No more is sold again than was sent off, and than refunds are of."""
    back: dict[str, int] = {}
    for refund in after.of_part(part.id):
        if refund.stage is RefundStage.COMPLETED and not refund.of_cancellation:
            for one in refund.restock:
                back[one.line] = back.get(one.line, 0) + one.quantity
    for line in part.lines:
        assert back.get(line.id, 0) <= min(line.shipped, line.gone - line.cancelled)


def nothing_is_left(order: Order) -> None:
    """Everything that was paid went back, to the last component."""
    for part in order.parts:
        assert part.refunded == part.paid, part
        for line in part.lines:
            assert set(vector(left_of(line))) == {0}, line
