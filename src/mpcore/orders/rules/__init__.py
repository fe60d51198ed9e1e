"""Each reason why not, beside the question that gives it, one file a subject.

A question says what must hold and returns the objection.  Questions never raise on a state that passed the stages
before.
"""

from mpcore.orders.rules.cancelling import AlreadyShipped, must_have_shipped_nothing, vendor_must_be_allowed_to_cancel
from mpcore.orders.rules.dispatches import (
    MOST_URL,
    InvalidTracking,
    LiabilityNotAccepted,
    PickupNotOffered,
    TrackingNotExpected,
    TrackingRequired,
    TrackingUrlRequired,
    UntrackedNotAllowed,
    must_accept_liability,
    must_have_tracking,
    must_offer_pickup,
)
from mpcore.orders.rules.fulfilment import (
    AlreadyRefunded,
    NothingToShip,
    NotShipped,
    OnHold,
    RefundPending,
    must_be_dispatched_whole,
    must_fit,
    must_have_no_open_refund,
    must_have_something_to_ship,
    must_not_be_held,
    must_not_be_refunded,
)
from mpcore.orders.rules.instants import must_follow_the_payment, must_not_be_in_the_future, must_not_precede
from mpcore.orders.rules.payment import (
    MOST_AMOUNT,
    CurrencyMismatch,
    NotPaid,
    must_be_an_amount,
    must_be_in_currency,
    must_be_paid_to_ship,
)
from mpcore.orders.rules.placing import MOST_UNITS, ExtraShippingForbidden, VendorTwice, must_include_shipping

__all__ = [
    "MOST_AMOUNT",
    "MOST_UNITS",
    "MOST_URL",
    "AlreadyRefunded",
    "AlreadyShipped",
    "CurrencyMismatch",
    "ExtraShippingForbidden",
    "InvalidTracking",
    "LiabilityNotAccepted",
    "NotPaid",
    "NotShipped",
    "NothingToShip",
    "OnHold",
    "PickupNotOffered",
    "RefundPending",
    "TrackingNotExpected",
    "TrackingRequired",
    "TrackingUrlRequired",
    "UntrackedNotAllowed",
    "VendorTwice",
    "must_accept_liability",
    "must_be_an_amount",
    "must_be_dispatched_whole",
    "must_be_in_currency",
    "must_be_paid_to_ship",
    "must_fit",
    "must_follow_the_payment",
    "must_have_no_open_refund",
    "must_have_shipped_nothing",
    "must_have_something_to_ship",
    "must_have_tracking",
    "must_include_shipping",
    "must_not_be_held",
    "must_not_be_in_the_future",
    "must_not_be_refunded",
    "must_not_precede",
    "must_offer_pickup",
    "vendor_must_be_allowed_to_cancel",
]
