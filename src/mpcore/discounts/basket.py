"""What a buyer is about to buy: lines, and the shipping of each vendor's part, before any discount."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cached_property
from typing import TypeVar

from attrs import Attribute, Factory, field
from moneyed import Money

from mpcore.discounts.values import Minor, texts
from mpcore.kernel import (
    NO_METADATA,
    SHOP,
    Buyer,
    Fault,
    LineId,
    ListingId,
    MalformedError,
    Metadata,
    SalesChannel,
    ShopId,
    VariantId,
    VendorId,
    a_text,
    an_id,
    frozen,
)
from mpcore.money import Remitter, check_currency, to_minor

__all__ = ["MOST_AMOUNT", "MOST_UNITS", "Basket", "BasketLine", "Shipping", "TaxRate"]

K = TypeVar("K")

MOST_AMOUNT = 10**13
"""The largest amount of a line or of shipping, in minor units: 100,000 million euros."""

MOST_UNITS = 1_000_000
"""The most units of a line."""


def _a_rate(_: object, attribute: Attribute[Decimal], value: object) -> None:
    if not (isinstance(value, Decimal) and value.is_finite() and 0 <= value < 1000):
        raise MalformedError(Fault(attribute.name, "is no rate in percent from 0 to 1000; give a Decimal"))


def minor_of(amount: Money, at: str) -> Minor:
    """An amount in whole minor units, not negative and not absurd; its faults stand at that place."""
    try:
        minor = to_minor(amount)
    except MalformedError as error:
        raise error.under(at) from None
    if not 0 <= minor <= MOST_AMOUNT:
        raise MalformedError(Fault(at, f"is not between 0 and {MOST_AMOUNT} minor units; give an amount that is"))
    return minor


def _rates(given: Iterable[TaxRate]) -> tuple[TaxRate, ...]:
    return tuple(given)


def _lines(given: Iterable[BasketLine]) -> tuple[BasketLine, ...]:
    return tuple(given)


def _shippings(given: Iterable[Shipping]) -> tuple[Shipping, ...]:
    return tuple(given)


def _codes(given: Iterable[str]) -> tuple[str, ...]:
    if isinstance(given, str):
        raise MalformedError(Fault("codes", "is one text; give a tuple of codes"))
    codes = tuple(given)
    strange = [i for i, code in enumerate(codes) if not _is_text(code)]
    if strange:
        raise MalformedError(*[Fault(f"codes[{i}]", "is no text; give what was typed") for i in strange])
    return codes


def _is_text(value: object) -> bool:
    return isinstance(value, str)


@frozen(kw_only=True)
class TaxRate:
    """A tax on what is sold; its amount follows from what is paid after discounts."""

    rate_id: str = field(validator=an_id)
    """The host's name of the rate, such as `FR-20`."""
    rate: Decimal = field(validator=_a_rate)
    """In percent: 20 is 20 %."""
    inclusive: bool = True
    """Whether prices contain it, or it comes on top of them."""
    remitter: Remitter = Remitter.VENDOR


def _price_minor(line: BasketLine) -> Minor:
    return minor_of(line.unit_price, "unit_price")


def _minimum_minor(line: BasketLine) -> Minor:
    return 0 if line.minimum_price is None else minor_of(line.minimum_price, "minimum_price")


def _goods(line: BasketLine) -> Minor:
    return line.price_minor * line.quantity


def _units(_: object, attribute: Attribute[int], value: object) -> None:
    if type(value) is not int or not 1 <= value <= MOST_UNITS:
        raise MalformedError(Fault(attribute.name, f"is no number of units from 1 to {MOST_UNITS}; give an int"))


