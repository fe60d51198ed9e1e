"""What may be asked of an order: ids and values only, each with the scope it needs.

Every new id (order, part, line, payment, dispatch) comes with the command.  `happened_at` is when it happened in the
world, where that is not when it is recorded.

A command is checked for form when it is made, and holds what it was made of: naive datetimes, text that cannot name a
new thing, and Money that is not finite or has too many places raise `MalformedError`.  Every amount is read once,
into the `…_minor` field beside it (whole minor units of its currency), since Money can be changed after that.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import ClassVar, TypeAlias

from attrs import Attribute, Factory, field, validators
from attrs.converters import optional
from moneyed import Money
from pendulum import DateTime

from mpcore.kernel import (
    NO_METADATA,
    Buyer,
    CouponId,
    DispatchId,
    Fault,
    LineId,
    ListingId,
    MalformedError,
    Metadata,
    OrderId,
    PartId,
    PaymentId,
    Scope,
    ShopId,
    VariantId,
    VendorId,
    a_count,
    a_text,
    an_id,
    frozen,
    utc,
)
from mpcore.money import to_minor
from mpcore.orders.shares import a_currency
from mpcore.orders.values import SHOP, DispatchKind, Funder, Properties, Quantity, Remitter, SalesChannel, Tracking

__all__ = [
    "CancelLines",
    "CancelPart",
    "CompletePart",
    "NewDiscount",
    "NewLine",
    "NewPart",
    "NewTax",
    "OrderCommand",
    "PlaceOrder",
    "RecordDelivery",
    "RecordPayment",
    "ShipLines",
]


def _minor(amount: Money, at: str) -> int:
    try:
        return to_minor(amount)
    except MalformedError as error:
        raise error.under(at) from None


def _a_rate(_: object, attribute: Attribute[Decimal], value: object) -> None:
    if not (isinstance(value, Decimal) and value.is_finite() and 0 <= value < 1000):
        raise MalformedError(Fault(attribute.name, "is no rate in percent from 0 to 1000; give a Decimal"))


def _amount(holder: NewTax | NewDiscount | RecordPayment) -> int:
    return _minor(holder.amount, "amount")


def _unit_price(line: NewLine) -> int:
    return _minor(line.unit_price, "unit_price")


def _shipping(part: NewPart) -> int:
    return 0 if part.shipping is None else _minor(part.shipping, "shipping")


def _utc(value: datetime) -> DateTime:
    return utc(value, at="happened_at")


# One converter per kind of thing: `tuple` itself would leave type checkers without an idea of what goes in.


def _quantities(given: Iterable[Quantity]) -> tuple[Quantity, ...]:
    return tuple(given)


def _taxes(given: Iterable[NewTax]) -> tuple[NewTax, ...]:
    return tuple(given)


def _discounts(given: Iterable[NewDiscount]) -> tuple[NewDiscount, ...]:
    return tuple(given)


def _new_lines(given: Iterable[NewLine]) -> tuple[NewLine, ...]:
    return tuple(given)


def _new_parts(given: Iterable[NewPart]) -> tuple[NewPart, ...]:
    return tuple(given)


@frozen(kw_only=True)
class NewTax:
    """A tax on a line or on a part's shipping, as the host computed it."""

    rate_id: str = field(validator=an_id)
    rate: Decimal = field(validator=_a_rate)
    """In percent: 20 is 20 %."""
    amount: Money
    inclusive: bool
    remitter: Remitter = Remitter.VENDOR
    amount_minor: int = field(default=Factory(_amount, takes_self=True), init=False, repr=False, eq=False)


@frozen(kw_only=True)
class NewDiscount:
    """What one funder takes off a line."""

    amount: Money
    funder: Funder
    coupon: CouponId | None = None
    amount_minor: int = field(default=Factory(_amount, takes_self=True), init=False, repr=False, eq=False)


@frozen(kw_only=True)
class NewLine:
    """Some units of one listing, as the buyer saw them."""

    id: LineId = field(validator=an_id)
    listing: ListingId = field(validator=an_id)
    variant: VariantId | None = None
    title: str = field(validator=a_text)
    quantity: int = field(validator=a_count)
    unit_price: Money
    taxes: tuple[NewTax, ...] = field(default=(), converter=_taxes)
    discounts: tuple[NewDiscount, ...] = field(default=(), converter=_discounts)
    metadata: Metadata = NO_METADATA
    unit_price_minor: int = field(default=Factory(_unit_price, takes_self=True), init=False, repr=False, eq=False)


