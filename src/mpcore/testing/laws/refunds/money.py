"""Laws of money and units that go back: no more than was paid, of each component, payment, funder and remitter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mpcore.kernel import PartId
from mpcore.orders import ChargebackLost, Funder, Line, Order, OrderFact, Part, Remitter, Shares
from mpcore.orders.shares import left_of, less, whole
from mpcore.refunds import AfterSales, Mode, Payer, RefundCause, RefundStage, ReturnStage, delivered_units
from mpcore.testing.laws.words import same, within

__all__ = ["conserved", "nothing_left", "stocked"]


def conserved(after_sales: AfterSales, order: Order) -> None:
    """What went back, is under way or promised is no more than was paid: of each component, part, payment and funder.

    What the order keeps for its refunds is what they have not given back, to the minor unit.  The postage of a return
    stands beside (rules.md §00.4): it is of no component.  What a bank took although refunds had it under way is the
    only exception; the order says how much that is.
    """
    for part in order.parts:
        taken = part.overdrawn and any(_lost(fact, part.id) for fact in order.facts)
        for line in () if taken else part.lines:
            _of_line(order, line)
        _of_part(after_sales, order, part)
    _of_payments(after_sales, order)


def _of_line(order: Order, line: Line) -> None:
    all_of_it = whole(line)
    left = less(line, all_of_it, *_gone(line))
    names = ("goods", "shipping", *[f"tax {tax.rate_id}" for tax in line.taxes], *["discount"] * len(line.discounts))
    for name, amount, most in zip(names, _components(left), _components(all_of_it), strict=True):
        within(order, f"what is left of {line.id}, {name}", amount, most)
    within(order, f"what is left of {line.id}", left.total, all_of_it.total)
    within(order, f"the units that are gone of {line.id}", line.gone, line.quantity)
    for funder in Funder:
        amounts = (_of_funder(line, left, funder), _of_funder(line, all_of_it, funder))
        within(order, f"what {funder.name} does not get back of {line.id}", *amounts)
    for remitter in Remitter:
        amounts = (_of_remitter(line, left, remitter), _of_remitter(line, all_of_it, remitter))
        within(order, f"the taxes that {remitter.name} keeps of {line.id}", *amounts)
    told = left_of(line)
    same(order, f"the units that are left of {line.id}", told.units, line.quantity - line.gone)
    same(order, f"what is left of {line.id}", told.total, left.total)
    if all(amount >= 0 for on_shipping in (False, True) for amount in _paid_of(line, left, on_shipping=on_shipping)):
        same(order, f"what is left of {line.id}", _components(told), _components(left))
    for name, amount, most in zip(names, _components(told), _components(left), strict=True):
        within(order, f"what is left of {line.id}, {name}", amount, most)


def _kept(line: Line) -> list[Shares]:
    """What went back of a line, is under way, or was promised."""
    return [share for share in (line.refunded, line.pending, line.refund_due) if share is not None]


def _gone(line: Line) -> list[Shares]:
    """The same, and what was cancelled before it was paid."""
    return _kept(line) if line.unpaid is None else [*_kept(line), line.unpaid]


def _components(share: Shares) -> tuple[int, ...]:
    return (share.goods, share.shipping, *share.taxes, *share.discounts)


def _of_funder(line: Line, share: Shares, funder: Funder) -> int:
    pairs = zip(line.discounts, share.discounts, strict=True)
    return sum([amount for discount, amount in pairs if discount.funder is funder])


def _of_remitter(line: Line, share: Shares, remitter: Remitter) -> int:
    return sum([amount for tax, amount in zip(line.taxes, share.taxes, strict=True) if tax.remitter is remitter])


def _of_part(after_sales: AfterSales, order: Order, part: Part) -> None:
    mine = after_sales.of_part(part.id)
    told = {one.id: _sum(one.settled) for one in mine}
    under_way = [one for one in mine if one.is_open and not one.of_cancellation]
    kept = [_sum(_kept(line)) for line in part.lines]
    within(order, f"what can still go back of {part.id}", part.refundable, part.paid)
    same(order, f"what can still go back of {part.id}", part.refundable, max(0, part.paid - sum(kept)))
    lost = _sum([share for fact in order.facts for share in _lost(fact, part.id)])
    same(order, f"what went back of {part.id}", part.refunded, sum(told.values()) + lost)
    besides = sum([told[one.id] for one in mine if not one.of_cancellation])
    refunded = [line.refunded for line in part.lines if line.refunded is not None]
    same(order, f"what went back of the lines of {part.id}", _sum(refunded), besides + lost)
    pending = [line.pending for line in part.lines if line.pending is not None]
    wanted = sum([one.amount - told[one.id] for one in under_way])
    same(order, f"what is under way of {part.id}", _sum(pending), wanted)
    same(order, f"the open refunds of {part.id}", part.open_refunds, tuple([one.id for one in under_way]))
    for one in mine:
        same(order, f"what refund {one.id} comes to", one.amount, _sum(one.shares))
        within(order, f"what refund {one.id} told that it gave back", told[one.id], one.settled_minor)
        within(order, f"what refund {one.id} gave back", one.settled_minor, one.amount)


def _lost(fact: OrderFact, part: PartId) -> tuple[Shares, ...]:
    """What a bank took back of a part."""
    return fact.shares if isinstance(fact, ChargebackLost) and fact.part == part else ()


def _sum(shares: Iterable[Shares]) -> int:
    return sum([share.total for share in shares])


def _of_payments(after_sales: AfterSales, order: Order) -> None:
    """No payment is to give back more than it brought, but for what nobody could know when that was decided.

    That is what it gave back although it had failed, and the money had gone elsewhere, or was free, by then.
    """
    back, unforeseen = ({payment.id: 0 for payment in order.payments} for _ in range(2))
    for refund in after_sales.refunds:
        for share in refund.payments:
            back[share.payment] += max(share.amount, share.settled) if refund.is_open else share.settled
            given_up = refund.stage is RefundStage.ABANDONED
            unforeseen[share.payment] += share.settled if given_up else max(0, share.settled - share.amount)
        within(order, f"what refund {refund.id} gave back", refund.settled_minor, refund.amount)
        within(order, f"what refund {refund.id} gave back beyond what was left", refund.overpaid, refund.given_minor)
    over = sum([refund.overpaid for refund in after_sales.refunds])
    for payment in order.payments:
        most = payment.amount + over + unforeseen[payment.id]
        within(order, f"what goes back to payment {payment.id}", back[payment.id], most)
    given, paid = sum([one.given_minor for one in after_sales.refunds]), sum([one.amount for one in order.payments])
    within(order, "what went back of all payments", given, paid + over)


def stocked(after_sales: AfterSales, order: Order) -> None:
    """No more is sold again than came back, no more came back than was to, and no more was to than was delivered.

    What was never sent off need not come back to be sold again.  Who paid the parcel is owed nothing for it.
    """
    for part in order.parts:
        mine = after_sales.returns_of(part.id)
        for line in part.lines:
            back = [came for one in mine for came in one.received if came.line == line.id]
            came, fit = sum([one.units for one in back]), sum([one.resaleable for one in back])
            within(order, f"the units fit for sale of {line.id} that came back", fit, came)
            within(order, f"the units of {line.id} that came back", came, delivered_units(part, line.id))
            again = _sold_again(after_sales, part, line)
            within(order, f"the units of {line.id} that are sold again", again, line.quantity)
            sent = _sold_again(after_sales, part, line, sent=True)
            within(order, f"the units of {line.id} that were sent off and are sold again", sent, line.shipped)
        for refund in after_sales.of_part(part.id):
            units = {share.line: share.units for share in refund.shares}
            for some in refund.restock:
                what = f"the units of {some.line} that are sold again by refund {refund.id}"
                within(order, what, some.quantity, units.get(some.line, 0))
        for one in mine:
            wanted = {named.line: named.quantity for named in one.lines}
            for came_back in one.received:
                what = f"the units of {came_back.line} that came back by return {one.id}"
                within(order, what, came_back.units, wanted[came_back.line])
            owed = one.compensation if one.payer not in (None, Payer.BUYER) else 0
            within(order, f"the compensation of return {one.id}", one.compensation, owed)


def _sold_again(after_sales: AfterSales, part: Part, line: Line, *, sent: bool = False) -> int:
    """How many units of a line are fit for sale, as completed refunds say, and returns that were refunded before.

    Those given up say it of the units whose money went back.  Only what was sent off counts, where that is asked for.
    """
    found = 0
    for refund in after_sales.of_part(part.id):
        never_sent = refund.cause is RefundCause.CANCELLED_BEFORE_SHIPMENT and refund.mode is Mode.FULL
        if refund.of_cancellation or (sent and never_sent):
            continue
        says = sum([some.quantity for some in refund.restock if some.line == line.id])
        if refund.stage is RefundStage.ABANDONED:
            says = min(says, sum([share.units for share in refund.settled if share.line == line.id]))
        found += says if refund.stage in (RefundStage.COMPLETED, RefundStage.ABANDONED) else 0
    for one in after_sales.returns_of(part.id):
        if one.stage is ReturnStage.REFUNDED:
            found += sum([some.quantity for some in one.restock if some.line == line.id])
    return found


def nothing_left(order: Order) -> None:
    """Everything that was paid went back; where the part was paid whole, of goods, shipping and each tax on top.

    Units that cost the buyer nothing may stay with what was taken off them; and where part of a line goes back, a tax
    that is included in it may be rounded down.
    """
    for part in order.parts:
        same(order, f"what went back of {part.id}", part.refunded, part.paid)
        unpaid = sum([line.unpaid.total for line in part.lines if line.unpaid is not None])
        for line in part.lines if part.paid == part.total - unpaid else ():
            left = left_of(line)
            same(order, f"what is left of {line.id}", left.total, 0)
            for on_shipping in (False, True):
                for amount in _paid_of(line, left, on_shipping=on_shipping):
                    same(order, f"what is left of {line.id}", amount, 0)


def _paid_of(line: Line, share: Shares, *, on_shipping: bool) -> Iterator[int]:
    """What the buyer pays for the goods, or for the shipping, and each tax on top of it."""
    off = zip(line.discounts, share.discounts, strict=True)
    taken = sum([amount for discount, amount in off if discount.on_shipping is on_shipping])
    yield (share.shipping if on_shipping else share.goods) - taken
    for tax, amount in zip(line.taxes, share.taxes, strict=True):
        if tax.on_shipping is on_shipping and not tax.inclusive:
            yield amount