@frozen(kw_only=True)
class BasketLine:
    """Some units of one listing."""

    id: LineId = field(validator=an_id)
    vendor: VendorId = field(validator=an_id)
    shop: ShopId | None = None
    listing: ListingId = field(validator=an_id)
    variant: VariantId | None = None
    title: str = field(validator=a_text)
    quantity: int = field(validator=_units)
    unit_price: Money
    categories: frozenset[str] = field(default=frozenset(), converter=texts)
    """The host's names of the categories it is in, those above them included."""
    tags: frozenset[str] = field(default=frozenset(), converter=texts)
    minimum_price: Money | None = None
    """What the buyer pays at least for a unit, whatever the discounts.

    What the line cannot give because of it goes to the other lines, where an amount is for all of them together; of a
    percentage, or of an amount for each line or unit, it is forfeited.
    """
    taxes: tuple[TaxRate, ...] = field(default=(), converter=_rates)
    metadata: Metadata = NO_METADATA
    price_minor: Minor = field(default=Factory(_price_minor, takes_self=True), init=False, repr=False, eq=False)
    minimum_minor: Minor = field(default=Factory(_minimum_minor, takes_self=True), init=False, repr=False, eq=False)
    goods: Minor = field(default=Factory(_goods, takes_self=True), init=False, repr=False, eq=False)
    """Price times quantity, before discounts."""


def _shipping_minor(shipping: Shipping) -> Minor:
    return minor_of(shipping.price, "price")


@frozen(kw_only=True)
class Shipping:
    """What the buyer pays for shipping all that one vendor's shop sends."""

    vendor: VendorId = field(validator=an_id)
    shop: ShopId | None = None
    price: Money
    taxes: tuple[TaxRate, ...] = field(default=(), converter=_rates)
    minor: Minor = field(default=Factory(_shipping_minor, takes_self=True), init=False, repr=False, eq=False)


def _goods_of_lines(basket: Basket) -> tuple[Minor, ...]:
    return tuple([line.goods for line in basket.lines])


def _floors_of_lines(basket: Basket) -> tuple[Minor, ...]:
    return tuple([min(line.minimum_minor, line.price_minor) * line.quantity for line in basket.lines])


def _price_of_shipping(basket: Basket) -> tuple[Minor, ...]:
    return tuple([shipping.minor for shipping in basket.shipping])


def _sum_of_goods(basket: Basket) -> Minor:
    return sum(basket.goods)


def _sum_of_floors(basket: Basket) -> Minor:
    return sum(basket.floors)


def _positions(basket: Basket) -> tuple[int, ...]:
    return tuple(range(len(basket.lines)))


def _nothing(basket: Basket) -> tuple[Minor, ...]:
    return (0,) * len(basket.lines)


def _nothing_of_shipping(basket: Basket) -> tuple[Minor, ...]:
    return (0,) * len(basket.shipping)


