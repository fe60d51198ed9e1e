"""What may be asked of an order: ids and values only, each with the scope it needs.

Every new id (order, part, line, payment, dispatch) comes with the command.  `happened_at` is when it happened in the
world, where that is not when it is recorded.

A command is checked for form when it is made, and holds what it was made of: naive datetimes, text that cannot name a
new thing, and Money that is not finite or has too many places raise `MalformedError`.  Every amount is read once,
into the `…_minor` field beside it (whole minor units of its currency), since Money can be changed after that.
"""

from __future__ import annotations

from typing import TypeAlias

from mpcore.orders.commands.cancelling import (
    AnswerCancellation,
    CancelLines,
    CancelPart,
    RequestCancellation,
    WithdrawCancellation,
)
from mpcore.orders.commands.fulfilment import (
    CompletePart,
    CorrectTracking,
    RecordCollection,
    RecordDelivery,
    RecordLoss,
    RecordReturnToSender,
    ShipLines,
)
from mpcore.orders.commands.holding import HoldPart, RecordVacation, ReleasePart
from mpcore.orders.commands.payment import (
    ConfirmPayment,
    RecordAuthorisation,
    RecordPayment,
    RecordPaymentFailure,
    RemindBuyer,
)
from mpcore.orders.commands.placing import NewDiscount, NewLine, NewPart, NewTax, PlaceOrder
from mpcore.orders.commands.upkeep import AddNote, EditMetadata, EditProperties, ErasePersonalData, FireTimers

__all__ = [
    "AddNote",
    "AnswerCancellation",
    "CancelLines",
    "CancelPart",
    "CompletePart",
    "ConfirmPayment",
    "CorrectTracking",
    "EditMetadata",
    "EditProperties",
    "ErasePersonalData",
    "FireTimers",
    "HoldPart",
    "NewDiscount",
    "NewLine",
    "NewPart",
    "NewTax",
    "OrderCommand",
    "PartCommand",
    "PlaceOrder",
    "RecordAuthorisation",
    "RecordCollection",
    "RecordDelivery",
    "RecordLoss",
    "RecordPayment",
    "RecordPaymentFailure",
    "RecordReturnToSender",
    "RecordVacation",
    "ReleasePart",
    "RemindBuyer",
    "RequestCancellation",
    "ShipLines",
    "WholeCommand",
    "WithdrawCancellation",
]

PartCommand: TypeAlias = (
    CompletePart
    | CorrectTracking
    | RecordCollection
    | RecordDelivery
    | RecordLoss
    | RecordReturnToSender
    | ShipLines
    | HoldPart
    | RecordVacation
    | ReleasePart
    | AnswerCancellation
    | CancelLines
    | CancelPart
    | RequestCancellation
    | WithdrawCancellation
)
"""What may be asked of one part of an order."""

WholeCommand: TypeAlias = (
    ConfirmPayment
    | RecordAuthorisation
    | RecordPayment
    | RecordPaymentFailure
    | RemindBuyer
    | AddNote
    | EditMetadata
    | EditProperties
    | ErasePersonalData
    | FireTimers
)
"""What may be asked of an order as a whole."""

OrderCommand: TypeAlias = PartCommand | WholeCommand
"""What may be asked of an order that there is; `PlaceOrder` makes one."""
