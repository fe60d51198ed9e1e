"""The order after another package told it something."""

from __future__ import annotations

from mpcore.kernel import BrokenHistoryError, changed
from mpcore.orders.evolve.parts import the_part, with_part
from mpcore.orders.evolve.refunds import gone_back, told
from mpcore.orders.facts import (
    ChargebackFact,
    ChargebackLost,
    ChargebackOpened,
    ChargebackWon,
    PayoutFact,
    SurplusRefunded,
)
from mpcore.orders.lifecycle import CHARGEBACK, PAYOUT
from mpcore.orders.model import Order, Part
from mpcore.orders.states import ChargebackStage, PayoutStage

__all__ = [
    "chargeback",
    "chargeback_lost",
    "payout",
    "surplus_refunded",
]


def surplus_refunded(order: Order, fact: SurplusRefunded) -> Order:
    """So much of the surplus went back."""
    order = told(order, fact)
    if not 0 <= fact.amount <= order.surplus_minor:
        raise BrokenHistoryError(f"order {order.id} has no surplus of {fact.amount} to give back")
    return changed(order, surplus_refunded=order.surplus_refunded + fact.amount)


def payout(order: Order, fact: PayoutFact) -> Order:
    """The payout moves along its table."""
    at, part = the_part(order, fact.part)
    return with_part(told(order, fact), at, _paid_out(part, fact))


def chargeback(order: Order, fact: ChargebackOpened | ChargebackWon) -> Order:
    """The chargeback moves along its table."""
    at, part = the_part(order, fact.part)
    decided = isinstance(fact, ChargebackOpened) and _is_decided(order, fact)
    return with_part(told(order, fact), at, part if decided else _charged_back(part, fact))


def chargeback_lost(order: Order, fact: ChargebackLost) -> Order:
    """The part's payment went back by the bank, and counts as refunded; once."""
    at, part = the_part(order, fact.part)
    if any(isinstance(told, ChargebackLost) and _is_same(told, fact) for told in order.facts):
        raise BrokenHistoryError(f"chargeback {fact.chargeback} of part {part.id} of order {order.id} is lost twice")
    return with_part(told(order, fact), at, _charged_back(gone_back(order, part, fact), fact))


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


def _paid_out(part: Part, fact: PayoutFact) -> Part:
    """A payout moves along its table; what comes late, or is of another payout, moves nothing."""
    stage = PAYOUT.target(part.payout, type(fact))
    if stage is None or (part.payout is not PayoutStage.NONE and fact.payout != part.payout_id):
        return part
    return changed(part, payout=stage, payout_id=fact.payout)
