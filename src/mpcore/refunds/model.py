"""What becomes of an order after the sale: its refunds and its returns, under way and ended.

All of one order stand together, since they share its payments: two that are asked for at once cannot both have the
same money.
"""

from __future__ import annotations

from itertools import pairwise

from attrs import field
from pendulum import DateTime

from mpcore.kernel import (
    Fault,
    MalformedError,
    MemberId,
    OrderId,
    PartId,
    Personal,
    RefundId,
    RuleBookId,
    an_id,
    find,
    frozen,
)
from mpcore.orders import Address, Minor, Quantity, Shares, Tracking
from mpcore.refunds.return_values import (
    NOTHING_COMES_BACK,
    Case,
    DocumentId,
    KeptBack,
    Payer,
    ReceivedLine,
    RefundMethod,
    ReturnReason,
)
from mpcore.refunds.states import OPEN_RETURNS, OPEN_STAGES, CaseStage, RefundStage, ReturnStage
from mpcore.refunds.values import AskedFor, Bearer, Mode, PaymentShare, Reason, RefundCause, Requester, ReturnId

__all__ = ["AfterSales", "Refund", "Return"]


@frozen(kw_only=True)
class Refund:
    """Money that goes back to the buyer of one part, or is asked to; exact to the minor unit from the start."""

    id: RefundId = field(validator=an_id)
    part: PartId | None
    """None: what goes back is surplus, of no part."""
    mode: Mode
    cause: RefundCause
    requester: Requester
    requested_by: MemberId | None = None
    """Who of the staff asked; None: the buyer, or the host."""
    reason: Reason | None = None
    """None where a cancellation, or surplus, says it all."""
    asked_for: AskedFor | None = None
    """What its request named; None: it follows from a cancellation or surplus, or has opened by itself."""
    shares: tuple[Shares, ...] = ()
    """What of which line, in the order of the part's lines; empty for surplus."""
    amount: Minor
    """What it comes to; for a part, the sum of the shares."""
    restock: tuple[Quantity, ...] = ()
    """How many units can be sold again (U27)."""
    bearer: Bearer
    of_cancellation: bool = False
    """Whether it is what cancellations left due, which nobody waits for."""
    of_return: ReturnId | None = None
    method: RefundMethod = RefundMethod.ORIGINAL
    """How it goes back; other than to its payments, somebody does it outside and says so (S33)."""
    forced: bool = False
    """Whether an operator went past the cut-off (U23)."""
    requested_at: DateTime
    stage: RefundStage = RefundStage.REQUESTED
    approvals: tuple[MemberId, ...] = ()
    """Which operators approved it, in the order they did; the system approves without one."""
    approved_at: DateTime | None = None
    payments: tuple[PaymentShare, ...] = ()
    """Where the money goes, in the order it is taken; from the approval on."""
    settled: tuple[Shares, ...] = ()
    """What has gone back, line by line, as the order was told."""
    tellings: tuple[Minor, ...] = ()
    """What had gone back in all each time the order was to be told of it, but for the telling that completed it."""
    by_hand: Minor = 0
    """What of it was given back outside."""
    overpaid: Minor = 0
    """What went back beyond what was left to: a payment provider's late answer said so, and nothing can undo it."""
    take_back: Minor = 0
    """What of what went back has to be taken back from the vendor, who was paid already (U23), before commission."""
    ended_at: DateTime | None = None

    @property
    def is_open(self) -> bool:
        """Whether it keeps its money for itself, and its part waits for it."""
        return self.stage in OPEN_STAGES

    @property
    def given_minor(self) -> Minor:
        """What the buyer got by it, more than was left included."""
        return sum([share.settled for share in self.payments]) + self.by_hand

    @property
    def settled_minor(self) -> Minor:
        """What has gone back, of what was left."""
        return self.given_minor - self.overpaid

    @property
    def told_minor(self) -> Minor:
        """What of it the order was to be told; while payments wait, that is less than what went back."""
        if self.is_open:
            return self.tellings[-1] if self.tellings else 0
        return self.settled_minor

    @property
    def left_minor(self) -> Minor:
        """What has not gone back, and may still."""
        return max(0, self.amount - self.given_minor) if self.is_open else 0

    @property
    def kept_minor(self) -> Minor:
        """What it keeps for itself: all that the order was not told of."""
        return self.amount - self.told_minor if self.is_open else 0

    @property
    def waiting(self) -> tuple[PaymentShare, ...]:
        """Its payments whose providers are to give back what is left, and have not answered.

        Together they never give back more than that: what an answer to an earlier attempt has overtaken waits no more.
        """
        found: list[PaymentShare] = []
        left = self.left_minor
        for share in self.payments if self.stage is RefundStage.APPROVED else ():
            if share.waits and share.attempts[-1] <= left:
                found.append(share)
                left -= share.attempts[-1]
        return tuple(found)

    @property
    def shows_reason(self) -> bool:
        """Whether the buyer reads the reason: once it was approved (U22)."""
        return self.approved_at is not None


