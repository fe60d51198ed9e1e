"""Every number and switch a marketplace sets for orders.

All of it is promised: it is pinned to an order by the id of its rule book.
"""

from __future__ import annotations

from datetime import timedelta
from enum import Enum

from attrs import field
from attrs.validators import ge, instance_of, optional

from mpcore.kernel import RuleBookId, frozen
from mpcore.orders.values import Liability
from mpcore.timing import ShippingDeadline

__all__ = ["OrderPolicy", "ShippedWhen", "ShippingCharge"]


class ShippingCharge(Enum):
    """Whether the buyer may be charged for shipping beside the price (S18)."""

    SEPARATE = "separate"
    INCLUDED = "included"


class ShippedWhen(Enum):
    """Which parcel turns a part's status to shipped (U10)."""

    ALL_LINES = "all_lines"
    FIRST_PARCEL = "first_parcel"


@frozen(kw_only=True)
class OrderPolicy:
    """What a marketplace promises about its orders.

    >>> OrderPolicy().shipping.amount
    4
    """

    rule_book: RuleBookId = RuleBookId("plain")
    """The id of the book the policy belongs to; set by the book."""
    shipping: ShippingDeadline | None = field(
        factory=ShippingDeadline, validator=optional(instance_of(ShippingDeadline))
    )
    """By when a paid part has to be shipped or delivered (S26, S27); None: there is no deadline."""
    shipping_charge: ShippingCharge = field(default=ShippingCharge.SEPARATE, validator=instance_of(ShippingCharge))
    """INCLUDED refuses every shipping amount (S18)."""
    underpayment_tolerance: int = field(default=0, validator=[instance_of(int), ge(0)])
    """By how many minor units a payment may fall short and still confirm the order (rules.md §00.2)."""
    allow_ship_unpaid: bool = field(default=False, validator=instance_of(bool))
    """Whether a vendor may ship before the payment is confirmed (U2 forbids it, S43 only relieves)."""
    allow_untracked: bool = field(default=True, validator=instance_of(bool))
    """Whether a vendor that accepts the liability may ship without tracking (U12, U13)."""
    require_tracking_url: bool = field(default=False, validator=instance_of(bool))
    """Whether tracking needs an address beside its code (U8)."""
    tracked_loss_liability: Liability = field(default=Liability.CARRIER, validator=instance_of(Liability))
    """Who bears the loss of a tracked parcel; the untracked one is the vendor's (U13)."""
    shipped_when: ShippedWhen = field(default=ShippedWhen.ALL_LINES, validator=instance_of(ShippedWhen))
    """When a part counts as shipped (U10)."""
    require_shipment: bool = field(default=True, validator=instance_of(bool))
    """Whether a part has to be shipped whole before it can be completed (U14)."""
    vendor_may_cancel: bool = field(default=False, validator=instance_of(bool))
    """Whether vendors may cancel what they have not shipped (rules.md §00.8)."""
    clock_skew: timedelta = field(default=timedelta(minutes=5), validator=[instance_of(timedelta), ge(timedelta(0))])
    """How far ahead of `now` a report of the world may be dated."""
