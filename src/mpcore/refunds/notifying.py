"""Who is to be told what of refunds and returns, as data; the host writes and sends it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum
from typing import Any

from attrs import evolve
from pendulum import DateTime

from mpcore.kernel import OrderId, PartId, PaymentId, PayoutId, Personal, RefundId, VendorId, frozen
from mpcore.orders import Address, Minor, Order, Recipient, Tracking
from mpcore.refunds.events import (
    DocumentsOverdue,
    DocumentsRequested,
    DocumentsSupplied,
    OtherMethodWarned,
    ProtectionCaseAnswered,
    ProtectionCaseDenied,
    ProtectionCaseOpened,
    ProtectionCaseUnanswered,
    ProtectionCaseUpheld,
    RefundAbandoned,
    RefundApprovalGiven,
    RefundApproved,
    RefundCompleted,
    RefundedGoodsArrived,
    RefundedGoodsReceived,
    RefundEvent,
    RefundFailed,
    RefundOverpaid,
    RefundPaidLate,
    RefundRejected,
    RefundRequested,
    RefundWithdrawn,
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
)
from mpcore.refunds.events.refunds import Happened, WentBack
from mpcore.refunds.events.returns import ReturnHappened
from mpcore.refunds.model import AfterSales, Refund
from mpcore.refunds.return_values import Payer
from mpcore.refunds.states import CaseStage
from mpcore.refunds.values import Requester, ReturnId

__all__ = ["PLAIN", "TOLD", "Notice", "NoticeKind", "notices"]


class NoticeKind(Enum):
    """What a notice is about."""

    REFUND_REQUESTED = "refund_requested"
    """To the operator: approve it, or reject it (U21)."""
    REFUND_HALF_APPROVED = "refund_half_approved"
    """To the operator: somebody else has to approve it as well."""
    REFUND_APPROVED = "refund_approved"
    """To the vendor that asked; to the buyer who asked, or who may read the reason from now on (U21, U22)."""
    REFUND_REJECTED = "refund_rejected"
    """To the vendor that asked, with the operator's note; to the buyer who asked, without it (U21)."""
    REFUND_WITHDRAWN = "refund_withdrawn"
    """To the operator: no decision is needed any more."""
    REFUND_COMPLETED = "refund_completed"
    """To buyer and vendor: the money went back."""
    REFUND_FAILED = "refund_failed"
    """To the operator: not all of it could be given back; the amount is what was."""
    REFUND_ABANDONED = "refund_abandoned"
    """To buyer and vendor: what did not go back will not, by this refund."""
    REFUND_PAID_LATE = "refund_paid_late"
    """To the operator: money of a refund that had ended went back after all; see whether it is given a second time."""
    REFUND_OVERPAID = "refund_overpaid"
    """To the operator: so much more went back than was left to; ask the buyer for it, or bear it."""
    PAYOUT_TO_CANCEL = "payout_to_cancel"
    """To the operator: the vendor's open request for a payout is of more than the part earns now."""
    TAKE_BACK = "take_back"
    """To the operator: the vendor was paid so much of what went back, and owes it, before commission (U23)."""
    OTHER_METHOD = "other_method"
    """To the operator: the money does not go back the way it came; look at it (S33)."""
    KEPT_TOO_MUCH = "kept_too_much"
    """To the operator: another part keeps back for a coupon what is to go back now; give it back by a refund of that
    part, or add it to what the next return of it is to keep back (rules.md §00.9)."""
    POSTAGE_UNCONFIRMED = "postage_unconfirmed"
    """To the operator: time refunded a return, and nobody said whether what the buyer claims for its parcel is right;
    this much of it is owed by nobody (rules.md §00.4)."""
    KEPT_TOO_LITTLE = "kept_too_little"
    """To the operator: a coupon's lost condition should have kept back so much more than the return's money was."""
    RETURN_REQUESTED = "return_requested"
    """To the vendor: answer the buyer (S31)."""
    DOCUMENTS_REQUESTED = "documents_requested"
    """To the buyer: supply documents (S31)."""
    DOCUMENTS_SUPPLIED = "documents_supplied"
    """To the vendor: they are there, answer (S31)."""
    DOCUMENTS_OVERDUE = "documents_overdue"
    """To buyer and vendor: none were supplied; the vendor answers without them."""
    RETURN_ACCEPTED = "return_accepted"
    """To the buyer: send it to this address (S32); to the vendor too where silence accepted it."""
    RETURN_REJECTED = "return_rejected"
    """To the buyer, with why; to the vendor too where silence rejected it."""
    RETURN_CANCELLED = "return_cancelled"
    """To the vendor: the buyer keeps the goods."""
    RETURN_EXPIRED = "return_expired"
    """To buyer and vendor: the buyer's time is over."""
    RETURN_SHIPPED = "return_shipped"
    """To the vendor: the goods are on their way."""
    RETURN_ARRIVED = "return_arrived"
    """To the vendor: the carrier delivered them; say what came back."""
    RETURN_RECEIVED = "return_received"
    """To the buyer: the goods are back; to the vendor too where silence has it so: refund it."""
    RETURN_REFUND_FELL = "return_refund_fell"
    """To the vendor: the return's refund ended without completing; refund it again."""
    NOTHING_LEFT = "nothing_left"
    """To buyer and vendor: the return is over, and there was no money left to go back."""
    RETURN_EXCHANGED = "return_exchanged"
    """To the buyer: another order comes in the place of the money."""
    COMPENSATION_DUE = "compensation_due"
    """To the buyer, and to the vendor or the operator who owes it: the return parcel is paid (rules.md §00.4)."""
    CASE_OPENED = "case_opened"
    """To buyer, vendor and operator: the marketplace decides, at once where nobody is asked (S36)."""
    CASE_TO_ANSWER = "case_to_answer"
    """To the side that did not open it: answer (S36)."""
    CASE_ANSWERED = "case_answered"
    """To the side that opened it, and to the operator: decide (S37)."""
    CASE_UNANSWERED = "case_unanswered"
    """To buyer and vendor: the other side did not answer; to the operator: decide without (S37)."""
    CASE_UPHELD = "case_upheld"
    """To buyer and vendor: the vendor is right (S37)."""
    CASE_DENIED = "case_denied"
    """To buyer and vendor: the buyer is right, and the return goes on (S37)."""