@frozen(kw_only=True)
class NewPart:
    """What one vendor is to fulfil."""

    id: PartId = field(validator=an_id)
    vendor: VendorId = field(validator=an_id)
    shop: ShopId | None = None
    lines: tuple[NewLine, ...] = field(converter=_new_lines)
    shipping: Money | None = None
    """What the buyer pays for shipping all of it; split over the lines by the value of their goods."""
    shipping_taxes: tuple[NewTax, ...] = field(default=(), converter=_taxes)
    """Taxes on the shipping; split like it."""
    pickup_offered: bool = False
    ship_by: DateTime | None = field(default=None, converter=optional(utc))
    """The first instant that is too late, where the platform gave a date of its own; it wins over the policy's."""
    metadata: Metadata = NO_METADATA
    shipping_minor: int = field(default=Factory(_shipping, takes_self=True), init=False, repr=False, eq=False)


@frozen(kw_only=True)
class PlaceOrder:
    """A buyer buys, from one or several vendors at once.

    Prices, discounts, taxes and dates are the host's to say: build the command from its own catalogue, never from what
    a buyer sends.
    """

    scope: ClassVar[Scope] = Scope("orders.place")

    order: OrderId = field(validator=an_id)
    buyer: Buyer
    currency: str = field(validator=a_currency)
    parts: tuple[NewPart, ...] = field(converter=_new_parts)
    channel: SalesChannel = SHOP
    properties: Properties = Properties()
    metadata: Metadata = NO_METADATA
    happened_at: DateTime | None = field(default=None, converter=optional(_utc))


@frozen(kw_only=True)
class RecordPayment:
    """Money came in; it adds up, and is never refused for being too little, too much or too late."""

    scope: ClassVar[Scope] = Scope("orders.record_payment")

    order: OrderId
    payment: PaymentId = field(validator=an_id)
    amount: Money
    happened_at: DateTime | None = field(default=None, converter=optional(_utc))
    amount_minor: int = field(default=Factory(_amount, takes_self=True), init=False, repr=False, eq=False)


@frozen(kw_only=True)
class ShipLines:
    """Units of some lines leave together (U6, U7): tracked, at the vendor's risk (U12, U13), or for pickup (U11)."""

    scope: ClassVar[Scope] = Scope("orders.ship")

    order: OrderId
    part: PartId
    dispatch: DispatchId = field(validator=an_id)
    lines: tuple[Quantity, ...] = field(converter=_quantities)
    kind: DispatchKind = DispatchKind.TRACKED
    tracking: Tracking | None = None
    carrier: str | None = field(default=None, validator=validators.optional(a_text))
    liability_accepted: bool = False
    """Needed to ship untracked: the vendor answers for what does not arrive (U13)."""
    happened_at: DateTime | None = field(default=None, converter=optional(_utc))
    metadata: Metadata = NO_METADATA


@frozen(kw_only=True)
class RecordDelivery:
    """A dispatch reached the buyer; a repeated or older scan changes nothing (rules.md §00.10)."""

    scope: ClassVar[Scope] = Scope("orders.record_delivery")

    order: OrderId
    part: PartId
    dispatch: DispatchId
    happened_at: DateTime | None = field(default=None, converter=optional(_utc))


@frozen(kw_only=True)
class CompletePart:
    """The vendor says that its work on the part is done (U14)."""

    scope: ClassVar[Scope] = Scope("orders.complete")

    order: OrderId
    part: PartId


@frozen(kw_only=True)
class CancelPart:
    """Nothing of a part is to be shipped."""

    scope: ClassVar[Scope] = Scope("orders.cancel")

    order: OrderId
    part: PartId
    reason: str | None = field(default=None, validator=validators.optional(a_text))


@frozen(kw_only=True)
class CancelLines:
    """Some units of a part are not to be shipped."""

    scope: ClassVar[Scope] = Scope("orders.cancel")

    order: OrderId
    part: PartId
    lines: tuple[Quantity, ...] = field(converter=_quantities)
    reason: str | None = field(default=None, validator=validators.optional(a_text))


OrderCommand: TypeAlias = RecordPayment | ShipLines | RecordDelivery | CompletePart | CancelPart | CancelLines
"""What may be asked of an order that there is; `PlaceOrder` makes one."""