@frozen(kw_only=True)
class Return:
    """Goods of one part that come back, or are asked to."""

    id: ReturnId = field(validator=an_id)
    part: PartId
    lines: tuple[Quantity, ...]
    """How many units of which line, in the order of the part's lines."""
    reason: ReturnReason
    words: Personal[str] | None = None
    """What the buyer says about it."""
    wants_exchange: bool = False
    """Whether the buyer takes other goods in the place of the money."""
    requester: Requester
    """The buyer, or an operator on the buyer's behalf."""
    opened_at: DateTime
    late: bool = False
    """Whether it was asked for after its window (S30); that does not change any more."""
    stage: ReturnStage = ReturnStage.REQUESTED
    due: DateTime | None = None
    """The first instant that is too late for whoever is waited for: from then on silence decides; None at the end."""
    documents: tuple[DocumentId, ...] = ()
    """What the buyer supplied, in that order (S31)."""
    rounds: int = 0
    """How often documents were asked for."""
    wanted: Personal[str] | None = None
    """What was wanted the last time, in words for the buyer."""
    address: Personal[Address] | None = None
    """Where the goods are sent back to (S32)."""
    payer: Payer | None = None
    """Who pays the parcel that brings them back; fixed when the return is accepted (U29, S35)."""
    accepted_at: DateTime | None = None
    tracking: Tracking | None = None
    postage: Minor = 0
    """What the buyer says to have paid for that parcel."""
    sent_at: DateTime | None = None
    arrived_at: DateTime | None = None
    """When its carrier delivered it."""
    received: tuple[ReceivedLine, ...] = ()
    """What came back of which line, in their order; a line of which nothing did is left out."""
    received_at: DateTime | None = None
    refund: RefundId | None = None
    """The refund of it that is under way, or that completed."""
    refunds: int = 0
    """How many refunds of it were opened."""
    withheld: tuple[KeptBack, ...] = ()
    """What that refund keeps back of which line's money, for a coupon whose condition is lost."""
    shipping_kept: Minor = 0
    """What of the shipping to the buyer that refund keeps, since all was bought by mistake (S35)."""
    restock: tuple[Quantity, ...] = ()
    """How many units can be sold again (U27) that came after its refund was asked for, which so could not say it."""
    compensation: Minor = 0
    """What its payer owes the buyer for the return parcel, outside what was paid for the order (rules.md §00.4)."""
    replacement: OrderId | None = None
    """The order that came in the place of the money."""
    case: Case | None = None
    ended_at: DateTime | None = None

    @property
    def is_open(self) -> bool:
        """Whether somebody waits for somebody."""
        return self.stage in OPEN_RETURNS

    @property
    def is_being_refunded(self) -> bool:
        """Whether its refund is under way."""
        return self.is_open and self.refund is not None

    @property
    def may_still_come(self) -> bool:
        """Whether it was refunded before its goods came back (S34); nobody waits for them."""
        return self.stage is ReturnStage.REFUNDED and self.received_at is None

    @property
    def nothing_comes_back(self) -> bool:
        """Whether its buyer has nothing to send: it is of what was missing."""
        return self.reason in NOTHING_COMES_BACK

    @property
    def is_lost(self) -> bool:
        """Whether its parcel was sent and not heard of again: neither its buyer has the goods nor its vendor."""
        return self.stage is ReturnStage.EXPIRED and self.sent_at is not None

    @property
    def may_turn_up(self) -> bool:
        """Whether it expired once it was accepted, so that its parcel may be found to have come all the same."""
        return self.stage is ReturnStage.EXPIRED and self.accepted_at is not None

    @property
    def is_owed(self) -> bool:
        """Whether the marketplace decided that its vendor has to refund it (S37)."""
        return self.case is not None and self.case.stage is CaseStage.DENIED

    @property
    def ship_back_by(self) -> DateTime | None:
        """The first instant that is too late to send the goods back; None while nobody is to."""
        return self.due if self.stage is ReturnStage.ACCEPTED else None

    @property
    def units(self) -> int:
        """How many units it is of."""
        return sum([line.quantity for line in self.lines])

    @property
    def units_received(self) -> int:
        """How many units came back."""
        return sum([line.units for line in self.received])


@frozen(kw_only=True)
class AfterSales:
    """Everything that may go back of one order, money and goods, in the order of the ids."""

    order: OrderId
    currency: str
    rule_book: RuleBookId
    refunds: tuple[Refund, ...] = ()
    returns: tuple[Return, ...] = ()
    """In the order of their ids."""
    erased_at: DateTime | None = None
    """When its personal data was last erased."""

    def __attrs_post_init__(self) -> None:
        ids: tuple[tuple[str, list[str]], ...] = (
            ("refunds", [one.id for one in self.refunds]),
            ("returns", [one.id for one in self.returns]),
        )
        for name, named in ids:
            if any(first >= then for first, then in pairwise(named)):
                raise MalformedError(Fault(name, "is not in the order of the ids, each once"))

    def refund(self, wanted: RefundId) -> Refund | None:
        """The refund with that id, or None."""
        return find(self.refunds, wanted)

    def find_return(self, wanted: ReturnId) -> Return | None:
        """The return with that id, or None."""
        return find(self.returns, wanted)

    def returns_of(self, part: PartId) -> tuple[Return, ...]:
        """The returns of one part, in the order of their ids."""
        return tuple([one for one in self.returns if one.part == part])

    def open_returns_of(self, part: PartId) -> tuple[Return, ...]:
        """Those of one part that its payout waits for (rules.md §7.11)."""
        return tuple([one for one in self.returns if one.part == part and one.is_open])

    def of_part(self, part: PartId) -> tuple[Refund, ...]:
        """The refunds of one part, in the order of their ids."""
        return tuple([refund for refund in self.refunds if refund.part == part])

    def open_of(self, part: PartId) -> tuple[Refund, ...]:
        """Those of one part that its completion and its payout wait for."""
        return tuple([one for one in self.refunds if one.part == part and one.is_open and not one.of_cancellation])
