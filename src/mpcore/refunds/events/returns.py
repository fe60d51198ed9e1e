"""What has happened to goods that come back."""

from __future__ import annotations

from typing import TypeAlias

from pendulum import DateTime

from mpcore.kernel import MemberId, OrderId, Personal, RefundId, frozen
from mpcore.orders import Address, Minor, Quantity, Tracking
from mpcore.refunds.model import Return
from mpcore.refunds.return_values import Case, DocumentId, KeptBack, Payer, ReceivedLine, RefundMethod
from mpcore.refunds.states import ReturnStage
from mpcore.refunds.values import ReturnId

__all__ = [
    "DocumentsOverdue",
    "DocumentsRequested",
    "DocumentsSupplied",
    "OfReturnEvent",
    "OtherMethodWarned",
    "ProtectionCaseAnswered",
    "ProtectionCaseDenied",
    "ProtectionCaseEvent",
    "ProtectionCaseOpened",
    "ProtectionCaseUnanswered",
    "ProtectionCaseUpheld",
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


@frozen(kw_only=True)
class ReturnHappened:
    """Something that happened to a return."""

    order: OrderId
    return_id: ReturnId
    at: DateTime


@frozen(kw_only=True)
class Awaiting(ReturnHappened):
    """From now on somebody is waited for."""

    due: DateTime
    """The first instant that is too late for it: from then on silence decides."""


@frozen(kw_only=True)
class ReturnRequested(ReturnHappened):
    """The buyer wants to send goods back (S30); its vendor is waited for."""

    content: Return


@frozen(kw_only=True)
class DocumentsRequested(Awaiting):
    """The vendor wants documents (S31); the buyer is waited for."""

    wanted: Personal[str] | None


@frozen(kw_only=True)
class DocumentsSupplied(Awaiting):
    """The buyer supplied documents (S31); the vendor is waited for."""

    documents: tuple[DocumentId, ...]


class DocumentsOverdue(Awaiting):
    """The buyer supplied none in time; the vendor answers without them."""


@frozen(kw_only=True)
class ReturnAccepted(Awaiting):
    """The goods may come back (S32); the buyer sends them, before `due`."""

    address: Personal[Address] | None
    """None where the buyer has nothing to send back."""
    payer: Payer
    """Who pays the parcel that brings them back (U29, S35)."""
    by_silence: bool = False


@frozen(kw_only=True)
class ReturnRejected(ReturnHappened):
    """The buyer keeps the goods, or gets no money for what came."""

    note: str = ""
    """Why, in words for the buyer."""
    by_silence: bool = False


class ReturnCancelled(ReturnHappened):
    """The buyer keeps the goods after all."""


class ReturnExpired(ReturnHappened):
    """The buyer did not do in time what was the buyer's to do, or the parcel was never heard of again."""


@frozen(kw_only=True)
class ReturnShipped(Awaiting):
    """The goods are on their way back."""

    happened_at: DateTime
    """When they were sent."""
    tracking: Tracking | None
    postage: Minor
    """What the buyer says to have paid for the parcel."""


@frozen(kw_only=True)
class ReturnArrived(Awaiting):
    """The carrier delivered the goods; unless the vendor says otherwise they count as received at `due` (§00.6)."""

    happened_at: DateTime


@frozen(kw_only=True)
class ReturnReceived(Awaiting):
    """The goods are back; their refund opens by itself at `due`.  A second one corrects the first."""

    happened_at: DateTime
    """When they came."""
    lines: tuple[ReceivedLine, ...]
    by_silence: bool = False
    """Whether nobody said so: they count as received in full, and none of them as fit to be sold."""
    restock: tuple[Quantity, ...] = ()
    """How many units can be sold again (U27), where a refund under way was asked for before and does not say it."""


@frozen(kw_only=True)
class RefundedGoodsArrived(ReturnHappened):
    """The carrier delivered the goods of a return that was refunded before (S34); nobody is waited for."""

    happened_at: DateTime


@frozen(kw_only=True)
class RefundedGoodsReceived(ReturnHappened):
    """The goods of a return that was refunded before are back (S34); no money moves."""

    happened_at: DateTime
    """When they came."""
    lines: tuple[ReceivedLine, ...]
    restock: tuple[Quantity, ...]
    """How many units can be sold again (U27); the refund, which was asked for before, does not say it."""


@frozen(kw_only=True)
class ReturnRefundRequested(ReturnHappened):
    """The refund of a return was asked for; what else its buyer gets, and does not get, is fixed with it."""

    refund: RefundId
    method: RefundMethod
    compensation: Minor
    """What the return parcel's payer owes the buyer for it once the refund has completed (rules.md §00.4)."""
    withheld: tuple[KeptBack, ...]
    """What the refund keeps back of which line's money, for a coupon whose condition is lost (rules.md §00.9)."""
    short: Minor
    """What should have been kept back besides, and there was no money to keep it from; below 0, what another part keeps
    back that is to go back now, of which this one has nothing.  Add it to what the next return is to keep back."""
    shipping_kept: Minor = 0
    """What of the shipping to the buyer it keeps, since all was bought by mistake (S35)."""


@frozen(kw_only=True)
class OtherMethodWarned(ReturnHappened):
    """The money does not go back the way it came, which is for somebody to look at (S33)."""

    refund: RefundId
    method: RefundMethod


@frozen(kw_only=True)
class ReturnRefundFell(Awaiting):
    """The refund ended without completing; the return is where it was, and can be refunded again (rules.md §00.6)."""

    refund: RefundId


@frozen(kw_only=True)
class ReturnRefunded(ReturnHappened):
    """The money of the return went back; the compensation is due now (rules.md §00.4)."""

    refund: RefundId | None
    """None: there was no money left to go back."""
    compensation: Minor
    payer: Payer | None
    """Who owes it."""


@frozen(kw_only=True)
class ReturnExchanged(ReturnHappened):
    """Another order came in the place of the money; the compensation is due now."""

    replacement: OrderId
    compensation: Minor
    payer: Payer | None


@frozen(kw_only=True)
class ProtectionCaseOpened(Awaiting):
    """The marketplace is to decide (S36), once the other side has answered; until it has, nothing else happens."""

    case: Case


@frozen(kw_only=True)
class ProtectionCaseAnswered(Awaiting):
    """The other side has answered (S37); the marketplace is waited for."""

    evidence: tuple[DocumentId, ...]
    words: Personal[str] | None
    by: MemberId | None
    """Who of the staff; None: the buyer."""


class ProtectionCaseUnanswered(Awaiting):
    """The other side let its time pass; the marketplace decides without its answer."""


@frozen(kw_only=True)
class ProtectionCaseUpheld(ReturnHappened):
    """The vendor is right: no money goes back (S37)."""

    by: MemberId | None
    by_silence: bool = False


@frozen(kw_only=True)
class ProtectionCaseDenied(Awaiting):
    """The buyer is right: the return goes on where it was, and its vendor has to refund it (S37)."""

    resumes: ReturnStage
    by: MemberId | None
    by_silence: bool = False


ReturnStageEvent: TypeAlias = (
    DocumentsRequested
    | DocumentsSupplied
    | DocumentsOverdue
    | ReturnAccepted
    | ReturnRejected
    | ReturnCancelled
    | ReturnExpired
    | ReturnShipped
    | ReturnArrived
    | ReturnReceived
    | ReturnRefunded
    | ReturnExchanged
    | ProtectionCaseOpened
    | ProtectionCaseAnswered
    | ProtectionCaseUnanswered
    | ProtectionCaseUpheld
)
"""The events in a return's table.  That a case was denied stands outside: it leads to where the return was; and so does
what comes after the money went back: the return is where it was."""

ProtectionCaseEvent: TypeAlias = (
    ProtectionCaseAnswered | ProtectionCaseUnanswered | ProtectionCaseUpheld | ProtectionCaseDenied
)
"""The events in a protection case's table."""

OfReturnEvent: TypeAlias = (
    ReturnRequested
    | ReturnStageEvent
    | ProtectionCaseDenied
    | RefundedGoodsArrived
    | RefundedGoodsReceived
    | ReturnRefundRequested
    | OtherMethodWarned
    | ReturnRefundFell
)
"""The events of a return."""
