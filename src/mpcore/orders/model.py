"""An order, its parts (one per vendor), their lines and dispatches.

Amounts inside an order are whole minor units of its one currency (`Minor`); `order.money(amount)` makes Money of
them.  Every amount was split once, when the order was placed, and is stored with its line; totals are sums.  Instants
are UTC.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from attrs import field
from moneyed import Money
from pendulum import DateTime

from mpcore.kernel import (
    NO_METADATA,
    Buyer,
    ChargebackId,
    DispatchId,
    Fault,
    LineId,
    ListingId,
    MalformedError,
    Metadata,
    OrderId,
    PartId,
    PayoutId,
    Personal,
    RefundId,
    RuleBookId,
    ShopId,
    VariantId,
    VendorId,
    frozen,
)
from mpcore.money import from_minor
from mpcore.orders.facts import OrderFact
from mpcore.orders.shares import Minor, Reduction, Shares, a_currency, overdrawn
from mpcore.orders.states import ChargebackStage, DispatchStage, PartStage, PaymentStage, PayoutStage, RequestStage
from mpcore.orders.values import (
    NO_PAUSES,
    SHOP,
    Address,
    CancelRequest,
    Discount,
    DispatchKind,
    Liability,
    Note,
    Pauses,
    Payment,
    Properties,
    Quantity,
    SalesChannel,
    Tax,
    Tracking,
)

__all__ = ["Dispatch", "Line", "Order", "Part"]


@frozen(kw_only=True)
class Line:
    """Some units of one listing, as they were when the buyer bought them (W6)."""

    id: LineId
    listing: ListingId
    variant: VariantId | None = None
    title: str
    quantity: int
    unit_price: Minor
    goods: Minor
    """Price times quantity, before discounts."""
    taxes: tuple[Tax, ...] = ()
    discounts: tuple[Discount, ...] = ()
    shipping: Minor = 0
    """The line's share of the part's shipping."""
    total: Minor
    """What the buyer owes for the line: goods + taxes that are not included - discounts + shipping."""
    shipped: int = 0
    """Units sent off or made ready to collect."""
    cancelled: int = 0
    """Units that will never be shipped."""
    unpaid: Shares | None = None
    """What cancellations took off before it was paid for: nothing of it can go back."""
    refund_due: Shares | None = None
    """What cancellations of paid units left to go back, whether it has or not."""
    refunded: Shares | None = None
    """What went back to the buyer besides."""
    pending: Shares | None = None
    """What refunds under way keep for themselves, besides what cancellations left due."""
    reductions: tuple[Reduction, ...] = ()
    """What went back, or is to, without units, in the order it was told."""
    metadata: Metadata = NO_METADATA

    def __attrs_post_init__(self) -> None:
        if not (self.quantity > 0 and self.shipped >= 0 and 0 <= self.cancelled <= self.quantity - self.shipped):
            raise MalformedError(Fault("quantity", "is less than what was shipped and cancelled of it"))

    @property
    def to_ship(self) -> int:
        """Units that are neither shipped nor cancelled."""
        return self.quantity - self.shipped - self.cancelled

    @property
    def gone(self) -> int:
        """Units that were cancelled, or whose money went back or is under way; some may be both."""
        refunded = 0 if self.refunded is None else self.refunded.units
        return min(self.quantity, self.cancelled + refunded + (0 if self.pending is None else self.pending.units))

    @property
    def untouched(self) -> bool:
        """Whether nothing of its money went back, or is to, but for what cancellations left due."""
        return self.refunded is None and self.pending is None


@frozen(kw_only=True)
class Dispatch:
    """What was sent off together, or handed over together."""

    id: DispatchId
    lines: tuple[Quantity, ...]
    kind: DispatchKind
    liability: Liability
    """Who bears the loss, fixed when it was sent off (U13)."""
    tracking: Tracking | None = None
    carrier: str | None = None
    address: Personal[Address] | None = None
    """Where it was sent to, as it was then."""
    dispatched_at: DateTime
    stage: DispatchStage = DispatchStage.IN_TRANSIT
    delivered_at: DateTime | None = None
    """When it arrived, or was collected."""
    strayed_at: DateTime | None = None
    """When it was lost, or came back to its vendor."""
    metadata: Metadata = NO_METADATA


@frozen(kw_only=True)
class Part:
    """One vendor's share of an order."""

    id: PartId
    vendor: VendorId
    shop: ShopId | None = None
    """The vendor's shop it was bought in, where the vendor has several."""
    lines: tuple[Line, ...]
    total: Minor
    """What the buyer owed for it when it was placed; the sum of its lines."""
    pickup_offered: bool = False
    """Whether the vendor lets this buyer collect (U11)."""
    ship_by: DateTime | None = None
    """A due end the platform gave; it wins over the computed one."""
    stage: PartStage = PartStage.AWAITING_PAYMENT
    pauses: Pauses = NO_PAUSES
    """When it was on hold, and when its vendor was away."""
    request: CancelRequest | None = None
    """The buyer's last request to cancel it."""
    dispatches: tuple[Dispatch, ...] = ()
    """In the order of their ids."""
    released: Minor = 0
    """What cancellations took off `total`."""
    opened_at: DateTime | None = None
    """When its payment was confirmed, which is when its clock may run."""
    paid: Minor = 0
    """What of the confirmed payment is for it; 0 before."""
    refunded: Minor = 0
    """What has gone back to the buyer."""
    refunded_at: DateTime | None = None
    """When something last went back."""
    due_end: DateTime | None = None
    """The first instant that is too late for the deadline's milestone; None while no clock runs (S26, S43)."""
    completed_at: DateTime | None = None
    cancelled_at: DateTime | None = None
    """When all of it was cancelled."""
    reduced_at: DateTime | None = None
    """When units of it were last cancelled."""
    open_refunds: tuple[RefundId, ...] = ()
    """Refunds under way, but for those that a cancellation left due."""
    chargeback: ChargebackStage = ChargebackStage.NONE
    """An open one freezes its refunds and its payout; what was lost went back."""
    chargeback_id: ChargebackId | None = None
    """The chargeback that stage is of."""
    missed_at: DateTime | None = None
    """When it was recorded that its shipping deadline was missed; once."""
    payout: PayoutStage = PayoutStage.NONE
    payout_id: PayoutId | None = None
    """The payout that stage is of."""
    metadata: Metadata = NO_METADATA

    def __attrs_post_init__(self) -> None:
        faults = [*_unsorted("dispatches", self.dispatches), *_twice("lines", self.lines)]
        if self.total != sum([line.total for line in self.lines]):
            faults.append(Fault("total", "is not the sum of the lines"))
        if faults:
            raise MalformedError(*faults)

    @property
    def held(self) -> bool:
        """Whether it is on hold now."""
        holds = self.pauses.holds
        return bool(holds) and holds[-1].end is None

    @property
    def asked_to_cancel(self) -> bool:
        """Whether the buyer's request to cancel it is open."""
        return self.request is not None and self.request.stage is RequestStage.OPEN

    @property
    def frozen(self) -> bool:
        """Whether a chargeback keeps its refunds and its payout waiting."""
        return self.chargeback is ChargebackStage.OPEN

    @property
    def due(self) -> Minor:
        """What the buyer owes for what is left of it."""
        return self.total - self.released

    @property
    def to_ship(self) -> int:
        """Units that are neither shipped nor cancelled."""
        return sum([line.quantity - line.shipped - line.cancelled for line in self.lines])

    @property
    def shipped_whole(self) -> bool:
        """Whether something was shipped and nothing is left to ship."""
        if not self.dispatches:
            return False
        for line in self.lines:
            if line.quantity != line.shipped + line.cancelled:
                return False
        return True

    @property
    def refunded_whole(self) -> bool:
        """Whether something was paid for it and all of it went back."""
        return 0 < self.paid <= self.refunded

    @property
    def refundable(self) -> Minor:
        """What was paid and neither went back, nor is under way, nor promised by a cancellation."""
        return max(0, self._left)

    @property
    def overdrawn(self) -> Minor:
        """What refunds under way keep, or cancellations promised, of money that a bank took meanwhile."""
        return max(sum([overdrawn(line) for line in self.lines]), -self._left)

    @property
    def _left(self) -> Minor:
        left = self.paid
        for line in self.lines:
            for back in (line.refund_due, line.refunded, line.pending):
                if back is not None:
                    left -= back.total
        return left

    def line(self, wanted: LineId) -> Line | None:
        """The line with that id, or None."""
        for line in self.lines:
            if line.id == wanted:
                return line
        return None


