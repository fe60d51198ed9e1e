"""What follows from refunding a return, or giving something else for it; and what its refund makes of it."""

from __future__ import annotations

from hashlib import sha256

from mpcore.kernel import (
    ID_LENGTH,
    IdTaken,
    LineId,
    PartId,
    RefundId,
    Refusal,
    Refused,
    WrongStage,
    changed,
    made,
    weigh,
)
from mpcore.orders import Part, Quantity
from mpcore.refunds import rules
from mpcore.refunds.asker import requester_of, staff_of
from mpcore.refunds.commands import ExchangeReturn, RefundReturn
from mpcore.refunds.context import Context
from mpcore.refunds.decide.approving import approved
from mpcore.refunds.events import (
    Events,
    OtherMethodWarned,
    RefundAbandoned,
    RefundCompleted,
    RefundRejected,
    RefundRequested,
    RefundWithdrawn,
    ReturnExchanged,
    ReturnRefunded,
    ReturnRefundFell,
    ReturnRefundRequested,
)
from mpcore.refunds.evolve import evolved
from mpcore.refunds.lifecycle import REFUND
from mpcore.refunds.model import AfterSales, Refund, Return
from mpcore.refunds.restocking import fit_again
from mpcore.refunds.return_values import RefundMethod
from mpcore.refunds.returning import ReturnMoney, compensation_of, last_back, money_of, rest_due
from mpcore.refunds.rules.asking import TooManyOpenRefunds, is_past_cut_off
from mpcore.refunds.states import ReturnStage
from mpcore.refunds.telling import told
from mpcore.refunds.timers import due_again
from mpcore.refunds.values import AskedFor, Bearer, Mode, RefundCause, Requester

__all__ = ["against_refund", "exchange", "following", "opened_by_itself", "refund_return"]

_FROM_ACCEPTANCE: frozenset[ReturnStage] = frozenset(
    {ReturnStage.ACCEPTED, ReturnStage.IN_TRANSIT, ReturnStage.RECEIVED}
)


def refund_return(
    after_sales: AfterSales, part: Part, one: Return, command: RefundReturn, ctx: Context
) -> Events | Refused:
    """The money of exactly what came back goes back (S30, S34); it is approved as other refunds are."""
    known = after_sales.refund(command.refund)
    if known is not None:
        same = _is_repeated(known, one, command, ctx)
        return () if same else Refused((IdTaken(thing="refund", id=known.id, at="refund"),))
    if one.stage is ReturnStage.REFUNDED and one.refund is None:
        return ()  # there was no money to give back
    room = rules.must_leave_room(after_sales, part, ctx)
    if not _is_in_stage(one):
        return Refused(against_refund(after_sales, part, one, command, room, ctx))
    if reasons := against_refund(after_sales, part, one, command, room, ctx) + ctx.objections(after_sales, command):
        return Refused(reasons)
    return _refunded(after_sales, part, one, command, command.refund, ctx)


def _is_repeated(known: Refund, one: Return, command: RefundReturn, ctx: Context) -> bool:
    """Whether the command says what the refund was asked for with."""
    before = (known.of_return, known.method, known.reason, known.requester, known.requested_by)
    asked = (one.id, command.method, command.reason, requester_of(ctx), staff_of(ctx))
    return before == asked and known.asked_for == _named_by(command)


def _named_by(command: RefundReturn) -> AskedFor:
    return made(AskedFor, mode=None, lines=(), shipping=None, amount=None, bearer=None, postage=command.postage)


def _is_in_stage(one: Return) -> bool:
    """Whether a return can be refunded where it is: once it was accepted, or the marketplace had it so."""
    owed = one.is_owed and one.stage in (ReturnStage.REQUESTED, ReturnStage.INFO_REQUESTED)
    return one.stage in _FROM_ACCEPTANCE or owed


