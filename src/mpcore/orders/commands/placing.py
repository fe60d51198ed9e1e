"""Placing an order."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from attrs import Attribute, Factory, field
from attrs.converters import optional
from moneyed import Money
from pendulum import DateTime

from mpcore.kernel import (
    NO_METADATA,
    Buyer,
    CouponId,
    Fault,
    LineId,
    ListingId,
    MalformedError,
    Metadata,
    OrderId,
    PartId,
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
from mpcore.orders.commands.forms import amount_minor, happened, minor_of
from mpcore.orders.shares import a_currency
from mpcore.orders.values import (
    SHOP,
    Funder,
    Properties,
    Remitter,
    SalesChannel,
)

if TYPE_CHECKING:  # `wire` resolves it; deciding needs nothing of it
    from mpcore.discounts import Evaluation

__all__ = ["NewDiscount", "NewLine", "NewPart", "NewTax", "PlaceOrder"]


def _a_rate(_: object, attribute: Attribute[Decimal], value: object) -> None:
    if not (isinstance(value, Decimal) and value.is_finite() and 0 <= value < 1000):
        raise MalformedError(Fault(attribute.name, "is no rate in percent from 0 to 1000; give a Decimal"))


def _unit_price(line: NewLine) -> int:
    return minor_of(line.unit_price, "unit_price")


def _shipping(part: NewPart) -> int:
    return 0 if part.shipping is None else minor_of(part.shipping, "shipping")


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
    amount_minor: int = field(default=Factory(amount_minor, takes_self=True), init=False, repr=False, eq=False)


@frozen(kw_only=True)
class NewDiscount:
    """What one funder takes off a line, or off a part's shipping."""

    amount: Money
    funder: Funder
    coupon: CouponId | None = None
    amount_minor: int = field(default=Factory(amount_minor, takes_self=True), init=False, repr=False, eq=False)


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
    """Taxes on the shipping as far as it is paid for; split like it."""
    shipping_discounts: tuple[NewDiscount, ...] = field(default=(), converter=_discounts)
    """What is taken off the shipping; split like it."""
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
    happened_at: DateTime | None = field(default=None, converter=optional(happened))
    evaluation: Evaluation | None = None
    """The basket as the buyer saw it priced, where coupons were asked: the parts are those of `priced_parts`, and the
    context has the basket priced again."""
