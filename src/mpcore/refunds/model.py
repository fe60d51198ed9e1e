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
from mpcore.refunds.return_values import Case, DocumentId, KeptBack, Payer, ReceivedLine, RefundMethod, ReturnReason
from mpcore.refunds.states import OPEN_RETURNS, OPEN_STAGES, CaseStage, RefundStage, ReturnStage
from mpcore.refunds.values import Bearer, Mode, PaymentShare, Reason, RefundCause, Requester, ReturnId

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
    """What has gone back, line by line."""
    tellings: tuple[Minor, ...] = ()
    """What had gone back in all each time the order was to be told of it before the end."""
    by_hand: Minor = 0
    """What of it was given back outside."""
    take_back: Minor = 0
    """What has to be taken back from the vendor, who was paid already (U23)."""
    ended_at: DateTime | None = None

    @property
    def is_open(self) -> bool:
        """Whether it keeps its money for itself, and its part waits for it."""
        return self.stage in OPEN_STAGES

    @property
    def settled_minor(self) -> Minor:
        """What has gone back."""
        return sum([share.settled for share in self.payments]) + self.by_hand

    @property
    def left_minor(self) -> Minor:
        """What has not gone back, and may still."""
        return self.amount - self.settled_minor if self.is_open else 0

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