def against_refund(
    after_sales: AfterSales,
    part: Part,
    one: Return,
    command: RefundReturn,
    room: TooManyOpenRefunds | None,
    ctx: Context,
) -> tuple[Refusal, ...]:
    """What speaks against refunding a return, its money not worked out; `room` is what `must_leave_room` has."""
    if not _is_in_stage(one):
        return (WrongStage(thing="return", id=one.id, stage=one.stage, asked="refund return"),)
    whether = weigh(
        rules.must_be_paid(part, ctx),
        rules.must_not_be_held(part, ctx),
        rules.must_not_be_charged_back(part, ctx),
        room,
        None if command.reason is None else rules.must_be_in_language(command.reason, ctx),
        rules.return_must_be_before_cut_off(part, ctx),
        rules.must_not_be_refunded(one),
        rules.must_have_been_received(one, ctx),
        rules.must_have_come_back(one),
        rules.postage_must_be_in_currency(command.postage, ctx.order),
        rules.postage_must_be_allowed(command, ctx),
    )
    return whether + rules.must_not_be_awaited(after_sales, part, one, ctx)


def opened_by_itself(after_sales: AfterSales, part: Part, one: Return, ctx: Context) -> Events:
    """The refund of what came back and nobody refunded; the marketplace approves it, or the policy does."""
    return _refunded(after_sales, part, one, None, _name(after_sales, one), ctx)


def _name(after_sales: AfterSales, one: Return) -> RefundId:
    """An id that follows from the return's, and that no refund has."""
    number = one.refunds
    while True:
        number += 1
        name = f"{one.id} {number}"
        if len(name) > ID_LENGTH:
            name = f"{sha256(one.id.encode()).hexdigest()} {number}"
        if after_sales.refund(RefundId(name)) is None:
            return RefundId(name)


def _refunded(
    after_sales: AfterSales, part: Part, one: Return, command: RefundReturn | None, name: RefundId, ctx: Context
) -> Events:
    money = money_of(after_sales, part, one, ctx)
    compensation = compensation_of(one, command, ctx)
    if not money.shares or not part.paid:
        ended = ReturnRefunded(
            order=after_sales.order,
            return_id=one.id,
            at=ctx.now,
            refund=None,
            compensation=compensation,
            payer=one.payer if compensation else None,
        )
        return (ended,)
    units = {share.line: share.units for share in money.shares}
    restock = fit_again(after_sales, part, one, one.received, units)
    refund = _refund(part, one, money, command, name, ctx, restock=restock)
    asked = ReturnRefundRequested(
        order=after_sales.order,
        return_id=one.id,
        at=ctx.now,
        refund=refund.id,
        method=refund.method,
        compensation=compensation,
        withheld=money.withheld,
        short=money.short,
        shipping_kept=money.shipping_kept,
    )
    events: Events = (
        asked,
        RefundRequested(order=after_sales.order, refund=refund.id, at=ctx.now, content=refund),
    )
    if refund.method is not RefundMethod.ORIGINAL:
        warned = OtherMethodWarned(
            order=after_sales.order, return_id=one.id, at=ctx.now, refund=refund.id, method=refund.method
        )
        events = (*events, warned)
    by_itself = ctx.policy.auto_approve and refund.requester in (Requester.VENDOR, Requester.SYSTEM)
    if not by_itself or rules.eyes_needed(refund, ctx.order, ctx) > 1:
        return events
    return (*events, *approved(after_sales, refund, None, ctx))


def _refund(
    part: Part,
    one: Return,
    money: ReturnMoney,
    command: RefundReturn | None,
    name: RefundId,
    ctx: Context,
    *,
    restock: tuple[Quantity, ...],
) -> Refund:
    units = {share.line: share.units for share in money.shares}
    full = money.mode is Mode.FULL
    return made(
        Refund,
        id=name,
        part=part.id,
        mode=money.mode,
        cause=_cause(one, units, full=full),
        requester=Requester.SYSTEM if command is None else requester_of(ctx),
        requested_by=None if command is None else staff_of(ctx),
        reason=None if command is None else command.reason,
        asked_for=None if command is None else _named_by(command),
        shares=money.shares,
        amount=sum([share.total for share in money.shares]),
        restock=restock,
        bearer=Bearer.VENDOR,
        of_cancellation=False,
        of_return=one.id,
        method=RefundMethod.ORIGINAL if command is None else command.method,
        forced=is_past_cut_off(part, ctx),
        requested_at=ctx.now,
        stage=REFUND.initial,
        approvals=(),
        approved_at=None,
        payments=(),
        settled=(),
        tellings=(),
        by_hand=0,
        overpaid=0,
        take_back=0,
        ended_at=None,
    )