@frozen(kw_only=True)
class Notice:
    """One message to one recipient; what it holds is theirs to know, and what is personal in it is marked so."""

    kind: NoticeKind
    order: OrderId
    to: Recipient
    vendor: VendorId | None = None
    """Which vendor, where it is to one, or about what one owes."""
    part: PartId | None = None
    refund: RefundId | None = None
    return_id: ReturnId | None = None
    amount: Minor | None = None
    """In minor units of the order's currency: what it is about, where it is about money."""
    in_all: Minor | None = None
    """What of the refund has gone back in all, where it is about some of that."""
    payment: PaymentId | None = None
    """The payment that could not be given all of its money back, or was given it too late."""
    attempt: int | None = None
    """Which attempt on it."""
    words: Personal[str] | None = None
    """What is to be shown: the reason of a refund, or which documents are wanted."""
    note: str = ""
    """Why it was rejected, where that is for the recipient."""
    address: Personal[Address] | None = None
    """Where the goods are to be sent."""
    tracking: Tracking | None = None
    payout: PayoutId | None = None
    replacement: OrderId | None = None
    """The order that comes in the place of the money."""
    due: DateTime | None = None
    """The first instant that is too late for whoever is waited for."""
    at: DateTime
    """When it happened."""

    @property
    def key(self) -> str:
        """The same for the same message, so that it is sent once however often the events are worked off."""
        amount = None if self.amount is None else str(self.amount)
        attempt = None if self.attempt is None else str(self.attempt)
        in_all = None if self.in_all is None else str(self.in_all)
        about = (self.order, self.vendor, self.part, self.refund, self.return_id, self.payout, amount)
        named = (*about, in_all, self.payment, attempt, self.at.isoformat())
        return "/".join([self.kind.value, self.to.value, *[_escaped(name or "") for name in named]])


