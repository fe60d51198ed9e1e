"""Which event moves a refund, a return, and a protection case from which stage to which (rules.md §7.5, §7.6)."""

from __future__ import annotations

from mpcore.kernel import Lifecycle
from mpcore.refunds.events import (
    DocumentsOverdue,
    DocumentsRequested,
    DocumentsSupplied,
    ProtectionCaseAnswered,
    ProtectionCaseDenied,
    ProtectionCaseEvent,
    ProtectionCaseOpened,
    ProtectionCaseUnanswered,
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
from mpcore.refunds.states import CaseStage, RefundStage, ReturnStage

__all__ = ["CASE", "REFUND", "RETURN"]

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
            RefundAbandoned: RefundStage.ABANDONED,
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
            ReturnAccepted: ReturnStage.ACCEPTED,
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
            ReturnReceived: ReturnStage.RECEIVED,
            ProtectionCaseOpened: ReturnStage.ESCALATED,
        },
        ReturnStage.ESCALATED: {
            ProtectionCaseAnswered: ReturnStage.ESCALATED,
            ProtectionCaseUnanswered: ReturnStage.ESCALATED,
            ProtectionCaseUpheld: ReturnStage.REJECTED,
        },
        ReturnStage.REFUNDED: {},
        ReturnStage.EXCHANGED: {},
        ReturnStage.REJECTED: {},
        ReturnStage.CANCELLED: {},
        ReturnStage.EXPIRED: {
            ReturnArrived: ReturnStage.IN_TRANSIT,
            ReturnReceived: ReturnStage.RECEIVED,
        },
    },
)
"""A denied case leads back to where the return was, and so stands in no row (rules.md §00.6).

What expired is over, until its parcel is found to have come.  An operator corrects what was received.  An address that
was erased is given again.
"""

CASE: Lifecycle[CaseStage, ProtectionCaseEvent] = Lifecycle(
    name="protection_case",
    initial=CaseStage.OPEN,
    also_initial=(CaseStage.HEARD,),
    rows={
        CaseStage.OPEN: {
            ProtectionCaseAnswered: CaseStage.HEARD,
            ProtectionCaseUnanswered: CaseStage.HEARD,
            ProtectionCaseUpheld: CaseStage.UPHELD,
            ProtectionCaseDenied: CaseStage.DENIED,
        },
        CaseStage.HEARD: {
            ProtectionCaseUpheld: CaseStage.UPHELD,
            ProtectionCaseDenied: CaseStage.DENIED,
        },
        CaseStage.UPHELD: {},
        CaseStage.DENIED: {},
    },
)
"""A case that a vendor's silence opened begins as heard: it has had its time (S36)."""
