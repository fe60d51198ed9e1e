"""The order after another package told it something."""

from __future__ import annotations

from mpcore.kernel import BrokenHistoryError, RefundId, changed, find, put
from mpcore.orders.evolve.parts import no_line, the_part, with_part
from mpcore.orders.facts import (
    ChargebackFact,
    ChargebackLost,
    ChargebackOpened,
    ChargebackWon,
    OrderFact,
    PayoutFact,
    RefundClosed,
    RefundOpened,
    RefundSettled,
    SurplusRefunded,
)
from mpcore.orders.lifecycle import CHARGEBACK, PAYOUT
from mpcore.orders.model import Order, Part
from mpcore.orders.shares import fits, joined
from mpcore.orders.states import ChargebackStage, PayoutStage

__all__ = [
    "chargeback",
    "chargeback_lost",
    "payout",
    "refund_closed",
    "refund_opened",
    "refund_settled",
    "surplus_refunded",
]


def _fact(order: Order, fact: OrderFact) -> Order:
    """The order with the fact among those it was told."""
    if find(order.facts, fact.id) is not None:
        raise BrokenHistoryError(f"fact {fact.id} of order {order.id} is recorded twice")
    return changed(order, facts=put(order.facts, fact))


def surplus_refunded(order: Order, fact: SurplusRefunded) -> Order:
    """So much of the surplus went back."""
    order = _fact(order, fact)
    if not 0 <= fact.amount <= order.surplus_minor:
        raise BrokenHistoryError(f"order {order.id} has no surplus of {fact.amount} to give back")
    return changed(order, surplus_refunded=order.surplus_refunded + fact.amount)


def refund_opened(order: Order, fact: RefundOpened) -> Order:
    """The part waits for the refund, unless it ended already."""
    at, part = the_part(order, fact.part)
    order = _fact(order, fact)
    if fact.of_cancellation or _is_over(order, fact):
        return order
    return with_part(order, at, changed(part, open_refunds=tuple(sorted({*part.open_refunds, fact.refund}))))


def refund_closed(order: Order, fact: RefundClosed) -> Order:
    """The part waits for it no more."""
    at, part = the_part(order, fact.part)
    return with_part(_fact(order, fact), at, changed(part, open_refunds=_without(part, fact)))


def refund_settled(order: Order, fact: RefundSettled) -> Order:
    """The lines lose what went back of them."""
    at, part = the_part(order, fact.part)
    return with_part(_fact(order, fact), at, _refunded(order, part, fact))


def payout(order: Order, fact: PayoutFact) -> Order:
    """The payout moves along its table."""
    at, part = the_part(order, fact.part)
    return with_part(_fact(order, fact), at, _paid_out(part, fact))


def chargeback(order: Order, fact: ChargebackOpened | ChargebackWon) -> Order:
    """The chargeback moves along its table."""
    at, part = the_part(order, fact.part)
    decided = isinstance(fact, ChargebackOpened) and _is_decided(order, fact)
    return with_part(_fact(order, fact), at, part if decided else _charged_back(part, fact))


def chargeback_lost(order: Order, fact: ChargebackLost) -> Order:
    """The part's payment went back by the bank, and counts as refunded; once."""
    at, part = the_part(order, fact.part)
    if any(isinstance(told, ChargebackLost) and _is_same(told, fact) for told in order.facts):
        raise BrokenHistoryError(f"chargeback {fact.chargeback} of part {part.id} of order {order.id} is lost twice")
    return with_part(_fact(order, fact), at, _charged_back(_gone_back(order, part, fact), fact))


def _charged_back(part: Part, fact: ChargebackFact) -> Part:
    """What comes late, or is of another chargeback while one is open, moves nothing."""
    stage = CHARGEBACK.target(part.chargeback, type(fact))
    known = part.chargeback_id
    if stage is None or (part.chargeback is ChargebackStage.OPEN and fact.chargeback != known):
        return part
    return changed(part, chargeback=stage, chargeback_id=fact.chargeback)


def _is_decided(order: Order, opened: ChargebackOpened) -> bool:
    """Whether it was won or lost already: its opening is told late."""
    for fact in order.facts:
        if isinstance(fact, ChargebackWon | ChargebackLost) and _is_same(fact, opened):
            return True
    return False


def _is_same(one: ChargebackFact, other: ChargebackFact) -> bool:
    return one.chargeback == other.chargeback and one.part == other.part


def _is_over(order: Order, opened: RefundOpened) -> bool:
    """Whether the refund has ended already: facts may come late."""
    for fact in order.facts:
        if isinstance(fact, RefundClosed | RefundSettled) and fact.refund == opened.refund:
            return True
    return False


def _without(part: Part, fact: RefundClosed | RefundSettled) -> tuple[RefundId, ...]:
    return tuple([name for name in part.open_refunds if name != fact.refund])


def _paid_out(part: Part, fact: PayoutFact) -> Part:
    """A payout moves along its table; what comes late, or is of another payout, moves nothing."""
    stage = PAYOUT.target(part.payout, type(fact))
    if stage is None or (part.payout is not PayoutStage.NONE and fact.payout != part.payout_id):
        return part
    return changed(part, payout=stage, payout_id=fact.payout)


def _refunded(order: Order, part: Part, fact: RefundSettled) -> Part:
    return changed(_gone_back(order, part, fact), open_refunds=_without(part, fact))


def _gone_back(order: Order, part: Part, fact: RefundSettled | ChargebackLost) -> Part:
    """The part without the money that went back of it, by whatever way."""
    shares = {share.line: share for share in fact.shares}
    if len(shares) < len(fact.shares):
        raise BrokenHistoryError(f"fact {fact.id} of order {order.id} names a line twice")
    lines = list(part.lines)
    for index, line in enumerate(part.lines):
        share = shares.pop(line.id, None)
        if share is None:
            continue
        if not fits(line, share):
            raise BrokenHistoryError(f"the shares of line {line.id} of order {order.id} do not fit its components")
        if not fact.of_cancellation:
            lines[index] = changed(line, refunded=joined(line.refunded, share))
    if shares:
        raise no_line(order, part, shares)
    refunded = part.refunded + sum([share.total for share in fact.shares])
    after = changed(part, lines=tuple(lines), refunded=refunded, refunded_at=fact.at)
    if refunded > part.paid or after.refundable < 0:
        raise BrokenHistoryError(f"part {part.id} of order {order.id} gets back more than was paid for it")
    return after
