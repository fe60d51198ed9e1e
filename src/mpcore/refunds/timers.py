"""When to look at an order's returns again, as data: whose time ends, and what happens then (rules.md §00.6)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from enum import Enum

from pendulum import DateTime

from mpcore.kernel import OrderId, frozen
from mpcore.orders import Part
from mpcore.orders.timers import end_of
from mpcore.refunds.context import Context
from mpcore.refunds.model import AfterSales, Return
from mpcore.refunds.return_window import days_after
from mpcore.refunds.returning import awaited, gives_way, money_of
from mpcore.refunds.states import CaseStage, ReturnStage
from mpcore.refunds.values import ReturnId

__all__ = ["Due", "Timer", "can_be_refunded", "due", "due_again", "due_in", "timer_of"]


class Timer(Enum):
    """What a host should look at again at a certain instant; `FireTimers` does what is to be done."""

    ANSWER_DUE = "answer_due"
    """The vendor did not answer the return: silence does."""
    DOCUMENTS_DUE = "documents_due"
    """The buyer supplied no documents: it expires, or the vendor answers without them."""
    SHIP_BACK_DUE = "ship_back_due"
    """The buyer did not send the goods back: the return expires."""
    PARCEL_LOST = "parcel_lost"
    """The return parcel is not heard of again."""
    RECEIPT_DUE = "receipt_due"
    """Its carrier delivered it long enough ago: it counts as received."""
    REFUND_DUE = "refund_due"
    """Nobody refunded what came back: its refund opens by itself."""
    CASE_ANSWER_DUE = "case_answer_due"
    """The other side did not answer a case: the marketplace decides without, or silence does."""
    CASE_DUE = "case_due"
    """The marketplace did not decide: silence does."""


@frozen
class Due:
    """A timer as data: the host fires at `at`, or later, or twice; all of it is harmless."""

    at: DateTime
    timer: Timer
    order: OrderId
    return_id: ReturnId


def due(after_sales: AfterSales, ctx: Context) -> tuple[Due, ...]:
    """The timers of an order's returns, earliest first; one that has passed is for now.

    While the refund of a return is under way it has none, and while its money cannot go back (its part is on hold, its
    bank has it, or a refund of no return has it under way) nothing is refunded by itself: look again whenever the order
    or its refunds have changed.
    """
    found: list[Due] = []
    for one in after_sales.returns:
        if one.is_open and one.refund is None and one.due is not None:
            timer = timer_of(one, ctx)
            if timer is not Timer.REFUND_DUE or can_be_refunded(after_sales, one, ctx):
                found.append(Due(one.due, timer, after_sales.order, one.id))
    return tuple(sorted(found, key=_in_time))


def due_in(stage: ReturnStage, ctx: Context, *, arrived: bool = False) -> DateTime:
    """The first instant that is too late for whoever is waited for in a stage that a return comes to now."""
    if stage is ReturnStage.ACCEPTED:
        return days_after(ctx.now, ctx.policy.returns.ship_back_days, ctx)
    if stage is ReturnStage.IN_TRANSIT and arrived:
        return end_of(ctx.now, ctx.policy.returns.received_after)
    returns = ctx.policy.returns
    stretches: Mapping[ReturnStage, timedelta] = {
        ReturnStage.REQUESTED: returns.answer_within,
        ReturnStage.INFO_REQUESTED: returns.documents_within,
        ReturnStage.IN_TRANSIT: returns.lost_after,
        ReturnStage.RECEIVED: returns.refund_within,
        ReturnStage.ESCALATED: returns.case_within,
    }
    return end_of(ctx.now, stretches[stage])


def due_again(one: Return, ctx: Context, *, withdrawn: bool) -> DateTime:
    """Until when somebody has time once the refund of a return fell: what ran goes on (rules.md §00.6).

    Asking for a refund and withdrawing it puts nothing off.  Where the marketplace turned it down after that time, it
    opens by itself again after as much time once more; a buyer who is to send the goods has that time anew.
    """
    if one.stage is not ReturnStage.ACCEPTED and one.due is not None and (withdrawn or ctx.now < one.due):
        return one.due
    if one.is_owed and one.stage not in (ReturnStage.ACCEPTED, ReturnStage.IN_TRANSIT):
        return end_of(ctx.now, ctx.policy.returns.obey_within)
    return due_in(one.stage, ctx, arrived=one.arrived_at is not None)


def _in_time(timer: Due) -> tuple[DateTime, str]:
    return timer.at, timer.return_id


def timer_of(one: Return, ctx: Context) -> Timer:
    """What an open return waits for, as its timer."""
    if one.stage is ReturnStage.REQUESTED:
        part = ctx.order.part(one.part)
        sent = not one.nothing_comes_back and part is not None and ctx.return_address(part.vendor) is not None
        return Timer.REFUND_DUE if one.is_owed and not sent else Timer.ANSWER_DUE
    if one.stage is ReturnStage.IN_TRANSIT:
        return Timer.PARCEL_LOST if one.arrived_at is None else Timer.RECEIPT_DUE
    if one.case is not None and one.case.stage is CaseStage.OPEN:
        return Timer.CASE_ANSWER_DUE
    return _TIMERS[one.stage]


_TIMERS: Mapping[ReturnStage, Timer] = {
    ReturnStage.INFO_REQUESTED: Timer.DOCUMENTS_DUE,
    ReturnStage.ACCEPTED: Timer.SHIP_BACK_DUE,
    ReturnStage.RECEIVED: Timer.REFUND_DUE,
    ReturnStage.ESCALATED: Timer.CASE_DUE,
}


def can_be_refunded(after_sales: AfterSales, one: Return, ctx: Context) -> bool:
    """Whether its refund can open by itself, or the return end without one; while its money is awaited, neither.

    Nobody puts it off: what the vendor no more than asked for gives way, and however many refunds of the part are open,
    this one may be too.
    """
    part = ctx.order.part(one.part)
    if part is None:
        return True
    others = awaited(after_sales, part, one, ctx)
    if not all(gives_way(refund) for refund in others):
        return False
    return not (part.held or part.frozen) or not (others or _has_money(after_sales, part, one, ctx))


def _has_money(after_sales: AfterSales, part: Part, one: Return, ctx: Context) -> bool:
    return part.paid > 0 and bool(money_of(after_sales, part, one, ctx).shares)
