"""The rule books that come with mpcore; values from outside a marketplace's own pages are marked `external`."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from mpcore.discounts import CodeFormat, DiscountPolicy
from mpcore.kernel import RuleBookId, RuleBooks
from mpcore.orders import CancellationFee, CancellationRequests, OrderPolicy, ShippedWhen, ShippingCharge
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
        # external, X-W4: the larger of 3.00 and 3 % of the sale; the first one is free.
        cancellation_fee=CancellationFee(fixed=300, percent=Decimal(3), waived=1),
        # external, X-W3: asked within 24 hours, answered within 48, or else the sale stands.
        requests=CancellationRequests(window=timedelta(hours=24), answer_within=timedelta(hours=48)),
    ),
    discounts=DiscountPolicy(
        # external, WN-COUPON: 4 to 15 capitals and digits; a percentage names the most it gives; goods only, neither
        # shipping nor taxes; every buyer once.
        code_format=CodeFormat(least=4, most=15),
        percent_cap_required=True,
        on_shipping=False,
        per_buyer_most=1,
    ),
)
"""Whatnot: two business days to the carrier's first scan; sellers may cancel, for a fee, and buyers may ask for it;
sellers' coupons are for goods, capped, and once per buyer."""

ALL: RuleBooks[RuleBook] = RuleBooks((PLAIN, SIPOKO, UPXYCLED, WHATNOT))
"""Every preset, by id."""