@frozen(kw_only=True)
class Order:
    """What one buyer bought at once, from one or several vendors, in one currency."""

    id: OrderId
    buyer: Buyer
    currency: str = field(validator=a_currency)
    """ISO 4217; every `Minor` of the order is in its minor units."""
    rule_book: RuleBookId
    """The promises it was placed under; contexts with another book raise `PolicyMismatchError`."""
    placed_at: DateTime
    parts: tuple[Part, ...]
    channel: SalesChannel = SHOP
    properties: Properties = Properties()
    metadata: Metadata = NO_METADATA
    payments: tuple[Payment, ...] = ()
    """In the order of their ids."""
    received_minor: Minor = 0
    """The sum of the payments that were received."""
    last_payment_at: DateTime | None = None
    confirmed_at: DateTime | None = None
    """When what was received first covered what was due."""
    completed_at: DateTime | None = None
    """When the last outstanding part was done; told once (U16)."""
    surplus_refunded: Minor = 0
    """What of the surplus has gone back."""
    reminders: int = 0
    """How many of the policy's reminders to pay were sent."""
    notes: tuple[Note, ...] = ()
    """In the order of their ids."""
    erased_at: DateTime | None = None
    """When its personal data was last erased."""
    facts: tuple[OrderFact, ...] = ()
    """What other packages told of it, in the order of their ids."""

    def __attrs_post_init__(self) -> None:
        faults = [*_unsorted("payments", self.payments), *_unsorted("facts", self.facts), *_twice("parts", self.parts)]
        faults += _unsorted("notes", self.notes)
        if self.received_minor != sum([paid.amount for paid in self.payments if paid.stage is PaymentStage.RECEIVED]):
            faults.append(Fault("received_minor", "is not the sum of the payments that were received"))
        if faults:
            raise MalformedError(*faults)

    def part(self, wanted: PartId) -> Part | None:
        """The part with that id, or None."""
        for part in self.parts:
            if part.id == wanted:
                return part
        return None

    def money(self, amount: Minor) -> Money:
        """An amount of this order as Money."""
        return from_minor(amount, self.currency)

    @property
    def total_minor(self) -> Minor:
        """What the buyer owed when the order was placed."""
        return sum([part.total for part in self.parts])

    @property
    def due_minor(self) -> Minor:
        """What the buyer owes for what was not cancelled."""
        due = 0
        for part in self.parts:
            due += part.total - part.released
        return due

    @property
    def paid_minor(self) -> Minor:
        """What came in for the parts that were confirmed; it never shrinks."""
        return sum([part.paid for part in self.parts])

    @property
    def authorised_minor(self) -> Minor:
        """What is authorised and not captured."""
        return sum([payment.amount for payment in self.payments if payment.stage is PaymentStage.AUTHORISED])

    @property
    def waits_for_payment(self) -> bool:
        """Whether a part of it is not paid for yet."""
        if self.confirmed_at is None:
            for part in self.parts:
                if part.stage is PartStage.AWAITING_PAYMENT:
                    return True
        return False

    @property
    def total(self) -> Money:
        """What the buyer owed when the order was placed."""
        return self.money(self.total_minor)

    @property
    def due(self) -> Money:
        """What the buyer owes for what was not cancelled, whether paid or not."""
        return self.money(self.due_minor)

    @property
    def received(self) -> Money:
        """The sum of the payments recorded."""
        return self.money(self.received_minor)

    @property
    def paid(self) -> Money:
        """What the confirmed payment was for; zero before, and never less than it was."""
        return self.money(self.paid_minor)

    @property
    def surplus(self) -> Money:
        """What came in beyond what is paid with it and has not gone back: wholly refundable (rules.md §00.2).

        While a part is waiting for its payment, what came in is for it.
        """
        return self.money(self.surplus_minor)

    @property
    def surplus_minor(self) -> Minor:
        """`surplus` in minor units."""
        if self.waits_for_payment:
            return 0
        return max(0, self.received_minor - self.paid_minor - self.surplus_refunded)


def _unsorted(at: str, things: Sequence[Payment | OrderFact | Dispatch | Note]) -> list[Fault]:
    ids = [thing.id for thing in things]
    return [] if all(a < b for a, b in pairwise(ids)) else [Fault(at, "are not in the order of their ids, each once")]


def _twice(at: str, things: Sequence[Part | Line]) -> list[Fault]:
    ids = [thing.id for thing in things]
    return [] if len(set(ids)) == len(ids) else [Fault(at, "name one thing twice")]
