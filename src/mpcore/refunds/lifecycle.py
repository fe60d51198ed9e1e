"""Which event moves a refund, and a return, from which stage to which (rules.md §7.5, §7.6)."""

from __future__ import annotations

from mpcore.kernel import Lifecycle
from mpcore.refunds.events import (
    DocumentsOverdue,
    DocumentsRequested,
    DocumentsSupplied,
    ProtectionCaseOpened,
    ProtectionCaseUpheld,
    RefundAbandoned,
    RefundApproved,
    RefundCompleted,
    RefundFailed,
    RefundRejected,
    RefundRetried,
    RefundStageEvent,
    RefundWithdrawn,
    ReturnAccepted,
    ReturnArrived,
    ReturnCancelled,
    ReturnExchanged,
    ReturnExpired,
    ReturnReceived,
    ReturnRefunded,
    ReturnRejected,
    ReturnShipped,
    ReturnStageEvent,
)
from mpcore.refunds.states import RefundStage, ReturnStage

__all__ = ["REFUND", "RETURN"]

REFUND: Lifecycle[RefundStage, RefundStageEvent] = Lifecycle(
    name="refund",
    initial=RefundStage.REQUESTED,
    rows={
        RefundStage.REQUESTED: {
            RefundApproved: RefundStage.APPROVED,
            RefundRejected: RefundStage.REJECTED,
            RefundWithdrawn: RefundStage.WITHDRAWN,
        },
        RefundStage.APPROVED: {
            RefundCompleted: RefundStage.COMPLETED,
            RefundFailed: RefundStage.FAILED,
        },
        RefundStage.FAILED: {
            RefundRetried: RefundStage.APPROVED,
            RefundCompleted: RefundStage.COMPLETED,
            RefundFailed: RefundStage.FAILED,
            RefundAbandoned: RefundStage.ABANDONED,
        },
        RefundStage.COMPLETED: {},
        RefundStage.REJECTED: {},
        RefundStage.WITHDRAWN: {},
        RefundStage.ABANDONED: {},
    },
)

RETURN: Lifecycle[ReturnStage, ReturnStageEvent] = Lifecycle(
    name="return",
    initial=ReturnStage.REQUESTED,
    rows={
        ReturnStage.REQUESTED: {
            DocumentsRequested: ReturnStage.INFO_REQUESTED,
            ReturnAccepted: ReturnStage.ACCEPTED,
            ReturnRejected: ReturnStage.REJECTED,
            ReturnCancelled: ReturnStage.CANCELLED,
            ReturnRefunded: ReturnStage.REFUNDED,
            ProtectionCaseOpened: ReturnStage.ESCALATED,
        },
        ReturnStage.INFO_REQUESTED: {
            DocumentsSupplied: ReturnStage.REQUESTED,
            DocumentsOverdue: ReturnStage.REQUESTED,
            ReturnRejected: ReturnStage.REJECTED,
            ReturnCancelled: ReturnStage.CANCELLED,
            ReturnExpired: ReturnStage.EXPIRED,
            ReturnRefunded: ReturnStage.REFUNDED,
            ProtectionCaseOpened: ReturnStage.ESCALATED,
        },
        ReturnStage.ACCEPTED: {
            ReturnShipped: ReturnStage.IN_TRANSIT,
            ReturnArrived: ReturnStage.IN_TRANSIT,
            ReturnReceived: ReturnStage.RECEIVED,
            ReturnRefunded: ReturnStage.REFUNDED,
            ReturnCancelled: ReturnStage.CANCELLED,
            ReturnExpired: ReturnStage.EXPIRED,
            ProtectionCaseOpened: ReturnStage.ESCALATED,
        },
        ReturnStage.IN_TRANSIT: {
            ReturnShipped: ReturnStage.IN_TRANSIT,
            ReturnArrived: ReturnStage.IN_TRANSIT,
            ReturnReceived: ReturnStage.RECEIVED,
            ReturnRefunded: ReturnStage.REFUNDED,
            ReturnExpired: ReturnStage.EXPIRED,
        },
        ReturnStage.RECEIVED: {
            ReturnRefunded: ReturnStage.REFUNDED,
            ReturnExchanged: ReturnStage.EXCHANGED,
            ReturnRejected: ReturnStage.REJECTED,
            ProtectionCaseOpened: ReturnStage.ESCALATED,
        },
        ReturnStage.ESCALATED: {
            ProtectionCaseUpheld: ReturnStage.REJECTED,
        },
        ReturnStage.REFUNDED: {},
        ReturnStage.EXCHANGED: {},
        ReturnStage.REJECTED: {},
        ReturnStage.CANCELLED: {},
        ReturnStage.EXPIRED: {},
    },
)
"""A denied case leads back to where the return was, and so stands in no row (rules.md §00.6)."""
