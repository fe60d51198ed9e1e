"""The tags of refunds: of commands and events, and of what is kept or sent by itself."""

from __future__ import annotations

from typing import Final

from mpcore import refunds

__all__ = ["COMMANDS", "DOCUMENTS", "EVENTS"]

COMMANDS: Final[dict[str, type]] = {
    "refunds.abandon_refund/1": refunds.AbandonRefund,
    "refunds.accept_return/1": refunds.AcceptReturn,
    "refunds.answer_case/1": refunds.AnswerCase,
    "refunds.approve_refund/1": refunds.ApproveRefund,
    "refunds.ask_documents/1": refunds.AskDocuments,
    "refunds.cancel_return/1": refunds.CancelReturn,
    "refunds.decide_case/1": refunds.DecideCase,
    "refunds.erase_personal_data/1": refunds.ErasePersonalData,
    "refunds.escalate_return/1": refunds.EscalateReturn,
    "refunds.exchange_return/1": refunds.ExchangeReturn,
    "refunds.fire_timers/1": refunds.FireTimers,
    "refunds.force_refund/1": refunds.ForceRefund,
    "refunds.open_return/1": refunds.OpenReturn,
    "refunds.receive_return/1": refunds.ReceiveReturn,
    "refunds.record_refund_failure/1": refunds.RecordRefundFailure,
    "refunds.record_refund_payment/1": refunds.RecordRefundPayment,
    "refunds.record_return_arrival/1": refunds.RecordReturnArrival,
    "refunds.refund_cancellation/1": refunds.RefundCancellation,
    "refunds.refund_return/1": refunds.RefundReturn,
    "refunds.refund_surplus/1": refunds.RefundSurplus,
    "refunds.reject_refund/1": refunds.RejectRefund,
    "refunds.reject_return/1": refunds.RejectReturn,
    "refunds.request_refund/1": refunds.RequestRefund,
    "refunds.retry_refund/1": refunds.RetryRefund,
    "refunds.settle_refund_by_hand/1": refunds.SettleRefundByHand,
    "refunds.ship_back/1": refunds.ShipBack,
    "refunds.supply_documents/1": refunds.SupplyDocuments,
    "refunds.withdraw_refund/1": refunds.WithdrawRefund,
}

EVENTS: Final[dict[str, type]] = {
    "refunds.documents_overdue/1": refunds.DocumentsOverdue,
    "refunds.documents_requested/1": refunds.DocumentsRequested,
    "refunds.documents_supplied/1": refunds.DocumentsSupplied,
    "refunds.other_method_warned/1": refunds.OtherMethodWarned,
    "refunds.personal_data_erased/1": refunds.PersonalDataErased,
    "refunds.protection_case_answered/1": refunds.ProtectionCaseAnswered,
    "refunds.protection_case_denied/1": refunds.ProtectionCaseDenied,
    "refunds.protection_case_opened/1": refunds.ProtectionCaseOpened,
    "refunds.protection_case_unanswered/1": refunds.ProtectionCaseUnanswered,
    "refunds.protection_case_upheld/1": refunds.ProtectionCaseUpheld,
    "refunds.refund_abandoned/1": refunds.RefundAbandoned,
    "refunds.refund_approval_given/1": refunds.RefundApprovalGiven,
    "refunds.refund_approved/1": refunds.RefundApproved,
    "refunds.refund_completed/1": refunds.RefundCompleted,
    "refunds.refund_failed/1": refunds.RefundFailed,
    "refunds.refund_overpaid/1": refunds.RefundOverpaid,
    "refunds.refund_paid_late/1": refunds.RefundPaidLate,
    "refunds.refund_payment_answered/1": refunds.RefundPaymentAnswered,
    "refunds.refund_rejected/1": refunds.RefundRejected,
    "refunds.refund_requested/1": refunds.RefundRequested,
    "refunds.refund_retried/1": refunds.RefundRetried,
    "refunds.refund_withdrawn/1": refunds.RefundWithdrawn,
    "refunds.refunded_goods_arrived/1": refunds.RefundedGoodsArrived,
    "refunds.refunded_goods_received/1": refunds.RefundedGoodsReceived,
    "refunds.return_accepted/1": refunds.ReturnAccepted,
    "refunds.return_arrived/1": refunds.ReturnArrived,
    "refunds.return_cancelled/1": refunds.ReturnCancelled,
    "refunds.return_exchanged/1": refunds.ReturnExchanged,
    "refunds.return_expired/1": refunds.ReturnExpired,
    "refunds.return_received/1": refunds.ReturnReceived,
    "refunds.return_refund_fell/1": refunds.ReturnRefundFell,
    "refunds.return_refund_requested/1": refunds.ReturnRefundRequested,
    "refunds.return_refunded/1": refunds.ReturnRefunded,
    "refunds.return_rejected/1": refunds.ReturnRejected,
    "refunds.return_requested/1": refunds.ReturnRequested,
    "refunds.return_shipped/1": refunds.ReturnShipped,
}

DOCUMENTS: Final[dict[str, type]] = {
    "refunds.after_sales/1": refunds.AfterSales,
    "refunds.credit_note/1": refunds.CreditNote,
    "refunds.due/1": refunds.Due,
    "refunds.intent/1": refunds.RefundIntent,
    "refunds.notice/1": refunds.Notice,
    "refunds.policy/1": refunds.RefundPolicy,
    "refunds.refund/1": refunds.Refund,
    "refunds.return/1": refunds.Return,
}