def notices(after_sales: AfterSales, events: Iterable[RefundEvent], order: Order) -> tuple[Notice, ...]:
    """The notices that follow from events, in their order; a vendor's holds only what is of its own part.

    `after_sales` is the state that they led to, or a later one; the order may be any state of it.
    """
    found: list[Notice] = []
    for event in events:
        if type(event) in TOLD:
            told = _told_of(after_sales, event, order)
            found += TOLD[type(event)](told, event)
        elif type(event) in PLAIN:
            kind, recipients = PLAIN[type(event)]
            told = _told_of(after_sales, event, order)
            found += [notice for one in recipients for notice in told.to(one, kind)]
    return tuple(found)


def _told_of(after_sales: AfterSales, event: RefundEvent, order: Order) -> _Told:
    refund = after_sales.refund(event.refund) if isinstance(event, Happened) else None
    one = after_sales.find_return(event.return_id) if isinstance(event, ReturnHappened) else None
    about = refund or one
    part = None if about is None or about.part is None else order.part(about.part)
    due = getattr(event, "due", None) if one is not None else None
    plain = Notice(
        kind=NoticeKind.REFUND_REQUESTED,
        order=order.id,
        to=Recipient.OPERATOR,
        part=None if part is None else part.id,
        refund=getattr(event, "refund", None),
        return_id=None if one is None else one.id,
        amount=None if refund is None else refund.amount,
        due=due,
        at=event.at,
    )
    by_buyer = one is not None and one.case is not None and one.case.by_buyer
    asked = after_sales.refund(event.refund) if isinstance(event, ReturnRefundRequested) else None
    by_time = asked is not None and asked.requester is Requester.SYSTEM
    postage = one.postage if one is not None and by_time and one.payer not in (None, Payer.BUYER) else 0
    return _Told(plain, None if part is None else part.vendor, refund, by_buyer, postage)


@frozen
class _Told:
    """What all notices of one event say."""

    plain: Notice
    vendor: VendorId | None
    refund: Refund | None
    by_buyer: bool
    """Whether it is the buyer who opened its case."""
    postage: Minor = 0
    """What the buyer claims for its parcel, where somebody else is to pay it and time refunds the return."""

    def to(self, recipient: Recipient, kind: NoticeKind, **facts: Any) -> tuple[Notice, ...]:  # noqa: ANN401 - its fields
        """The notice to one recipient; none to the vendor where it is of no part."""
        if recipient is Recipient.VENDOR:
            if self.vendor is None:
                return ()
            facts["vendor"] = self.vendor
        return (evolve(self.plain, to=recipient, kind=kind, **facts),)

    def asked(self, requester: Requester) -> bool:
        """Whether it is they who asked for the refund."""
        return self.refund is not None and self.refund.requester is requester


def _requested(told: _Told, _: RefundRequested) -> Iterator[Notice]:
    """What was approved as it was asked for, by the policy or by force, waits for nobody."""
    refund = told.refund
    at_once = refund is not None and refund.approved_at == refund.requested_at
    if refund is None or not at_once or (refund.approvals and not refund.forced):
        yield from told.to(Recipient.OPERATOR, NoticeKind.REFUND_REQUESTED)


def _approved(told: _Told, event: RefundApproved) -> Iterator[Notice]:
    reason = None if told.refund is None else told.refund.reason
    if told.asked(Requester.VENDOR):
        yield from told.to(Recipient.VENDOR, NoticeKind.REFUND_APPROVED)
    if told.asked(Requester.BUYER) or reason is not None:
        words = None if reason is None else reason.text
        yield from told.to(Recipient.BUYER, NoticeKind.REFUND_APPROVED, words=words)
    if event.cancels_payout is not None:
        of_vendor = {"vendor": told.vendor, "payout": event.cancels_payout}
        yield from told.to(Recipient.OPERATOR, NoticeKind.PAYOUT_TO_CANCEL, **of_vendor)


def _refund_rejected(told: _Told, event: RefundRejected) -> Iterator[Notice]:
    if told.asked(Requester.VENDOR):
        yield from told.to(Recipient.VENDOR, NoticeKind.REFUND_REJECTED, note=event.note)
    if told.asked(Requester.BUYER):
        yield from told.to(Recipient.BUYER, NoticeKind.REFUND_REJECTED)


def _completed(told: _Told, event: RefundCompleted) -> Iterator[Notice]:
    for recipient in _BOTH:
        yield from told.to(recipient, NoticeKind.REFUND_COMPLETED)
    yield from _taken_back(told, event)


