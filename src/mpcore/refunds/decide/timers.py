"""What happens to returns because time has passed: each wait ends without whoever is waited for (rules.md §00.6)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from heapq import heapify, heappop, heappush

from pendulum import DateTime

from mpcore.kernel import Refused
from mpcore.orders import Part
from mpcore.orders.timers import end_of
from mpcore.refunds.commands import FireTimers
from mpcore.refunds.context import Context
from mpcore.refunds.decide.protection import decided, emptied, escalated, unanswered
from mpcore.refunds.decide.return_refunds import following, opened_by_itself
from mpcore.refunds.decide.returns import accepted, received_whole
from mpcore.refunds.events import (
    DocumentsOverdue,
    Events,
    RefundEvent,
    RefundRejected,
    ReturnExpired,
    ReturnRejected,
)
from mpcore.refunds.evolve import evolved
from mpcore.refunds.model import AfterSales, Refund, Return
from mpcore.refunds.return_policy import CaseAnswerSilence, CaseSilence, DocumentsSilence, LostParcel, RequestSilence
from mpcore.refunds.return_values import Grounds
from mpcore.refunds.returning import awaited
from mpcore.refunds.rules import has_no_protection
from mpcore.refunds.states import CaseStage
from mpcore.refunds.telling import told
from mpcore.refunds.timers import Timer, can_be_refunded, timer_of
from mpcore.refunds.values import ReturnId

__all__ = ["fire_timers"]


def fire_timers(after_sales: AfterSales, command: FireTimers, ctx: Context) -> Events | Refused:
    """Whatever has become due by now, in the order in which it did; each changes what is due after it.

    The order is told of each refund before the next is opened, as a host tells it, so that two cannot have one cent.
    A refund that cannot open when its turn comes waits for the next time.  What its vendor has asked for meanwhile, and
    nobody approved, makes room for it: the marketplace declines that, and the vendor may ask again for what is left.
    """
    if reasons := ctx.objections(after_sales, command):
        return Refused(reasons)
    found: list[RefundEvent] = []
    waiting = [turn for one in after_sales.returns if (turn := _turn(one, ctx)) is not None]
    heapify(waiting)
    while waiting:
        _, name = heappop(waiting)
        events = _happens(after_sales, name, ctx)
        after_sales = evolved(after_sales, events)
        ctx = told(after_sales, events, ctx)
        found += events
        one = after_sales.find_return(name)
        if events and one is not None and (again := _turn(one, ctx)) is not None:
            heappush(waiting, again)
    return tuple(found)


def _turn(one: Return, ctx: Context) -> tuple[DateTime, ReturnId] | None:
    """When something was to happen to a return by itself; None where nothing is by now."""
    due = None if one.refund is not None else one.due
    return None if due is None or due > ctx.now else (due, one.id)


def _happens(after_sales: AfterSales, name: ReturnId, ctx: Context) -> Events:
    """What happens to a return now that its time is over; nothing while its refund cannot open."""
    one = after_sales.find_return(name)
    part = None if one is None else ctx.order.part(one.part)
    if one is None or part is None:
        return ()
    timer = timer_of(one, ctx)
    if timer is Timer.REFUND_DUE and not can_be_refunded(after_sales, one, ctx):
        return ()
    if timer is Timer.REFUND_DUE and (others := awaited(after_sales, part, one, ctx)):
        return tuple([_gave_way(after_sales, refund, ctx) for refund in others])
    events = _WHAT_HAPPENS[timer](after_sales, part, one, ctx)
    return events + following(evolved(after_sales, events), events, ctx)


def _gave_way(after_sales: AfterSales, refund: Refund, ctx: Context) -> RefundRejected:
    """A vendor's request ends, so that what the vendor owes can go back whole; that follows at once."""
    return RefundRejected(order=after_sales.order, refund=refund.id, at=ctx.now, by=None, note="")


def _unanswered(after_sales: AfterSales, part: Part, one: Return, ctx: Context) -> Events:
    silence, address = ctx.policy.returns.silence, ctx.return_address(part.vendor)
    if not one.is_owed and (one.late or silence is RequestSilence.REJECTS):
        return (ReturnRejected(order=after_sales.order, return_id=one.id, at=ctx.now, by_silence=True),)
    if (address is not None or one.nothing_comes_back) and (one.is_owed or silence is RequestSilence.ACCEPTS):
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
    return received_whole(after_sales, one, ctx)


def _received_whole(after_sales: AfterSales, part: Part, one: Return, ctx: Context) -> Events:
    return received_whole(after_sales, one, ctx)


def _refunded(after_sales: AfterSales, part: Part, one: Return, ctx: Context) -> Events:
    """What came back is refunded; of what did not, no money goes back (S34).

    Where the carrier delivered the parcel that is one word against another, and the marketplace decides.
    """
    if one.received_at is not None and not one.units_received and not one.is_owed:
        if one.arrived_at is not None:
            return emptied(after_sales, one, ctx)
        return (ReturnRejected(order=after_sales.order, return_id=one.id, at=ctx.now, by_silence=True),)
    return opened_by_itself(after_sales, part, one, ctx)


def _case_unanswered(after_sales: AfterSales, part: Part, one: Return, ctx: Context) -> Events:
    if ctx.policy.returns.case_answer_silence is CaseAnswerSilence.LOSES and one.case is not None:
        lost = CaseStage.DENIED if one.case.by_buyer else CaseStage.UPHELD
        return decided(after_sales, one, lost, None, ctx, by_silence=True)
    return unanswered(after_sales, one, ctx)


def _undecided(after_sales: AfterSales, part: Part, one: Return, ctx: Context) -> Events:
    """Silence decides by the policy, but does not protect a vendor who said nothing more than asking would (U13)."""
    by_silence = one.case is not None and one.case.grounds is Grounds.NO_ANSWER
    lost = by_silence and has_no_protection(part, one)
    upheld = ctx.policy.returns.case_silence is CaseSilence.UPHELD and not lost
    decision = CaseStage.UPHELD if upheld else CaseStage.DENIED
    return decided(after_sales, one, decision, None, ctx, by_silence=True)


_WHAT_HAPPENS: Mapping[Timer, Callable[[AfterSales, Part, Return, Context], Events]] = {
    Timer.ANSWER_DUE: _unanswered,
    Timer.DOCUMENTS_DUE: _without_documents,
    Timer.SHIP_BACK_DUE: _expired,
    Timer.PARCEL_LOST: _lost,
    Timer.RECEIPT_DUE: _received_whole,
    Timer.REFUND_DUE: _refunded,
    Timer.CASE_ANSWER_DUE: _case_unanswered,
    Timer.CASE_DUE: _undecided,
}
