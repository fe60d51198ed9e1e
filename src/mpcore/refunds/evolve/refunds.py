"""One refund after an event of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mpcore.kernel import BrokenHistoryError, MemberId, changed, put
from mpcore.orders.shares import Shares, joined
from mpcore.refunds.events import (
    OfRefundEvent,
    RefundAbandoned,
    RefundApprovalGiven,
    RefundApproved,
    RefundCompleted,
    RefundFailed,
    RefundOverpaid,
    RefundPaidLate,
    RefundPaymentAnswered,
    RefundRejected,
    RefundRequested,
    RefundRetried,
    RefundStageEvent,
    RefundWithdrawn,
)
from mpcore.refunds.events.refunds import WentBack
from mpcore.refunds.lifecycle import REFUND
from mpcore.refunds.model import AfterSales, Refund

__all__ = ["answered", "refund_evolved"]


def refund_evolved(after_sales: AfterSales, event: OfRefundEvent) -> AfterSales:
    """The refunds of an order once something happened to one of them."""
    if isinstance(event, RefundRequested):
        after = _requested(after_sales, event)
    else:
        refund = after_sales.refund(event.refund)
        follow = _AFTER.get(type(event))
        if refund is None or follow is None:
            raise BrokenHistoryError(f"{type(event).__name__} follows, and there is no refund {event.refund}")
        after = follow(refund, event)
    return changed(after_sales, refunds=put(after_sales.refunds, after))


def _requested(after_sales: AfterSales, event: RefundRequested) -> Refund:
    content = event.content
    if content.id != event.refund or after_sales.refund(content.id) is not None:
        raise BrokenHistoryError(f"refund {event.refund} is requested twice, or under another name")
    return content


def _staged(refund: Refund, event: RefundStageEvent) -> Refund:
    stage = REFUND.target(refund.stage, type(event))
    if stage is None:
        raise BrokenHistoryError(f"refund {refund.id} is {refund.stage.name}, and {type(event).__name__} follows")
    ended = event.at if not REFUND.rows[stage] else None
    return changed(refund, stage=stage, ended_at=ended)


def _approval_given(refund: Refund, event: RefundApprovalGiven) -> Refund:
    return changed(refund, approvals=(*refund.approvals, event.by))


def _approved(refund: Refund, event: RefundApproved) -> Refund:
    return changed(
        _staged(refund, event),
        approvals=refund.approvals if event.by is None else (*refund.approvals, event.by),
        approved_at=event.at,
        payments=event.payments,
    )


def answered(refund: Refund, event: RefundPaymentAnswered) -> Refund:
    """The refund once a payment provider has spoken."""
    payments = list(refund.payments)
    for place, share in enumerate(payments):
        if share.payment == event.payment:
            answer = event.answer
            if not 1 <= answer.attempt <= share.attempt or answer.amount > share.attempts[answer.attempt - 1]:
                text = f"refund {refund.id} has no attempt {answer.attempt} on payment {share.payment} of so much"
                raise BrokenHistoryError(text)
            others = [one for one in share.answers if one.attempt != answer.attempt]
            answers = sorted([*others, answer], key=lambda one: one.attempt)
            payments[place] = changed(share, answers=tuple(answers))
            return changed(refund, payments=tuple(payments))
    raise BrokenHistoryError(f"refund {refund.id} gives nothing back to payment {event.payment}")


def _failed(refund: Refund, event: RefundFailed) -> Refund:
    tellings = (*refund.tellings, event.in_all) if event.amount else refund.tellings
    return changed(_went_back(_staged(refund, event), event, event.by_hand), tellings=tellings)


def _completed(refund: Refund, event: RefundCompleted) -> Refund:
    return _went_back(_staged(refund, event), event, event.by_hand)


def _paid_late(refund: Refund, event: RefundPaidLate) -> Refund:
    _must_have_ended(refund, event)
    return changed(_went_back(refund, event, None), tellings=(*refund.tellings, event.in_all))


def _overpaid(refund: Refund, event: RefundOverpaid) -> Refund:
    return changed(refund, overpaid=refund.overpaid + event.amount)


def _must_have_ended(refund: Refund, event: RefundPaidLate) -> None:
    if refund.is_open:
        raise BrokenHistoryError(f"refund {refund.id} is {refund.stage.name}, and {type(event).__name__} follows")


def _went_back(refund: Refund, event: WentBack, by_hand: MemberId | None) -> Refund:
    return changed(
        refund,
        settled=_settled(refund, event.shares),
        by_hand=refund.by_hand + (event.amount if by_hand is not None else 0),
        take_back=refund.take_back + event.take_back,
    )


def _settled(refund: Refund, shares: tuple[Shares, ...]) -> tuple[Shares, ...]:
    settled = {share.line: share for share in refund.settled}
    for share in shares:
        settled[share.line] = joined(settled.get(share.line), share)
    return tuple([settled[share.line] for share in refund.shares if share.line in settled])


def _retried(refund: Refund, event: RefundRetried) -> Refund:
    return changed(_staged(refund, event), payments=event.payments)


_AFTER: Mapping[type[OfRefundEvent], Callable[[Refund, Any], Refund]] = {
    RefundApprovalGiven: _approval_given,
    RefundApproved: _approved,
    RefundRejected: _staged,
    RefundWithdrawn: _staged,
    RefundPaymentAnswered: answered,
    RefundFailed: _failed,
    RefundRetried: _retried,
    RefundCompleted: _completed,
    RefundAbandoned: _staged,
    RefundPaidLate: _paid_late,
    RefundOverpaid: _overpaid,
}
