"""One return after an event of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mpcore.kernel import BrokenHistoryError, changed, put
from mpcore.refunds.events import (
    DocumentsOverdue,
    DocumentsRequested,
    DocumentsSupplied,
    OfReturnEvent,
    OtherMethodWarned,
    ProtectionCaseAnswered,
    ProtectionCaseDenied,
    ProtectionCaseEvent,
    ProtectionCaseOpened,
    ProtectionCaseUnanswered,
    ProtectionCaseUpheld,
    RefundedGoodsArrived,
    RefundedGoodsReceived,
    ReturnAccepted,
    ReturnArrived,
    ReturnCancelled,
    ReturnExchanged,
    ReturnExpired,
    ReturnReceived,
    ReturnRefunded,
    ReturnRefundFell,
    ReturnRefundRequested,
    ReturnRejected,
    ReturnRequested,
    ReturnShipped,
    ReturnStageEvent,
)
from mpcore.refunds.lifecycle import CASE, RETURN
from mpcore.refunds.model import AfterSales, Return
from mpcore.refunds.return_values import Case
from mpcore.refunds.states import OPEN_RETURNS, ReturnStage

__all__ = ["return_evolved"]


def return_evolved(after_sales: AfterSales, event: OfReturnEvent) -> AfterSales:
    """The returns of an order once something happened to one of them."""
    known = after_sales.find_return(event.return_id)
    if isinstance(event, ReturnRequested):
        after = event.content
        if known is not None or after.id != event.return_id:
            raise BrokenHistoryError(f"return {event.return_id} is requested twice, or under another name")
    else:
        follow = _AFTER.get(type(event))
        if known is None or follow is None:
            raise BrokenHistoryError(f"{type(event).__name__} follows, and there is no return {event.return_id}")
        after = follow(known, event)
    return changed(after_sales, returns=put(after_sales.returns, after))


def _staged(before: Return, event: ReturnStageEvent) -> Return:
    stage = RETURN.target(before.stage, type(event))
    if stage is None:
        raise BrokenHistoryError(f"return {before.id} is {before.stage.name}, and {type(event).__name__} follows")
    over = stage not in OPEN_RETURNS
    due = None if over else getattr(event, "due", None)
    return changed(before, stage=stage, due=due, ended_at=event.at if over else None)


def _documents_requested(before: Return, event: DocumentsRequested) -> Return:
    return changed(_staged(before, event), rounds=before.rounds + 1, wanted=event.wanted)


def _documents_supplied(before: Return, event: DocumentsSupplied) -> Return:
    new = [name for name in event.documents if name not in before.documents]
    return changed(_staged(before, event), documents=(*before.documents, *new))


def _accepted(before: Return, event: ReturnAccepted) -> Return:
    if before.address is not None and before.address.value is not None:
        raise BrokenHistoryError(f"return {before.id} is accepted twice")
    first = before.accepted_at or event.at
    return changed(_staged(before, event), address=event.address, payer=event.payer, accepted_at=first)


def _shipped(before: Return, event: ReturnShipped) -> Return:
    return changed(_staged(before, event), tracking=event.tracking, postage=event.postage, sent_at=event.happened_at)


def _arrived(before: Return, event: ReturnArrived) -> Return:
    return changed(_staged(before, event), arrived_at=event.happened_at)


def _received(before: Return, event: ReturnReceived) -> Return:
    _must_be_of_it(before, event)
    return changed(_staged(before, event), received=event.lines, received_at=event.happened_at, restock=event.restock)


def _must_be_of_it(before: Return, event: ReturnReceived | RefundedGoodsReceived) -> None:
    wanted = {line.line: line.quantity for line in before.lines}
    for line in event.lines:
        if not 0 < line.units <= wanted.get(line.line, 0) or line.resaleable + line.damaged > line.units:
            raise BrokenHistoryError(f"more of line {line.line} came back by return {before.id} than it is of")
    resaleable = {line.line: line.resaleable for line in event.lines}
    for some in event.restock:
        if not 0 < some.quantity <= resaleable.get(some.line, 0):
            raise BrokenHistoryError(f"more of line {some.line} can be sold again than came back by return {before.id}")


def _arrived_later(before: Return, event: RefundedGoodsArrived) -> Return:
    _must_still_come(before, event)
    return changed(before, arrived_at=event.happened_at)


def _received_later(before: Return, event: RefundedGoodsReceived) -> Return:
    _must_still_come(before, event)
    _must_be_of_it(before, event)
    return changed(before, received=event.lines, received_at=event.happened_at, restock=event.restock)


def _must_still_come(before: Return, event: RefundedGoodsArrived | RefundedGoodsReceived) -> None:
    if not before.may_still_come:
        raise BrokenHistoryError(f"return {before.id} is {before.stage.name}, and {type(event).__name__} follows")


def _refund_requested(before: Return, event: ReturnRefundRequested) -> Return:
    if not before.is_open or before.refund is not None:
        raise BrokenHistoryError(f"return {before.id} is refunded, and refund {event.refund} of it is asked for")
    return changed(
        before,
        refund=event.refund,
        refunds=before.refunds + 1,
        withheld=event.withheld,
        shipping_kept=event.shipping_kept,
        compensation=event.compensation,
    )


def _warned(before: Return, event: OtherMethodWarned) -> Return:
    return before


def _refund_fell(before: Return, event: ReturnRefundFell) -> Return:
    if not before.is_open or before.refund != event.refund:
        raise BrokenHistoryError(f"refund {event.refund} falls, and is none of return {before.id}")
    return changed(before, refund=None, withheld=(), shipping_kept=0, compensation=0, restock=(), due=event.due)


def _refunded(before: Return, event: ReturnRefunded) -> Return:
    if before.refund != event.refund:
        raise BrokenHistoryError(f"refund {event.refund} is none of return {before.id}")
    return changed(_staged(before, event), compensation=event.compensation)


def _exchanged(before: Return, event: ReturnExchanged) -> Return:
    return changed(_staged(before, event), replacement=event.replacement, compensation=event.compensation)


def _escalated(before: Return, event: ProtectionCaseOpened) -> Return:
    return changed(_staged(before, event), case=event.case)


def _case(before: Return, event: ProtectionCaseEvent) -> Case:
    case = before.case
    stage = None if case is None else CASE.target(case.stage, type(event))
    if case is None or stage is None:
        about = "no case" if case is None else f"its case is {case.stage.name}"
        raise BrokenHistoryError(f"return {before.id}: {about}, and {type(event).__name__} follows")
    return changed(case, stage=stage)


def _answered(before: Return, event: ProtectionCaseAnswered) -> Return:
    case = changed(_case(before, event), answer=event.evidence, words=event.words, answered_at=event.at)
    return changed(_staged(before, event), case=case)


def _unanswered(before: Return, event: ProtectionCaseUnanswered) -> Return:
    return changed(_staged(before, event), case=_case(before, event))


def _upheld(before: Return, event: ProtectionCaseUpheld) -> Return:
    return changed(_staged(before, event), case=changed(_case(before, event), decided_at=event.at))


def _denied(before: Return, event: ProtectionCaseDenied) -> Return:
    if before.stage is not ReturnStage.ESCALATED or before.case is None or before.case.resumes is not event.resumes:
        raise BrokenHistoryError(f"return {before.id} is {before.stage.name}, and its case is denied")
    case = changed(_case(before, event), decided_at=event.at)
    return changed(before, stage=event.resumes, due=event.due, case=case)


_AFTER: Mapping[type[OfReturnEvent], Callable[[Return, Any], Return]] = {
    DocumentsRequested: _documents_requested,
    DocumentsSupplied: _documents_supplied,
    DocumentsOverdue: _staged,
    ReturnAccepted: _accepted,
    ReturnRejected: _staged,
    ReturnCancelled: _staged,
    ReturnExpired: _staged,
    ReturnShipped: _shipped,
    ReturnArrived: _arrived,
    ReturnReceived: _received,
    RefundedGoodsArrived: _arrived_later,
    RefundedGoodsReceived: _received_later,
    ReturnRefundRequested: _refund_requested,
    OtherMethodWarned: _warned,
    ReturnRefundFell: _refund_fell,
    ReturnRefunded: _refunded,
    ReturnExchanged: _exchanged,
    ProtectionCaseOpened: _escalated,
    ProtectionCaseAnswered: _answered,
    ProtectionCaseUnanswered: _unanswered,
    ProtectionCaseUpheld: _upheld,
    ProtectionCaseDenied: _denied,
}
