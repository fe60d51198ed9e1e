"""For every reason that an order gives: the smallest change that takes it away.

`laws.reasoned` applies them: a reason that stays when its cause is gone, or goes when it is not, names the wrong cause.
"""

from __future__ import annotations

from collections.abc import Mapping

from mpcore import orders
from mpcore.kernel import (
    BeforeItsCause,
    Duplicate,
    Exceeds,
    IdTaken,
    InTheFuture,
    MissingScope,
    NotFound,
    NothingNamed,
    OutOfRange,
    Refusal,
    WrongStage,
)
from mpcore.orders import (
    AddressTooLate,
    AlreadyAnswered,
    AlreadyPaid,
    AlreadyRefunded,
    AlreadyShipped,
    AnswerTooLate,
    CancellationPending,
    CancellationTooLate,
    ChargebackOpen,
    CurrencyMismatch,
    InvalidTracking,
    LiabilityNotAccepted,
    NoCancellationPending,
    NotAProperty,
    NotCovered,
    NotesClosed,
    NothingToShip,
    NotOnHold,
    NotPaid,
    NotShipped,
    OnHold,
    Order,
    OrderCommand,
    PaymentPromised,
    PersonalDataNeeded,
    PickupNotOffered,
    RefundPending,
    TrackingNotExpected,
    TrackingRequired,
    TrackingUrlRequired,
    UntrackedNotAllowed,
    WrongKindOfDispatch,
)
from mpcore.testing.cures import asked, known
from mpcore.testing.cures.cases import Case, Cure, unused

__all__ = ["Case", "cause_of", "cured", "unused"]

_CAUSES: Mapping[type[Refusal], str] = {
    MissingScope: "authority",
    NotFound: "identity",
    IdTaken: "identity",
    WrongStage: "stage",
    Duplicate: "units named",
    Exceeds: "units named",
    NothingNamed: "units named",
    NothingToShip: "units named",
    InTheFuture: "time",
    BeforeItsCause: "time",
    CurrencyMismatch: "amount",
    AlreadyPaid: "waiting",
    NotCovered: "sum",
    PaymentPromised: "waiting",
    NotPaid: "payment",
    TrackingRequired: "tracking",
    TrackingUrlRequired: "tracking",
    InvalidTracking: "tracking",
    TrackingNotExpected: "tracking",
    UntrackedNotAllowed: "risk",
    LiabilityNotAccepted: "risk",
    PickupNotOffered: "pickup",
    WrongKindOfDispatch: "kind",
    OnHold: "hold",
    NotOnHold: "hold",
    NotShipped: "units shipped",
    AlreadyShipped: "units shipped",
    RefundPending: "refunds",
    AlreadyRefunded: "refunds",
    ChargebackOpen: "chargeback",
    CancellationPending: "request",
    AlreadyAnswered: "request",
    NoCancellationPending: "request",
    AnswerTooLate: "request",
    CancellationTooLate: "window",
    NotesClosed: "notes",
    NotAProperty: "names",
    AddressTooLate: "address",
    PersonalDataNeeded: "units left",
}

_CURES: Mapping[str, Cure] = {
    "authority": asked.entitled_to_it,
    "identity": asked.identified,
    "time": asked.dated,
    "amount": asked.counted,
    "units named": asked.with_units,
    "tracking": asked.tracked,
    "names": asked.well_named,
    "risk": asked.at_a_risk,
    "stage": known.staged,
    "waiting": known.waiting_for_payment,
    "sum": known.covered,
    "payment": known.relieved,
    "pickup": known.offered_for_pickup,
    "kind": known.of_the_right_kind,
    "hold": known.stopped_or_not,
    "units shipped": known.shipped_or_not,
    "refunds": known.not_refunded,
    "chargeback": known.not_charged_back,
    "request": known.asked_or_not,
    "window": known.in_time,
    "notes": known.open_to_notes,
    "address": known.with_something_to_address,
    "units left": known.sent_off,
}


def cause_of(reason: Refusal) -> str:
    """What the reason is about; two reasons with one cause go together."""
    if isinstance(reason, NotFound) and reason.thing == "line":
        return "units named"
    if isinstance(reason, OutOfRange):
        return "amount" if reason.at == "amount" else "units named"
    return _CAUSES[type(reason)]


def cured(reason: Refusal, order: Order, command: OrderCommand, ctx: orders.Context) -> Case:
    """The same case without what the reason names."""
    return _CURES[cause_of(reason)](reason, order, command, ctx)
