"""Which event moves a part, a dispatch, a payment and so on from which stage to which.

Events that are not in a table (payments, deliveries, refunds, payouts) may come in any stage: fulfilment, payment,
refund and payout are separate dimensions.
"""

from __future__ import annotations

from typing import TypeAlias

from mpcore.kernel import Lifecycle
from mpcore.orders.events import (
    AuthorisationExpired,
    CancellationAccepted,
    CancellationDeclined,
    CancellationRequested,
    CancellationWithdrawn,
    CollectionRecorded,
    DeliveryRecorded,
    DispatchLost,
    DispatchReturned,
    LinesCancelled,
    LinesShipped,
    PartCancelled,
    PartCompleted,
    PartEvent,
    PartHeld,
    PartReleased,
    PaymentConfirmed,
    PaymentFailed,
    PaymentRecorded,
    VacationRecorded,
)
from mpcore.orders.facts import (
    ChargebackFact,
    ChargebackLost,
    ChargebackOpened,
    ChargebackWon,
    PayoutCancelled,
    PayoutFact,
    PayoutPaid,
    PayoutRequested,
    PayoutReversed,
)
from mpcore.orders.states import ChargebackStage, DispatchStage, PartStage, PaymentStage, PayoutStage, RequestStage

__all__ = [
    "CHARGEBACK",
    "DISPATCH",
    "PART",
    "PAYMENT",
    "PAYOUT",
    "REQUEST",
    "DispatchEvent",
    "PaymentEvent",
    "RequestEvent",
]

PART: Lifecycle[PartStage, PartEvent] = Lifecycle(
    name="part",
    initial=PartStage.AWAITING_PAYMENT,
    rows={
        PartStage.AWAITING_PAYMENT: {
            PaymentConfirmed: PartStage.OPEN,
            LinesShipped: PartStage.AWAITING_PAYMENT,  # only where the policy allows it: `must_be_paid_to_ship`
            PartHeld: PartStage.AWAITING_PAYMENT,
            PartReleased: PartStage.AWAITING_PAYMENT,
            VacationRecorded: PartStage.AWAITING_PAYMENT,
            CancellationRequested: PartStage.AWAITING_PAYMENT,
            LinesCancelled: PartStage.AWAITING_PAYMENT,
            PartCancelled: PartStage.CANCELLED,
        },
        PartStage.OPEN: {
            LinesShipped: PartStage.OPEN,
            PartHeld: PartStage.OPEN,
            PartReleased: PartStage.OPEN,
            VacationRecorded: PartStage.OPEN,
            CancellationRequested: PartStage.OPEN,
            LinesCancelled: PartStage.OPEN,
            PartCompleted: PartStage.COMPLETED,
            PartCancelled: PartStage.CANCELLED,
        },
        PartStage.COMPLETED: {},
        PartStage.CANCELLED: {},
    },
)

DispatchEvent: TypeAlias = DeliveryRecorded | CollectionRecorded | DispatchLost | DispatchReturned

DISPATCH: Lifecycle[DispatchStage, DispatchEvent] = Lifecycle(
    name="dispatch",
    initial=DispatchStage.IN_TRANSIT,
    rows={
        DispatchStage.IN_TRANSIT: {
            DeliveryRecorded: DispatchStage.DELIVERED,
            CollectionRecorded: DispatchStage.DELIVERED,
            DispatchLost: DispatchStage.LOST,
            DispatchReturned: DispatchStage.RETURNED,
        },
        DispatchStage.LOST: {  # what was lost is found at times
            DeliveryRecorded: DispatchStage.DELIVERED,
            DispatchReturned: DispatchStage.RETURNED,
        },
        DispatchStage.DELIVERED: {},
        DispatchStage.RETURNED: {},
    },
)

PaymentEvent: TypeAlias = PaymentRecorded | PaymentFailed | AuthorisationExpired

PAYMENT: Lifecycle[PaymentStage, PaymentEvent] = Lifecycle(
    name="payment",
    initial=PaymentStage.AUTHORISED,
    rows={
        PaymentStage.AUTHORISED: {
            PaymentRecorded: PaymentStage.RECEIVED,
            PaymentFailed: PaymentStage.FAILED,
            AuthorisationExpired: PaymentStage.EXPIRED,
        },
        PaymentStage.FAILED: {PaymentRecorded: PaymentStage.RECEIVED},  # money that comes all the same
        PaymentStage.EXPIRED: {PaymentRecorded: PaymentStage.RECEIVED},
        PaymentStage.RECEIVED: {},
    },
)

RequestEvent: TypeAlias = CancellationAccepted | CancellationDeclined | CancellationWithdrawn

REQUEST: Lifecycle[RequestStage, RequestEvent] = Lifecycle(
    name="request",
    initial=RequestStage.OPEN,
    rows={
        RequestStage.OPEN: {
            CancellationAccepted: RequestStage.ACCEPTED,
            CancellationDeclined: RequestStage.DECLINED,
            CancellationWithdrawn: RequestStage.WITHDRAWN,
        },
        RequestStage.ACCEPTED: {},
        RequestStage.DECLINED: {},
        RequestStage.WITHDRAWN: {},
    },
)

CHARGEBACK: Lifecycle[ChargebackStage, ChargebackFact] = Lifecycle(
    name="chargeback",
    initial=ChargebackStage.NONE,
    rows={
        ChargebackStage.NONE: {
            ChargebackOpened: ChargebackStage.OPEN,
            ChargebackWon: ChargebackStage.WON,  # what is told late
            ChargebackLost: ChargebackStage.LOST,
        },
        ChargebackStage.OPEN: {ChargebackWon: ChargebackStage.WON, ChargebackLost: ChargebackStage.LOST},
        ChargebackStage.WON: {ChargebackOpened: ChargebackStage.OPEN, ChargebackLost: ChargebackStage.LOST},
        ChargebackStage.LOST: {ChargebackOpened: ChargebackStage.OPEN},  # another one, of what is left
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
