"""What has happened to the refunds and returns of an order."""

from __future__ import annotations

from typing import TypeAlias

from mpcore.refunds.events.refunds import (
    Happened,
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
from mpcore.refunds.events.returns import (
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
from mpcore.refunds.events.upkeep import (
    PersonalDataErased,
)

__all__ = [
    "DocumentsOverdue",
    "DocumentsRequested",
    "DocumentsSupplied",
    "Events",
    "Happened",
    "OfRefundEvent",
    "OfReturnEvent",
    "OtherMethodWarned",
    "PersonalDataErased",
    "ProtectionCaseAnswered",
    "ProtectionCaseDenied",
    "ProtectionCaseEvent",
    "ProtectionCaseOpened",
    "ProtectionCaseUnanswered",
    "ProtectionCaseUpheld",
    "RefundAbandoned",
    "RefundApprovalGiven",
    "RefundApproved",
    "RefundCompleted",
    "RefundEvent",
    "RefundFailed",
    "RefundOverpaid",
    "RefundPaidLate",
    "RefundPaymentAnswered",
    "RefundRejected",
    "RefundRequested",
    "RefundRetried",
    "RefundStageEvent",
    "RefundWithdrawn",
    "RefundedGoodsArrived",
    "RefundedGoodsReceived",
    "ReturnAccepted",
    "ReturnArrived",
    "ReturnCancelled",
    "ReturnExchanged",
    "ReturnExpired",
    "ReturnReceived",
    "ReturnRefundFell",
    "ReturnRefundRequested",
    "ReturnRefunded",
    "ReturnRejected",
    "ReturnRequested",
    "ReturnShipped",
    "ReturnStageEvent",
]

RefundEvent: TypeAlias = OfRefundEvent | OfReturnEvent | PersonalDataErased
"""Everything that can stand in the history of an order's refunds and returns."""

Events: TypeAlias = tuple[RefundEvent, ...]
"""What a decision leads to, in order."""
