"""One value per tag of refunds: the goldens are made of them, so they stay as they are."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from mpcore import orders, timing
from mpcore import refunds as ref
from mpcore.kernel import (
    CouponId,
    LineId,
    ListingId,
    MemberId,
    OrderId,
    PartId,
    PaymentId,
    PayoutId,
    Personal,
    RefundId,
    RuleBookId,
    VendorId,
)
from mpcore.money import money
from mpcore.orders.views import DiscountSeen

ORDER, PART, LINE = OrderId("o7"), PartId("p1"), LineId("l1")
AT, LATER = timing.instant("2026-03-26T10:00:00.5Z"), timing.instant("2026-04-02T10:00:00.5Z")
REFUND, RETURN, OLGA, OSCAR = RefundId("r1"), ref.ReturnId("back1"), MemberId("m:olga"), MemberId("m:oscar")
FIRST, SECOND = PaymentId("pay1"), PaymentId("pay2")
PHOTO, INVOICE = ref.DocumentId("photo-1"), ref.DocumentId("facture-1")
SHARES = orders.Shares(line=LINE, units=1, goods=1250, taxes=(208,), discounts=(50,), shipping=0, total=1200)
REASON = ref.Reason(text=Personal("Le pot est arrivé cassé"), language="fr")
TRACKING = orders.Tracking("6X2", "https://example.org/6X2")
ADDRESS = Personal(
    orders.Address(name="Atelier", lines=("2 rue de la Soie",), postal_code="69004", city="Lyon", country="FR")
)
LOST = ref.KeptBack(return_id=RETURN, line=LINE, amount=50)
CAME = ref.ReceivedLine(line=LINE, units=2, resaleable=1, damaged=1)
PAID = ref.PaymentShare(
    payment=FIRST,
    amount=1000,
    attempts=(1000, 600),
    answers=(ref.Answer(1, 400, failure="limit"), ref.Answer(2, 600)),
)
CASE = ref.Case(
    grounds=ref.Grounds.WRONG_ITEM_RETURNED,
    evidence=(PHOTO,),
    opened_at=AT,
    resumes=ref.ReturnStage.RECEIVED,
    stage=ref.CaseStage.DENIED,
    answer=(INVOICE,),
    words=Personal("il était fêlé avant"),
    answered_at=LATER,
    decided_at=LATER,
)
CONTENT = ref.Refund(
    id=REFUND,
    part=PART,
    mode=ref.Mode.PARTIAL,
    cause=ref.RefundCause.SOME_ITEMS_RETURNED,
    requester=ref.Requester.VENDOR,
    requested_by=MemberId("v1:ana"),
    reason=REASON,
    asked_for=ref.AskedFor(
        mode=ref.Mode.PARTIAL,
        lines=(ref.RefundLine(line=LINE, units=1, amount=money("9.00", "EUR"), restock=1),),
        shipping=money("3.00", "EUR"),
        bearer=ref.Bearer.VENDOR,
    ),
    shares=(SHARES,),
    amount=1200,
    restock=(orders.Quantity(LINE, 1),),
    bearer=ref.Bearer.VENDOR,
    requested_at=AT,
)
GIVEN_BACK = ref.Refund(
    id=REFUND,
    part=PART,
    mode=ref.Mode.PARTIAL,
    cause=ref.RefundCause.SOME_ITEMS_RETURNED,
    requester=ref.Requester.OPERATOR,
    requested_by=OLGA,
    reason=REASON,
    asked_for=ref.AskedFor(postage=money("4.90", "EUR")),
    shares=(SHARES,),
    amount=1200,
    bearer=ref.Bearer.CARRIER,
    of_return=RETURN,
    forced=True,
    requested_at=AT,
    stage=ref.RefundStage.COMPLETED,
    approvals=(OLGA, OSCAR),
    approved_at=AT,
    payments=(PAID, ref.PaymentShare(payment=SECOND, amount=200, attempts=(200,))),
    settled=(SHARES,),
    tellings=(400,),
    by_hand=200,
    overpaid=300,
    take_back=1100,
    ended_at=LATER,
)
WANTED = ref.Return(
    id=RETURN,
    part=PART,
    lines=(orders.Quantity(LINE, 2),),
    reason=ref.ReturnReason.CHANGED_MIND,
    words=Personal("trop petit"),
    requester=ref.Requester.BUYER,
    opened_at=AT,
    due=LATER,
)
CAME_BACK = ref.Return(
    id=RETURN,
    part=PART,
    lines=(orders.Quantity(LINE, 2),),
    reason=ref.ReturnReason.NOT_AS_DESCRIBED,
    words=Personal(None),
    requester=ref.Requester.BUYER,
    opened_at=AT,
    late=True,
    stage=ref.ReturnStage.REFUNDED,
    documents=(PHOTO, INVOICE),
    rounds=1,
    address=ADDRESS,
    payer=ref.Payer.VENDOR,
    accepted_at=AT,
    tracking=TRACKING,
    postage=690,
    sent_at=AT,
    arrived_at=LATER,
    received=(CAME,),
    received_at=LATER,
    refund=REFUND,
    refunds=1,
    withheld=(LOST,),
    shipping_kept=499,
    restock=(orders.Quantity(LINE, 1),),
    compensation=690,
    case=CASE,
    ended_at=LATER,
)
POLICY = ref.RefundPolicy(
    cut_off=ref.CutOff.PAYOUT_REQUESTED,
    threshold_days=90,
    zone="Europe/Paris",
    auto_approve=True,
    four_eyes_above=money("500", "EUR"),
    max_open_requests=1,
    reason_languages=frozenset({"fr", "en"}),
    when_all_came_back=ref.WhenAllCameBack.FULL,
    payment_order=ref.PaymentOrder.LARGEST_FIRST,
    returns=ref.ReturnPolicy(
        days=14,
        start=ref.WindowStart.PER_LINE,
        late=ref.LatePolicy.VENDOR_DISCRETION,
        overrides=(
            ref.ReturnOverride(listing=ListingId("made-to-measure"), days=None),
            ref.ReturnOverride(vendor=VendorId("v1"), category=ref.CategoryId("shoes"), days=60),
        ),
        answer_within=timedelta(hours=48),
        shipping=ref.ReturnShippingPolicy(
            ref.Payer.VENDOR, (ref.PayerException(ref.ReturnReason.BOUGHT_BY_MISTAKE, ref.Payer.BUYER),)
        ),
        postage_most=money("15", "EUR"),
    ),
)
AFTER_SALES = ref.AfterSales(
    order=ORDER,
    currency="EUR",
    rule_book=RuleBookId("mine"),
    refunds=(GIVEN_BACK,),
    returns=(CAME_BACK,),
    erased_at=LATER,
)


def credited(amount: int) -> ref.CreditedTax:
    return ref.CreditedTax(
        rate_id="FR20", rate=Decimal(20), inclusive=True, remitter=orders.Remitter.OPERATOR, amount=amount
    )


_COMMANDS: Final[dict[str, Any]] = {
    "refunds.abandon_refund/1": ref.AbandonRefund(order=ORDER, refund=REFUND),
    "refunds.accept_return/1": ref.AcceptReturn(order=ORDER, return_id=RETURN, address=ADDRESS),
    "refunds.answer_case/1": ref.AnswerCase(
        order=ORDER, return_id=RETURN, evidence=(PHOTO,), words=Personal("il était fêlé avant")
    ),
    "refunds.approve_refund/1": ref.ApproveRefund(order=ORDER, refund=REFUND),
    "refunds.ask_documents/1": ref.AskDocuments(order=ORDER, return_id=RETURN, wanted=Personal("une photo du pot")),
    "refunds.cancel_return/1": ref.CancelReturn(order=ORDER, return_id=RETURN),
    "refunds.decide_case/1": ref.DecideCase(order=ORDER, return_id=RETURN, decision=ref.CaseStage.UPHELD),
    "refunds.erase_personal_data/1": ref.ErasePersonalData(order=ORDER),
    "refunds.escalate_return/1": ref.EscalateReturn(
        order=ORDER, return_id=RETURN, grounds=ref.Grounds.LATE_REQUEST, evidence=(PHOTO, INVOICE)
    ),
    "refunds.exchange_return/1": ref.ExchangeReturn(order=ORDER, return_id=RETURN, replacement=OrderId("o8")),
    "refunds.fire_timers/1": ref.FireTimers(order=ORDER),
    "refunds.force_refund/1": ref.ForceRefund(
        order=ORDER,
        refund=REFUND,
        part=PART,
        mode=ref.Mode.FULL,
        cause=ref.RefundCause.DISPUTE,
        reason=REASON,
        lines=(ref.RefundLine(line=LINE, restock=1),),
    ),
    "refunds.open_return/1": ref.OpenReturn(
        order=ORDER,
        return_id=RETURN,
        part=PART,
        lines=(orders.Quantity(LINE, 2),),
        reason=ref.ReturnReason.DEFECTIVE,
        words=Personal("fêlé"),
    ),
    "refunds.receive_return/1": ref.ReceiveReturn(order=ORDER, return_id=RETURN, lines=(CAME,)),
    "refunds.record_refund_failure/1": ref.RecordRefundFailure(
        order=ORDER, refund=REFUND, payment=FIRST, attempt=1, failure="expired_card"
    ),
    "refunds.record_refund_payment/1": ref.RecordRefundPayment(
        order=ORDER, refund=REFUND, payment=FIRST, attempt=2, amount=money("12.00", "EUR")
    ),
    "refunds.record_return_arrival/1": ref.RecordReturnArrival(order=ORDER, return_id=RETURN, happened_at=AT),
    "refunds.refund_cancellation/1": ref.RefundCancellation(order=ORDER, refund=REFUND, part=PART),
    "refunds.refund_return/1": ref.RefundReturn(
        order=ORDER,
        return_id=RETURN,
        refund=REFUND,
        method=ref.RefundMethod.STORE_CREDIT,
        reason=REASON,
        postage=money("6.90", "EUR"),
    ),
    "refunds.refund_surplus/1": ref.RefundSurplus(order=ORDER, refund=REFUND, amount=money("1.00", "EUR")),
    "refunds.reject_refund/1": ref.RejectRefund(order=ORDER, refund=REFUND, note="déjà remplacé"),
    "refunds.reject_return/1": ref.RejectReturn(order=ORDER, return_id=RETURN, note="hors délai"),
    "refunds.request_refund/1": ref.RequestRefund(
        order=ORDER,
        refund=REFUND,
        part=PART,
        mode=ref.Mode.PARTIAL,
        cause=ref.RefundCause.SOME_ITEMS_RETURNED,
        reason=REASON,
        lines=(ref.RefundLine(line=LINE, units=1, amount=money("10.00", "EUR"), restock=1),),
        shipping=money("2.50", "EUR"),
    ),
    "refunds.retry_refund/1": ref.RetryRefund(order=ORDER, refund=REFUND, payment=SECOND),
    "refunds.settle_refund_by_hand/1": ref.SettleRefundByHand(order=ORDER, refund=REFUND, amount=money("2.00", "EUR")),
    "refunds.ship_back/1": ref.ShipBack(order=ORDER, return_id=RETURN, tracking=TRACKING, postage=money("6.90", "EUR")),
    "refunds.supply_documents/1": ref.SupplyDocuments(order=ORDER, return_id=RETURN, documents=(PHOTO, INVOICE)),
    "refunds.withdraw_refund/1": ref.WithdrawRefund(order=ORDER, refund=REFUND),
}

_OF_REFUNDS: Final[dict[str, Any]] = {
    "refunds.refund_abandoned/1": ref.RefundAbandoned(order=ORDER, refund=REFUND, at=AT, by=OLGA),
    "refunds.refund_approval_given/1": ref.RefundApprovalGiven(order=ORDER, refund=REFUND, at=AT, by=OLGA),
    "refunds.refund_approved/1": ref.RefundApproved(
        order=ORDER,
        refund=REFUND,
        at=AT,
        by=OSCAR,
        payments=(ref.PaymentShare(payment=FIRST, amount=1200, attempts=(1200,)),),
        cancels_payout=PayoutId("y1"),
    ),
    "refunds.refund_completed/1": ref.RefundCompleted(
        order=ORDER, refund=REFUND, at=AT, amount=800, in_all=1200, shares=(SHARES,), take_back=700, by_hand=OLGA
    ),
    "refunds.refund_failed/1": ref.RefundFailed(
        order=ORDER, refund=REFUND, at=AT, amount=400, in_all=400, shares=(SHARES,), payment=FIRST, attempt=1
    ),
    "refunds.refund_overpaid/1": ref.RefundOverpaid(
        order=ORDER, refund=REFUND, at=AT, payment=FIRST, attempt=1, amount=400
    ),
    "refunds.refund_paid_late/1": ref.RefundPaidLate(
        order=ORDER, refund=REFUND, at=AT, amount=400, in_all=800, shares=(SHARES,), payment=FIRST, attempt=1
    ),
    "refunds.refund_payment_answered/1": ref.RefundPaymentAnswered(
        order=ORDER, refund=REFUND, at=AT, payment=FIRST, answer=ref.Answer(1, 400, failure="limit")
    ),
    "refunds.refund_rejected/1": ref.RefundRejected(order=ORDER, refund=REFUND, at=AT, by=OLGA, note="déjà remplacé"),
    "refunds.refund_requested/1": ref.RefundRequested(order=ORDER, refund=REFUND, at=AT, content=CONTENT),
    "refunds.refund_retried/1": ref.RefundRetried(order=ORDER, refund=REFUND, at=AT, payments=(PAID,)),
    "refunds.refund_withdrawn/1": ref.RefundWithdrawn(order=ORDER, refund=REFUND, at=AT),
}

_OF_RETURNS: Final[dict[str, Any]] = {
    "refunds.documents_overdue/1": ref.DocumentsOverdue(order=ORDER, return_id=RETURN, at=AT, due=LATER),
    "refunds.documents_requested/1": ref.DocumentsRequested(
        order=ORDER, return_id=RETURN, at=AT, due=LATER, wanted=Personal("une photo du pot")
    ),
    "refunds.documents_supplied/1": ref.DocumentsSupplied(
        order=ORDER, return_id=RETURN, at=AT, due=LATER, documents=(PHOTO, INVOICE)
    ),
    "refunds.other_method_warned/1": ref.OtherMethodWarned(
        order=ORDER, return_id=RETURN, at=AT, refund=REFUND, method=ref.RefundMethod.OTHER
    ),
    "refunds.personal_data_erased/1": ref.PersonalDataErased(order=ORDER, at=AT),
    "refunds.protection_case_answered/1": ref.ProtectionCaseAnswered(
        order=ORDER,
        return_id=RETURN,
        at=AT,
        due=LATER,
        evidence=(PHOTO,),
        words=Personal("il était fêlé avant"),
        by=MemberId("v1:ana"),
    ),
    "refunds.protection_case_denied/1": ref.ProtectionCaseDenied(
        order=ORDER, return_id=RETURN, at=AT, due=LATER, resumes=ref.ReturnStage.RECEIVED, by=None, by_silence=True
    ),
    "refunds.protection_case_opened/1": ref.ProtectionCaseOpened(
        order=ORDER,
        return_id=RETURN,
        at=AT,
        due=LATER,
        case=ref.Case(grounds=ref.Grounds.NO_ANSWER, opened_at=AT, by_buyer=True, resumes=ref.ReturnStage.REQUESTED),
    ),
    "refunds.protection_case_unanswered/1": ref.ProtectionCaseUnanswered(
        order=ORDER, return_id=RETURN, at=AT, due=LATER
    ),
    "refunds.protection_case_upheld/1": ref.ProtectionCaseUpheld(order=ORDER, return_id=RETURN, at=AT, by=OLGA),
    "refunds.refunded_goods_arrived/1": ref.RefundedGoodsArrived(order=ORDER, return_id=RETURN, at=AT, happened_at=AT),
    "refunds.refunded_goods_received/1": ref.RefundedGoodsReceived(
        order=ORDER, return_id=RETURN, at=AT, happened_at=AT, lines=(CAME,), restock=(orders.Quantity(LINE, 1),)
    ),
    "refunds.return_accepted/1": ref.ReturnAccepted(
        order=ORDER, return_id=RETURN, at=AT, due=LATER, address=ADDRESS, payer=ref.Payer.VENDOR, by_silence=True
    ),
    "refunds.return_arrived/1": ref.ReturnArrived(order=ORDER, return_id=RETURN, at=AT, due=LATER, happened_at=AT),
    "refunds.return_cancelled/1": ref.ReturnCancelled(order=ORDER, return_id=RETURN, at=AT),
    "refunds.return_exchanged/1": ref.ReturnExchanged(
        order=ORDER,
        return_id=RETURN,
        at=AT,
        replacement=OrderId("o8"),
        compensation=690,
        payer=ref.Payer.OPERATOR,
    ),
    "refunds.return_expired/1": ref.ReturnExpired(order=ORDER, return_id=RETURN, at=AT),
    "refunds.return_received/1": ref.ReturnReceived(
        order=ORDER,
        return_id=RETURN,
        at=AT,
        due=LATER,
        happened_at=AT,
        lines=(CAME,),
        by_silence=True,
        restock=(orders.Quantity(LINE, 1),),
    ),
    "refunds.return_refund_fell/1": ref.ReturnRefundFell(
        order=ORDER, return_id=RETURN, at=AT, due=LATER, refund=REFUND
    ),
    "refunds.return_refund_requested/1": ref.ReturnRefundRequested(
        order=ORDER,
        return_id=RETURN,
        at=AT,
        refund=REFUND,
        method=ref.RefundMethod.ORIGINAL,
        compensation=690,
        withheld=(LOST,),
        short=10,
        shipping_kept=499,
    ),
    "refunds.return_refunded/1": ref.ReturnRefunded(
        order=ORDER, return_id=RETURN, at=AT, refund=REFUND, compensation=690, payer=ref.Payer.VENDOR
    ),
    "refunds.return_rejected/1": ref.ReturnRejected(
        order=ORDER, return_id=RETURN, at=AT, note="hors délai", by_silence=True
    ),
    "refunds.return_requested/1": ref.ReturnRequested(order=ORDER, return_id=RETURN, at=AT, content=WANTED),
    "refunds.return_shipped/1": ref.ReturnShipped(
        order=ORDER, return_id=RETURN, at=AT, due=LATER, happened_at=AT, tracking=TRACKING, postage=690
    ),
}

SAMPLES: Final[dict[str, Any]] = {
    **_COMMANDS,
    **_OF_REFUNDS,
    **_OF_RETURNS,
    "refunds.after_sales/1": AFTER_SALES,
    "refunds.credit_note/1": ref.CreditNote(
        order=ORDER,
        part=PART,
        vendor=VendorId("v1"),
        refund=REFUND,
        currency="EUR",
        lines=(
            ref.CreditedLine(
                line=LINE,
                listing=ListingId("pot"),
                title="Pot",
                units=1,
                goods=1250,
                discounts=(
                    DiscountSeen(
                        amount=50, coupon=CouponId("SPRING"), funder=orders.Funder.OPERATOR, on_shipping=False
                    ),
                ),
                taxes=(credited(208),),
                shipping=100,
                shipping_taxes=(credited(16),),
                total=1300,
            ),
        ),
        at=LATER,
    ),
    "refunds.due/1": ref.Due(AT, ref.Timer.RECEIPT_DUE, ORDER, RETURN),
    "refunds.intent/1": ref.RefundIntent(
        key="o7/r1/pay1/2", order=ORDER, refund=REFUND, payment=FIRST, attempt=2, amount=money("6.00", "EUR")
    ),
    "refunds.notice/1": ref.Notice(
        kind=ref.NoticeKind.RETURN_ACCEPTED,
        order=ORDER,
        to=orders.Recipient.BUYER,
        part=PART,
        return_id=RETURN,
        address=ADDRESS,
        due=LATER,
        at=AT,
    ),
    "refunds.policy/1": POLICY,
    "refunds.refund/1": GIVEN_BACK,
    "refunds.return/1": CAME_BACK,
}
