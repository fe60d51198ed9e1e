"""What an order is made of: small values that never change."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from enum import Enum

from attrs import field
from pendulum import DateTime

from mpcore.discounts.funding import Funder
from mpcore.kernel import (
    NO_METADATA,
    SHOP,
    CouponId,
    LineId,
    Metadata,
    NoteId,
    OrderId,
    PartId,
    PaymentId,
    Personal,
    SalesChannel,
    a_count,
    frozen,
)
from mpcore.money import Remitter
from mpcore.orders.shares import Minor
from mpcore.orders.states import PaymentStage, RequestStage
from mpcore.timing import Window

__all__ = [
    "NO_PAUSES",
    "SHOP",
    "Address",
    "Author",
    "CancelRequest",
    "Cause",
    "Discount",
    "DispatchKind",
    "Funder",
    "InvoiceRef",
    "Liability",
    "Note",
    "Pauses",
    "Payment",
    "Properties",
    "Quantity",
    "Remitter",
    "SalesChannel",
    "Tax",
    "Tracking",
    "Visibility",
]


class DispatchKind(Enum):
    """How goods leave the vendor."""

    TRACKED = "tracked"
    UNTRACKED = "untracked"
    PICKUP = "pickup"


class Liability(Enum):
    """Who bears the loss of what was sent off and never arrived (U13)."""

    VENDOR = "vendor"
    CARRIER = "carrier"
    OPERATOR = "operator"
    NOBODY = "nobody"
    """Nothing travels: the buyer collects it."""


def _texts(given: Iterable[str]) -> tuple[str, ...]:
    return tuple(given)


@frozen(kw_only=True)
class Address:
    """A postal address; only ever kept as `Personal[Address]`."""

    name: str
    lines: tuple[str, ...] = field(converter=_texts)
    postal_code: str = ""
    city: str = ""
    region: str = ""
    country: str
    """ISO 3166-1 alpha-2."""


@frozen(kw_only=True)
class Properties:
    """What may be said about an order besides its lines (the whitelist of T15)."""

    email: Personal[str] | None = None
    phone: Personal[str] | None = None
    note: Personal[str] | None = None
    shipping_address: Personal[Address] | None = None
    buyer_accepts_marketing: bool = False
    tags: tuple[str, ...] = field(default=(), converter=_texts)
    metafields: Metadata = NO_METADATA


@frozen(kw_only=True)
class Tax:
    """One tax on one line, its goods or its share of the shipping."""

    rate_id: str
    """The host's name of the rate, such as `FR-20`."""
    rate: Decimal
    """The rate in percent, as everywhere in mpcore: 20 is 20 %.  Told, not computed with."""
    amount: Minor
    inclusive: bool
    """Whether the amount is contained in the price, or comes on top of it."""
    remitter: Remitter = Remitter.VENDOR
    on_shipping: bool = False
    """Whether it is raised on the line's share of the shipping rather than on its goods."""


@frozen(kw_only=True)
class Discount:
    """One funder's share of one coupon on one line, on its goods or on its share of the shipping."""

    amount: Minor
    funder: Funder
    coupon: CouponId | None = None
    on_shipping: bool = False
    """Whether it is taken off the line's share of the shipping rather than off its goods."""


@frozen
class Quantity:
    """So many units of a line."""

    line: LineId
    quantity: int = field(validator=a_count)


@frozen
class Tracking:
    """Where a parcel can be followed (U8)."""

    code: str
    url: str | None = None
    """An http(s) address."""


@frozen
class Payment:
    """Money that came in, or that was to come."""

    id: PaymentId
    amount: Minor
    happened_at: DateTime
    """When it came in; while it has not, when it was promised or declined."""
    stage: PaymentStage = PaymentStage.RECEIVED
    expires_at: DateTime | None = None
    """The first instant at which an authorisation can be captured no more."""


class Cause(Enum):
    """On whose account something is cancelled."""

    VENDOR = "vendor"
    OPERATOR = "operator"
    BUYER = "buyer"
    UNPAID = "unpaid"
    """The buyer did not pay in time."""
    DEADLINE = "deadline"
    """The vendor did not ship in time."""


class Visibility(Enum):
    """Who may read a note (U4, rules.md §00.13)."""

    PRIVATE = "private"
    """The part's vendor, and operators."""
    CUSTOMER = "customer"
    """The buyer too, who is told of it."""
    OPERATOR = "operator"
    """Operators only."""


class Author(Enum):
    """Who wrote a note."""

    VENDOR = "vendor"
    OPERATOR = "operator"


@frozen(kw_only=True)
class Note:
    """Something that was written down about an order, or about a part of it."""

    id: NoteId
    part: PartId | None = None
    """Of which part; None: of the order."""
    visibility: Visibility
    author: Author
    text: Personal[str]
    at: DateTime


@frozen(kw_only=True)
class CancelRequest:
    """A buyer's request to cancel a part (X-W3)."""

    reason: Personal[str] | None = None
    requested_at: DateTime
    ends_at: DateTime
    """The first instant that is too late for an answer: from then on silence decides."""
    stage: RequestStage = RequestStage.OPEN


@frozen
class Pauses:
    """The stretches of time in which a part was stopped, or its vendor away, each in order."""

    holds: tuple[Window, ...] = ()
    vacations: tuple[Window, ...] = ()


NO_PAUSES = Pauses()


@frozen
class InvoiceRef:
    """The store invoice of one completed part (U17); who issues it numbers it."""

    order: OrderId
    part: PartId
