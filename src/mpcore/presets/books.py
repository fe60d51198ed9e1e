"""The rule books that come with mpcore; values from outside a marketplace's own pages are marked `external`."""

from __future__ import annotations

from mpcore.kernel import RuleBookId, RuleBooks
from mpcore.orders import OrderPolicy, ShippedWhen, ShippingCharge
from mpcore.presets.rulebook import RuleBook
from mpcore.timing import Milestone, ShippingDeadline, Unit

__all__ = ["ALL", "PLAIN", "SIPOKO", "UPXYCLED", "WHATNOT"]

PLAIN = RuleBook()
"""Four calendar days to ship, tracked or at the vendor's risk, shipping charged apart."""

SIPOKO = RuleBook(
    id=RuleBookId("sipoko"),
    orders=OrderPolicy(
        # S26: four days from the later of order and payment; S27: the carrier's way is included.
        shipping=ShippingDeadline(amount=4, milestone=Milestone.DELIVERY, zone="Europe/Paris"),
        shipping_charge=ShippingCharge.INCLUDED,  # S18
    ),
)
"""Sipoko: everything has to have arrived within four days, and shipping is in the price."""

UPXYCLED = RuleBook(
    id=RuleBookId("upxycled"),
    orders=OrderPolicy(
        shipping=None,  # none is stated
        require_tracking_url=True,  # U8
        shipped_when=ShippedWhen.FIRST_PARCEL,  # U10, taken literally
    ),
)
"""upXycled: no deadline; tracking is a code and an address."""

WHATNOT = RuleBook(
    id=RuleBookId("whatnot"),
    orders=OrderPolicy(
        # external, X-W1: two business days, the day of sale not counted; shipped means scanned by the carrier.
        shipping=ShippingDeadline(amount=2, unit=Unit.BUSINESS_DAYS, zone="America/New_York"),
        vendor_may_cancel=True,  # external, X-W4
    ),
)
"""Whatnot: two business days to the carrier's first scan; sellers may cancel what they have not shipped."""

ALL: RuleBooks[RuleBook] = RuleBooks((PLAIN, SIPOKO, UPXYCLED, WHATNOT))
"""Every preset, by id."""
