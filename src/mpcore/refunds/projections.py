"""What is seen of an order's refunds and returns, as values: what is not for an actor is None or empty in theirs.

Amounts are in minor units of the order's currency, instants in UTC.
"""

from __future__ import annotations

from moneyed import Money
from pendulum import DateTime

from mpcore.kernel import LineId, MemberId, OrderId, PartId, PaymentId, Personal, RefundId, RuleBookId, frozen
from mpcore.money import from_minor
from mpcore.orders import Address, Minor, Quantity, Shares, Tracking
from mpcore.refunds.return_values import DocumentId, Grounds, KeptBack, Payer, RefundMethod, ReturnReason
from mpcore.refunds.states import CaseStage, RefundStage, ReturnStage
from mpcore.refunds.values import Answer, AskedFor, Bearer, Mode, Reason, RefundCause, Requester, ReturnId

__all__ = ["AfterSalesSeen", "CaseSeen", "PaymentShareSeen", "ReceivedSeen", "RefundSeen", "ReturnSeen"]


@frozen(kw_only=True)
class PaymentShareSeen:
    """What goes back to one payment."""

    payment: PaymentId
    amount: Minor
    settled: Minor
    """What of it has gone back."""
    attempts: tuple[Minor, ...]
    """What each attempt is to give back; not for buyers, as all that follows."""
    answers: tuple[Answer, ...]

    @property
    def attempt(self) -> int | None:
        """Which attempt is the last; None where attempts are not for whoever sees it."""
        return len(self.attempts) or None


@frozen(kw_only=True)
class RefundSeen:
    """A refund."""

    id: RefundId
    part: PartId | None
    """None: of no part, since it is surplus; not for vendors."""
    mode: Mode
    cause: RefundCause
    requester: Requester
    shares: tuple[Shares, ...]
    """What of which line; the discounts of a line are those of the line as this actor sees it in the order."""
    amount: Minor
    stage: RefundStage
    reason: Reason | None
    """For buyers once it was approved (U22)."""
    of_cancellation: bool
    of_return: ReturnId | None
    method: RefundMethod
    requested_at: DateTime
    approved_at: DateTime | None
    ended_at: DateTime | None
    settled: tuple[Shares, ...]
    """What has gone back, line by line."""
    settled_minor: Minor
    """What has gone back."""
    payments: tuple[PaymentShareSeen, ...]
    """Of a vendor's staff for those who see bills, as the bearer, what is taken back and what was given by hand."""
    requested_by: MemberId | None
    """Not for buyers, as all that follows; for vendors, who of their own staff asked."""
    restock: tuple[Quantity, ...]
    forced: bool | None
    bearer: Bearer | None
    by_hand: Minor | None
    overpaid: Minor | None
    """What went back beyond what was left to."""
    take_back: Minor | None
    approvals: tuple[MemberId, ...]
    """For operators and the system, as all that follows."""
    tellings: tuple[Minor, ...]
    asked_for: AskedFor | None


@frozen(kw_only=True)
class ReceivedSeen:
    """What came back of one line."""

    line: LineId
    units: int
    damaged: int
    resaleable: int | None
    """Not for buyers."""


@frozen(kw_only=True)
class CaseSeen:
    """What was brought before the marketplace, and what it decided."""

    grounds: Grounds
    by_buyer: bool
    stage: CaseStage
    opened_at: DateTime
    answered_at: DateTime | None
    decided_at: DateTime | None
    resumes: ReturnStage
    """Where the return goes on if the case is denied."""
    evidence: tuple[DocumentId, ...]
    """For buyers and vendors, their own, as all that follows."""
    answer: tuple[DocumentId, ...]
    words: Personal[str] | None
    """What the other side answered; erased for operators who neither decide nor may see what is personal."""


@frozen(kw_only=True)
class ReturnSeen:
    """A return."""

    id: ReturnId
    part: PartId
    lines: tuple[Quantity, ...]
    reason: ReturnReason
    words: Personal[str] | None
    """What the buyer says about it; erased for operators who may not see what is personal."""
    wants_exchange: bool
    requester: Requester
    opened_at: DateTime
    late: bool
    stage: ReturnStage
    due: DateTime | None
    """The first instant that is too late for whoever is waited for."""
    documents: tuple[DocumentId, ...]
    wanted: Personal[str] | None
    """What documents were asked for the last time; erased as the buyer's words are."""
    address: Personal[Address] | None
    """Where the goods are sent back to; erased for operators who may not see what is personal."""
    payer: Payer | None
    accepted_at: DateTime | None
    ship_back_by: DateTime | None
    """The first instant that is too late to send the goods back; None while nobody is to."""
    tracking: Tracking | None
    postage: Minor
    sent_at: DateTime | None
    arrived_at: DateTime | None
    received: tuple[ReceivedSeen, ...]
    received_at: DateTime | None
    refund: RefundId | None
    withheld: tuple[KeptBack, ...]
    shipping_kept: Minor
    """What of the shipping to the buyer its refund keeps (S35)."""
    compensation: Minor
    replacement: OrderId | None
    case: CaseSeen | None
    ended_at: DateTime | None
    rounds: int | None
    """How often documents were asked for; not for buyers, as all that follows."""
    restock: tuple[Quantity, ...]
    """How many units can be sold again that its refund does not say."""
    refunds: int | None
    """How many refunds of it were opened; for operators and the system."""


@frozen(kw_only=True)
class AfterSalesSeen:
    """What of an order goes back, or did; without refunds, or returns, where those are not for this actor."""

    order: OrderId
    currency: str
    """ISO 4217; every amount is in its minor units."""
    rule_book: RuleBookId
    refunds: tuple[RefundSeen, ...]
    """In the order of their ids."""
    returns: tuple[ReturnSeen, ...]
    """In the order of their ids."""
    erased_at: DateTime | None

    def money(self, amount: Minor) -> Money:
        """An amount of this order as Money."""
        return from_minor(amount, self.currency)
