"""What other packages might tell of an order."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from pendulum import DateTime

from mpcore.kernel import ChargebackId, FactId, PayoutId, RefundId, changed
from mpcore.orders import (
    ChargebackLost,
    ChargebackOpened,
    ChargebackWon,
    Line,
    Order,
    OrderFact,
    Part,
    PayoutCancelled,
    PayoutPaid,
    PayoutRequested,
    PayoutReversed,
    RefundClosed,
    RefundOpened,
    RefundSettled,
    Shares,
    SurplusRefunded,
)
from mpcore.orders.shares import left_of

__all__ = ["facts", "facts_beside_refunds"]


def facts(order: Order, at: DateTime) -> SearchStrategy[OrderFact]:
    """What might be told now: refunds within what was paid, payouts, chargebacks; some of it late."""
    name = FactId(f"f{len(order.facts) + 1}")
    told: list[OrderFact] = []
    others: list[OrderFact] = []
    if order.surplus_minor:
        told += [SurplusRefunded(id=name, amount=order.surplus_minor, at=at)] * 3
    for part in order.parts:
        told += _refunds(order, part, name, at)
        others += _payouts(part, name, at)
        others += _chargebacks(order, part, name, at)
    return st.sampled_from(told) | st.sampled_from(told) | st.sampled_from(others)


def facts_beside_refunds(order: Order, at: DateTime) -> SearchStrategy[OrderFact]:
    """What might be told now of payouts and chargebacks; of refunds, `refunds.facts_for` tells."""
    name = FactId(f"f{len(order.facts) + 1}")
    told: list[OrderFact] = []
    for part in order.parts:
        payout = PayoutId(f"w {part.id}")
        if part.completed_at is not None:
            told.append(PayoutRequested(id=name, part=part.id, payout=payout, at=at))
            told += [PayoutPaid(id=name, part=part.id, payout=payout, at=at)] * 2
            told.append(PayoutReversed(id=name, part=part.id, payout=payout, at=at))
        told += _chargebacks(order, part, name, at)
        if taken := _under_way_too(part):
            lost = ChargebackId(f"all of it {len(order.facts)}")
            told += [ChargebackLost(id=name, part=part.id, chargeback=lost, shares=taken, at=at)] * 2
    return st.sampled_from(told)


def _under_way_too(part: Part) -> tuple[Shares, ...]:
    """What a bank takes that has it from the buyer although refunds have it under way: all that did not go back."""
    under_way = [line.pending for line in part.lines if line.pending is not None]
    if not under_way or any(line.refund_due is not None for line in part.lines):
        return ()
    shares = [_portion(changed(line, pending=None), _rest) for line in part.lines]
    given = tuple([share for share in shares if share.total > 0 and min(_components(share)) >= 0])
    left = part.refundable + sum([share.total for share in under_way])
    return given if sum([share.total for share in given]) <= left else ()


def _refunds(order: Order, part: Part, name: FactId, at: DateTime) -> list[OrderFact]:
    refund = RefundId(f"r{len(order.facts) + 1}")
    told: list[OrderFact] = [
        RefundOpened(id=name, part=part.id, refund=refund, at=at),
        RefundOpened(id=name, part=part.id, refund=refund, of_cancellation=True, at=at),
    ]
    told += [RefundClosed(id=name, part=part.id, refund=open_, at=at) for open_ in part.open_refunds[:1]]
    for portion in (_rest, _half):
        if shares := _refundable(part, portion):
            settled = part.open_refunds[0] if part.open_refunds else refund
            told.append(RefundSettled(id=name, part=part.id, refund=settled, shares=shares, at=at))
    if promised := _promised(part):
        told.append(RefundSettled(id=name, part=part.id, refund=refund, of_cancellation=True, shares=promised, at=at))
    return told


def _payouts(part: Part, name: FactId, at: DateTime) -> list[OrderFact]:
    return [
        kind(id=name, part=part.id, payout=payout, at=at)
        for payout in (PayoutId("w1"), PayoutId("w2"))
        for kind in (PayoutRequested, PayoutCancelled, PayoutPaid, PayoutReversed)
    ]


def _chargebacks(order: Order, part: Part, name: FactId, at: DateTime) -> list[OrderFact]:
    """One is lost once; whether it was won or opened may be told again."""
    told: list[OrderFact] = []
    lost = {fact.chargeback for fact in order.facts if isinstance(fact, ChargebackLost) and fact.part == part.id}
    for chargeback in (ChargebackId("c1"), ChargebackId("c2")):
        told.append(ChargebackOpened(id=name, part=part.id, chargeback=chargeback, at=at))
        told.append(ChargebackWon(id=name, part=part.id, chargeback=chargeback, at=at))
        told += [
            ChargebackLost(id=name, part=part.id, chargeback=chargeback, shares=shares, at=at)
            for portion in (_rest, _half)
            if chargeback not in lost and (shares := _refundable(part, portion))
        ]
    return told


def _rest(amount: int) -> int:
    return amount


def _half(amount: int) -> int:
    return amount // 2


def _promised(part: Part) -> tuple[Shares, ...]:
    """What cancellations left due, if none of it has gone back yet."""
    besides = sum([line.refunded.total for line in part.lines if line.refunded is not None])
    if part.refunded != besides:
        return ()
    return tuple([line.refund_due for line in part.lines if line.refund_due is not None])


def _refundable(part: Part, portion: Callable[[int], int]) -> tuple[Shares, ...]:
    """That much of what was paid for the part and can still go back; nothing where it cannot be told line by line."""
    shares = [(_portion(line, portion), left_of(line).total) for line in part.lines]
    given = tuple([share for share, most in shares if 0 < share.total <= most and min(_components(share)) >= 0])
    return given if sum([share.total for share in given]) <= part.refundable else ()


def _components(share: Shares) -> tuple[int, ...]:
    return (share.goods, share.shipping, *share.taxes, *share.discounts)


def _portion(line: Line, portion: Callable[[int], int]) -> Shares:
    kept = (line.refunded, line.pending, line.refund_due, line.unpaid)
    gone = [back for back in kept if back is not None]
    goods = portion(line.goods - sum([back.goods for back in gone]))
    taxes = tuple(
        [portion(tax.amount - sum([back.taxes[place] for back in gone])) for place, tax in enumerate(line.taxes)]
    )
    discounts = tuple(
        [
            portion(discount.amount - sum([back.discounts[place] for back in gone]))
            for place, discount in enumerate(line.discounts)
        ]
    )
    shipping = portion(line.shipping - sum([back.shipping for back in gone]))
    on_top = sum([amount for amount, tax in zip(taxes, line.taxes, strict=True) if not tax.inclusive])
    return Shares(
        line=line.id,
        units=0,
        goods=goods,
        taxes=taxes,
        discounts=discounts,
        shipping=shipping,
        total=goods + on_top - sum(discounts) + shipping,
    )
