"""Which event moves a part, and a dispatch, from which stage to which.

Events that are not in a table (payments, deliveries, refunds, payouts) may come in any stage: fulfilment, payment,
refund and payout are separate dimensions.
"""

from __future__ import annotations

from mpcore.kernel import Lifecycle
from mpcore.orders.events import (
    DeliveryRecorded,
    LinesCancelled,
    LinesShipped,
    PartCancelled,
    PartCompleted,
    PartEvent,
    PaymentConfirmed,
)
from mpcore.orders.facts import PayoutCancelled, PayoutFact, PayoutPaid, PayoutRequested, PayoutReversed
from mpcore.orders.states import DispatchStage, PartStage, PayoutStage

__all__ = ["DISPATCH", "PART", "PAYOUT"]

PART: Lifecycle[PartStage, PartEvent] = Lifecycle(
    name="part",
    initial=PartStage.AWAITING_PAYMENT,
    rows={
        PartStage.AWAITING_PAYMENT: {
            PaymentConfirmed: PartStage.OPEN,
            LinesShipped: PartStage.AWAITING_PAYMENT,  # only where the policy allows it: `must_be_paid_to_ship`
            LinesCancelled: PartStage.AWAITING_PAYMENT,
            PartCancelled: PartStage.CANCELLED,
        },
        PartStage.OPEN: {
            LinesShipped: PartStage.OPEN,
            LinesCancelled: PartStage.OPEN,
            PartCompleted: PartStage.COMPLETED,
            PartCancelled: PartStage.CANCELLED,
        },
        PartStage.COMPLETED: {},
        PartStage.CANCELLED: {},
    },
)

DISPATCH: Lifecycle[DispatchStage, DeliveryRecorded] = Lifecycle(
    name="dispatch",
    initial=DispatchStage.IN_TRANSIT,
    rows={
        DispatchStage.IN_TRANSIT: {DeliveryRecorded: DispatchStage.DELIVERED},
        DispatchStage.DELIVERED: {},
    },
)

PAYOUT: Lifecycle[PayoutStage, PayoutFact] = Lifecycle(
    name="payout",
    initial=PayoutStage.NONE,
    rows={
        PayoutStage.NONE: {PayoutRequested: PayoutStage.REQUESTED, PayoutPaid: PayoutStage.PAID},
        PayoutStage.REQUESTED: {PayoutCancelled: PayoutStage.NONE, PayoutPaid: PayoutStage.PAID},
        PayoutStage.PAID: {PayoutReversed: PayoutStage.REVERSED},
        PayoutStage.REVERSED: {},
    },
)
