"""What follows from a command, or every reason of its stage why nothing does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mpcore.kernel import (
    Accepted,
    Decision,
    Done,
    Fault,
    MalformedError,
    Outcome,
    PolicyMismatchError,
    Refused,
)
from mpcore.refunds.commands import (
    AbandonRefund,
    AcceptReturn,
    AnswerCase,
    ApproveRefund,
    AskDocuments,
    CancelReturn,
    DecideCase,
    ErasePersonalData,
    EscalateReturn,
    ExchangeReturn,
    FireTimers,
    ForceRefund,
    OpenReturn,
    ReceiveReturn,
    RecordRefundFailure,
    RecordRefundPayment,
    RecordReturnArrival,
    RefundCancellation,
    RefundCommand,
    RefundReturn,
    RefundSurplus,
    RejectRefund,
    RejectReturn,
    RequestRefund,
    RetryRefund,
    SettleRefundByHand,
    ShipBack,
    SupplyDocuments,
    WithdrawRefund,
)
from mpcore.refunds.commands.returns import OfReturn
from mpcore.refunds.context import Context
from mpcore.refunds.decide import approving, asking, protection, return_refunds, returns, settling, timers, upkeep
from mpcore.refunds.events import Events, RefundEvent
from mpcore.refunds.evolve import evolved
from mpcore.refunds.gates import GATES, admit_to_order, admit_to_part, admit_to_refund, admit_to_return
from mpcore.refunds.model import AfterSales
from mpcore.refunds.telling import must_be_told

__all__ = ["decide", "execute"]


def execute(after_sales: AfterSales, command: RefundCommand, ctx: Context) -> Outcome[AfterSales, RefundEvent]:
    """The refunds after a command and the events that lead there, or why not.

    Tell the order what `facts_for` gives of the events, in the transaction that keeps them.
    """
    events = _follows(after_sales, command, ctx)
    if isinstance(events, Refused):
        return events
    after = evolved(after_sales, events)
    more = return_refunds.following(after, events, ctx)
    return Done(evolved(after, more), events + more)


def decide(after_sales: AfterSales, command: RefundCommand, ctx: Context) -> Decision[RefundEvent]:
    """What would follow.

    A command for another order, a context with another order or one that was not told of its refunds, raise
    `MalformedError`; a policy of another rule book raises `PolicyMismatchError`: they are the caller's mistakes.
    """
    events = _follows(after_sales, command, ctx)
    if isinstance(events, Refused):
        return events
    return Accepted(events + return_refunds.following(evolved(after_sales, events), events, ctx))


def _follows(after_sales: AfterSales, command: RefundCommand, ctx: Context) -> Events | Refused:
    _must_belong_together(after_sales, command, ctx)
    gate = GATES[type(command)]
    if isinstance(command, RequestRefund | ForceRefund | RefundCancellation | OpenReturn):
        part = admit_to_part(command.part, gate, ctx)
        return part if isinstance(part, Refused) else _OF_PARTS[type(command)](after_sales, part, command, ctx)
    if isinstance(command, RefundSurplus):
        return admit_to_order(gate, ctx) or asking.refund_surplus(after_sales, command, ctx)
    if isinstance(command, FireTimers | ErasePersonalData):
        return admit_to_order(gate, ctx) or _OF_ORDERS[type(command)](after_sales, command, ctx)
    if isinstance(command, OfReturn):
        known = admit_to_return(after_sales, command, gate, ctx)
        return known if isinstance(known, Refused) else _OF_RETURNS[type(command)](after_sales, *known, command, ctx)
    refund = admit_to_refund(after_sales, command, gate, ctx)
    return refund if isinstance(refund, Refused) else _OF_REFUNDS[type(command)](after_sales, refund, command, ctx)


def _must_belong_together(after_sales: AfterSales, command: RefundCommand, ctx: Context) -> None:
    if command.order != after_sales.order:
        text = f"the command is for order {command.order[:60]!r}, the refunds are of {after_sales.order[:60]!r}"
        raise MalformedError(Fault("order", text))
    if ctx.order.id != after_sales.order:
        text = f"the context has order {ctx.order.id[:60]!r}, the refunds are of {after_sales.order[:60]!r}"
        raise MalformedError(Fault("ctx.order", text))
    if ctx.policy.rule_book != after_sales.rule_book:
        raise PolicyMismatchError(after_sales.rule_book, ctx.policy.rule_book)
    must_be_told(after_sales, ctx.order)


_OF_PARTS: Mapping[type[RefundCommand], Callable[..., Events | Refused]] = {
    RequestRefund: asking.request,
    ForceRefund: asking.request,
    RefundCancellation: asking.refund_cancellation,
    OpenReturn: returns.open_return,
}

_OF_REFUNDS: Mapping[type[RefundCommand], Callable[[AfterSales, Any, Any, Context], Events | Refused]] = {
    ApproveRefund: approving.approve,
    RejectRefund: approving.reject,
    WithdrawRefund: approving.withdraw,
    RecordRefundPayment: settling.settled,
    RecordRefundFailure: settling.failed,
    RetryRefund: settling.retry,
    SettleRefundByHand: settling.settle_by_hand,
    AbandonRefund: settling.abandon,
}

_OF_RETURNS: Mapping[type[RefundCommand], Callable[[AfterSales, Any, Any, Any, Context], Events | Refused]] = {
    AskDocuments: returns.ask_documents,
    SupplyDocuments: returns.supply_documents,
    AcceptReturn: returns.accept,
    RejectReturn: returns.reject,
    ShipBack: returns.ship_back,
    RecordReturnArrival: returns.arrive,
    ReceiveReturn: returns.receive,
    CancelReturn: returns.cancel,
    RefundReturn: return_refunds.refund_return,
    ExchangeReturn: return_refunds.exchange,
    EscalateReturn: protection.escalate,
    AnswerCase: protection.answer_case,
    DecideCase: protection.decide_case,
}

_OF_ORDERS: Mapping[type[RefundCommand], Callable[[AfterSales, Any, Context], Events | Refused]] = {
    FireTimers: timers.fire_timers,
    ErasePersonalData: upkeep.erase_personal_data,
}
