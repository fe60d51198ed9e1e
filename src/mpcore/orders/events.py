"""What has happened to an order.  Facts from other packages (`facts.py`) are among it."""

from __future__ import annotations

from typing import TypeAlias

from attrs import field
from pendulum import DateTime

from mpcore.kernel import NO_METADATA, Buyer, DispatchId, Metadata, OrderId, PartId, RuleBookId, frozen
from mpcore.orders.facts import (
    PayoutCancelled,
    PayoutPaid,
    PayoutRequested,
    PayoutReversed,
    RefundClosed,
    RefundOpened,
    RefundSettled,
    SurplusRefunded,
)
from mpcore.orders.model import Dispatch, Part
from mpcore.orders.shares import Minor, Shares, a_currency
from mpcore.orders.values import SHOP, InvoiceRef, Payment, Properties, SalesChannel

__all__ = [
    "DeliveryRecorded",
    "Events",
    "LinesCancelled",
    "LinesShipped",
    "OrderCompleted",
    "OrderEvent",
    "OrderPlaced",
    "PartCancelled",
    "PartCompleted",
    "PartDue",
    "PartEvent",
    "PaymentConfirmed",
    "PaymentRecorded",
]


@frozen(kw_only=True)
class OrderPlaced:
    """A buyer bought; the first event of every order, with every amount split."""

    order: OrderId
    buyer: Buyer
    currency: str = field(validator=a_currency)
    rule_book: RuleBookId
    placed_at: DateTime
    parts: tuple[Part, ...]
    channel: SalesChannel = SHOP
    properties: Properties = Properties()
    metadata: Metadata = NO_METADATA


@frozen
class PaymentRecorded:
    """Money came in, whatever its amount and however late."""

    payment: Payment


@frozen
class PartDue:
    """What of the confirmed payment is for a part, and when its shipping deadline ends."""

    part: PartId
    paid: Minor
    due_end: DateTime | None
    """The first instant that is too late, or None without a deadline."""


@frozen
class PaymentConfirmed:
    """What came in covers what is due: every waiting part opens, and its shipping deadline runs."""

    at: DateTime
    parts: tuple[PartDue, ...]
    """The parts that were waiting."""


@frozen
class LinesShipped:
    """Units of some lines left the vendor together."""

    part: PartId
    dispatch: Dispatch


@frozen
class DeliveryRecorded:
    """A dispatch reached the buyer, or was collected."""

    part: PartId
    dispatch: DispatchId
    happened_at: DateTime


@frozen(kw_only=True)
class LinesCancelled:
    """Some units of a part will not be shipped; something of it remains."""

    part: PartId
    at: DateTime
    shares: tuple[Shares, ...]
    """What the buyer owes no more, line by line; without shipping, which goes with the last of the part."""
    refund_due: tuple[Shares, ...] = ()
    """What has to go back of it: where it was paid, these shares less what went back before (rules.md §00.3)."""
    reason: str | None = None


@frozen(kw_only=True)
class PartCancelled:
    """Nothing of a part will be shipped."""

    part: PartId
    at: DateTime
    shares: tuple[Shares, ...]
    """What the buyer owes no more, line by line, with all the shipping."""
    refund_due: tuple[Shares, ...] = ()
    """What has to go back of it: where it was paid, these shares less what went back before (rules.md §00.3)."""
    reason: str | None = None


@frozen
class PartCompleted:
    """The vendor has said that its work on the part is done (U14)."""

    part: PartId
    at: DateTime


@frozen
class OrderCompleted:
    """The last outstanding part is done and at least one was completed; told once in an order's life (U15, U16)."""

    at: DateTime
    invoices: tuple[InvoiceRef, ...]
    """One per completed part (U17)."""


PartEvent: TypeAlias = PaymentConfirmed | LinesShipped | LinesCancelled | PartCancelled | PartCompleted
"""The events in the part's table; all others may come in any stage."""

OrderEvent: TypeAlias = (
    OrderPlaced
    | PaymentRecorded
    | PaymentConfirmed
    | LinesShipped
    | DeliveryRecorded
    | LinesCancelled
    | PartCancelled
    | PartCompleted
    | OrderCompleted
    | RefundOpened
    | RefundClosed
    | RefundSettled
    | PayoutRequested
    | PayoutCancelled
    | PayoutPaid
    | PayoutReversed
    | SurplusRefunded
)
"""Everything that can stand in an order's history."""

Events: TypeAlias = tuple[OrderEvent, ...]
"""What a decision leads to, in order."""