def _cause(one: Return, units: dict[LineId, int], *, full: bool) -> RefundCause:
    """What came back is why; where the marketplace decided that more is paid back, that is."""
    came = {line.line: line.units for line in one.received}
    if one.is_owed and any(count > came.get(name, 0) for name, count in units.items()):
        return RefundCause.DISPUTE
    return RefundCause.ALL_ITEMS_RETURNED if full else RefundCause.SOME_ITEMS_RETURNED


def exchange(
    after_sales: AfterSales, part: Part, one: Return, command: ExchangeReturn, ctx: Context
) -> Events | Refused:
    """Another order comes in the place of the money, where its buyer wants that; said again, that changes nothing.

    In the place of what the marketplace decided is owed (S37), and of what a bank may take back, comes no order.
    """
    if one.stage is ReturnStage.EXCHANGED and one.replacement == command.replacement:
        return ()
    if one.stage is not ReturnStage.RECEIVED:
        return Refused((WrongStage(thing="return", id=one.id, stage=one.stage, asked="exchange return"),))
    reasons = weigh(
        rules.must_be_answerable(one, ctx.now),
        rules.must_not_be_held(part, ctx),
        rules.must_not_be_charged_back(part, ctx),
        rules.must_not_be_refunded(one),
        rules.must_not_be_owed(one),
        rules.must_have_come_back(one),
        rules.must_be_wanted(one, ctx),
        rules.must_be_another_order(command),
    ) + ctx.objections(after_sales, command)
    if reasons:
        return Refused(reasons)
    compensation = compensation_of(one, command, ctx)
    return (
        ReturnExchanged(
            order=after_sales.order,
            return_id=one.id,
            at=ctx.now,
            replacement=command.replacement,
            compensation=compensation,
            payer=one.payer if compensation else None,
        ),
    )


def following(after_sales: AfterSales, events: Events, ctx: Context) -> Events:
    """What the end of a refund makes of its return: refunded once it completed, else where it was (rules.md §00.6).

    With the last of those under way the rest of its part follows, where all of it has come back (U30).
    """
    found: Events = ()
    parts: dict[PartId, None] = {}
    for event in events:
        if isinstance(event, RefundCompleted | RefundRejected | RefundWithdrawn | RefundAbandoned):
            refund = after_sales.refund(event.refund)
            if refund is not None and refund.part is not None:
                parts[refund.part] = None
            one = None if refund is None or refund.of_return is None else after_sales.find_return(refund.of_return)
            if one is not None and one.is_being_refunded and one.refund == event.refund:
                found = (*found, _what_follows(one, event, ctx))
    for part in parts:
        if (last := last_back(after_sales, part)) is not None:
            found += _rest(evolved(after_sales, found), part, last, told(after_sales, events, ctx))
    return found


def _rest(after_sales: AfterSales, name: PartId, last: Return, ctx: Context) -> Events:
    """The refund of what is left of a part once all of it has come back; it is approved as a return's is."""
    part = ctx.order.part(name)
    money = None if part is None else rest_due(after_sales, part, last, ctx)
    if part is None or money is None:
        return ()
    refund = _refund(part, last, money, None, _name(after_sales, last), ctx, restock=())
    refund = changed(refund, of_return=None)
    asked = RefundRequested(order=after_sales.order, refund=refund.id, at=ctx.now, content=refund)
    if not ctx.policy.auto_approve or part.held or rules.eyes_needed(refund, ctx.order, ctx) > 1:
        return (asked,)
    return (asked, *approved(after_sales, refund, None, ctx))


def _what_follows(
    one: Return, event: RefundCompleted | RefundRejected | RefundWithdrawn | RefundAbandoned, ctx: Context
) -> ReturnRefunded | ReturnRefundFell:
    if isinstance(event, RefundCompleted):
        return ReturnRefunded(
            order=event.order,
            return_id=one.id,
            at=event.at,
            refund=event.refund,
            compensation=one.compensation,
            payer=one.payer if one.compensation else None,
        )
    due = due_again(one, ctx, withdrawn=isinstance(event, RefundWithdrawn))
    return ReturnRefundFell(order=event.order, return_id=one.id, at=event.at, refund=event.refund, due=due)