def _failed(told: _Told, event: RefundFailed) -> Iterator[Notice]:
    of = {"payment": event.payment, "attempt": event.attempt}
    yield from told.to(Recipient.OPERATOR, NoticeKind.REFUND_FAILED, amount=event.in_all, **of)
    yield from _taken_back(told, event)


def _paid_late(told: _Told, event: RefundPaidLate) -> Iterator[Notice]:
    of = {"payment": event.payment, "attempt": event.attempt}
    yield from told.to(Recipient.OPERATOR, NoticeKind.REFUND_PAID_LATE, amount=event.amount, **of)
    yield from _taken_back(told, event)


def _overpaid(told: _Told, event: RefundOverpaid) -> Iterator[Notice]:
    of = {"payment": event.payment, "attempt": event.attempt}
    yield from told.to(Recipient.OPERATOR, NoticeKind.REFUND_OVERPAID, amount=event.amount, **of)


def _taken_back(told: _Told, event: WentBack) -> Iterator[Notice]:
    """With how much went back by then: two of the same amount at one instant are two messages."""
    if event.take_back:
        of = {"amount": event.take_back, "in_all": event.in_all, "vendor": told.vendor}
        yield from told.to(Recipient.OPERATOR, NoticeKind.TAKE_BACK, **of)


def _abandoned(told: _Told, _: RefundAbandoned) -> Iterator[Notice]:
    left = 0 if told.refund is None else told.refund.amount - told.refund.settled_minor
    for recipient in _BOTH:
        yield from told.to(recipient, NoticeKind.REFUND_ABANDONED, amount=left)


def _return_requested(told: _Told, event: ReturnRequested) -> Iterator[Notice]:
    yield from told.to(Recipient.VENDOR, NoticeKind.RETURN_REQUESTED, due=event.content.due)


def _documents_requested(told: _Told, event: DocumentsRequested) -> Iterator[Notice]:
    yield from told.to(Recipient.BUYER, NoticeKind.DOCUMENTS_REQUESTED, words=event.wanted)


def _accepted(told: _Told, event: ReturnAccepted) -> Iterator[Notice]:
    for recipient in _BOTH if event.by_silence else (Recipient.BUYER,):
        yield from told.to(recipient, NoticeKind.RETURN_ACCEPTED, address=event.address)


def _return_rejected(told: _Told, event: ReturnRejected) -> Iterator[Notice]:
    for recipient in _BOTH if event.by_silence else (Recipient.BUYER,):
        yield from told.to(recipient, NoticeKind.RETURN_REJECTED, note=event.note)


def _shipped(told: _Told, event: ReturnShipped) -> Iterator[Notice]:
    yield from told.to(Recipient.VENDOR, NoticeKind.RETURN_SHIPPED, tracking=event.tracking)


def _received(told: _Told, event: ReturnReceived) -> Iterator[Notice]:
    for recipient in _BOTH if event.by_silence else (Recipient.BUYER,):
        yield from told.to(recipient, NoticeKind.RETURN_RECEIVED)


def _refunded(told: _Told, event: ReturnRefunded) -> Iterator[Notice]:
    """That its money went back is told by its refund."""
    if event.refund is None:
        for recipient in _BOTH:
            yield from told.to(recipient, NoticeKind.NOTHING_LEFT)
    yield from _compensated(told, event)


def _exchanged(told: _Told, event: ReturnExchanged) -> Iterator[Notice]:
    yield from told.to(Recipient.BUYER, NoticeKind.RETURN_EXCHANGED, replacement=event.replacement)
    yield from _compensated(told, event)


def _compensated(told: _Told, event: ReturnRefunded | ReturnExchanged) -> Iterator[Notice]:
    owes = Recipient.VENDOR if event.payer is Payer.VENDOR else Recipient.OPERATOR
    for recipient in (Recipient.BUYER, owes) if event.compensation else ():
        yield from told.to(recipient, NoticeKind.COMPENSATION_DUE, amount=event.compensation)


