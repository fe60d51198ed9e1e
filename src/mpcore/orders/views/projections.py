"""What is seen of an order, as values: what is not for an actor is None or empty in theirs.

What is said here of a part's payout, its chargeback and who funds a discount is all that an order knows of its vendor's
money.  A package that knows more of it follows `mpcore.subaccounts.OPENED_BY` in the same way.

Amounts are in minor units of the order's currency, instants in UTC.
"""

from __future__ import annotations

from moneyed import Money
from pendulum import DateTime

from mpcore.kernel import (
    Buyer,
    ChargebackId,
    CouponId,
    DispatchId,
    LineId,
    ListingId,
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
from mpcore.orders.shares import Minor, Reduction, Shares
from mpcore.orders.states import ChargebackStage, DispatchStage, PartStage, PayoutStage
from mpcore.orders.status import Status
from mpcore.orders.values import (
    Address,
    CancelRequest,
    DispatchKind,
    Funder,
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
from mpcore.orders.views.shipping import ShippingStatus

__all__ = ["DiscountSeen", "DispatchSeen", "LineSeen", "OrderSeen", "PartSeen"]


@frozen(kw_only=True)
class DiscountSeen:
    """What was taken off a line by one coupon."""

    amount: Minor
    coupon: CouponId | None
    funder: Funder | None
    """With `finance.view` only (H17): for all others, what is of one coupon is summed up."""
    on_shipping: bool


@frozen(kw_only=True)
class LineSeen:
    """A line, as it was when the buyer bought it, and what became of it."""

    id: LineId
    listing: ListingId
    variant: VariantId | None
    title: str
    quantity: int
    unit_price: Minor
    goods: Minor
    taxes: tuple[Tax, ...]
    discounts: tuple[DiscountSeen, ...]
    shipping: Minor
    total: Minor
    shipped: int
    cancelled: int
    unpaid: Shares | None
    """What was taken off before it was paid for."""
    refund_due: Shares | None
    """Its discounts, as those of `unpaid` and `refunded`, are those above, in their order."""
    refunded: Shares | None
    pending: Shares | None
    """What refunds under way keep of it, likewise.  Not for buyers, nor is what follows."""
    reductions: tuple[Reduction, ...]
    metadata: Metadata
    """For operators and the system; empty for all others."""


@frozen(kw_only=True)
class DispatchSeen:
    """What was sent off together."""

    id: DispatchId
    lines: tuple[Quantity, ...]
    kind: DispatchKind
    tracking: Tracking | None
    carrier: str | None
    address: Personal[Address] | None
    """Where it was sent to; None where that is not for this actor."""
    dispatched_at: DateTime
    stage: DispatchStage
    delivered_at: DateTime | None
    strayed_at: DateTime | None
    liability: Liability | None
    """Not for buyers."""
    metadata: Metadata
    """For operators and the system; empty for all others."""


@frozen(kw_only=True)
class PartSeen:
    """A part: one vendor's share of the order."""

    id: PartId
    vendor: VendorId
    shop: ShopId | None
    stage: PartStage
    status: Status
    shipping: ShippingStatus | None
    """None for a cancelled part."""
    lines: tuple[LineSeen, ...]
    dispatches: tuple[DispatchSeen, ...]
    total: Minor
    """What the buyer owed for it when it was placed."""
    due: Minor
    """What the buyer owes for what is left of it."""
    paid: Minor
    refunded: Minor
    pickup_offered: bool
    request: CancelRequest | None
    """The buyer's last request to cancel it."""
    ship_by: DateTime | None
    due_end: DateTime | None
    opened_at: DateTime | None
    reduced_at: DateTime | None
    completed_at: DateTime | None
    cancelled_at: DateTime | None
    refunded_at: DateTime | None
    pauses: Pauses | None
    """Not for buyers, as all that follows."""
    missed_at: DateTime | None
    open_refunds: tuple[RefundId, ...]
    payout: PayoutStage | None
    """With `payouts.view` only (H17)."""
    payout_id: PayoutId | None
    chargeback: ChargebackStage | None
    """With `finance.view` only (H17)."""
    chargeback_id: ChargebackId | None
    metadata: Metadata
    """For operators and the system; empty for all others."""


@frozen(kw_only=True)
class OrderSeen:
    """An order; what is None or empty where the order has it is not for this actor."""

    id: OrderId
    currency: str
    """ISO 4217; every amount is in its minor units."""
    rule_book: RuleBookId
    placed_at: DateTime
    channel: SalesChannel
    buyer: Buyer | None
    properties: Properties
    """What is not for this actor is as if nobody had said it."""
    parts: tuple[PartSeen, ...]
    notes: tuple[Note, ...]
    """Those this actor may read, in the order of their ids (U4)."""
    erased_at: DateTime | None
    status: Status | None
    """Not for vendors, as all that follows."""
    shipping: ShippingStatus | None
    total: Minor | None
    due: Minor | None
    paid: Minor | None
    received: Minor | None
    surplus: Minor | None
    surplus_refunded: Minor | None
    payments: tuple[Payment, ...]
    confirmed_at: DateTime | None
    completed_at: DateTime | None
    reminders: int | None
    """For operators and the system, as all that follows."""
    facts: tuple[OrderFact, ...]
    """Those of payouts with `payouts.view`, those of chargebacks and settled refunds with `finance.view` (H17)."""
    metadata: Metadata

    def money(self, amount: Minor) -> Money:
        """An amount of this order as Money."""
        return from_minor(amount, self.currency)
