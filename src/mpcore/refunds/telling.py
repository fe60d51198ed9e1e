"""What the order is to be told of its refunds, as facts that `orders.record` takes.

They are the same each time they are asked for, so that telling one twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from mpcore.kernel import ID_LENGTH, FactId, Fault, MalformedError, RefundId, changed, made
from mpcore.orders import Order, OrderFact, RefundClosed, RefundOpened, RefundSettled, SurplusRefunded, record
from mpcore.refunds.context import Context
from mpcore.refunds.events import (
    RefundAbandoned,
    RefundCompleted,
    RefundEvent,
    RefundFailed,
    RefundPaidLate,
    RefundRejected,
    RefundRequested,
    RefundWithdrawn,
)
from mpcore.refunds.events.refunds import Happened
from mpcore.refunds.model import AfterSales, Refund
from mpcore.refunds.states import OPEN_STAGES, RefundStage

__all__ = ["facts_for", "must_be_told", "told"]

_COMPLETED = RefundStage.COMPLETED


def facts_for(after_sales: AfterSales, events: Iterable[RefundEvent]) -> tuple[OrderFact, ...]:
    """What the order has to be told after these events, in their order; `after_sales` is the state that they led to.

    Give each of them to `orders.record` where you keep what the events led to, in one transaction: decisions about
    refunds raise `MalformedError` where the order has not been told.
    """
    facts: list[OrderFact] = []
    for event in events:
        refund = after_sales.refund(event.refund) if isinstance(event, Happened) else None
        if refund is not None:
            facts += _facts(refund, event)
    return tuple(facts)


def told(after_sales: AfterSales, events: Iterable[RefundEvent], ctx: Context) -> Context:
    """The context once the order was told of these events; `after_sales` is the state that they led to."""
    order = ctx.order
    for fact in facts_for(after_sales, events):
        order = record(order, fact).state
    return changed(ctx, order=order)


def must_be_told(after_sales: AfterSales, order: Order) -> None:
    """Raises `MalformedError` where the order lacks something about its refunds: it might pay it back twice."""
    if not after_sales.refunds:
        return
    told = {fact.id for fact in order.facts}
    for refund in after_sales.refunds:
        name, stage, of_part = refund.id, refund.stage, refund.part is not None
        if (
            (of_part and fact_id(name, "opened") not in told)
            or ((stage is _COMPLETED or (of_part and stage not in OPEN_STAGES)) and fact_id(name, "ended") not in told)
            or (refund.tellings and not told.issuperset([fact_id(name, f"settled {one}") for one in refund.tellings]))
        ):
            text = f"has not been told everything of refund {name}; give `orders.record` what `facts_for` gives"
            raise MalformedError(Fault("order", text))


def fact_id(refund: RefundId, what: str) -> FactId:
    """The id of a fact about a refund."""
    named = f"{what} {refund}"
    return FactId(named if len(named) <= ID_LENGTH else f"{what} {sha256(refund.encode()).hexdigest()}")


def _facts(refund: Refund, event: RefundEvent) -> list[OrderFact]:
    if isinstance(event, RefundCompleted | RefundFailed | RefundPaidLate):
        return _went_back(refund, event) if event.amount or isinstance(event, RefundCompleted) else []
    part = refund.part
    if part is None:
        return []
    if isinstance(event, RefundRequested):
        opened = made(
            RefundOpened,
            id=fact_id(refund.id, "opened"),
            part=part,
            refund=refund.id,
            of_cancellation=refund.of_cancellation,
            shares=refund.shares,
            at=event.at,
        )
        return [opened]
    if isinstance(event, RefundRejected | RefundWithdrawn | RefundAbandoned):
        return [RefundClosed(id=fact_id(refund.id, "ended"), part=part, refund=refund.id, at=event.at)]
    return []


def _went_back(refund: Refund, event: RefundCompleted | RefundFailed | RefundPaidLate) -> list[OrderFact]:
    final = not isinstance(event, RefundFailed)
    name = fact_id(refund.id, "ended" if isinstance(event, RefundCompleted) else f"settled {event.in_all}")
    if refund.part is None:
        return [SurplusRefunded(id=name, amount=event.amount, at=event.at)]
    settled = RefundSettled(
        id=name,
        part=refund.part,
        refund=refund.id,
        of_cancellation=refund.of_cancellation,
        final=final,
        shares=event.shares,
        at=event.at,
    )
    return [settled]