def _refund_of_return(told: _Told, event: ReturnRefundRequested) -> Iterator[Notice]:
    if event.short:
        kind = NoticeKind.KEPT_TOO_LITTLE if event.short > 0 else NoticeKind.KEPT_TOO_MUCH
        yield from told.to(Recipient.OPERATOR, kind, amount=abs(event.short), vendor=told.vendor)
    if event.compensation < told.postage:
        unsaid = told.postage - event.compensation
        yield from told.to(Recipient.OPERATOR, NoticeKind.POSTAGE_UNCONFIRMED, amount=unsaid, vendor=told.vendor)


def _case_opened(told: _Told, event: ProtectionCaseOpened) -> Iterator[Notice]:
    asked = None
    if event.case.stage is CaseStage.OPEN:
        asked = Recipient.VENDOR if told.by_buyer else Recipient.BUYER
    for recipient in _BOTH:
        kind = NoticeKind.CASE_TO_ANSWER if recipient is asked else NoticeKind.CASE_OPENED
        yield from told.to(recipient, kind)
    yield from told.to(Recipient.OPERATOR, NoticeKind.CASE_OPENED)


def _case_answered(told: _Told, _: ProtectionCaseAnswered) -> Iterator[Notice]:
    yield from told.to(Recipient.BUYER if told.by_buyer else Recipient.VENDOR, NoticeKind.CASE_ANSWERED)
    yield from told.to(Recipient.OPERATOR, NoticeKind.CASE_ANSWERED)


def _escaped(name: str) -> str:
    return name.replace("%", "%25").replace("/", "%2F")


_BOTH = (Recipient.BUYER, Recipient.VENDOR)
_BUYER, _VENDOR, _OPERATOR = (Recipient.BUYER,), (Recipient.VENDOR,), (Recipient.OPERATOR,)

PLAIN: Mapping[type[RefundEvent], tuple[NoticeKind, tuple[Recipient, ...]]] = {
    RefundApprovalGiven: (NoticeKind.REFUND_HALF_APPROVED, _OPERATOR),
    RefundWithdrawn: (NoticeKind.REFUND_WITHDRAWN, _OPERATOR),
    DocumentsSupplied: (NoticeKind.DOCUMENTS_SUPPLIED, _VENDOR),
    DocumentsOverdue: (NoticeKind.DOCUMENTS_OVERDUE, _BOTH),
    ReturnCancelled: (NoticeKind.RETURN_CANCELLED, _VENDOR),
    ReturnExpired: (NoticeKind.RETURN_EXPIRED, _BOTH),
    ReturnArrived: (NoticeKind.RETURN_ARRIVED, _VENDOR),
    ReturnRefundFell: (NoticeKind.RETURN_REFUND_FELL, _VENDOR),
    OtherMethodWarned: (NoticeKind.OTHER_METHOD, _OPERATOR),
    RefundedGoodsArrived: (NoticeKind.RETURN_ARRIVED, _VENDOR),
    RefundedGoodsReceived: (NoticeKind.RETURN_RECEIVED, _BUYER),
    ProtectionCaseUnanswered: (NoticeKind.CASE_UNANSWERED, (*_BOTH, *_OPERATOR)),
    ProtectionCaseUpheld: (NoticeKind.CASE_UPHELD, _BOTH),
    ProtectionCaseDenied: (NoticeKind.CASE_DENIED, _BOTH),
}
"""What says no more than all notices of its event do."""

TOLD: Mapping[type[RefundEvent], Callable[[_Told, Any], Iterator[Notice]]] = {
    RefundRequested: _requested,
    RefundApproved: _approved,
    RefundRejected: _refund_rejected,
    RefundCompleted: _completed,
    RefundFailed: _failed,
    RefundPaidLate: _paid_late,
    RefundOverpaid: _overpaid,
    RefundAbandoned: _abandoned,
    ReturnRequested: _return_requested,
    DocumentsRequested: _documents_requested,
    ReturnAccepted: _accepted,
    ReturnRejected: _return_rejected,
    ReturnShipped: _shipped,
    ReturnReceived: _received,
    ReturnRefunded: _refunded,
    ReturnExchanged: _exchanged,
    ReturnRefundRequested: _refund_of_return,
    ProtectionCaseOpened: _case_opened,
    ProtectionCaseAnswered: _case_answered,
}
