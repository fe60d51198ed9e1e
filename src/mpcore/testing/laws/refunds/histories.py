"""Laws of refunds and returns, the history that led to them, and the order that was told of it."""

from __future__ import annotations

from mpcore import orders, refunds
from mpcore.kernel import Done
from mpcore.orders import RefundClosed, RefundOpened, RefundSettled, SurplusRefunded
from mpcore.refunds import OPEN_RETURNS, AfterSales, PersonalDataErased, RefundStage, ReturnStage
from mpcore.testing.laws.histories import personal_in
from mpcore.testing.refund_life import RefundLife
from mpcore.testing.words import shown

__all__ = ["forgotten", "retold", "staged", "told"]


def told(life: RefundLife) -> None:
    """The histories, told again, give the present."""
    replayed = refunds.replay(life.order, life.history)
    if replayed != life.state:
        raise AssertionError(f"the history gives\n{shown(replayed)}\nand the present is\n{shown(life.state)}")


def retold(life: RefundLife) -> None:
    """The order was told exactly what the whole history gives to tell, and told it again it stays as it is."""
    facts = refunds.facts_for(life.state, life.history)
    known = [one for one in life.order.facts if isinstance(one, _OF_REFUNDS)]
    if sorted(known, key=lambda one: one.id) != sorted(facts, key=lambda one: one.id):
        raise AssertionError(f"the order was told\n{shown(tuple(known))}\nand the history tells\n{shown(facts)}")
    for fact in facts:
        again = orders.record(life.order, fact)
        if again != Done(life.order, ()):
            raise AssertionError(f"told twice, a fact changes something: {shown(fact)}\n{shown(life.order)}")


_OF_REFUNDS = (RefundOpened, RefundClosed, RefundSettled, SurplusRefunded)


def staged(after_sales: AfterSales) -> None:
    """What has ended says when, what waits says until when, and a return is refunded where its refund completed."""
    for refund in after_sales.refunds:
        _must(after_sales, refund.is_open is (refund.ended_at is None), f"refund {refund.id} ended, or did not")
        if refund.stage is RefundStage.COMPLETED:
            _must(after_sales, refund.given_minor >= refund.amount, f"refund {refund.id} is not given back")
        approved = refund.stage in (RefundStage.APPROVED, RefundStage.FAILED, RefundStage.COMPLETED)
        _must(after_sales, not approved or refund.shows_reason, f"refund {refund.id} goes back, and nobody approved it")
    for one in after_sales.returns:
        waits = one.stage in OPEN_RETURNS
        _must(after_sales, waits is (one.due is not None), f"return {one.id} waits, or does not")
        _must(after_sales, waits is (one.ended_at is None), f"return {one.id} ended, or did not")
        given = None if one.refund is None else after_sales.refund(one.refund)
        if given is None:
            _must(after_sales, one.refund is None, f"the refund of return {one.id} is none that there is")
        elif one.stage is ReturnStage.REFUNDED:
            _must(after_sales, given.stage is RefundStage.COMPLETED, f"return {one.id} is refunded by what is not")
        else:
            _must(after_sales, waits and given.is_open, f"the refund of return {one.id} ended, and it did not notice")


def _must(after_sales: AfterSales, holds: bool, broken: str) -> None:  # noqa: FBT001  (it is the law)
    if not holds:
        raise AssertionError(f"{broken}\n{shown(after_sales)}")


def forgotten(life: RefundLife) -> None:
    """A history that was forgotten leads to the state that erasing leads to, and nothing personal is in either."""
    erased = PersonalDataErased(order=life.order.id, at=life.order.placed_at)
    without = refunds.forget(life.history)
    replayed = refunds.replay(life.order, (*without, erased))
    expected = refunds.evolve(life.state, erased)
    if replayed != expected:
        raise AssertionError(f"once forgotten, the history gives\n{shown(replayed)}\nand not\n{shown(expected)}")
    for kept in (without, expected):
        if any(personal_in(kept)):
            raise AssertionError(f"something personal was not forgotten\n{shown(kept)}")
