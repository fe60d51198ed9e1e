"""What happens to returns because time has passed: each wait ends without whoever is waited for (rules.md §00.6)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mpcore.kernel import Refused, changed
from mpcore.orders import Part, record
from mpcore.orders.timers import end_of
from mpcore.refunds.commands import FireTimers
from mpcore.refunds.context import Context
from mpcore.refunds.decide.protection import decided, escalated
from mpcore.refunds.decide.return_refunds import following, opened_by_itself
from mpcore.refunds.decide.returns import accepted, received
from mpcore.refunds.events import DocumentsOverdue, Events, ReturnExpired, ReturnRejected
from mpcore.refunds.evolve import evolved
from mpcore.refunds.model import AfterSales, Return
from mpcore.refunds.return_policy import CaseSilence, DocumentsSilence, LostParcel, RequestSilence
from mpcore.refunds.return_values import ReceivedLine
from mpcore.refunds.states import CaseStage
from mpcore.refunds.telling import facts_for
from mpcore.refunds.timers import Timer, due

__all__ = ["fire_timers"]


def fire_timers(after_sales: AfterSales, command: FireTimers, ctx: Context) -> Events | Refused:
    """Whatever has become due by now, in the order in which it did; each changes what is due after it.

    The order is told of each refund before the next is opened, as a host tells it, so that two cannot have one cent.
    """
    if reasons := ctx.objections(after_sales, command):
        return Refused(reasons)
    events: Events = ()
    while more := _next(after_sales, ctx):
        after_sales = evolved(after_sales, more)
        order = ctx.order
        for fact in facts_for(after_sales, more):
            order = record(order, fact).state
        ctx = changed(ctx, order=order)
        events += more
    return events


def _next(after_sales: AfterSales, ctx: Context) -> Events:
    for timer in due(after_sales, ctx):
        if timer.at > ctx.now:
            break
        one = after_sales.find_return(timer.return_id)
        part = None if one is None else ctx.order.part(one.part)
        if one is not None and part is not None:
            events = _WHAT_HAPPENS[timer.timer](after_sales, part, one, ctx)
            return events + following(evolved(after_sales, events), events, ctx)
    return ()


def _unanswered(after_sales: AfterSales, part: Part, one: Return, ctx: Context) -> Events:
    silence, address = ctx.policy.returns.silence, ctx.return_address(part.vendor)
    if not one.is_owed and (one.late or silence is RequestSilence.REJECTS):
        return (ReturnRejected(order=after_sales.order, return_id=one.id, at=ctx.now, by_silence=True),)
    if address is not None and (one.is_owed or silence is RequestSilence.ACCEPTS):
        return accepted(after_sales, one, address, ctx, by_silence=True)
    return escalated(after_sales, one, ctx)


def _without_documents(after_sales: AfterSales, part: Part, one: Return, ctx: Context) -> Events:
    order, returns = after_sales.order, ctx.policy.returns
    if one.is_owed:  # there is nothing left to find out: the vendor's time is over too
        return (DocumentsOverdue(order=order, return_id=one.id, at=ctx.now, due=ctx.now),)
    if returns.documents_silence is DocumentsSilence.EXPIRES:
        return _expired(after_sales, part, one, ctx)
    due_at = end_of(ctx.now, returns.answer_within)
    return (DocumentsOverdue(order=order, return_id=one.id, at=ctx.now, due=due_at),)


def _expired(after_sales: AfterSales, part: Part, one: Return, ctx: Context) -> Events:
    return (ReturnExpired(order=after_sales.order, return_id=one.id, at=ctx.now),)


def _lost(after_sales: AfterSales, part: Part, one: Return, ctx: Context) -> Events:
    if ctx.policy.returns.lost is LostParcel.EXPIRES:
        return _expired(after_sales, part, one, ctx)
    return _received_whole(after_sales, part, one, ctx)


def _received_whole(after_sales: AfterSales, part: Part, one: Return, ctx: Context) -> Events:
    """All of it counts as received, and as nobody looked, none of it as fit to be sold again (U27)."""
    lines = tuple([ReceivedLine(line.line, line.quantity) for line in one.lines])
    return received(after_sales, one, lines, ctx, by_silence=True)


def _refunded(after_sales: AfterSales, part: Part, one: Return, ctx: Context) -> Events:
    if one.received_at is not None and not one.units_received and not one.is_owed:
        return (ReturnRejected(order=after_sales.order, return_id=one.id, at=ctx.now, by_silence=True),)
    return opened_by_itself(after_sales, part, one, ctx)


def _undecided(after_sales: AfterSales, part: Part, one: Return, ctx: Context) -> Events:
    upheld = ctx.policy.returns.case_silence is CaseSilence.UPHELD
    decision = CaseStage.UPHELD if upheld else CaseStage.DENIED
    return decided(after_sales, one, decision, None, ctx, by_silence=True)


_WHAT_HAPPENS: Mapping[Timer, Callable[[AfterSales, Part, Return, Context], Events]] = {
    Timer.ANSWER_DUE: _unanswered,
    Timer.DOCUMENTS_DUE: _without_documents,
    Timer.SHIP_BACK_DUE: _expired,
    Timer.PARCEL_LOST: _lost,
    Timer.RECEIPT_DUE: _received_whole,
    Timer.REFUND_DUE: _refunded,
    Timer.CASE_DUE: _undecided,
}