@frozen(kw_only=True)
class Basket:
    """What one buyer is about to buy at once, from one or several vendors, in one currency.

    Prices, categories and tags are the host's to say: build it from its own catalogue, never from what a buyer sends.
    Lines without an id of their own, amounts in another currency, two prices for the shipping of one shop, or shipping
    of a shop that sells nothing: each raises `MalformedError` at its place.
    """

    buyer: Buyer
    currency: str
    """ISO 4217; every amount is in it."""
    lines: tuple[BasketLine, ...] = field(converter=_lines)
    shipping: tuple[Shipping, ...] = field(default=(), converter=_shippings)
    codes: tuple[str, ...] = field(default=(), converter=_codes)
    """As the buyer typed them."""
    channel: SalesChannel = SHOP
    goods: tuple[Minor, ...] = field(
        default=Factory(_goods_of_lines, takes_self=True), init=False, repr=False, eq=False
    )
    """The goods of each line, before discounts."""
    floors: tuple[Minor, ...] = field(
        default=Factory(_floors_of_lines, takes_self=True), init=False, repr=False, eq=False
    )
    """What each line costs at least, never more than its goods: a dearer minimum price stops discounts altogether."""
    shipping_minor: tuple[Minor, ...] = field(
        default=Factory(_price_of_shipping, takes_self=True), init=False, repr=False, eq=False
    )
    """Each price of shipping, before discounts."""
    goods_in_all: Minor = field(default=Factory(_sum_of_goods, takes_self=True), init=False, repr=False, eq=False)
    """The sum of `goods`."""
    floors_in_all: Minor = field(default=Factory(_sum_of_floors, takes_self=True), init=False, repr=False, eq=False)
    """The sum of `floors`."""
    positions: tuple[int, ...] = field(default=Factory(_positions, takes_self=True), init=False, repr=False, eq=False)
    """Of all lines, in their order."""
    nothing: tuple[Minor, ...] = field(default=Factory(_nothing, takes_self=True), init=False, repr=False, eq=False)
    """No discount on any line."""
    nothing_of_shipping: tuple[Minor, ...] = field(
        default=Factory(_nothing_of_shipping, takes_self=True), init=False, repr=False, eq=False
    )
    """No discount on any shipping."""

    def __attrs_post_init__(self) -> None:
        check_currency(self.currency)
        faults: list[Fault] = []
        for i, line in enumerate(self.lines):
            for name, amount in (("unit_price", line.unit_price), ("minimum_price", line.minimum_price)):
                if amount is not None and amount.currency.code != self.currency:
                    faults.append(_other_currency(f"lines[{i}].{name}", self.currency))
            if line.goods > MOST_AMOUNT:
                faults.append(Fault(f"lines[{i}].quantity", "times the price is more than a line may cost"))
        for i, shipping in enumerate(self.shipping):
            if shipping.price.currency.code != self.currency:
                faults.append(_other_currency(f"shipping[{i}].price", self.currency))
        ids = Counter([line.id for line in self.lines])
        faults += [Fault("lines", f"{name[:60]!r} is there twice") for name, times in ids.items() if times > 1]
        sellers = {(line.vendor, line.shop) for line in self.lines}
        seen: set[tuple[VendorId, ShopId | None]] = set()
        for i, shipping in enumerate(self.shipping):
            seller = shipping.vendor, shipping.shop
            if seller not in sellers:
                faults.append(Fault(f"shipping[{i}]", "is of a shop that sells nothing here; leave it out"))
            if seller in seen:
                faults.append(Fault(f"shipping[{i}]", "is the second price for one shop; add them up"))
            seen.add(seller)
        if faults:
            raise MalformedError(*faults)

    @cached_property
    def units_in_all(self) -> int:
        """How many units all lines have."""
        return sum([line.quantity for line in self.lines])

    @cached_property
    def by_vendor(self) -> Mapping[VendorId, tuple[int, ...]]:
        """The positions of each vendor's lines, ascending; found once, so that many coupons are looked at quickly."""
        return _indexed([(line.vendor,) for line in self.lines])

    @cached_property
    def by_listing(self) -> Mapping[ListingId, tuple[int, ...]]:
        """The positions of each listing's lines, ascending."""
        return _indexed([(line.listing,) for line in self.lines])

    @cached_property
    def by_category(self) -> Mapping[str, tuple[int, ...]]:
        """The positions of the lines in each category, ascending."""
        return _indexed([line.categories for line in self.lines])

    @cached_property
    def by_tag(self) -> Mapping[str, tuple[int, ...]]:
        """The positions of the lines with each tag, ascending."""
        return _indexed([line.tags for line in self.lines])


def _indexed(keys_of_lines: Iterable[Iterable[K]]) -> dict[K, tuple[int, ...]]:
    found: dict[K, list[int]] = {}
    for i, keys in enumerate(keys_of_lines):
        for key in keys:
            found.setdefault(key, []).append(i)
    return {key: tuple(positions) for key, positions in found.items()}


def _other_currency(at: str, currency: str) -> Fault:
    return Fault(at, f"is in another currency than the basket; give it in {currency}")
