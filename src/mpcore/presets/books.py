"""The rule books that come with mpcore; values from outside a marketplace's own pages are marked `external`."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from mpcore.discounts import CodeFormat, DiscountPolicy
from mpcore.kernel import RuleBookId, RuleBooks
from mpcore.orders import CancellationFee, CancellationRequests, OrderPolicy, ShippedWhen, ShippingCharge
from mpcore.presets.rulebook import RuleBook
from mpcore.subaccounts import InvitationPolicy, SubAccountPolicy
from mpcore.timing import Milestone, ShippingDeadline, Unit

__all__ = ["ALL", "PLAIN", "SHOPEE", "SIPOKO", "UPXYCLED", "WHATNOT"]

PLAIN = RuleBook()
"""Four calendar days to ship, tracked or at the vendor's risk, shipping charged apart."""

SHOPEE = RuleBook(
    id=RuleBookId("shopee"),
    orders=OrderPolicy(shipping=None),  # its pages are about accounts: none is stated
    subaccounts=SubAccountPolicy(
        delegated=frozenset(),  # H6: sources disagree on payment accounts, and what is not delegated is the safer
        # external, X-H1: sources disagree, 20 or 30 roles; 20 sub-accounts are told of in one place only.
        max_roles=None,
        max_sub_accounts=None,
        # H10: a link for the main account, good for 72 hours, and asked for again whenever it is wanted; H11: none for
        # sub-accounts.
        invitations=InvitationPolicy(
            main=True, sub_accounts=False, valid=timedelta(hours=72), again_before_expiry=True
        ),
    ),
)
"""Shopee: a company applies, and its main account uses a link within 72 hours; sub-accounts are usable at once.

How many roles and sub-accounts there may be is left open, since sources disagree: a host that knows says it with
`SHOPEE.what_if({"subaccounts.max_roles": 30})`."""

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
    # external, X-W7: whoever is invited to a team has to accept; how long a link is good is not told.
    subaccounts=SubAccountPolicy(invitations=InvitationPolicy(sub_accounts=True)),
)
"""Whatnot: two business days to the carrier's first scan; sellers may cancel, for a fee, and buyers may ask for it;
sellers' coupons are for goods, capped, and once per buyer; who is invited to a team has to accept."""

ALL: RuleBooks[RuleBook] = RuleBooks((PLAIN, SHOPEE, SIPOKO, UPXYCLED, WHATNOT))
"""Every preset, by id."""
