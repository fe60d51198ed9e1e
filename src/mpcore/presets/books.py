"""The rule books that come with mpcore; values from outside a marketplace's own pages are marked `external`."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from mpcore.discounts import CodeFormat, DiscountPolicy
from mpcore.kernel import RuleBookId, RuleBooks
from mpcore.orders import CancellationFee, CancellationRequests, OrderPolicy, ShippedWhen, ShippingCharge
from mpcore.presets.rulebook import RuleBook
from mpcore.refunds import (
    COMPLAINTS,
    CutOff,
    LatePolicy,
    Payer,
    PayerException,
    RefundPolicy,
    ReturnPolicy,
    ReturnReason,
    ReturnShippingPolicy,
)
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
    refunds=RefundPolicy(
        cut_off=CutOff.NONE,  # S24: the vendor is paid with the order, and goods come back for 30 days after (S30)
        zone="Europe/Paris",
        auto_approve=True,  # S32-S34: the seller refunds, nobody approves it
        returns=ReturnPolicy(
            days=30,  # S30
            late=LatePolicy.VENDOR_DISCRETION,  # external, SP-RET: the seller evaluates late requests with care
            requires_receipt=True,  # S34
            # S32: the seller bears the return; S35: but for what was bought by mistake.
            shipping=ReturnShippingPolicy(Payer.VENDOR, (PayerException(ReturnReason.BOUGHT_BY_MISTAKE, Payer.BUYER),)),
        ),
    ),
)
"""Sipoko: everything has to have arrived within four days, and shipping is in the price; goods come back for 30 days,
and the seller pays their way unless they were bought by mistake."""

UPXYCLED = RuleBook(
    id=RuleBookId("upxycled"),
    orders=OrderPolicy(
        shipping=None,  # none is stated
        require_tracking_url=True,  # U8
        shipped_when=ShippedWhen.FIRST_PARCEL,  # U10, taken literally
    ),
    refunds=RefundPolicy(
        cut_off=CutOff.PAYOUT_PAID,  # U23
        auto_approve=False,  # U21
        max_open_requests=1,  # external, WCFM-SRC and X-T2
        enforce_causes=True,  # U25, U28
        reason_languages=frozenset({"en"}),  # U22
        returns=ReturnPolicy(
            days=14,  # external, UX-PAID: the regret period after the parcel was handed over
            # U29: the customer pays the return, unless the complaint is justified.
            shipping=ReturnShippingPolicy(
                Payer.BUYER, [PayerException(reason, Payer.VENDOR) for reason in ReturnReason if reason in COMPLAINTS]
            ),
        ),
    ),
)
"""upXycled: no deadline; tracking is a code and an address; refunds are asked for one by one, with a reason in English,
and approved by the marketplace; customers pay what they send back, unless they complain with reason."""

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
    refunds=RefundPolicy(
        zone="America/New_York",
        returns=ReturnPolicy(
            # external, X-W5: its pages say 48 business hours, or 72 hours, to answer and again once the goods are
            # back, and 5 or 7 days to send them; 48 hours and 7 days are taken.
            answer_within=timedelta(hours=48),
            received_after=timedelta(hours=48),
            ship_back_days=7,
        ),
    ),
)
"""Whatnot: two business days to the carrier's first scan; sellers may cancel, for a fee, and buyers may ask for it;
sellers' coupons are for goods, capped, and once per buyer; sellers answer returns within 48 hours; who is invited to a
team has to accept."""

ALL: RuleBooks[RuleBook] = RuleBooks((PLAIN, SHOPEE, SIPOKO, UPXYCLED, WHATNOT))
"""Every preset, by id."""
