"""What has happened to an order.  Facts from other packages (`facts.py`) are among it."""

from __future__ import annotations

from typing import TypeAlias

from mpcore.orders.events.cancelling import (
    CancellationAccepted,
    CancellationDeclined,
    CancellationRequested,
    CancellationWithdrawn,
    LinesCancelled,
    PartCancelled,
)
from mpcore.orders.events.fulfilment import (
    CollectionRecorded,
    DeliveryRecorded,
    DispatchLost,
    DispatchReturned,
    LinesShipped,
    OrderCompleted,
    PartCompleted,
    ShippingDeadlineMissed,
    TrackingCorrected,
)
from mpcore.orders.events.holding import PartHeld, PartReleased, VacationRecorded
from mpcore.orders.events.payment import (
    AuthorisationExpired,
    BuyerReminded,
    PartDue,
    PaymentAuthorised,
    PaymentConfirmed,
    PaymentFailed,
    PaymentRecorded,
)
from mpcore.orders.events.placing import OrderPlaced
from mpcore.orders.events.upkeep import MetadataEdited, NoteAdded, PersonalDataErased, PropertiesEdited
from mpcore.orders.facts import (
    ChargebackLost,
    ChargebackOpened,
    ChargebackWon,
    PayoutCancelled,
    PayoutPaid,
    PayoutRequested,
    PayoutReversed,
    RefundClosed,
    RefundOpened,
    RefundSettled,
    SurplusRefunded,
)

__all__ = [
    "AuthorisationExpired",
    "BuyerReminded",
    "CancellationAccepted",
    "CancellationDeclined",
    "CancellationRequested",
    "CancellationWithdrawn",
    "CollectionRecorded",
    "DeliveryRecorded",
    "DispatchLost",
    "DispatchReturned",
    "Events",
    "LinesCancelled",
    "LinesShipped",
    "MetadataEdited",
    "NoteAdded",
    "OrderCompleted",
    "OrderEvent",
    "OrderPlaced",
    "PartCancelled",
    "PartCompleted",
    "PartDue",
    "PartEvent",
    "PartHeld",
    "PartReleased",
    "PaymentAuthorised",
    "PaymentConfirmed",
    "PaymentFailed",
    "PaymentRecorded",
    "PersonalDataErased",
    "PropertiesEdited",
    "ShippingDeadlineMissed",
    "TrackingCorrected",
    "VacationRecorded",
]

PartEvent: TypeAlias = (
    PaymentConfirmed
    | LinesShipped
    | PartHeld
    | PartReleased
    | VacationRecorded
    | CancellationRequested
    | LinesCancelled
    | PartCancelled
    | PartCompleted
)
"""The events in the part's table; all others may come in any stage."""

OrderEvent: TypeAlias = (
    OrderPlaced
    | AuthorisationExpired
    | BuyerReminded
    | PaymentAuthorised
    | PaymentConfirmed
    | PaymentFailed
    | PaymentRecorded
    | CollectionRecorded
    | DeliveryRecorded
    | DispatchLost
    | DispatchReturned
    | LinesShipped
    | OrderCompleted
    | PartCompleted
    | ShippingDeadlineMissed
    | TrackingCorrected
    | PartHeld
    | PartReleased
    | VacationRecorded
    | CancellationAccepted
    | CancellationDeclined
    | CancellationRequested
    | CancellationWithdrawn
    | LinesCancelled
    | PartCancelled
    | MetadataEdited
    | NoteAdded
    | PersonalDataErased
    | PropertiesEdited
    | RefundOpened
    | RefundClosed
    | RefundSettled
    | PayoutRequested
    | PayoutCancelled
    | PayoutPaid
    | PayoutReversed
    | ChargebackOpened
    | ChargebackWon
    | ChargebackLost
    | SurplusRefunded
)
"""Everything that can stand in an order's history."""

Events: TypeAlias = tuple[OrderEvent, ...]
"""What a decision leads to, in order."""
